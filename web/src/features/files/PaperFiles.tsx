import { Button } from '@mantine/core';
import { IconCamera } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Upload } from '../../lib/schemas';
import { UploadChips } from '../inbox/composer/UploadChips';
import { useUploads } from '../inbox/composer/use-uploads';
import classes from './PaperFiles.module.css';

const MOST_FILES = 10;

interface Props {
  files: Upload[];
  onAdd: (file: Upload) => void;
  onRemove: (id: string) => void;
}

/** Photographs of papers, from the camera of a phone or from the disk. */
export function PaperFiles({ files, onAdd, onRemove }: Props) {
  const { t } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  const { running, add, drop } = useUploads(onAdd);
  const free = MOST_FILES - files.length - running.length;
  return (
    <>
      <input
        ref={picker}
        type="file"
        accept="image/*,application/pdf"
        multiple
        hidden
        aria-label={t('files.add')}
        onChange={(event) => {
          add([...(event.currentTarget.files ?? [])].slice(0, free));
          event.currentTarget.value = '';
        }}
      />
      <Button
        className={classes.add}
        variant="default"
        size="sm"
        disabled={free <= 0}
        leftSection={<IconCamera size={16} stroke={1.8} />}
        onClick={() => picker.current?.click()}
      >
        {t('files.add')}
      </Button>
      <div className={classes.chips}>
        <UploadChips done={files} running={running} onRemove={onRemove} onDrop={drop} />
      </div>
    </>
  );
}

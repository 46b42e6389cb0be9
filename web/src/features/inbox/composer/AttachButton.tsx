import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './AttachButton.module.css';

interface Props {
  /** How many files one message carries; null where nobody counts. */
  limit: number | null;
  full: boolean;
  onPick: (files: FileList | null) => void;
}

/** The paperclip. Once the message is full it says so instead of opening, and stays reachable for that. */
export function AttachButton({ limit, full, onPick }: Props) {
  const { t } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  const words = full ? t('composer.filesFull', { count: limit ?? 0 }) : t('composer.attach');
  return (
    <>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        disabled={full}
        onChange={(event) => {
          onPick(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      <Tooltip label={words} multiline maw={260}>
        <ActionIcon
          className={classes.clip}
          variant="subtle"
          color="gray"
          size={36}
          aria-label={words}
          aria-disabled={full || undefined}
          data-disabled={full || undefined}
          onClick={() => !full && picker.current?.click()}
        >
          <IconPaperclip size={19} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}

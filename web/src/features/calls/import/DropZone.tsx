import { Button } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { type DragEvent, type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './DropZone.module.css';

interface Props {
  inputRef: RefObject<HTMLInputElement | null>;
  onFile: (file: File) => void;
}

/** Takes one file: dropped, or chosen by the button. */
export function DropZone({ inputRef, onFile }: Props) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  return (
    // The button inside does the same by keyboard; dropping is for the mouse alone.
    <section
      className={classes.root}
      data-over={over || undefined}
      aria-label={t('calls.import.choose')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileUpload size={34} stroke={1.3} aria-hidden />
      <p className={classes.words}>{t('calls.import.drop')}</p>
      <Button variant="light" size="md" onClick={() => inputRef.current?.click()}>
        {t('calls.import.choose')}
      </Button>
      <p className={classes.hint}>{t('calls.import.kinds')}</p>
      <input
        ref={inputRef}
        type="file"
        hidden
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file) onFile(file);
        }}
      />
    </section>
  );
}

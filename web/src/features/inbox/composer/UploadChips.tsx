import { CloseButton, Progress } from '@mantine/core';
import { IconAlertTriangle, IconFile } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { useErrorText } from '../../../lib/error-text';
import { fileSize } from '../../../lib/file-size';
import type { Upload } from '../../../lib/schemas';
import classes from './UploadChips.module.css';
import type { RunningUpload } from './use-uploads';

interface Props {
  done: Upload[];
  running: RunningUpload[];
  onRemove: (id: string) => void;
  onDrop: (key: string) => void;
}

export function UploadChips({ done, running, onRemove, onDrop }: Props) {
  const { t } = useTranslation();
  const text = useErrorText();
  const language = useLanguage();
  if (done.length + running.length === 0) return null;
  return (
    <ul className={classes.root} aria-label={t('composer.attachments')}>
      {done.map((one) => (
        <li key={one.id} className={classes.chip}>
          <IconFile size={17} stroke={1.6} aria-hidden />
          <bdi className={classes.name}>{one.fileName}</bdi>
          <span className={classes.size}>{fileSize(one.size, language)}</span>
          <CloseButton
            size="sm"
            aria-label={t('composer.removeFile', { name: one.fileName })}
            onClick={() => onRemove(one.id)}
          />
        </li>
      ))}
      {running.map((one) => (
        <li key={one.key} className={classes.chip} data-failed={Boolean(one.error) || undefined}>
          {one.error ? (
            <IconAlertTriangle size={17} stroke={1.6} aria-hidden />
          ) : (
            <Progress
              className={classes.progress}
              value={one.share * 100}
              size="sm"
              aria-label={t('composer.uploading', { name: one.fileName })}
            />
          )}
          <bdi className={classes.name}>{one.fileName}</bdi>
          {one.error ? <span className={classes.size}>{text(one.error)}</span> : null}
          <CloseButton
            size="sm"
            aria-label={t('composer.removeFile', { name: one.fileName })}
            onClick={() => onDrop(one.key)}
          />
        </li>
      ))}
    </ul>
  );
}

import { ActionIcon, Button, FileButton, Progress } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowNarrowLeft,
  IconArrowNarrowRight,
  IconScan,
  IconX,
} from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageViewer } from '../../components/PageViewer';
import { scanPageUrl } from '../../lib/api';
import { useErrorText } from '../../lib/error-text';
import type { LetterScan } from '../../lib/letter-schemas';
import classes from './ScanPages.module.css';
import { useScans } from './use-scans';

const ACCEPTED = 'application/pdf,image/jpeg,image/png,image/heic,image/heif,.heic,.heif';

interface Props {
  scans: LetterScan[];
  onChange: (make: (before: LetterScan[]) => LetterScan[]) => void;
}

/** The scans of a letter in their order, each with a picture of its first page. */
export function ScanPages({ scans, onChange }: Props) {
  const { t } = useTranslation();
  const text = useErrorText();
  const { running, add, drop } = useScans((scan) => onChange((before) => [...before, scan]));
  const [over, setOver] = useState(false);
  const [open, setOpen] = useState<number | null>(null);
  const pages = scans.flatMap((scan) =>
    Array.from({ length: scan.pages }, (_, index) => ({
      src: scanPageUrl(scan.id, index + 1),
      name: scan.fileName,
    })),
  );
  const firstPageOf = (index: number) => scans.slice(0, index).reduce((sum, scan) => sum + scan.pages, 0);
  const move = (from: number, to: number) =>
    onChange((before) => {
      const after = [...before];
      after.splice(to, 0, ...after.splice(from, 1));
      return after;
    });
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer.files);
  };
  return (
    <fieldset
      aria-label={t('letters.log.pages')}
      className={classes.root}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {scans.length + running.length > 0 && (
        <ol className={classes.pages} aria-label={t('letters.log.pages')}>
          {scans.map((scan, index) => (
            <li key={scan.id} className={classes.page}>
              <button
                type="button"
                className={classes.picture}
                aria-label={t('letters.log.openScan', { name: scan.fileName })}
                onClick={() => setOpen(firstPageOf(index))}
              >
                <img src={scanPageUrl(scan.id, 1)} alt={scan.fileName} />
                {scan.pages > 1 && (
                  <span className={classes.count}>{t('pages.count', { count: scan.pages })}</span>
                )}
              </button>
              <bdi className={classes.name}>{scan.fileName}</bdi>
              <span className={classes.tools}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  disabled={index === 0}
                  aria-label={t('letters.log.earlier', { name: scan.fileName })}
                  onClick={() => move(index, index - 1)}
                >
                  <IconArrowNarrowRight className={classes.arrow} size={18} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  aria-label={t('composer.removeFile', { name: scan.fileName })}
                  onClick={() => onChange((before) => before.filter(({ id }) => id !== scan.id))}
                >
                  <IconX size={17} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  disabled={index === scans.length - 1}
                  aria-label={t('letters.log.later', { name: scan.fileName })}
                  onClick={() => move(index, index + 1)}
                >
                  <IconArrowNarrowLeft className={classes.arrow} size={18} />
                </ActionIcon>
              </span>
            </li>
          ))}
          {running.map((one) => (
            <li key={one.key} className={classes.page} data-failed={Boolean(one.error) || undefined}>
              <span className={classes.picture}>
                {one.error ? (
                  <IconAlertTriangle size={24} stroke={1.5} aria-hidden />
                ) : (
                  <Progress
                    className={classes.progress}
                    value={one.share * 100}
                    animated={one.share === 1}
                    aria-label={t('composer.uploading', { name: one.fileName })}
                  />
                )}
              </span>
              <bdi className={classes.name}>{one.fileName}</bdi>
              {one.error ? (
                <span className={classes.error} role="alert">
                  {text(one.error)}
                </span>
              ) : null}
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                aria-label={t('composer.removeFile', { name: one.fileName })}
                onClick={() => drop(one.key)}
              >
                <IconX size={17} />
              </ActionIcon>
            </li>
          ))}
        </ol>
      )}
      <div className={classes.add}>
        <FileButton multiple accept={ACCEPTED} onChange={add}>
          {(props) => (
            <Button {...props} variant="light" size="md" leftSection={<IconScan size={19} stroke={1.7} />}>
              {t(scans.length > 0 ? 'letters.log.addMore' : 'letters.log.addScans')}
            </Button>
          )}
        </FileButton>
        <span className={classes.hint}>{t('letters.log.scanHint')}</span>
      </div>
      <PageViewer pages={pages} open={open} onClose={() => setOpen(null)} />
    </fieldset>
  );
}

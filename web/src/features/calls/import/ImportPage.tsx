import { ActionIcon, Alert, Button, Skeleton } from '@mantine/core';
import { IconAlertCircle, IconArrowRight, IconFileSpreadsheet } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useLanguage } from '../../../app/i18n';
import { useErrorText } from '../../../lib/error-text';
import { fileSize } from '../../../lib/file-size';
import { DropZone } from './DropZone';
import classes from './ImportPage.module.css';
import { ImportResult } from './ImportResult';
import { PreviewRows } from './PreviewRows';
import { Problems } from './Problems';
import { ReadingForm } from './ReadingForm';
import { Summary } from './Summary';
import { useCallImport } from './use-call-import';

/** Call records of the exchange: looked at first, brought in when they are read right. */
export function ImportPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const errorText = useErrorText();
  const { file, preview, taken, error, isReading, isTaking, choose, read, take, reset } = useCallImport();
  const inputRef = useRef<HTMLInputElement>(null);
  /** Null until somebody opens or closes it; from then on it stays as it is left. */
  const [opened, setOpened] = useState<boolean | null>(null);
  const missing =
    preview && (preview.reading.columns.number === undefined || preview.reading.columns.at === undefined);
  const fresh = preview?.counts.fresh ?? 0;

  return (
    <main className={classes.root}>
      <header className={classes.head}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={44}
          aria-label={t('calls.import.back')}
          onClick={() => navigate('/calls')}
        >
          <IconArrowRight className={classes.flip} size={21} stroke={1.7} />
        </ActionIcon>
        <h1 className={classes.title}>{t('calls.import.title')}</h1>
      </header>
      <div className={classes.body}>
        {taken ? (
          <ImportResult counts={taken} onAgain={reset} />
        ) : (
          <>
            {!file && (
              <>
                <p className={classes.lead}>{t('calls.import.lead')}</p>
                <DropZone inputRef={inputRef} onFile={choose} />
              </>
            )}
            {file && (
              <div className={classes.file}>
                <IconFileSpreadsheet size={22} stroke={1.5} aria-hidden />
                <bdi className={classes.fileName}>{file.name}</bdi>
                <span className={classes.quiet}>{fileSize(file.size, language)}</span>
                <Button variant="subtle" size="sm" onClick={reset}>
                  {t('calls.import.otherFile')}
                </Button>
              </div>
            )}
            {error && (
              <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert">
                {errorText(error)}
              </Alert>
            )}
            {file && !preview && isReading && <Skeleton height={220} radius="lg" />}
            {preview && (
              <div className={classes.preview} aria-busy={isReading}>
                <Summary counts={preview.counts} />
                {missing && (
                  <Alert color="yellow" variant="light" icon={<IconAlertCircle size={18} />}>
                    {t('calls.import.columnsMissing')}
                  </Alert>
                )}
                {preview.damaged > 0 && (
                  <Alert color="yellow" variant="light" icon={<IconAlertCircle size={18} />}>
                    {t('calls.import.damaged', { count: preview.damaged })}
                  </Alert>
                )}
                {preview.rows.length > 0 && <PreviewRows rows={preview.rows} total={preview.counts.calls} />}
                {preview.problems.length > 0 && (
                  <Problems problems={preview.problems} counts={preview.counts.problems} />
                )}
                <ReadingForm
                  key={file?.name}
                  preview={preview}
                  open={opened ?? Boolean(missing)}
                  onOpen={setOpened}
                  onChange={(reading) => {
                    setOpened(true);
                    read(reading);
                  }}
                />
                <div className={classes.foot}>
                  <Button
                    size="md"
                    loading={isTaking}
                    disabled={fresh === 0 || Boolean(missing) || isReading}
                    onClick={take}
                  >
                    {fresh === 0 ? t('calls.import.nothing') : t('calls.import.take', { count: fresh })}
                  </Button>
                  {fresh > 0 && (
                    <span className={classes.quiet}>
                      {t('calls.import.people', { count: preview.counts.people })}
                    </span>
                  )}
                </div>
              </div>
            )}
          </>
        )}
      </div>
    </main>
  );
}

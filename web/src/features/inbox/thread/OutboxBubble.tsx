import { Button } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../lib/error-text';
import { ApiError } from '../../../lib/http';
import type { OutboxEntry } from '../composer/outbox';
import { Attachments } from './Attachments';
import delivery from './DeliveryState.module.css';
import classes from './MessageBubble.module.css';
import { RichText } from './RichText';
import { TemplateMark } from './TemplateMark';

interface Props {
  entry: OutboxEntry;
  onRetry: () => void;
  onEdit: () => void;
}

/** Words that have not reached the hub yet. */
export function OutboxBubble({ entry, onRetry, onEdit }: Props) {
  const { t } = useTranslation();
  const text = useErrorText();
  const failed = entry.state === 'failed';
  return (
    <article className={classes.root} data-voice={entry.kind === 'note' ? 'note' : 'own'}>
      <header className={classes.author}>
        {entry.kind === 'note' && <IconLock size={14} stroke={1.8} aria-hidden />}
        {t(entry.kind === 'note' ? 'message.note' : 'message.you')}
      </header>
      <div className={classes.bubble} style={failed ? undefined : { opacity: 0.75 }}>
        {entry.text && <RichText text={entry.text} />}
        {entry.attachments.length > 0 && (
          <Attachments
            attachments={entry.attachments.map((one) => ({ ...one, state: 'pending' as const }))}
          />
        )}
      </div>
      <footer className={classes.foot}>
        {entry.template && <TemplateMark />}
        {failed ? (
          <span className={delivery['root']} data-status="failed" role="alert">
            <span className={delivery['state']}>
              <IconAlertTriangle size={15} stroke={1.8} aria-hidden />
              {t('outbox.notSent')}
            </span>
            <span>{text(new ApiError(0, entry.error ?? 'unexpected', entry.errorParams))}</span>
            <span className={delivery['choices']}>
              <Button size="compact-sm" variant="default" onClick={onRetry}>
                {t('common.retry')}
              </Button>
              <Button size="compact-sm" variant="default" onClick={onEdit}>
                {t(entry.template ? 'common.edit' : 'outbox.edit')}
              </Button>
            </span>
          </span>
        ) : (
          <span className={delivery['state']}>
            <IconClock size={15} stroke={1.8} aria-hidden />
            {t('outbox.sending')}
          </span>
        )}
      </footer>
    </article>
  );
}

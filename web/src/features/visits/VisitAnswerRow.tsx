import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPaperclip, IconPhone, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../app/i18n';
import { Code } from '../../components/Code';
import { letterPdfUrl, type VisitOutcomeInput } from '../../lib/api';
import { shortMoment } from '../../lib/dates';
import { useStaff } from '../../lib/queries';
import type { VisitAnswer } from '../../lib/schemas';
import { useNow } from '../../lib/use-now';
import { useCan, useSession } from '../auth/session';
import shared from '../calls/CallBacks.module.css';
import { HandOver } from './HandOver';
import classes from './VisitAnswers.module.css';
import { instantOf } from './visit-draft';

/** As the hub counts: after the third time in vain it gives up. */
const MOST_VISITS = 3;

interface Props {
  task: VisitAnswer;
  busy: boolean;
  /** Resolves once it is written down, and rejects when it could not be. */
  onOutcome: (body: VisitOutcomeInput) => Promise<unknown>;
}

/** Who told them, and when: oneself and now, unless said otherwise. */
function SpokenForm({ busy, onOutcome, onCancel }: Omit<Props, 'task'> & { onCancel: () => void }) {
  const { t } = useTranslation();
  const { staff: me } = useSession();
  const staff = useStaff(useCan()('staff.read'));
  const [by, setBy] = useState(me.id);
  const [at, setAt] = useState('');
  const colleagues = (staff.data ?? []).filter(({ active, id }) => active && id !== me.id);
  return (
    <form
      className={classes.spoken}
      onSubmit={(event) => {
        event.preventDefault();
        void onOutcome({ outcome: 'spoken', by, at: at ? instantOf(at) : undefined });
      }}
    >
      <NativeSelect
        label={t('visits.answers.saidBy')}
        size="md"
        autoFocus
        value={by}
        data={[
          { value: me.id, label: `${me.name} (${t('visits.log.you')})` },
          ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => setBy(event.currentTarget.value)}
      />
      <TextInput
        label={t('visits.answers.saidAt')}
        type="datetime-local"
        size="md"
        value={at}
        onChange={(event) => setAt(event.currentTarget.value)}
      />
      <div className={shared.actions}>
        <Button type="submit" size="md" loading={busy}>
          {t('visits.answers.confirmSpoken')}
        </Button>
        <Button variant="default" size="md" disabled={busy} onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}

export function VisitAnswerRow({ task, busy, onOutcome }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const [step, setStep] = useState<'spoken' | 'handed' | null>(null);
  const waits = new Date(task.dueAt) > now;
  /** A refusal is shown as a notice; what was drawn or typed stays until it is taken. */
  const record = (body: VisitOutcomeInput) =>
    onOutcome(body).then(
      () => setStep(null),
      () => undefined,
    );
  return (
    <li className={shared.row}>
      <div className={shared.who}>
        <strong className={shared.name}>
          <bdi>{task.name ?? t('calls.back.unnamed')}</bdi>
        </strong>
        {task.phone && task.mayContact !== false && (
          <a className={shared.number} href={`tel:${task.phone}`}>
            <IconPhone size={17} stroke={1.7} aria-hidden />
            <Code>{task.phone}</Code>
          </a>
        )}
      </div>
      <p className={shared.facts}>
        <Link to={`/inbox/all/${task.conversationId}`}>
          <Code>{task.reference}</Code>
        </Link>
        {task.attempts > 0 && (
          <span>{t('visits.answers.attempts', { attempts: task.attempts, most: MOST_VISITS })}</span>
        )}
        {task.mayContact === false && <span>{t('visits.answers.mayNotContact')}</span>}
        {waits && (
          <span>{t('visits.answers.dueLater', { moment: shortMoment(task.dueAt, now, language) })}</span>
        )}
      </p>
      <p className={shared.script} dir="auto">
        {task.text}
      </p>
      <p className={classes.papers}>
        <a href={letterPdfUrl(task.id)} target="_blank" rel="noopener">
          <IconPrinter size={17} stroke={1.7} aria-hidden />
          {t('visits.answers.print')}
        </a>
        {task.attachments.map(({ id, fileName }) => (
          <a key={id} href={`/api/v1/attachments/${id}`} target="_blank" rel="noopener">
            <IconPaperclip size={17} stroke={1.7} aria-hidden />
            <bdi>{fileName}</bdi>
          </a>
        ))}
      </p>
      {step === 'spoken' ? (
        <SpokenForm busy={busy} onOutcome={record} onCancel={() => setStep(null)} />
      ) : (
        <div className={shared.actions}>
          <Button size="md" disabled={busy} onClick={() => setStep('spoken')}>
            {t('visits.answers.spoken')}
          </Button>
          <Button variant="default" size="md" disabled={busy} onClick={() => setStep('handed')}>
            {t('visits.answers.handedOver')}
          </Button>
          <Button
            variant="subtle"
            color="gray"
            size="md"
            disabled={busy}
            onClick={() => void record({ outcome: 'did_not_come' })}
          >
            {t('visits.answers.didNotCome')}
          </Button>
        </div>
      )}
      {step === 'handed' && (
        <HandOver
          task={task}
          busy={busy}
          onClose={() => setStep(null)}
          onDone={(proof) => void record({ outcome: 'handed_over', proof })}
        />
      )}
    </li>
  );
}

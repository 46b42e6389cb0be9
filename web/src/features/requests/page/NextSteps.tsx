import { Button } from '@mantine/core';
import { IconArrowBackUp, IconCircleCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorNotice } from '../../../lib/error-text';
import { ApiError } from '../../../lib/http';
import { requestsApi } from '../api';
import type { SupportRequest } from '../schemas';
import { useRequestChange, useReread } from '../use-requests';
import { useMissingWords } from '../words';
import { Card } from './Card';
import classes from './RequestPage.module.css';
import { StepModal } from './StepModal';

/** Steps that are taken where their matter is: the committee's decision, the words of its notice. */
const ELSEWHERE = ['decide', 'approve_notice', 'notify'];
/** Ways out, not ways on. */
const QUIET = ['withdraw', 'return'];
/** Those that cannot be taken back, that tell somebody something, or that need a reason. */
const ASKS = ['submit', 'ask_papers', 'withdraw', 'return', 'appeal', 'close'];

/** What may be done now, what it still waits for, and the way back. */
export function NextSteps({ request, unsaved }: { request: SupportRequest; unsaved: boolean }) {
  const { t } = useTranslation();
  const showError = useErrorNotice();
  const reread = useReread(request.id);
  const [asking, setAsking] = useState<string | null>(null);
  const [refused, setRefused] = useState<{ action: string; missing: string[] } | null>(null);
  const move = useMutation({
    mutationFn: ({ action, reason }: { action: string; reason?: string }) =>
      requestsApi.move(request.id, action, reason),
    onSuccess: async () => {
      setAsking(null);
      setRefused(null);
      await reread();
    },
    onError: (error, { action }) => {
      setAsking(null);
      const missing = error instanceof ApiError ? error.params['missing'] : null;
      if (Array.isArray(missing)) setRefused({ action, missing: missing.map(String) });
      else showError(error);
    },
  });
  const undo = useRequestChange(request.id, () => requestsApi.undo(request.id));
  const steps = request.actions.filter((action) => !ELSEWHERE.includes(action));
  const forward = steps.filter((action) => !QUIET.includes(action));
  const quiet = steps.filter((action) => QUIET.includes(action));
  const take = (action: string) => (ASKS.includes(action) ? setAsking(action) : move.mutate({ action }));
  const busy = move.isPending || undo.isPending;
  const missing = refused?.missing ?? request.incomplete;
  return (
    <Card title={t('requests.next.title')}>
      {missing.length > 0 && (
        <div
          className={classes.missing}
          role={refused ? 'alert' : undefined}
          data-refused={refused ? true : undefined}
        >
          <h3>
            {refused
              ? t('requests.next.refused', { action: t(`requests.actions.${refused.action}`) })
              : t('requests.next.missing')}
          </h3>
          <MissingList request={request} missing={missing} />
        </div>
      )}
      {missing.length === 0 && forward.includes('study') && (
        <p className={classes.ready}>
          <IconCircleCheck size={18} stroke={1.7} aria-hidden />
          {t('requests.next.ready')}
        </p>
      )}
      {unsaved && steps.length > 0 && <p className={classes.quiet}>{t('requests.next.saveFirst')}</p>}
      <div className={classes.steps}>
        {forward.map((action, place) => (
          <Button
            key={action}
            size="md"
            variant={place === 0 ? 'filled' : 'default'}
            disabled={busy || unsaved}
            onClick={() => take(action)}
          >
            {t(`requests.actions.${action}`)}
          </Button>
        ))}
        {quiet.map((action) => (
          <Button
            key={action}
            size="md"
            variant="subtle"
            color="gray"
            disabled={busy || unsaved}
            onClick={() => take(action)}
          >
            {t(`requests.actions.${action}`)}
          </Button>
        ))}
        {request.canUndo && (
          <Button
            size="md"
            variant="subtle"
            color="gray"
            disabled={busy || unsaved}
            leftSection={<IconArrowBackUp size={18} stroke={1.7} />}
            onClick={() => undo.mutate(undefined)}
          >
            {t('requests.next.undo', { action: t(`requests.done.${request.canUndo}`) })}
          </Button>
        )}
      </div>
      {steps.length === 0 && !request.canUndo && (
        <p className={classes.quiet}>{t('requests.next.nothing')}</p>
      )}
      {asking && (
        <StepModal
          request={request}
          action={asking}
          busy={move.isPending}
          onTake={(reason) => move.mutate({ action: asking, reason })}
          onClose={() => setAsking(null)}
        />
      )}
    </Card>
  );
}

/** Each of them leads to where it is put right. */
function MissingList({ request, missing }: { request: SupportRequest; missing: string[] }) {
  const words = useMissingWords(request);
  const goTo = (code: string) => {
    const [kind, key = ''] = code.split(':');
    const target = document.querySelector<HTMLElement>(
      kind === 'applicant'
        ? `[data-field="${key === 'name' ? 'applicantName' : 'nationalId'}"]`
        : kind === 'field'
          ? `[data-field="${CSS.escape(key)}"]`
          : `#${kind}-${CSS.escape(key)}`,
    );
    target?.scrollIntoView({ block: 'center', behavior: 'smooth' });
    target?.focus({ preventScroll: true });
  };
  return (
    <ul>
      {missing.map((code) => (
        <li key={code}>
          <button type="button" onClick={() => goTo(code)}>
            {words(code)}
          </button>
        </li>
      ))}
    </ul>
  );
}

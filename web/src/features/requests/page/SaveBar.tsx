import { Button, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../../lib/error-text';
import type { RequestDraft } from '../form/use-draft';
import type { SupportRequest } from '../schemas';
import classes from './RequestPage.module.css';

/** Stands at the foot of the page while something is not saved. */
export function SaveBar({ request, draft }: { request: SupportRequest; draft: RequestDraft }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { dirty, problems, save, blocker, discard } = draft;
  const wrong = Object.keys(problems);
  const submit = () => {
    const [first] = wrong;
    if (first) document.querySelector<HTMLElement>(`[data-field="${CSS.escape(first)}"]`)?.focus();
    else if (!save.isPending) save.mutate(draft.draft);
  };
  return (
    <>
      {dirty && (
        <div className={classes.saveBar} role="status">
          <div className={classes.saveWords}>
            <strong>{t(save.isError ? 'requests.save.failed' : 'requests.save.unsaved')}</strong>
            {save.isError ? (
              <span data-tone="red">{errorText(save.error)}</span>
            ) : request.attested ? (
              <span data-tone="amber">{t('requests.save.voids')}</span>
            ) : null}
          </div>
          <Button variant="default" disabled={save.isPending} onClick={discard}>
            {t('requests.save.discard')}
          </Button>
          <Button loading={save.isPending} onClick={submit}>
            {t('common.save')}
          </Button>
        </div>
      )}
      {blocker.state === 'blocked' && (
        <Modal
          opened
          onClose={() => blocker.reset()}
          title={t('requests.save.leaveTitle')}
          closeButtonProps={{ 'aria-label': t('common.close') }}
        >
          <div className={classes.modal}>
            <p>{t('requests.save.leave')}</p>
            <div className={classes.modalFoot}>
              <Button variant="default" onClick={() => blocker.proceed()}>
                {t('requests.save.leaveAnyway')}
              </Button>
              <Button data-autofocus onClick={() => blocker.reset()}>
                {t('requests.save.stay')}
              </Button>
            </div>
          </div>
        </Modal>
      )}
    </>
  );
}

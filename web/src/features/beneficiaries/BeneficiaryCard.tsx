import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconLinkOff, IconPencil, IconUserHeart } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Code } from '../../components/Code';
import { api, type BeneficiaryInput } from '../../lib/api';
import { useErrorNotice } from '../../lib/error-text';
import { ApiError } from '../../lib/http';
import { keys } from '../../lib/keys';
import type { ContactDetails } from '../../lib/schemas';
import { useCan } from '../auth/session';
import { BeneficiaryForm } from './BeneficiaryForm';
import classes from './BeneficiaryPanel.module.css';
import { BeneficiarySearch } from './BeneficiarySearch';

/** Links a contact point to a beneficiary, or lets go of it. */
export function useLinkBeneficiary(contactId: string, onDone?: () => void) {
  const client = useQueryClient();
  const showError = useErrorNotice();
  return useMutation({
    mutationFn: (input: BeneficiaryInput | null) => api.linkBeneficiary(contactId, input),
    onSuccess: () => {
      for (const key of [keys.contacts, keys.lists]) void client.invalidateQueries({ queryKey: key });
      onDone?.();
    },
    onError: (error) => {
      // The form itself offers the person who has that number.
      if (!(error instanceof ApiError && error.code === 'beneficiary.national_id_taken')) showError(error);
    },
  });
}

/** The beneficiary behind the address; an address alone is nobody's proof. */
export function BeneficiaryCard({ contact }: { contact: ContactDetails }) {
  const { t } = useTranslation();
  const can = useCan();
  const [mode, setMode] = useState<'shown' | 'linking' | 'editing'>('shown');
  const link = useLinkBeneficiary(contact.id, () => setMode('shown'));
  const { beneficiary } = contact;
  const confirmUnlink = () =>
    modals.openConfirmModal({
      title: t('beneficiary.unlinkTitle'),
      children: t('beneficiary.unlinkText'),
      labels: { confirm: t('beneficiary.unlink'), cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => link.mutate(null),
    });
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>
        {t('beneficiary.title')}
        {beneficiary && mode === 'shown' && can('contacts.write') && (
          <span>
            <Tooltip label={t('common.edit')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={28}
                aria-label={t('beneficiary.edit')}
                onClick={() => setMode('editing')}
              >
                <IconPencil size={15} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={t('beneficiary.unlink')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={28}
                aria-label={t('beneficiary.unlink')}
                onClick={confirmUnlink}
              >
                <IconLinkOff size={15} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          </span>
        )}
      </h3>
      {mode === 'editing' && beneficiary ? (
        <BeneficiaryForm initial={beneficiary} link={link} onCancel={() => setMode('shown')} />
      ) : beneficiary ? (
        <>
          <p className={classes.personName}>
            <bdi>{beneficiary.name}</bdi>
          </p>
          {beneficiary.nationalId && (
            <dl className={classes.facts}>
              <dt>{t('beneficiary.nationalId')}</dt>
              <dd>
                <Code>{beneficiary.nationalId}</Code>
              </dd>
            </dl>
          )}
          {beneficiary.note && (
            <p className={classes.note} dir="auto">
              {beneficiary.note}
            </p>
          )}
        </>
      ) : mode === 'linking' ? (
        <BeneficiarySearch contact={contact} link={link} onCancel={() => setMode('shown')} />
      ) : (
        <>
          <p className={classes.quiet}>{t('beneficiary.none')}</p>
          {can('contacts.write') && (
            <Button
              size="sm"
              variant="light"
              leftSection={<IconUserHeart size={17} stroke={1.6} />}
              onClick={() => setMode('linking')}
            >
              {t('beneficiary.link')}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

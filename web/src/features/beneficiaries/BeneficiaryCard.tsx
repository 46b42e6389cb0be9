import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconLinkOff, IconUserHeart } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Code } from '../../components/Code';
import { api, type BeneficiaryInput } from '../../lib/api';
import { useErrorNotice } from '../../lib/error-text';
import { keys } from '../../lib/keys';
import type { ContactDetails } from '../../lib/schemas';
import { useCan } from '../auth/session';
import { BeneficiaryForm } from './BeneficiaryForm';
import classes from './BeneficiaryPanel.module.css';

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
    onError: showError,
  });
}

/** The beneficiary behind the address; an address alone is nobody's proof. */
export function BeneficiaryCard({ contact }: { contact: ContactDetails }) {
  const { t } = useTranslation();
  const can = useCan();
  const [linking, setLinking] = useState(false);
  const link = useLinkBeneficiary(contact.id, () => setLinking(false));
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
        {beneficiary && can('contacts.write') && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<IconLinkOff size={14} stroke={1.7} />}
            onClick={confirmUnlink}
          >
            {t('beneficiary.unlink')}
          </Button>
        )}
      </h3>
      {beneficiary ? (
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
      ) : linking ? (
        <BeneficiaryForm contact={contact} link={link} onCancel={() => setLinking(false)} />
      ) : (
        <>
          <p className={classes.quiet}>{t('beneficiary.none')}</p>
          {can('contacts.write') && (
            <Button
              size="sm"
              variant="light"
              leftSection={<IconUserHeart size={17} stroke={1.6} />}
              onClick={() => setLinking(true)}
            >
              {t('beneficiary.link')}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

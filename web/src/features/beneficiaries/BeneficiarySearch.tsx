import { Button, Skeleton, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Code } from '../../components/Code';
import { ErrorNotice } from '../../components/ErrorNotice';
import { api } from '../../lib/api';
import { keys } from '../../lib/keys';
import { isSaudiId, latinDigits } from '../../lib/saudi-id';
import type { ContactDetails } from '../../lib/schemas';
import { ownDirection } from '../../lib/writing';
import type { useLinkBeneficiary } from './BeneficiaryCard';
import { BeneficiaryForm } from './BeneficiaryForm';
import classes from './BeneficiaryPanel.module.css';

const LEAST = 2;

interface Props {
  contact: ContactDetails;
  link: ReturnType<typeof useLinkBeneficiary>;
  onCancel: () => void;
}

/** First look for the person; only somebody who is not there yet is registered anew. */
export function BeneficiarySearch({ contact, link, onCancel }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(contact.displayName ?? '');
  const [adding, setAdding] = useState(false);
  const [q] = useDebouncedValue(text.trim(), 300);
  const found = useQuery({
    queryKey: keys.beneficiaries(q),
    queryFn: ({ signal }) => api.findBeneficiaries(q, signal),
    enabled: q.length >= LEAST && !adding,
  });
  if (adding) {
    const number = isSaudiId(text);
    const initial = {
      name: number ? (contact.displayName ?? '') : text.trim(),
      nationalId: number ? latinDigits(text) : '',
      note: '',
    };
    return <BeneficiaryForm initial={initial} link={link} onCancel={onCancel} />;
  }
  return (
    <div className={classes.form}>
      <TextInput
        label={t('beneficiary.search')}
        attributes={ownDirection}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {found.isFetching && <Skeleton height={40} radius="md" />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && !found.isFetching && (
        <ul className={classes.list}>
          {found.data.map((one) => (
            <li key={one.id}>
              <UnstyledButton
                className={classes.found}
                disabled={link.isPending}
                onClick={() => link.mutate({ beneficiaryId: one.id })}
              >
                <bdi>{one.name}</bdi>
                {one.nationalId && (
                  <span className={classes.otherTop}>
                    <Code>{one.nationalId}</Code>
                  </span>
                )}
              </UnstyledButton>
            </li>
          ))}
          {found.data.length === 0 && <li className={classes.noneFound}>{t('beneficiary.notFound')}</li>}
        </ul>
      )}
      <div className={classes.formFoot}>
        <Button
          size="sm"
          variant="light"
          leftSection={<IconUserPlus size={16} stroke={1.7} />}
          onClick={() => setAdding(true)}
        >
          {t('beneficiary.add')}
        </Button>
        <Button size="sm" variant="default" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </div>
  );
}

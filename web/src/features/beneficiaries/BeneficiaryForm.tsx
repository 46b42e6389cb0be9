import { Button, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { isSaudiId, latinDigits } from '../../lib/saudi-id';
import type { ContactDetails } from '../../lib/schemas';
import { ownDirection } from '../../lib/writing';
import type { useLinkBeneficiary } from './BeneficiaryCard';
import classes from './BeneficiaryPanel.module.css';

interface Props {
  contact: ContactDetails;
  link: ReturnType<typeof useLinkBeneficiary>;
  onCancel: () => void;
}

/** Registers the person behind an address. The ID number is checked before it is sent, and optional. */
export function BeneficiaryForm({ contact, link, onCancel }: Props) {
  const { t } = useTranslation();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: contact.displayName ?? '', nationalId: '', note: '' },
    validate: {
      name: (value) => (value.trim() ? null : t('beneficiary.nameNeeded')),
      nationalId: (value) => (!value.trim() || isSaudiId(value) ? null : t('beneficiary.nationalIdWrong')),
    },
  });
  const submit = form.onSubmit(({ name, nationalId, note }) =>
    link.mutate({
      name: name.trim(),
      ...(note.trim() ? { note: note.trim() } : {}),
      ...(nationalId.trim() ? { nationalId: latinDigits(nationalId).replace(/\s/g, '') } : {}),
    }),
  );
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        key={form.key('name')}
        label={t('beneficiary.name')}
        attributes={ownDirection}
        maxLength={200}
        required
        {...form.getInputProps('name')}
      />
      <TextInput
        key={form.key('nationalId')}
        label={t('beneficiary.nationalId')}
        description={t('beneficiary.nationalIdHint')}
        dir="ltr"
        inputMode="numeric"
        {...form.getInputProps('nationalId')}
      />
      <Textarea
        key={form.key('note')}
        label={t('beneficiary.note')}
        attributes={ownDirection}
        autosize
        minRows={2}
        maxRows={6}
        {...form.getInputProps('note')}
      />
      <div className={classes.formFoot}>
        <Button type="submit" size="sm" loading={link.isPending}>
          {t('beneficiary.save')}
        </Button>
        <Button size="sm" variant="default" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}

import { Alert, Button, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../lib/error-text';
import { ApiError } from '../../lib/http';
import { isSaudiId, latinDigits } from '../../lib/saudi-id';
import type { Beneficiary } from '../../lib/schemas';
import { ownDirection } from '../../lib/writing';
import type { useLinkBeneficiary } from './BeneficiaryCard';
import classes from './BeneficiaryPanel.module.css';

interface Props {
  initial: Pick<Beneficiary, 'name' | 'nationalId' | 'note'>;
  link: ReturnType<typeof useLinkBeneficiary>;
  onCancel: () => void;
}

/** The person who already has the number, when that is why the hub refused. */
function holderOf(error: unknown): string | null {
  if (!(error instanceof ApiError) || error.code !== 'beneficiary.national_id_taken') return null;
  const id = error.params['beneficiaryId'];
  return typeof id === 'string' ? id : null;
}

/** Particulars of a beneficiary, new or corrected. The ID number is optional and checked before it is sent. */
export function BeneficiaryForm({ initial, link, onCancel }: Props) {
  const { t } = useTranslation();
  const text = useErrorText();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: initial.name, nationalId: initial.nationalId ?? '', note: initial.note ?? '' },
    validate: {
      name: (value) => (value.trim() ? null : t('beneficiary.nameNeeded')),
      nationalId: (value) => (!value.trim() || isSaudiId(value) ? null : t('beneficiary.nationalIdWrong')),
    },
  });
  const submit = form.onSubmit(({ name, nationalId, note }) =>
    link.mutate({
      name: name.trim(),
      note: note.trim(),
      nationalId: nationalId.trim() ? latinDigits(nationalId).replace(/\s/g, '') : null,
    }),
  );
  const holder = holderOf(link.error);
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
        maxLength={5000}
        {...form.getInputProps('note')}
      />
      {holder && (
        <Alert color="yellow" variant="light" role="alert">
          {text(link.error)}
          <Button
            mt="xs"
            size="compact-sm"
            variant="default"
            display="block"
            onClick={() => link.mutate({ beneficiaryId: holder })}
          >
            {t('beneficiary.linkHolder')}
          </Button>
        </Alert>
      )}
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

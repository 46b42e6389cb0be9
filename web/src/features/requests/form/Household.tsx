import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ownDirection } from '../../../lib/writing';
import { type HouseholdMember, RELATIONS } from '../schemas';
import type { Problem } from './draft';
import classes from './form.module.css';
import { NationalIdInput } from './NationalIdInput';

interface Props {
  members: HouseholdMember[];
  problems: Record<string, Problem>;
  disabled: boolean;
  onChange: (members: HouseholdMember[]) => void;
}

const NEWCOMER: HouseholdMember = {
  name: '',
  relation: 'son',
  birthDate: null,
  nationalId: null,
  note: '',
};

/** Who lives with the person and from the same income. */
export function Household({ members, problems, disabled, onChange }: Props) {
  const { t } = useTranslation();
  const edit = (place: number, change: Partial<HouseholdMember>) =>
    onChange(members.map((member, index) => (index === place ? { ...member, ...change } : member)));
  return (
    <>
      {members.length === 0 && <p className={classes.hint}>{t('requests.household.none')}</p>}
      <ul className={classes.members}>
        {members.map((member, place) => {
          const problem = problems[`household.${place}`];
          return (
            // Members have no other name than their place while they are written.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={place} className={classes.member}>
              <TextInput
                label={t('requests.person.name')}
                data-field={`household.${place}`}
                size="md"
                disabled={disabled}
                maxLength={200}
                attributes={ownDirection}
                value={member.name}
                onChange={({ currentTarget }) => edit(place, { name: currentTarget.value })}
              />
              <Select
                label={t('requests.person.relation')}
                size="md"
                disabled={disabled}
                allowDeselect={false}
                data={RELATIONS.map((value) => ({ value, label: t(`requests.relations.${value}`) }))}
                value={member.relation}
                onChange={(relation) =>
                  relation && edit(place, { relation: relation as HouseholdMember['relation'] })
                }
              />
              <TextInput
                label={t('requests.ownFields.birthDate')}
                size="md"
                type="date"
                disabled={disabled}
                value={member.birthDate ?? ''}
                onChange={({ currentTarget }) => edit(place, { birthDate: currentTarget.value || null })}
              />
              <NationalIdInput
                label={t('requests.ownFields.nationalId')}
                disabled={disabled}
                value={member.nationalId ?? ''}
                onChange={(nationalId) => edit(place, { nationalId })}
              />
              {!disabled && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={42}
                  aria-label={t('requests.household.remove', { name: member.name })}
                  onClick={() => onChange(members.filter((_, index) => index !== place))}
                >
                  <IconTrash size={18} stroke={1.6} />
                </ActionIcon>
              )}
              {problem && (
                <p className={classes.memberProblem} role="alert">
                  {t(`requests.problems.${problem}`)}
                </p>
              )}
            </li>
          );
        })}
      </ul>
      {!disabled && (
        <Button
          variant="default"
          leftSection={<IconPlus size={16} stroke={1.8} />}
          onClick={() => onChange([...members, NEWCOMER])}
        >
          {t('requests.household.add')}
        </Button>
      )}
    </>
  );
}

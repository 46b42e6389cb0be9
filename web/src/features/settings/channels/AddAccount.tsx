import { Modal, UnstyledButton } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChannelMark } from '../../../components/ChannelMark';
import { api } from '../../../lib/api';
import { keys } from '../../../lib/keys';
import type { AccountDetails, ProviderForm } from '../../../lib/schemas';
import { Loaded } from '../PageFrame';
import { AccountForm } from './AccountForm';
import classes from './channels.module.css';

interface Choice {
  form: ProviderForm;
  preset?: string;
}

interface Props {
  onClose: () => void;
  onAdded: (account: AccountDetails) => void;
}

/** Chooses a provider, then fills in its form. */
export function AddAccount({ onClose, onAdded }: Props) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: keys.accountForms, queryFn: api.accountForms, staleTime: Infinity });
  const [choice, setChoice] = useState<Choice | null>(null);
  const title = choice
    ? t('settings.channels.addTo', { channel: t(`channels.${choice.form.channel}`) })
    : t('settings.channels.add');
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Loaded query={query}>
        {(forms) =>
          choice ? (
            <AccountForm
              form={choice.form}
              preset={choice.preset}
              account={null}
              onCancel={() => setChoice(null)}
              onSaved={onAdded}
            />
          ) : (
            <ul className={classes.choices} aria-label={t('settings.channels.chooseProvider')}>
              {forms.flatMap((form) =>
                [...form.presets.map(({ name }) => name), undefined].map((preset) => (
                  <li key={`${form.channel} ${form.provider} ${preset}`}>
                    <UnstyledButton
                      className={classes.choice}
                      onClick={() => setChoice({ form, ...(preset && { preset }) })}
                    >
                      <ChannelMark channel={form.channel} size={24} />
                      <span className={classes.choiceWords}>
                        <strong>
                          {preset
                            ? t(`settings.channels.presets.${preset}`)
                            : t(`settings.channels.providers.${form.provider}`)}
                        </strong>
                        <span>{t(`channels.${form.channel}`)}</span>
                      </span>
                      <IconChevronLeft className={classes.flip} size={18} stroke={1.6} aria-hidden />
                    </UnstyledButton>
                  </li>
                )),
              )}
            </ul>
          )
        }
      </Loaded>
    </Modal>
  );
}

import { ActionIcon, Button, Select, TextInput, Tooltip } from '@mantine/core';
import { IconBan, IconPencil } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChannelMark } from '../../components/ChannelMark';
import { Code } from '../../components/Code';
import { PersonMark } from '../../components/PersonMark';
import { api } from '../../lib/api';
import { useErrorNotice } from '../../lib/error-text';
import { keys } from '../../lib/keys';
import type { ContactDetails, Conversation, Language } from '../../lib/schemas';
import { ownDirection } from '../../lib/writing';
import { useCan } from '../auth/session';
import { ContactName, hasTellingAddress, useContactName } from '../inbox/ContactName';
import classes from './BeneficiaryPanel.module.css';

function EditContact({ conversation, onDone }: { conversation: Conversation; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const showError = useErrorNotice();
  const { contactPoint } = conversation;
  const [name, setName] = useState(contactPoint.displayName ?? '');
  const [language, setLanguage] = useState<Language>(contactPoint.language ?? conversation.language);
  const save = useMutation({
    mutationFn: () => api.changeContact(contactPoint.id, { displayName: name.trim() || null, language }),
    onSuccess: () => {
      for (const key of [keys.contacts, keys.conversation(conversation.id), keys.lists]) {
        void client.invalidateQueries({ queryKey: key });
      }
      onDone();
    },
    onError: showError,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label={t('contact.name')}
        value={name}
        attributes={ownDirection}
        maxLength={200}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Select
        label={t('contact.language')}
        description={t('contact.languageHint')}
        value={language}
        onChange={(value) => setLanguage(value === 'en' ? 'en' : 'ar')}
        data={[
          { value: 'ar', label: t('languages.ar') },
          { value: 'en', label: t('languages.en') },
        ]}
        allowDeselect={false}
      />
      <div className={classes.formFoot}>
        <Button type="submit" size="sm" loading={save.isPending}>
          {t('common.save')}
        </Button>
        <Button size="sm" variant="default" onClick={onDone}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}

interface Props {
  conversation: Conversation;
  /** More about it, once it is read. */
  contact?: ContactDetails;
}

/** The contact point: one address on one channel, which a family may share. */
export function ContactCard({ conversation, contact }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const [editing, setEditing] = useState(false);
  const name = useContactName(conversation);
  // The address is one of the channel that answers.
  const { contactPoint, answerChannel: channel } = conversation;
  return (
    <section className={classes.section}>
      <div className={classes.person}>
        <PersonMark name={name} size={52} tone="accent" />
        <div className={classes.personText}>
          <p className={classes.personName}>
            <ContactName conversation={conversation} />
            {can('contacts.write') && !editing && (
              <Tooltip label={t('contact.edit')}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={30}
                  aria-label={t('contact.edit')}
                  onClick={() => setEditing(true)}
                >
                  <IconPencil size={16} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            )}
          </p>
        </div>
      </div>
      {editing ? (
        <EditContact conversation={conversation} onDone={() => setEditing(false)} />
      ) : (
        <dl className={classes.facts}>
          <dt>{t('contact.channel')}</dt>
          <dd>
            <span className={classes.channel}>
              <ChannelMark channel={channel} size={16} /> {t(`channels.${channel}`)}
            </span>
          </dd>
          {hasTellingAddress(channel) && (
            <>
              <dt>{t('contact.address')}</dt>
              <dd>
                <Code>{contactPoint.address}</Code>
              </dd>
            </>
          )}
          {contact?.phone && contact.phone !== contactPoint.address && (
            <>
              <dt>{t('contact.phone')}</dt>
              <dd>
                <Code>{contact.phone}</Code>
              </dd>
            </>
          )}
          {contact?.email && contact.email !== contactPoint.address && (
            <>
              <dt>{t('contact.email')}</dt>
              <dd>
                <Code>{contact.email}</Code>
              </dd>
            </>
          )}
          <dt>{t('contact.language')}</dt>
          <dd>{t(`languages.${contactPoint.language ?? conversation.language}`)}</dd>
        </dl>
      )}
      {contactPoint.optedOut && (
        <p className={classes.optedOut}>
          <IconBan size={17} stroke={1.7} aria-hidden />
          {t('contact.optedOut')}
        </p>
      )}
    </section>
  );
}

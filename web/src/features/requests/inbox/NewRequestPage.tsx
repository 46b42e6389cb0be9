import { Alert, Button, Select, Skeleton, TextInput } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { useLanguage } from '../../../app/i18n';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { useErrorText } from '../../../lib/error-text';
import { latinDigits } from '../../../lib/saudi-id';
import type { Conversation } from '../../../lib/schemas';
import { ownDirection } from '../../../lib/writing';
import { useConversation } from '../../inbox/thread/use-thread';
import { requestKeys, requestsApi } from '../api';
import { idProblem } from '../form/draft';
import formClasses from '../form/form.module.css';
import { NationalIdInput } from '../form/NationalIdInput';
import { Card } from '../page/Card';
import { useRequestTypes } from '../use-requests';
import { MessagePicker, type Picked } from './MessagePicker';
import classes from './NewRequest.module.css';

/** A request that begins in a conversation: what the person wrote and sent is taken over, and completed afterwards. */
export function NewRequestPage() {
  const [search] = useSearchParams();
  const conversationId = search.get('conversation');
  return conversationId ? <FromConversation id={conversationId} /> : <Navigate to="/requests" replace />;
}

function FromConversation({ id }: { id: string }) {
  const { data, isError, error, refetch } = useConversation(id);
  return (
    <main className={classes.root}>
      {data ? (
        <NewRequestForm key={data.id} conversation={data} />
      ) : isError ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton height={320} radius="lg" />
      )}
    </main>
  );
}

const PHONE_CHANNELS = ['sms', 'whatsapp', 'phone'];

function NewRequestForm({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const client = useQueryClient();
  const errorText = useErrorText();
  const types = useRequestTypes();
  const { contactPoint } = conversation;
  const [typeSlug, setTypeSlug] = useState<string | null>(null);
  const [name, setName] = useState(contactPoint.displayName ?? '');
  const [nationalId, setNationalId] = useState('');
  const [phone, setPhone] = useState(
    PHONE_CHANNELS.includes(conversation.channel) ? contactPoint.address : '',
  );
  const [picked, setPicked] = useState<Picked>({ messages: [], attachments: [] });
  const [asked, setAsked] = useState(false);
  const create = useMutation({
    mutationFn: requestsApi.create,
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: requestKeys.lists });
      void client.invalidateQueries({ queryKey: requestKeys.counts });
      void navigate(`/requests/${made.id}`, { replace: true });
    },
  });
  const back = () => navigate(`/inbox/all/${conversation.id}`);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!typeSlug || !name.trim() || idProblem(nationalId) || create.isPending) return;
    const digits = latinDigits(nationalId).replace(/\s/g, '');
    create.mutate({
      conversationId: conversation.id,
      typeSlug,
      language: conversation.language,
      applicantName: name.trim(),
      ...(digits ? { nationalId: digits } : {}),
      ...(phone.trim() ? { phone: latinDigits(phone.trim()) } : {}),
      pullMessageIds: picked.messages,
      pullAttachmentIds: picked.attachments,
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <header className={classes.head}>
        <h1>{t('requests.new.title')}</h1>
        <p>{t('requests.new.hint')}</p>
      </header>
      <div className={classes.columns}>
        <Card title={t('requests.sections.applicant')}>
          <div className={classes.fields}>
            <Select
              label={t('requests.type')}
              placeholder={t('requests.new.chooseType')}
              size="md"
              data-autofocus
              error={asked && !typeSlug ? t('requests.new.typeNeeded') : undefined}
              data={(types.data ?? []).map((type) => ({ value: type.slug, label: type.name[language] }))}
              value={typeSlug}
              onChange={setTypeSlug}
            />
            <TextInput
              label={t('requests.ownFields.applicantName')}
              size="md"
              maxLength={200}
              autoComplete="off"
              attributes={ownDirection}
              error={asked && !name.trim() ? t('requests.problems.nameNeeded') : undefined}
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
            <NationalIdInput
              label={
                <>
                  {t('requests.ownFields.nationalId')}{' '}
                  <span className={formClasses.optional}>{t('requests.optional')}</span>
                </>
              }
              value={nationalId}
              onChange={setNationalId}
            />
            <TextInput
              label={t('requests.ownFields.phone')}
              size="md"
              type="tel"
              maxLength={40}
              autoComplete="off"
              attributes={{ input: { dir: 'ltr' } }}
              classNames={{ input: formClasses.digits }}
              value={phone}
              onChange={({ currentTarget }) => setPhone(currentTarget.value)}
            />
          </div>
        </Card>
        <Card title={t('requests.new.take')}>
          <MessagePicker conversationId={conversation.id} picked={picked} onChange={setPicked} />
        </Card>
      </div>
      {create.isError && (
        <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert" mt="md">
          {errorText(create.error)}
        </Alert>
      )}
      <div className={classes.foot}>
        <Button size="md" variant="default" onClick={back}>
          {t('common.cancel')}
        </Button>
        <Button size="md" type="submit" loading={create.isPending}>
          {t('requests.new.create')}
        </Button>
      </div>
    </form>
  );
}

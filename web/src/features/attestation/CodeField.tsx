import { Button, Select, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../lib/error-text';
import classes from './Attestation.module.css';
import { attestationApi } from './api';
import type { CodePlace } from './schemas';

interface Props {
  requestId: string;
  places: CodePlace[];
  code: string;
  error: string | undefined;
  onChange: (code: string) => void;
}

/** Sends a code to one of the person's contact points, and takes it from them. */
export function CodeField({ requestId, places, code, error, onChange }: Props) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [to, setTo] = useState(
    (places.find(({ refusal }) => refusal === null) ?? places[0])?.contactPointId ?? null,
  );
  const send = useMutation({
    mutationFn: (contactPointId: string) => attestationApi.sendCode(requestId, contactPointId),
  });
  const place = places.find(({ contactPointId }) => contactPointId === to);
  return (
    <div className={classes.code}>
      <Select
        label={t('attestation.codeTo')}
        size="md"
        allowDeselect={false}
        data={places.map(({ contactPointId, channel, address }) => ({
          value: contactPointId,
          label: `${t(`channels.${channel}`)} · \u2066${address}\u2069`,
        }))}
        value={to}
        onChange={(chosen) => {
          setTo(chosen);
          send.reset();
        }}
        error={place?.refusal ? t(`errors.support_request.code_${place.refusal}`) : undefined}
      />
      <Button
        variant="default"
        size="md"
        loading={send.isPending}
        disabled={!place || place.refusal !== null}
        leftSection={<IconSend size={17} stroke={1.7} />}
        onClick={() => to && send.mutate(to)}
      >
        {t(send.isSuccess ? 'attestation.sendAgain' : 'attestation.sendCode')}
      </Button>
      {send.isSuccess && (
        <p className={classes.quiet} role="status">
          {t('attestation.codeSent', { minutes: send.data.minutes })}
        </p>
      )}
      {send.isError && (
        <p className={classes.error} role="alert">
          {errorText(send.error)}
        </p>
      )}
      <TextInput
        label={t('attestation.code')}
        description={t('attestation.codeHint')}
        error={error}
        size="md"
        inputMode="numeric"
        autoComplete="off"
        maxLength={12}
        attributes={{ input: { dir: 'ltr' } }}
        value={code}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

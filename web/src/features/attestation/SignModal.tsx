import { Button, Modal, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconAlertTriangle, IconUpload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../lib/error-text';
import { ApiError } from '../../lib/http';
import { useStaff } from '../../lib/queries';
import type { Upload } from '../../lib/schemas';
import { ownDirection } from '../../lib/writing';
import { UploadChips } from '../inbox/composer/UploadChips';
import { useUploads } from '../inbox/composer/use-uploads';
import { type Signature, SignatureField } from '../visits/SignatureField';
import classes from './Attestation.module.css';
import { attestationApi, type NewAttestation } from './api';
import { CodeField } from './CodeField';
import { type AttestationForm, METHODS, type Method } from './schemas';
import { WhatIsSigned } from './WhatIsSigned';

/** Refusals that tell that the page shows what is not so any more. */
const OUTDATED = ['support_request.attestation_outdated', 'support_request.attested_already'];

type Missing = 'name' | 'drawing' | 'scan' | 'code' | 'witness';

interface Props {
  requestId: string;
  /** What the request says at this moment. */
  now: AttestationForm;
  onClose: () => void;
  onSigned: () => void;
  /** The request changed under the page: it has to be read again before anybody signs. */
  onOutdated: () => void;
}

/** The screen turned to the person: what they stand by, the declaration, and how they sign it. */
export function SignModal({ requestId, now, onClose, onSigned, onOutdated }: Props) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 767px)');
  const errorText = useErrorText();
  const staff = useStaff();
  // What is on the screen stays there when the request changes under it: people sign what they have read, or nothing.
  const [form, setForm] = useState(now);
  const changed = now.sha256 !== form.sha256 || now.inForce?.id !== form.inForce?.id;
  const [method, setMethod] = useState<Method>('signature');
  const [name, setName] = useState(form.content.applicant.name);
  const [code, setCode] = useState('');
  const [witnessId, setWitnessId] = useState<string | null>(null);
  const [witnessName, setWitnessName] = useState('');
  const [scan, setScan] = useState<Upload | null>(null);
  const [missing, setMissing] = useState<Missing | null>(null);
  const signature = useRef<Signature>(null);
  const picker = useRef<HTMLInputElement>(null);
  const { running, add, drop } = useUploads(setScan);
  const attest = useMutation({
    mutationFn: (body: NewAttestation) => attestationApi.attest(requestId, body),
    onSuccess: onSigned,
    onError: (error) => {
      if (error instanceof ApiError && OUTDATED.includes(error.code)) onOutdated();
    },
  });

  const made = (): NewAttestation | Missing => {
    const signerName = name.trim();
    if (!signerName) return 'name';
    const common = {
      revision: form.revision,
      sha256: form.sha256,
      signerName,
      ...(form.inForce && { replaces: form.inForce.id }),
    };
    if (method === 'code') return code.trim().length < 6 ? 'code' : { ...common, method, code };
    if (method === 'scan') return scan ? { ...common, method, upload: scan.id } : 'scan';
    const image = signature.current?.png() ?? undefined;
    if (method === 'signature') return image ? { ...common, method, image } : 'drawing';
    if (!witnessId && !witnessName.trim()) return 'witness';
    const witness = witnessId ? { witnessId } : { witnessName: witnessName.trim() };
    if (scan) return { ...common, method, upload: scan.id, ...witness };
    return image ? { ...common, method, image, ...witness } : 'drawing';
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = made();
    if (typeof body === 'string') return setMissing(body);
    setMissing(null);
    attest.mutate(body);
  };
  /** Nothing that was drawn, typed or attached for the old words may pass for the new ones. */
  const showNow = () => {
    setForm(now);
    setCode('');
    setScan(null);
    setMissing(null);
    attest.reset();
  };
  const lacks = (what: Missing) => (missing === what ? t(`attestation.missing.${what}`) : undefined);
  const draws = method === 'signature' || (method === 'mark' && !scan);

  return (
    <Modal
      opened
      onClose={onClose}
      size={720}
      fullScreen={narrow ?? false}
      title={t('attestation.sign', { reference: `\u2066${form.content.reference}\u2069` })}
    >
      <form className={classes.form} onSubmit={submit} noValidate>
        {changed && (
          <div className={classes.changed} role="alert">
            <IconAlertTriangle size={20} stroke={1.7} aria-hidden />
            <p>{t('attestation.changed')}</p>
            <Button variant="default" onClick={showNow}>
              {t('attestation.showNow')}
            </Button>
          </div>
        )}
        <WhatIsSigned content={form.content} />
        <blockquote className={classes.declaration} dir="auto">
          {form.declaration.text[form.language]}
        </blockquote>
        <SegmentedControl
          fullWidth
          size="md"
          orientation={narrow ? 'vertical' : 'horizontal'}
          aria-label={t('attestation.method')}
          value={method}
          onChange={(chosen) => {
            setMethod(chosen as Method);
            setScan(null);
            setMissing(null);
            attest.reset();
          }}
          data={METHODS.map((value) => ({ value, label: t(`attestation.by.${value}`) }))}
        />
        <TextInput
          label={t('attestation.signer')}
          error={lacks('name')}
          size="md"
          maxLength={200}
          attributes={ownDirection}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {method === 'code' && (
          <CodeField
            key={form.sha256}
            requestId={requestId}
            places={form.codePlaces}
            code={code}
            error={lacks('code')}
            onChange={setCode}
          />
        )}
        {draws && (
          <SignatureField
            key={`${method} ${form.sha256}`}
            ref={signature}
            label={t(`attestation.by.${method}`)}
            onChange={(empty) => !empty && setMissing(null)}
          />
        )}
        {(method === 'scan' || method === 'mark') && (
          <div>
            {method === 'mark' && <p className={classes.quiet}>{t('attestation.markHint')}</p>}
            <input
              ref={picker}
              type="file"
              accept="image/*,application/pdf"
              hidden
              aria-label={t(`attestation.upload.${method}`)}
              onChange={(event) => {
                add([...(event.currentTarget.files ?? [])].slice(0, 1));
                event.currentTarget.value = '';
                setMissing(null);
              }}
            />
            <Button
              variant="default"
              size="md"
              disabled={scan !== null || running.length > 0}
              leftSection={<IconUpload size={17} stroke={1.7} />}
              onClick={() => picker.current?.click()}
            >
              {t(`attestation.upload.${method}`)}
            </Button>
            <UploadChips
              done={scan ? [scan] : []}
              running={running}
              onRemove={() => setScan(null)}
              onDrop={drop}
            />
          </div>
        )}
        {method === 'mark' && (
          <div className={classes.witnesses}>
            <Select
              label={t('attestation.witnessColleague')}
              size="md"
              clearable
              searchable
              data={(staff.data ?? [])
                .filter((one) => one.active)
                .map((one) => ({ value: one.id, label: one.name }))}
              value={witnessId}
              onChange={setWitnessId}
            />
            <TextInput
              label={t('attestation.witnessOther')}
              size="md"
              maxLength={200}
              disabled={witnessId !== null}
              attributes={ownDirection}
              value={witnessName}
              onChange={(event) => setWitnessName(event.currentTarget.value)}
            />
          </div>
        )}
        {missing && missing !== 'name' && missing !== 'code' && (
          <p className={classes.error} role="alert">
            {lacks(missing)}
          </p>
        )}
        {attest.isError && !changed && (
          <p className={classes.error} role="alert">
            {errorText(attest.error)}
          </p>
        )}
        <div className={classes.foot}>
          <Button type="submit" size="md" loading={attest.isPending} disabled={changed}>
            {t('attestation.save')}
          </Button>
          <Button variant="default" size="md" disabled={attest.isPending} onClick={onClose}>
            {t('common.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

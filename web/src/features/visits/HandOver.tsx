import { Button, Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPrinter, IconUpload } from '@tabler/icons-react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type HandOverProof, letterPdfUrl } from '../../lib/api';
import type { Upload, VisitAnswer } from '../../lib/schemas';
import { ownDirection } from '../../lib/writing';
import { UploadChips } from '../inbox/composer/UploadChips';
import { useUploads } from '../inbox/composer/use-uploads';
import classes from './HandOver.module.css';
import { type Signature, SignatureField } from './SignatureField';

const PROOFS = ['signature', 'paper', 'witness'] as const;
type Kind = (typeof PROOFS)[number];
type Missing = 'name' | 'signature' | 'scan' | 'witness';

interface Props {
  task: VisitAnswer;
  busy: boolean;
  onDone: (proof: HandOverProof) => void;
  onClose: () => void;
}

/** The letter in one hand, the screen turned to the person: what they take, and their name under it. */
export function HandOver({ task, busy, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 767px)');
  const [kind, setKind] = useState<Kind>('signature');
  const [name, setName] = useState(task.name ?? '');
  const [witness, setWitness] = useState('');
  const [scan, setScan] = useState<Upload | null>(null);
  const [missing, setMissing] = useState<Missing | null>(null);
  const signature = useRef<Signature>(null);
  const picker = useRef<HTMLInputElement>(null);
  const { running, add, drop } = useUploads(setScan);

  /** The proof as far as it goes, or what it lacks. */
  const proof = (): HandOverProof | Missing => {
    const by = name.trim();
    if (!by) return 'name';
    if (kind === 'paper') return scan ? { kind, signedBy: by, upload: scan.id } : 'scan';
    if (kind === 'witness') {
      return witness.trim() ? { kind, receivedBy: by, witness: witness.trim() } : 'witness';
    }
    const image = signature.current?.png();
    return image ? { kind, signedBy: by, image } : 'signature';
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const made = proof();
    if (typeof made === 'string') return setMissing(made);
    setMissing(null);
    onDone(made);
  };
  const lacks = (what: Missing) => (missing === what ? t(`visits.handOver.missing_${what}`) : undefined);

  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      fullScreen={narrow ?? false}
      title={t('visits.handOver.title')}
    >
      <form className={classes.form} onSubmit={submit} noValidate>
        <div className={classes.letter}>
          <p dir="auto">{task.text}</p>
          <a href={letterPdfUrl(task.id)} target="_blank" rel="noopener">
            <IconPrinter size={17} stroke={1.7} aria-hidden />
            {t('visits.answers.print')}
          </a>
        </div>
        <SegmentedControl
          fullWidth
          size="md"
          aria-label={t('visits.handOver.proof')}
          value={kind}
          onChange={(chosen) => {
            setKind(chosen as Kind);
            setMissing(null);
          }}
          data={PROOFS.map((value) => ({ value, label: t(`visits.handOver.by_${value}`) }))}
        />
        <TextInput
          label={t(kind === 'witness' ? 'visits.handOver.receivedBy' : 'visits.handOver.signedBy')}
          error={lacks('name')}
          size="md"
          maxLength={200}
          attributes={ownDirection}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {kind === 'signature' && (
          <div>
            <p className={classes.statement} dir="auto">
              {task.statement}
            </p>
            <SignatureField
              ref={signature}
              label={t('visits.handOver.signature')}
              onChange={(empty) => !empty && setMissing(null)}
            />
            <p className={classes.hint}>{t('visits.handOver.signatureHint')}</p>
          </div>
        )}
        {kind === 'paper' && (
          <div>
            <input
              ref={picker}
              type="file"
              accept="image/*,application/pdf"
              hidden
              aria-label={t('visits.handOver.scan')}
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
              {t('visits.handOver.scan')}
            </Button>
            <UploadChips
              done={scan ? [scan] : []}
              running={running}
              onRemove={() => setScan(null)}
              onDrop={drop}
            />
          </div>
        )}
        {kind === 'witness' && (
          <TextInput
            label={t('visits.handOver.witness')}
            error={lacks('witness')}
            size="md"
            maxLength={200}
            attributes={ownDirection}
            value={witness}
            onChange={(event) => setWitness(event.currentTarget.value)}
          />
        )}
        {(missing === 'signature' || missing === 'scan') && (
          <p className={classes.error} role="alert">
            {lacks(missing)}
          </p>
        )}
        <div className={classes.foot}>
          <Button type="submit" size="md" loading={busy}>
            {t('visits.handOver.save')}
          </Button>
          <Button variant="default" size="md" disabled={busy} onClick={onClose}>
            {t('common.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

import { Button, CloseButton, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { dayKey } from '../../lib/dates';
import { newKey } from '../../lib/new-key';
import { DOCUMENT_TYPES, type DocumentType } from '../../lib/schemas';
import { useNow } from '../../lib/use-now';
import { ownDirection } from '../../lib/writing';
import classes from './LogVisit.module.css';
import { isExpired, type SeenDocument } from './visit-draft';

interface Props {
  documents: SeenDocument[];
  error: string | undefined;
  addRef: Ref<HTMLButtonElement>;
  /** What else is brought, beside the button. */
  children: ReactNode;
  onChange: (documents: SeenDocument[]) => void;
}

/** The papers that were shown: which, and until when they are valid. */
export function SeenDocuments({ documents, error, addRef, children, onChange }: Props) {
  const { t } = useTranslation();
  const today = dayKey(useNow());
  const seen = new Set(documents.map(({ type }) => type));
  const free = DOCUMENT_TYPES.find((type) => type === 'other' || !seen.has(type)) ?? 'other';
  const patch = (key: string, changed: Partial<SeenDocument>) =>
    onChange(documents.map((one) => (one.key === key ? { ...one, ...changed } : one)));
  const words = (type: DocumentType) => t(`factNames.visit.documents.${type}`);
  return (
    <div className={classes.papers}>
      {documents.map((one, index) => (
        <fieldset
          key={one.key}
          className={classes.paper}
          aria-label={t('visits.log.document', { number: index + 1 })}
        >
          <NativeSelect
            aria-label={t('visits.log.documentType')}
            size="md"
            value={one.type}
            data={DOCUMENT_TYPES.map((type) => ({ value: type, label: words(type) }))}
            onChange={(event) => patch(one.key, { type: event.currentTarget.value as DocumentType })}
          />
          {one.type === 'other' && (
            <TextInput
              aria-label={t('visits.log.documentTitle')}
              placeholder={t('visits.log.documentTitle')}
              size="md"
              maxLength={200}
              attributes={ownDirection}
              value={one.title}
              onChange={(event) => patch(one.key, { title: event.currentTarget.value })}
            />
          )}
          <TextInput
            className={classes.until}
            wrapperProps={{ 'data-expired': isExpired(one, today) || undefined }}
            label={t(isExpired(one, today) ? 'visits.log.expired' : 'visits.log.validUntil')}
            type="date"
            size="md"
            value={one.validUntil}
            onChange={(event) => patch(one.key, { validUntil: event.currentTarget.value })}
          />
          <CloseButton
            size={44}
            iconSize={19}
            aria-label={t('visits.log.removeDocument', { name: words(one.type) })}
            onClick={() => onChange(documents.filter(({ key }) => key !== one.key))}
          />
        </fieldset>
      ))}
      <div className={classes.bring}>
        <Button
          ref={addRef}
          className={classes.add}
          variant="default"
          size="sm"
          leftSection={<IconPlus size={16} stroke={1.8} />}
          aria-describedby={error ? 'visit-documents-error' : undefined}
          onClick={() => onChange([...documents, { key: newKey(), type: free, title: '', validUntil: '' }])}
        >
          {t('visits.log.addDocument')}
        </Button>
        {children}
      </div>
      {error && (
        <p id="visit-documents-error" className={classes.error}>
          {error}
        </p>
      )}
    </div>
  );
}

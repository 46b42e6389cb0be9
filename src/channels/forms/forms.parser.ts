import { translate } from '../../platform/i18n/translate.js';
import type { Facts, InboundKind, JournalledPayload, ParsedPayload } from '../core/channel-adapter.js';
import { type Submission, submission } from './forms.payload.js';
import { receiptNumber } from './forms.receipt.js';

/**
 * Reads a form as it was journalled. Pure.
 * @throws ZodError or SyntaxError when the bytes are not what this channel writes
 */
export function parseSubmission({
  raw,
  receivedAt,
}: Pick<JournalledPayload, 'raw' | 'receivedAt'>): ParsedPayload {
  const form = submission.parse(JSON.parse(raw.toString('utf8')));
  return {
    message: {
      // What a form says of an address is not proven: it adds nothing to a contact point that is known.
      sender: { address: form.address, displayName: form.name },
      answerOn: { channel: form.answerBy },
      kind: kindOf(form),
      text: form.text,
      quotedText: null,
      subject: form.follows ? null : translate(form.language, `forms.subject.${form.form}`),
      attachments: form.files.map(({ key, ...file }) => ({ ...file, source: { kind: 'stored', key } })),
      occurredAt: receivedAt,
      language: form.language,
      repliesTo: form.follows ? [form.follows] : [],
      automatic: form.suspect,
      consent: null,
      facts: factsOf(form),
      ...(form.enteredBy && { takenDown: { by: form.enteredBy.id, nationalId: null, answer: null } }),
    },
    statuses: [],
  };
}

function factsOf(form: Submission): Facts {
  const other = form.answerBy === 'email' ? form.phone : form.email;
  return {
    ...Object.fromEntries(Object.entries(form.fields).map(([name, value]) => [`form.${name}`, value])),
    ...(other && { 'form.contact': other }),
    ...(form.suspect && { 'form.suspect': true }),
    'form.receipt': receiptNumber(form.id),
    ...(form.enteredBy && { 'form.entered_by': form.enteredBy.name }),
  };
}

function kindOf({ text, files }: Submission): InboundKind {
  return text !== '' || files.length === 0 ? 'text' : 'document';
}

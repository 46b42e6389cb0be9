import { translate } from '../../platform/i18n/translate.js';
import type {
  Application,
  Facts,
  InboundKind,
  JournalledPayload,
  ParsedPayload,
} from '../core/channel-adapter.js';
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
      ...(isApplication(form) && { application: applicationOf(form) }),
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

/** What a trap caught, or what adds to an earlier form, asks for nothing of its own. */
function isApplication({ form, suspect, follows }: Submission): boolean {
  return form === 'help' && !suspect && !follows;
}

function applicationOf(form: Submission): Application {
  const { for: whom, person, needs, household, income, city } = form.fields;
  const other = whom === 'other' && typeof person === 'string' ? person : null;
  return {
    takenBy: form.enteredBy ? 'officer' : 'person',
    staffId: form.enteredBy?.id ?? null,
    name: other ?? form.name,
    // Of whoever sent it: somebody else's is not known.
    phone: other ? null : form.phone,
    city: typeof city === 'string' ? city : null,
    nationalId: form.nationalId ? { sealed: form.nationalId, owner: form.id } : null,
    needs: typeof needs === 'string' && needs !== '' ? needs.split(',') : [],
    householdSize: typeof household === 'number' ? household : null,
    monthlyIncome: typeof income === 'number' ? income : null,
    story: form.text,
  };
}

function kindOf({ text, files }: Submission): InboundKind {
  return text !== '' || files.length === 0 ? 'text' : 'document';
}

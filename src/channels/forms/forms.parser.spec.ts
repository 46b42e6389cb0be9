import { describe, expect, test } from '@jest/globals';
import { damm } from '../../platform/i18n/check-digit.js';
import { plainFileName } from '../core/part-uploads.js';
import { helpForm, volunteerForm } from './forms.fields.js';
import { parseSubmission } from './forms.parser.js';
import type { Submission } from './forms.payload.js';
import { receiptNumber } from './forms.receipt.js';

const receivedAt = new Date('2026-03-01T08:00:00Z');
const id = '0199a1b2-0000-7000-8000-000000000001';

const submitted: Submission = {
  form: 'help',
  id,
  language: 'ar',
  name: 'أم سعد',
  answerBy: 'sms',
  address: '+966501234567',
  phone: '+966501234567',
  email: null,
  text: 'تأخرنا في الإيجار',
  fields: { for: 'self', needs: 'rent,bills', household: 6 },
  nationalId: null,
  files: [],
  follows: null,
  suspect: false,
  enteredBy: null,
};
const parse = (over: Partial<Submission> = {}) =>
  parseSubmission({ raw: Buffer.from(JSON.stringify({ ...submitted, ...over })), receivedAt }).message!;

describe('a form as a message', () => {
  test('has the person’s words, the address on the channel they chose, and its fields as facts, in order', () => {
    const message = parse();
    expect(message).toMatchObject({
      sender: { address: '+966501234567', displayName: 'أم سعد' },
      answerOn: { channel: 'sms' },
      text: 'تأخرنا في الإيجار',
      subject: 'طلب مساعدة',
      repliesTo: [],
      automatic: false,
    });
    expect(Object.entries(message.facts!)).toEqual([
      ['form.for', 'self'],
      ['form.needs', 'rent,bills'],
      ['form.household', 6],
      ['form.receipt', receiptNumber(id)],
    ]);
    expect(message.sender.contacts).toBeUndefined();
  });

  test.each<[string, Partial<Submission>, object]>([
    ['in English', { language: 'en', form: 'volunteer' }, { subject: 'Offer to volunteer', language: 'en' }],
    ['that adds to an earlier one', { follows: id }, { repliesTo: [id], subject: null }],
    ['by a machine', { suspect: true }, { automatic: true, facts: { 'form.suspect': true } }],
    [
      'by a colleague for somebody',
      { enteredBy: { id, name: 'نورة' } },
      { automatic: false, facts: { 'form.entered_by': 'نورة' }, takenDown: { by: id, nationalId: null } },
    ],
    [
      'answered by e-mail, with a telephone number besides',
      { answerBy: 'email', address: 'a@example.com', email: 'a@example.com' },
      { answerOn: { channel: 'email' }, facts: { 'form.contact': '+966501234567' } },
    ],
    [
      'with a file',
      { files: [{ key: 'k', fileName: 'عقد.pdf', contentType: 'application/pdf', size: 7 }] },
      { attachments: [{ fileName: 'عقد.pdf', source: { kind: 'stored', key: 'k' } }] },
    ],
  ])('%s', (_, over, expected) => {
    expect(parse(over)).toMatchObject(expected);
  });

  test.each(['', '{}', '{"form":"help"}'])('%j is refused', (raw) => {
    expect(() => parseSubmission({ raw: Buffer.from(raw), receivedAt })).toThrow();
  });
});

test('a receipt number is nine digits made of the id alone', () => {
  expect(receiptNumber(id)).toMatch(/^000-000-01\d$/);
  expect(receiptNumber('0199a1b2-0000-7000-bfff-ffffffffffff')).toMatch(/^\d{3}-\d{3}-\d{3}$/);
  expect(damm(receiptNumber('0199a1b2-0000-7000-bfff-fffffffffff1').replaceAll('-', ''))).toBe(0);
});

const help = {
  id,
  name: ' أم  سعد ',
  answerBy: 'sms',
  phone: '٠٥٠١٢٣٤٥٦٧',
  needs: ['bills', 'rent'],
  text: 'تأخرنا في الإيجار',
  consent: true,
};
const problems = (form: unknown) =>
  helpForm.safeParse(form).error?.issues.map(({ path, message }) => [path.join('.'), message]);

describe('a request for help', () => {
  test('is taken as people write it', () => {
    expect(
      helpForm.parse({
        ...help,
        email: '',
        household: '٦',
        nationalId: '١٠٠٠٠٠٠٠٠٨',
        personName: '',
      }),
    ).toMatchObject({
      name: 'أم سعد',
      phone: '+966501234567',
      needs: ['rent', 'bills'],
      household: 6,
      nationalId: '1000000008',
      for: 'self',
      language: 'ar',
      files: [],
    });
  });

  test.each<[string, object, [string, string][]]>([
    ['no name', { name: '  ' }, [['name', 'forms.field.name']]],
    ['a number that is none', { phone: '12' }, [['phone', 'forms.field.phone']]],
    ['no number for an SMS', { phone: '' }, [['phone', 'forms.field.phone_needed']]],
    ['no address for an e-mail', { answerBy: 'email' }, [['email', 'forms.field.email_needed']]],
    ['an address that is none', { email: 'a@b' }, [['email', 'forms.field.email']]],
    [
      'a national number with a wrong check digit',
      { nationalId: '1000000009' },
      [['nationalId', 'forms.field.national_id']],
    ],
    ['no need', { needs: [] }, [['needs', 'forms.field.needs']]],
    ['no words', { text: '\u202e ' }, [['text', 'forms.field.text']]],
    ['words without end', { text: 'أ'.repeat(4_001) }, [['text', 'forms.field.too_long']]],
    ['no consent', { consent: false }, [['consent', 'forms.field.consent']]],
    ['a channel that is none', { answerBy: 'pigeon' }, [['answerBy', 'forms.field.answer_by']]],
    ['half a person', { household: '0' }, [['household', 'forms.field.number']]],
  ])('with %s is refused, and the field is named', (_, over, expected) => {
    expect(problems({ ...help, ...over })).toEqual(expected);
  });
});

test('an offer to volunteer needs skills, times and words', () => {
  const { needs: _, ...person } = help;
  expect(
    volunteerForm.parse({ ...person, skills: ['driving'], times: ['weekends'], age: '25' }),
  ).toMatchObject({
    skills: ['driving'],
    times: ['weekends'],
    age: 25,
  });
  expect(volunteerForm.safeParse(person).error?.issues.map(({ message }) => message)).toEqual([
    'forms.field.skills',
    'forms.field.times',
  ]);
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['..', 'file'],
  ['صورة\u202egpj.exe', 'صورةgpj.exe'],
  [`${'ا'.repeat(300)}.jpeg`, `${'ا'.repeat(115)}.jpeg`],
])('the file name %j becomes %j', (name, plain) => {
  expect(plainFileName(name)).toBe(plain);
});

/** The types of requests of the stand-in. */
import { randomUUID } from 'node:crypto';
import type { Field, PaperKind, RequestType } from '../src/features/requests/schemas';

const field = (
  key: string,
  kind: Field['kind'],
  ar: string,
  en: string,
  more: Partial<Field> = {},
): Field => ({ key, kind, label: { ar, en }, required: false, verify: false, ...more });
const paper = (key: string, ar: string, en: string, more: Partial<PaperKind> = {}): PaperKind => ({
  key,
  label: { ar, en },
  required: true,
  needsExpiry: false,
  validMonths: null,
  ...more,
});
const type = (slug: string, ar: string, en: string, fields: Field[], papers: PaperKind[]): RequestType => ({
  id: randomUUID(),
  slug,
  name: { ar, en },
  active: true,
  position: 0,
  version: 1,
  fields,
  papers,
});

const need = field('need', 'text', 'ما الذي تحتاج إليه؟', 'What do you need?', {
  required: true,
  maxLength: 2000,
});
const income = field('income', 'money', 'الدخل الشهري للأسرة', 'Monthly income of the household', {
  required: true,
  verify: true,
  min: 0,
});
const idCard = paper('id_card', 'الهوية الوطنية أو الإقامة', 'National ID card or iqama', {
  needsExpiry: true,
});
const proof = paper('income_proof', 'تعريف بالراتب', 'Salary statement', { validMonths: 3 });
const option = (value: string, ar: string, en: string) => ({ value, label: { ar, en } });

export const requestTypes: RequestType[] = [
  type(
    'rent',
    'إيجار السكن',
    'Rent',
    [
      need,
      income,
      field('annual_rent', 'money', 'الإيجار السنوي', 'Rent a year', { required: true, verify: true }),
      field('due_on', 'date', 'تاريخ الاستحقاق', 'Due on'),
      field('bills', 'choice', 'فواتير متأخرة', 'Bills that are late', {
        multiple: true,
        options: [option('power', 'كهرباء', 'Electricity'), option('water', 'مياه', 'Water')],
      }),
      field('landlord', 'person', 'المؤجر', 'Landlord'),
      field('photos', 'file', 'صور', 'Pictures', { multiple: true }),
    ],
    [
      idCard,
      proof,
      paper('rent_contract', 'عقد الإيجار الموثق', 'Registered rent contract', { needsExpiry: true }),
      paper('family_record', 'سجل الأسرة', 'Family record', { required: false }),
    ],
  ),
  type('general', 'مساعدة عامة', 'General assistance', [need, income], [idCard, proof]),
];

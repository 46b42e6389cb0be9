/**
 * The types of requests that an association begins with; its administrators change them, and add more. Money is in
 * halalas. A paper with `validMonths` is as good as so long after the day of issue.
 */
type Words = { ar: string; en: string };
const w = (ar: string, en: string): Words => ({ ar, en });

const choice = (value: string, ar: string, en: string) => ({ value, label: w(ar, en) });
const field = (key: string, kind: string, label: Words, more: Record<string, unknown> = {}) => ({
  key,
  kind,
  label,
  required: false,
  verify: false,
  ...more,
});
const paper = (key: string, label: Words, more: Record<string, unknown> = {}) => ({
  key,
  label,
  required: true,
  needsExpiry: false,
  validMonths: null,
  ...more,
});

const need = field('need', 'text', w('ما الذي تحتاج إليه؟', 'What do you need?'), {
  required: true,
  maxLength: 2000,
  hint: w('اكتب بكلماتك ما تحتاجه ولماذا.', 'Say in your own words what you need and why.'),
});
const income = field('income', 'money', w('الدخل الشهري للأسرة', 'Monthly income of the household'), {
  required: true,
  verify: true,
  min: 0,
  hint: w(
    'مجموع ما يدخل على الأسرة في الشهر: راتب، تقاعد، ضمان.',
    'All that comes in each month: salary, pension, social security.',
  ),
});
const housing = field('housing', 'choice', w('السكن', 'Housing'), {
  options: [
    choice('rented', 'إيجار', 'Rented'),
    choice('owned', 'ملك', 'Owned'),
    choice('family', 'مع الأهل', 'With family'),
    choice('other', 'غير ذلك', 'Other'),
  ],
});
const idCard = paper('id_card', w('الهوية الوطنية أو الإقامة', 'National ID card or iqama'), {
  needsExpiry: true,
});
const familyRecord = paper('family_record', w('سجل الأسرة', 'Family record'), { required: false });
const incomeProof = paper(
  'income_proof',
  w('تعريف بالراتب أو مشهد الضمان', 'Salary or social security statement'),
  {
    validMonths: 3,
  },
);
const ibanLetter = paper('iban_letter', w('خطاب الآيبان من البنك', 'Letter from the bank with the IBAN'), {
  required: false,
});

export const FIRST_TYPES = [
  {
    slug: 'general',
    name: w('مساعدة عامة', 'General assistance'),
    fields: [need, income, housing],
    papers: [idCard, familyRecord, incomeProof, ibanLetter],
  },
  {
    slug: 'rent',
    name: w('إيجار السكن', 'Rent'),
    fields: [
      need,
      income,
      field('annual_rent', 'money', w('الإيجار السنوي', 'Rent a year'), {
        required: true,
        verify: true,
        min: 0,
      }),
      field('rent_due', 'money', w('المبلغ المستحق الآن', 'Amount due now'), { required: true, min: 0 }),
      field('due_on', 'date', w('تاريخ الاستحقاق', 'Due on')),
      field('landlord', 'person', w('المؤجر', 'Landlord')),
    ],
    papers: [
      idCard,
      familyRecord,
      incomeProof,
      paper('rent_contract', w('عقد الإيجار الموثق', 'Registered rent contract'), { needsExpiry: true }),
      ibanLetter,
    ],
  },
  {
    slug: 'bills',
    name: w('سداد الفواتير', 'Bills'),
    fields: [
      need,
      income,
      field('bills', 'choice', w('نوع الفاتورة', 'Which bills'), {
        required: true,
        multiple: true,
        options: [
          choice('electricity', 'كهرباء', 'Electricity'),
          choice('water', 'مياه', 'Water'),
          choice('telephone', 'هاتف', 'Telephone'),
          choice('other', 'غير ذلك', 'Other'),
        ],
      }),
      field('amount_due', 'money', w('المبلغ المستحق', 'Amount due'), {
        required: true,
        verify: true,
        min: 0,
      }),
      field('account_number', 'text', w('رقم الحساب أو الاشتراك', 'Account number'), { maxLength: 40 }),
    ],
    papers: [
      idCard,
      incomeProof,
      paper('bill', w('صورة الفاتورة', 'The bill'), { validMonths: 3 }),
      familyRecord,
    ],
  },
  {
    slug: 'medical',
    name: w('مساعدة طبية', 'Medical'),
    fields: [
      need,
      income,
      field('patient', 'person', w('المريض', 'Patient'), { required: true }),
      field('hospital', 'text', w('المستشفى أو المركز', 'Hospital or clinic'), { maxLength: 200 }),
      field('cost', 'money', w('التكلفة المقدرة', 'Estimated cost'), { verify: true, min: 0 }),
      field('insured', 'choice', w('هل يوجد تأمين طبي؟', 'Is there medical insurance?'), {
        options: [choice('yes', 'نعم', 'Yes'), choice('no', 'لا', 'No')],
      }),
    ],
    papers: [
      idCard,
      incomeProof,
      paper('medical_report', w('تقرير طبي حديث', 'Recent medical report'), { validMonths: 6 }),
      paper('cost_estimate', w('عرض سعر العلاج', 'Quotation for the treatment'), {
        required: false,
        validMonths: 3,
      }),
      ibanLetter,
    ],
  },
  {
    slug: 'furniture',
    name: w('أثاث وأجهزة منزلية', 'Furniture and appliances'),
    fields: [
      need,
      income,
      housing,
      field('items', 'choice', w('ما المطلوب؟', 'What is needed?'), {
        required: true,
        multiple: true,
        options: [
          choice('fridge', 'ثلاجة', 'Refrigerator'),
          choice('washing_machine', 'غسالة', 'Washing machine'),
          choice('cooker', 'فرن', 'Cooker'),
          choice('air_conditioner', 'مكيف', 'Air conditioner'),
          choice('beds', 'أسرّة ومراتب', 'Beds and mattresses'),
          choice('other', 'غير ذلك', 'Other'),
        ],
      }),
      field('photos', 'file', w('صور للموجود', 'Pictures of what is there'), { multiple: true }),
    ],
    papers: [idCard, familyRecord, incomeProof],
  },
  {
    slug: 'orphan',
    name: w('كفالة يتيم', 'Orphan sponsorship'),
    fields: [
      need,
      income,
      field('orphan', 'person', w('اليتيم', 'The orphan'), { required: true }),
      field('orphan_birth_date', 'date', w('تاريخ ميلاد اليتيم', "The orphan's date of birth"), {
        required: true,
        verify: true,
      }),
      field('guardian_relation', 'choice', w('صلة مقدم الطلب باليتيم', 'Who asks is the orphan’s'), {
        required: true,
        options: [
          choice('mother', 'الأم', 'Mother'),
          choice('grandparent', 'الجد أو الجدة', 'Grandparent'),
          choice('uncle_aunt', 'العم أو الخال أو إحدى أخواتهما', 'Uncle or aunt'),
          choice('sibling', 'الأخ أو الأخت', 'Brother or sister'),
          choice('other', 'غير ذلك', 'Other'),
        ],
      }),
      field('school', 'text', w('المدرسة والصف', 'School and class'), { maxLength: 200 }),
    ],
    papers: [
      idCard,
      paper('family_record', w('سجل الأسرة', 'Family record')),
      paper('death_certificate', w('شهادة وفاة الأب', "The father's death certificate")),
      paper('guardianship', w('صك الولاية أو الحضانة', 'Deed of guardianship'), { required: false }),
      incomeProof,
      ibanLetter,
    ],
  },
] as const;

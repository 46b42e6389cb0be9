export type Language = 'ar' | 'en';

const ar = {
  launcher: 'تحدّث معنا',
  unread: (count: number) => (count === 1 ? 'رسالة جديدة' : `رسائل جديدة: ${number('ar', count)}`),
  close: 'إغلاق المحادثة',
  online: 'نحن هنا الآن للرد عليك',
  away: 'اترك رسالتك وسنرد عليك هنا',
  connecting: 'جارٍ الاتصال…',
  offline: 'لا يوجد اتصال. سنرسل رسالتك فور عودته',
  greeting: 'السلام عليكم ورحمة الله',
  invitation: 'كيف نخدمك؟ اكتب رسالتك، وسيصلك الرد في هذه النافذة.',
  conversation: 'المحادثة',
  write: 'اكتب رسالتك هنا',
  send: 'إرسال',
  attach: 'إرفاق ملف أو صورة',
  remove: (name: string) => `إزالة ${name}`,
  uploading: (percent: number) => `جارٍ الرفع ${number('ar', percent)}%`,
  tooLarge: 'الملف أكبر من 10 ميغابايت',
  refused: 'هذا النوع من الملفات غير مقبول',
  uploadFailed: 'تعذّر رفع الملف',
  hubFull: 'لا نستطيع استقبال ملفات الآن. حاول بعد قليل، أو اكتب لنا بلا ملف',
  tooMany: 'يمكن إرفاق 10 ملفات في الرسالة الواحدة',
  tooLong: 'الرسالة طويلة جدًا: الحد 10,000 حرف',
  retry: 'إعادة المحاولة',
  sending: 'قيد الإرسال',
  sent: 'وصلت إلينا',
  failed: 'لم تُرسل',
  discard: 'حذف',
  you: 'أنت',
  automatic: 'رسالة آلية',
  older: 'عرض الرسائل الأقدم',
  today: 'اليوم',
  yesterday: 'أمس',
  download: (name: string) => `تنزيل ${name}`,
  picture: (name: string) => `صورة: ${name}`,
  formTitle: 'لا يوجد موظف متاح الآن',
  formText: 'وصلتنا رسالتك. اترك اسمك ورقم جوالك أو بريدك لنتمكن من الوصول إليك.',
  name: 'الاسم',
  reach: 'رقم الجوال أو البريد الإلكتروني',
  save: 'حفظ',
  later: 'ليس الآن',
  nameMissing: 'اكتب اسمك',
  reachWrong: 'اكتب رقم جوال صحيحًا (مثل 0501234567) أو بريدًا إلكترونيًا صحيحًا',
  saveFailed: 'تعذّر الحفظ. حاول مرة أخرى',
  saved: (name: string) => `شكرًا ${name}. سنتواصل معك.`,
  bytes: (size: number) => inUnits('ar', size, ['كيلوبايت', 'ميغابايت']),
};

const en: typeof ar = {
  launcher: 'Chat with us',
  unread: (count) => (count === 1 ? '1 new message' : `${count} new messages`),
  close: 'Close the conversation',
  online: 'We are here to answer you now',
  away: 'Write to us; we will answer here',
  connecting: 'Connecting…',
  offline: 'No connection. We keep trying',
  greeting: 'Welcome',
  invitation: 'How can we help? Write to us, and the answer comes in this window.',
  conversation: 'Conversation',
  write: 'Write your message here',
  send: 'Send',
  attach: 'Attach a file or picture',
  remove: (name) => `Remove ${name}`,
  uploading: (percent) => `Uploading ${percent}%`,
  tooLarge: 'The file is larger than 10 MB',
  refused: 'This type of file is not accepted',
  uploadFailed: 'The file could not be uploaded',
  hubFull: 'We cannot take files at the moment. Try again in a while, or write to us without it',
  tooMany: 'One message can have 10 files',
  tooLong: 'The message is too long: at most 10,000 characters',
  retry: 'Try again',
  sending: 'Sending',
  sent: 'Received by us',
  failed: 'Not sent',
  discard: 'Delete',
  you: 'You',
  automatic: 'Automatic message',
  older: 'Show older messages',
  today: 'Today',
  yesterday: 'Yesterday',
  download: (name) => `Download ${name}`,
  picture: (name) => `Picture: ${name}`,
  formTitle: 'Nobody is here at the moment',
  formText: 'We have your message. Leave your name and a phone number or e-mail so that we can reach you.',
  name: 'Name',
  reach: 'Mobile number or e-mail',
  save: 'Save',
  later: 'Not now',
  nameMissing: 'Write your name',
  reachWrong: 'Write a valid mobile number (like 0501234567) or e-mail address',
  saveFailed: 'It could not be saved. Try again',
  saved: (name) => `Thank you, ${name}. We will be in touch.`,
  bytes: (size) => inUnits('en', size, ['KB', 'MB']),
};

export type Words = typeof ar;
export const WORDS: Record<Language, Words> = { ar, en };

/** Latin digits in Arabic too, as in everything else that the hub writes. */
const LOCALE = { ar: 'ar-SA-u-ca-gregory-nu-latn', en: 'en-GB-u-ca-gregory-nu-latn' };
const HIJRI = { ar: 'ar-SA-u-ca-islamic-umalqura-nu-latn', en: 'en-GB-u-ca-islamic-umalqura-nu-latn' };

export function number(language: Language, value: number): string {
  return new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: 1 }).format(value);
}

export function timeOf(language: Language, date: Date): string {
  return new Intl.DateTimeFormat(LOCALE[language], { hour: 'numeric', minute: '2-digit' }).format(date);
}

/** "Today", "yesterday", or the day in both calendars. */
export function dayOf(language: Language, date: Date, now = new Date()): string {
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  if (days === 0) return WORDS[language].today;
  if (days === 1) return WORDS[language].yesterday;
  const parts = { day: 'numeric', month: 'long' } as const;
  const gregorian = new Intl.DateTimeFormat(LOCALE[language], { weekday: 'long', ...parts }).format(date);
  const hijri = new Intl.DateTimeFormat(HIJRI[language], parts).format(date);
  return `${gregorian} · ${hijri}`;
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function inUnits(language: Language, size: number, [kilo, mega]: [string, string]): string {
  const kilobytes = Math.max(1, Math.round(size / 1024));
  return kilobytes < 1024
    ? `${number(language, kilobytes)} ${kilo}`
    : `${number(language, kilobytes / 1024)} ${mega}`;
}

import type { Language } from '../core/channel-adapter.js';

/**
 * What stands in the thread for things that are no text. Arabic, unless the person's own words in the same
 * message are in another language: a payload says nothing else about their language.
 */
interface Wording {
  reacted(emoji: string): string;
  unreacted: string;
  edited: string;
  revoked: string;
  numberChanged(number: string): string;
  identityChanged: string;
  callsAllowed: string;
  callsRefused: string;
  formSent: string;
  order: string;
  company: string;
  called: string;
  unreadable: string;
  unsupported(type: string): string;
}

export const WORDING: Readonly<Record<Language, Wording>> = {
  ar: {
    reacted: (emoji) => `تفاعل مع رسالة: ${emoji}`,
    unreacted: 'أزال تفاعله مع رسالة',
    edited: 'عدّل رسالة سابقة لتصبح:',
    revoked: 'حذف رسالة سابقة من واتساب',
    numberChanged: (number) => `غيّر رقمه في واتساب إلى ${number}`,
    identityChanged: 'تغيّر رمز أمان هذا الشخص في واتساب، فقد يكون غيّر هاتفه',
    callsAllowed: 'وافق على أن نتصل به عبر واتساب',
    callsRefused: 'لم يوافق على أن نتصل به عبر واتساب',
    formSent: 'أرسل نموذجًا:',
    order: 'طلب:',
    company: 'جهة العمل',
    called: 'اتصل على واتساب الهاتف المرتبط',
    unreadable:
      'رسالة لا يستطيع هذا الجهاز قراءتها (للعرض مرة واحدة مثلًا). افتحوها على الهاتف المرتبط، أو اطلبوا إعادة إرسالها.',
    unsupported: (type) => `رسالة من نوع لا يمكن عرضه هنا (${type}). اطلبوا من المرسل إعادة إرسالها نصًا.`,
  },
  en: {
    reacted: (emoji) => `Reacted to a message: ${emoji}`,
    unreacted: 'Took back a reaction to a message',
    edited: 'Changed an earlier message to:',
    revoked: 'Deleted an earlier message on WhatsApp',
    numberChanged: (number) => `Changed their WhatsApp number to ${number}`,
    identityChanged: "This person's WhatsApp security code has changed: they may have a new phone",
    callsAllowed: 'Allowed us to call them on WhatsApp',
    callsRefused: 'Did not allow us to call them on WhatsApp',
    formSent: 'Sent a form:',
    order: 'Order:',
    company: 'Company',
    called: 'Called the linked phone on WhatsApp',
    unreadable:
      'A message that this device cannot read (seen once only, for example). Open it on the linked phone, or ask for it to be sent again.',
    unsupported: (type) =>
      `A kind of message that cannot be shown here (${type}). Ask the sender to send it as text.`,
  },
};

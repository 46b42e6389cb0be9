// Signed SMS webhooks as Twilio sends them.
import { createHmac, randomBytes } from 'node:crypto';

export const ACCOUNT_SID = 'AC0123456789abcdef0123456789abcdef';
export const AUTH_TOKEN = 'bench-token';
export const FROM = '+15005550006';

const TEXTS = [
  'السلام عليكم ورحمة الله، أحتاج مساعدة في إيجار البيت لهذا الشهر، وعندي خمسة أطفال',
  'متى يصدر قرار اللجنة في طلبي؟ قدمت الأوراق قبل ثلاثة أسابيع',
  'جزاكم الله خيرا وصلت السلة الغذائية',
  'هل يمكنني إرسال صورة الهوية هنا؟',
];

/** @param {{ port: number, from: string, text?: string, sid?: string }} message @returns {Buffer} a whole HTTP request */
export function smsRequest({ port, from, text, sid = `SM${randomBytes(16).toString('hex')}` }) {
  const path = '/channels/sms/default/inbound';
  const form = {
    AccountSid: ACCOUNT_SID,
    ApiVersion: '2010-04-01',
    Body: text ?? TEXTS[Math.floor(Math.random() * TEXTS.length)],
    From: from,
    FromCountry: 'SA',
    MessageSid: sid,
    NumMedia: '0',
    NumSegments: '2',
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: 'received',
    To: FROM,
    ToCountry: 'US',
  };
  const signed = `http://127.0.0.1:${port}${path}${Object.entries(form)
    .map(([name, value]) => name + value)
    .join('')}`;
  const signature = createHmac('sha1', AUTH_TOKEN).update(signed).digest('base64');
  const body = new URLSearchParams(form).toString();
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
      `X-Twilio-Signature: ${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** The n-th person's number. */
export const person = (n) => `+9665${String(10_000_000 + n).padStart(8, '0')}`;

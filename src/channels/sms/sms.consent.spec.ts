import { expect, test } from '@jest/globals';
import { consentOf } from './sms.consent.js';

test.each([
  ['STOP', 'out'],
  [' stop ', 'out'],
  ['Stop.', 'out'],
  ['StopAll', 'out'],
  ['UNSUBSCRIBE', 'out'],
  ['cancel', 'out'],
  ['END', 'out'],
  ['Quit', 'out'],
  ['إيقاف', 'out'],
  ['ايقاف', 'out'],
  ['«إِيقَاف»!', 'out'],
  ['الغاء', 'out'],
  ['إلغاء الاشتراك', 'out'],
  ['الغاء  الإشتراك', 'out'],
  ['توقف', 'out'],
  ['\u200Fتوقف', 'out'],
  ['START', 'in'],
  ['yes', 'in'],
  ['UnStop', 'in'],
  ['اشتراك', 'in'],
  ['ابدأ', 'in'],
  ['إبدا', 'in'],
  ['HELP', null],
  ['نعم', null],
  ['stop the payments in May', null],
  ['أريد إلغاء الموعد', null],
  ['متى توقف الصرف؟', null],
  ['لا أستطيع الاشتراك في الدورة', null],
  ['', null],
  ['...', null],
])('%s means %s', (text, consent) => {
  expect(consentOf(text)).toBe(consent);
});

test("Twilio's own finding goes before the words", () => {
  expect(consentOf('anything', 'STOP')).toBe('out');
  expect(consentOf('anything', 'START')).toBe('in');
  expect(consentOf('HELP', 'HELP')).toBeNull();
});

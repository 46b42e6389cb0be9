import { describe, expect, test } from '@jest/globals';
import { getExpectedTwilioSignature, validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { sharedCases } from '../../../test/harness/cases.js';
import { type TwilioForm, TwilioSignature } from './twilio-signature.js';

interface Vector {
  token: string;
  url: string;
  params: Record<string, string> | [string, string][] | null;
  signature: string;
  valid: boolean;
  source: string;
}
interface Relation {
  token: string;
  signed_url: string;
  received_url: string;
  params: Record<string, string>;
  valid: boolean;
}
const { vectors, relations } = sharedCases<{ vectors: Vector[]; relations: Relation[] }>(
  'sms/twilio_signatures.json',
  { vectors: [], relations: [] },
);

/** As a form parser gives it: a repeated name becomes an array. A body that is no form signs no fields. */
function formOf(params: Vector['params']): TwilioForm {
  const form: Record<string, string | string[]> = {};
  for (const [name, value] of Array.isArray(params) ? params : Object.entries(params ?? {})) {
    const before = form[name];
    form[name] = before === undefined ? value : [before, value].flat();
  }
  return form;
}

describe("Twilio's signature", () => {
  test('is told from a false one in every shared vector', () => {
    const wrong = vectors.filter(
      ({ token, url, params, signature, valid }) =>
        new TwilioSignature(token).isAuthentic(signature, url, formOf(params)) !== valid,
    );
    expect(wrong).toEqual([]);
  });

  test('is taken for the URLs that the official validator takes for the same', () => {
    const wrong = relations.filter(({ token, signed_url, received_url, params, valid }) => {
      const signature = new TwilioSignature(token);
      return signature.isAuthentic(signature.of(signed_url, params), received_url, params) !== valid;
    });
    expect(wrong).toEqual([]);
  });

  const token = 'abcdef0123456789abcdef0123456789';
  const url = 'https://hub.example.org/channels/sms/default/inbound';
  test.each<[string, string, TwilioForm]>([
    ['Arabic and emoji', url, { Body: 'السلام عليكم 👍🏽', From: '+966501234567' }],
    ['values with spaces at the ends', url, { Body: '  نعم \n', To: ' ' }],
    ['empty values', url, { Body: '', FromCity: '' }],
    ['names in an order of their own', url, { b: '2', a: '1', B: '3', A: '4', _: '5' }],
    ['repeated fields', url, { MediaUrl: ['b', 'a', 'b'], Body: 'x' }],
    ['a query', `${url}?message=0192f0c1-2d3e-7abc-8def-0123456789ab&x=%20y`, { MessageSid: 'SM1' }],
    ['a port of its own', url.replace('.org', '.org:8443'), { MessageSid: 'SM1' }],
    ['no fields', url, {}],
  ])('is the same as the official one for %s', (_what, address, form) => {
    const signature = new TwilioSignature(token);
    const official = getExpectedTwilioSignature(token, address, form);
    expect(signature.of(address, form)).toBe(official);
    expect(signature.isAuthentic(official, address, form)).toBe(true);
    expect(validateRequest(token, signature.of(address, form), address, form)).toBe(true);
  });

  test.each<[string, (form: Record<string, string>) => [string, string, TwilioForm]]>([
    ['another token', (form) => [new TwilioSignature('other').of(url, form), url, form]],
    ['another path', (form) => [new TwilioSignature(token).of(url, form), `${url}/`, form]],
    [
      'another scheme',
      (form) => [new TwilioSignature(token).of(url, form), url.replace('https', 'http'), form],
    ],
    ['a changed value', (form) => [new TwilioSignature(token).of(url, form), url, { ...form, Body: 'b' }]],
    ['a trimmed value', (form) => [new TwilioSignature(token).of(url, form), url, { ...form, To: '1' }]],
    ['a field more', (form) => [new TwilioSignature(token).of(url, form), url, { ...form, X: '', Y: 'z' }]],
    ['a field less', (form) => [new TwilioSignature(token).of(url, form), url, { Body: form['Body'] ?? '' }]],
    ['no signature', (form) => ['', url, form]],
    ['a longer signature', (form) => [`${new TwilioSignature(token).of(url, form)}=`, url, form]],
    ['a host that is none', (form) => ['A'.repeat(28), 'http://[', form]],
  ])('is refused for %s', (_what, make) => {
    expect(new TwilioSignature(token).isAuthentic(...make({ Body: 'a', To: '1 ' }))).toBe(false);
  });
});

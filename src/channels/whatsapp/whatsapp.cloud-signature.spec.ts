import { describe, expect, test } from '@jest/globals';
import { CloudSignature } from './whatsapp.cloud-signature.js';

describe("Meta's signature", () => {
  const body = Buffer.from('{"text":"\\u0645\\u0631\\u062d\\u0628\\u0627"}');
  const signature = new CloudSignature('secret');

  test('is the HMAC-SHA256 of the bytes, in hexadecimal (RFC 4231, case 2)', () => {
    expect(new CloudSignature('Jefe').of(Buffer.from('what do ya want for nothing?'))).toBe(
      'sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  test('is taken for the bytes it was made of', () => {
    expect(signature.isAuthentic(signature.of(body), body)).toBe(true);
  });

  test.each<[string, string, Buffer]>([
    ['another secret', new CloudSignature('other').of(body), body],
    ['the same JSON in other bytes', signature.of(body), Buffer.from('{"text":"مرحبا"}')],
    ['no algorithm', signature.of(body).slice(7), body],
    ['another algorithm', signature.of(body).replace('sha256', 'sha1'), body],
    ['half of it', signature.of(body).slice(0, -2), body],
    ['more of it', `${signature.of(body)}00`, body],
    ['letters that are no hexadecimal', `sha256=${'z'.repeat(64)}`, body],
    ['nothing', '', body],
  ])('is refused for %s', (_what, header, bytes) => {
    expect(signature.isAuthentic(header, bytes)).toBe(false);
  });
});

import { describe, expect, test } from '@jest/globals';
import { refusalOf } from './whatsapp.cloud-errors.js';

function refusal(status: number, code?: number, retryAfter: string | null = null) {
  const body =
    code === undefined ? '<html>' : { error: { code, message: 'm', error_data: { details: 'd' } } };
  const { retryable, uncertain, optedOut, retryAfterMs } = refusalOf({ status, body, retryAfter });
  return { retryable, uncertain, optedOut, retryAfterMs };
}
const NOTHING = { retryable: false, uncertain: false, optedOut: false, retryAfterMs: null };

describe('refusals of the Cloud API', () => {
  test.each([
    ['the window is closed', 400, 131047],
    ['undeliverable', 400, 131026],
    ['marketing held back', 400, 131049],
    ['part of an experiment', 400, 130472],
    ['wrong number of variables', 400, 132000],
    ['no such template', 404, 132001],
    ['variables of a wrong form', 400, 132012],
    ['a paused template', 400, 132015],
    ['a wrong parameter', 400, 100],
  ])('%s is final', (_what, status, code) => {
    expect(refusal(status, code)).toEqual(NOTHING);
  });

  test.each([
    [400, 131056, 6_000],
    [429, 130429, 5_000],
    [400, 80007, 60_000],
    [400, 4, 60_000],
    [400, 131048, 300_000],
    [429, undefined, 10_000],
    // A wrong or expired token: until an administrator has mended it.
    [401, 190, 60_000],
    [401, undefined, 60_000],
  ])('%s %s asks for patience', (status, code, retryAfterMs) => {
    expect(refusal(status, code)).toEqual({ ...NOTHING, retryable: true, retryAfterMs });
  });

  test('patience is as long as Retry-After says', () => {
    expect(refusal(429, 130429, '7').retryAfterMs).toBe(7_000);
  });

  test.each([
    [400, 131053],
    [503, 131016],
    [503, 2],
  ])('%s %s passes by itself', (status, code) => {
    expect(refusal(status, code)).toEqual({ ...NOTHING, retryable: true });
  });

  test('131050 is an opt-out', () => {
    expect(refusal(400, 131050)).toEqual({ ...NOTHING, optedOut: true });
  });

  test.each([
    [500, 131000],
    [500, 1],
    [502, undefined],
    [504, undefined],
  ])('after %s %s nobody knows whether the message was taken', (status, code) => {
    expect(refusal(status, code)).toEqual({ ...NOTHING, uncertain: true });
  });

  test('carry the code and the words of the network', () => {
    const body = { error: { code: 131047, message: 'm', error_data: { details: 'More than 24 hours' } } };
    const { code, message } = refusalOf({ status: 400, body, retryAfter: null });
    expect({ code, message }).toEqual({ code: '131047', message: 'More than 24 hours' });
  });
});

import { describe, expect, test } from '@jest/globals';
import { repeatable, retryAfterOf, unanswered } from './provider-http.js';

describe('requests without an answer', () => {
  const failed = (cause: object) => new TypeError('fetch failed', { cause });

  test('never left when nobody listens', () => {
    const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    expect(unanswered(failed(refused))).toMatchObject({
      code: 'ECONNREFUSED',
      retryable: true,
      uncertain: false,
    });
  });

  test('never left when connecting took too long', () => {
    const connecting = Object.assign(new Error('x'), { code: 'ETIMEDOUT', syscall: 'connect' });
    expect(unanswered(connecting)).toMatchObject({ uncertain: false, retryable: true });
  });

  test('never left when none of several addresses answers', () => {
    const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED', syscall: 'connect' });
    expect(unanswered(failed(new AggregateError([refused, refused])))).toMatchObject({
      code: 'ECONNREFUSED',
      retryable: true,
    });
  });

  test.each([
    [failed(Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' })), 'UND_ERR_SOCKET'],
    [failed(Object.assign(new Error('x'), { code: 'ECONNRESET', syscall: 'read' })), 'ECONNRESET'],
    [new DOMException('timed out', 'TimeoutError'), 'timeout'],
    [Object.assign(new Error('timeout of 20000ms exceeded'), { code: 'ECONNABORTED' }), 'ECONNABORTED'],
  ])('may have been taken: %s', (error, code) => {
    expect(unanswered(error)).toMatchObject({ code, retryable: false, uncertain: true });
    expect(repeatable(unanswered(error))).toMatchObject({ code, retryable: true, uncertain: false });
  });
});

describe('the time that a provider asks for', () => {
  const now = Date.parse('2026-11-22T09:00:00Z');
  test.each([
    ['30', 30_000],
    ['Sun, 22 Nov 2026 09:01:00 GMT', 60_000],
    ['Sun, 22 Nov 2026 08:00:00 GMT', 0],
    ['soon', null],
    ['', null],
    [undefined, null],
  ])('%s', (value, ms) => {
    expect(retryAfterOf(value, now)).toBe(ms);
  });
});

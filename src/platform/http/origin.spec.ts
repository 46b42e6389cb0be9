import { describe, expect, test } from '@jest/globals';
import { isOwnOrigin } from './origin.js';

const host = 'hub.internal:3000';

describe('a request with a cookie', () => {
  test.each([
    ['a program that is no browser', {}, true],
    ['our own page', { 'sec-fetch-site': 'same-origin', origin: `http://${host}` }, true],
    ['an address typed in', { 'sec-fetch-site': 'none' }, true],
    ['our page behind a proxy', { 'sec-fetch-site': 'same-origin', origin: 'https://insat.example' }, true],
    ['another website', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
    ['a neighbour under our domain', { 'sec-fetch-site': 'same-site' }, false],
    ['an old browser on another website', { origin: 'https://evil.example' }, false],
    ['another port of our host', { origin: 'http://hub.internal:8080' }, false],
    ['the public name over plain http', { origin: 'http://insat.example' }, false],
    ['a sandboxed frame', { origin: 'null' }, false],
    ['nonsense', { origin: '://' }, false],
  ])('from %s', (_who, headers, own) => {
    expect(isOwnOrigin({ host, ...headers }, 'https://insat.example')).toBe(own);
  });
});

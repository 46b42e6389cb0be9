import { describe, expect, it } from '@jest/globals';
import { networkOf } from './network.js';

describe('the network that a caller is counted by', () => {
  it.each([
    ['a direct caller', '203.0.113.7', undefined, '203.0.113.7'],
    ['a direct caller in IPv6 clothes', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
    ['a caller from outside who names another', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['somebody behind our proxy', '127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['somebody behind our proxy who made up a header', '10.0.0.2', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['a proxy that writes nonsense', '::1', 'unknown', '0:0:0:0'],
    ['an IPv6 subscriber', '2001:db8:1:2:3:4:5:6', undefined, '2001:db8:1:2'],
    ['the same subscriber, written short', '2001:db8:1:2::9', undefined, '2001:db8:1:2'],
    ['an IPv6 caller behind our proxy', 'fd00::2', '2001:DB8:1::9', '2001:db8:1:0'],
  ])('is right for %s', (_label, peer, forwarded, expected) => {
    expect(networkOf(peer, forwarded === undefined ? {} : { 'x-forwarded-for': forwarded })).toBe(expected);
  });
});

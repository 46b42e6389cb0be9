import { describe, expect, it } from '@jest/globals';
import type { AccountField } from '../../../lib/schemas';
import { entered, missing, opened } from './account-draft';

const field = (name: string, more: Partial<AccountField> = {}): AccountField => ({
  name,
  label: name,
  kind: 'text',
  required: true,
  advanced: false,
  destination: false,
  options: null,
  preset: null,
  example: null,
  ...more,
});
const fields = [
  field('from'),
  field('token', { kind: 'secret' }),
  field('way', { kind: 'choice', required: false, preset: 'tls', options: ['tls', 'none'] }),
  field('plus', { kind: 'switch', required: false, preset: false }),
];

describe('the draft of an account', () => {
  it('opens with what is proposed, and a preset goes before it', () => {
    expect(opened(fields, [])).toEqual({ from: '', token: '', way: 'tls', plus: false });
    expect(opened(fields, [], { way: 'none' })).toMatchObject({ way: 'none' });
  });

  it('opens with what is saved, and never with a secret', () => {
    const saved = [
      { name: 'from', value: 'INSAT', set: true, end: null },
      { name: 'token', value: null, set: true, end: '0001' },
      { name: 'plus', value: true, set: true, end: null },
    ];
    expect(opened(fields, saved, { from: 'x' })).toEqual({
      from: 'INSAT',
      token: '',
      way: 'tls',
      plus: true,
    });
    expect(missing(fields, opened(fields, saved), saved)).toEqual([]);
  });

  it('names what is missing', () => {
    expect(missing(fields, opened(fields, []), [])).toEqual(['from', 'token']);
    expect(missing(fields, { ...opened(fields, []), from: ' ', token: 'x' }, [])).toEqual(['from']);
  });

  it('tells everything but a secret that nobody has touched', () => {
    expect(entered(fields, opened(fields, []))).toEqual({ from: '', way: 'tls', plus: false });
    expect(entered(fields, { ...opened(fields, []), token: 'new' })).toMatchObject({ token: 'new' });
  });
});

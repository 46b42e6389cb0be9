import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type Challenge, hash, Proofs, type Solution } from './forms.proof.js';

const NOW = new Date('2026-03-01T08:00:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const ID = '0199a1b2-0000-7000-8000-000000000001';

const proofs = new Proofs(randomBytes(32));

function solve({ salt, target, most, expires, signature }: Challenge): Solution {
  for (let number = 0; number <= most; number += 1) {
    if (hash(salt, number) === target) return { salt, number, expires, signature };
  }
  throw new Error('no number fits');
}

describe('a proof of work', () => {
  const solution = solve(proofs.challenge(NOW));

  test('is taken when the number is found', () => {
    expect(proofs.isSolved(solution, NOW)).toBe(true);
  });

  test.each<[string, Partial<Solution>, number]>([
    ['a guess', { number: solution.number === 0 ? 1 : solution.number - 1 }, 0],
    ['another salt', { salt: 'ab'.repeat(16) }, 0],
    ['a later end', { expires: solution.expires + 3600 }, 0],
    ['a signature of nobody', { signature: 'f'.repeat(64) }, 0],
    ['one that has run out', {}, 3_601],
  ])('is refused for %s', (_, change, seconds) => {
    expect(proofs.isSolved({ ...solution, ...change }, later(seconds))).toBe(false);
  });

  test('of another hub is refused', () => {
    expect(new Proofs(randomBytes(32)).isSolved(solution, NOW)).toBe(false);
  });
});

describe('a ticket', () => {
  const ticket = proofs.ticket(ID, NOW);

  test('says how old it is, for its own form only, and for a day', () => {
    expect(proofs.ticketAge(ID, ticket, later(42))).toBe(42);
    expect(proofs.ticketAge(ID.replace('1b2', '1b3'), ticket, NOW)).toBeNull();
    expect(proofs.ticketAge(ID, ticket, later(86_400))).toBeNull();
  });

  test.each(['', '.', 'x.y', `9${ticket}`, ticket.slice(0, -1), '1.2.3', `${'9'.repeat(400)}.x`])(
    '%j is none',
    (text) => {
      expect(proofs.ticketAge(ID, text, NOW)).toBeNull();
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import type { Choice } from './committee.schemas.js';
import { checkAgreement } from './decisions.service.js';
import type { Ballots } from './votes.service.js';

const ballots = (...choices: (Choice | null)[]): Ballots =>
  choices.map((choice, index) => ({ staffId: String(index), name: '', choice, note: '' }));
const codeOf = (work: () => void): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('an outcome by votes', () => {
  it.each<[string, 'accepted' | 'rejected', (Choice | null)[], string | null]>([
    ['has more votes than all that speaks against it', 'accepted', ['accept', 'accept', 'reject'], null],
    ['is not made by a tie', 'accepted', ['accept', 'reject'], 'committee.outcome_disagrees_votes'],
    [
      'counts who wants to wait as against it',
      'rejected',
      ['reject', 'postpone'],
      'committee.outcome_disagrees_votes',
    ],
    ['leaves abstentions out', 'rejected', ['reject', 'abstain'], null],
    ['needs somebody who wants it', 'accepted', ['abstain', 'abstain'], 'committee.outcome_disagrees_votes'],
    ['waits for everybody', 'accepted', ['accept', 'accept', null], 'committee.votes_missing'],
    ['needs the quorum', 'accepted', ['accept'], 'committee.quorum_missing'],
  ])('%s', (_, outcome, choices, code) => {
    const decide = () =>
      checkAgreement({ mode: 'votes', quorum: 2 }, ballots(...choices), { outcome, consensus: false });
    expect(codeOf(decide)).toBe(code);
  });
});

describe('an outcome by consensus', () => {
  it.each<[string, boolean, (Choice | null)[], string | null]>([
    ['is said by whoever records it', true, [null, null], null],
    ['is not there unless said', false, ['accept', 'accept'], 'committee.outcome_disagrees_consensus'],
    ['is not there against a vote', true, ['accept', 'reject'], 'committee.outcome_disagrees_consensus'],
    ['needs the quorum', true, [null], 'committee.quorum_missing'],
  ])('%s', (_, consensus, choices, code) => {
    const decide = () =>
      checkAgreement({ mode: 'consensus', quorum: 2 }, ballots(...choices), {
        outcome: 'accepted',
        consensus,
      });
    expect(codeOf(decide)).toBe(code);
  });
});

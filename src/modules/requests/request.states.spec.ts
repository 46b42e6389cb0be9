import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { actionsFrom, REQUEST_STATES, TRANSITIONS, type TransitionAction } from './request.states.js';
import { drawStates } from './request-states.drawing.js';

describe('the ways of a request', () => {
  test('are drawn in the documentation as they are (npm run docs:states)', () => {
    const drawn = readFileSync(new URL('../../../docs/request-states.md', import.meta.url), 'utf8');
    expect(drawn).toBe(drawStates());
  });

  test('lead to every state but the first', () => {
    const reached = new Set(Object.values(TRANSITIONS).map(({ to }) => to));
    expect(REQUEST_STATES.filter((state) => !reached.has(state as never))).toEqual(['draft']);
  });

  test.each<[(typeof REQUEST_STATES)[number], TransitionAction[]]>([
    ['draft', ['submit', 'withdraw']],
    ['notified', ['appeal']],
    ['closed', ['appeal']],
    ['under_study', ['withdraw']],
    ['decided', []],
  ])('from %s let the person: %j', (state, actions) => {
    expect(actionsFrom(state, ['person'])).toEqual(actions);
  });

  test('let nobody but the hub say that a notice arrived', () => {
    expect(TRANSITIONS.notify.who).toEqual(['hub']);
  });
});

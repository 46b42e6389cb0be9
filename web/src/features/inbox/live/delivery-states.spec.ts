import { afterEach, describe, expect, it } from '@jest/globals';
import type { Message } from '../../../lib/schemas';
import { forgetStates, noteState, withLatestState } from './delivery-states';

const answered = { id: 'm', status: 'queued', error: null } as Message;
const tell = (status: 'sent' | 'uncertain', messageId = 'm') =>
  noteState({ conversationId: 'c', messageId, status });

afterEach(() => forgetStates());

describe('the delivery state of a message', () => {
  it('is that of its answer while nothing newer was told', () => {
    tell('sent', 'another');
    expect(withLatestState(answered).status).toBe('queued');
  });

  it('is what was told, although the answer comes after it', () => {
    tell('uncertain');
    expect(withLatestState(answered).status).toBe('uncertain');
  });

  it('begins anew when the message is sent again', () => {
    tell('uncertain');
    forgetStates('m');
    expect(withLatestState(answered).status).toBe('queued');
    tell('sent');
    expect(withLatestState(answered).status).toBe('sent');
  });
});

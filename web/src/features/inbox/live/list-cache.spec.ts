import { describe, expect, it } from '@jest/globals';
import type { ConversationFilters } from '../../../lib/api';
import type { Conversation, Message } from '../../../lib/schemas';
import { type ConversationList, mergeConversation, mergeMessage, mergeStatus } from './list-cache';

const conversation = (id: string, minute: number, more: Partial<Conversation> = {}): Conversation => ({
  id,
  reference: id,
  channel: 'sms',
  answerChannel: 'sms',
  account: 'default',
  subject: null,
  language: 'ar',
  status: 'open',
  assignee: null,
  team: null,
  contactPoint: { id: `c-${id}`, address: '', displayName: null, language: null, optedOut: false },
  lastMessageAt: `2026-11-22T10:${String(minute).padStart(2, '0')}:00Z`,
  lastDirection: 'inbound',
  preview: '',
  unread: 1,
  waitingSince: null,
  answerDueAt: null,
  lastInboundAt: null,
  openedAt: '2026-11-22T09:00:00Z',
  closedAt: null,
  ...more,
});
const queue: ConversationFilters = { view: 'queue', status: 'open', channel: null, team: null, q: '' };
const list = (pages: Conversation[][], nextCursor: string | null = null): ConversationList => ({
  pages: pages.map((data, index) => ({
    data,
    nextCursor: index === pages.length - 1 ? nextCursor : String(index + 1),
  })),
  pageParams: pages.map((_, index) => (index ? String(index) : null)),
});
const ids = (merged: ConversationList) => merged.pages.map((page) => page.data.map((one) => one.id));
const two = () => list([[conversation('a', 50), conversation('b', 40)], [conversation('c', 30)]], 'more');

describe('mergeConversation', () => {
  it('puts a new conversation first', () => {
    expect(ids(mergeConversation(two(), queue, conversation('n', 55), 'me'))).toEqual([
      ['n', 'a', 'b'],
      ['c'],
    ]);
  });

  it('moves a conversation up when somebody wrote in it', () => {
    expect(ids(mergeConversation(two(), queue, conversation('c', 56), 'me'))).toEqual([['c', 'a', 'b'], []]);
  });

  it('renews a row in place when only its marks changed', () => {
    const merged = mergeConversation(two(), queue, conversation('b', 40, { unread: 0 }), 'me');
    expect(ids(merged)).toEqual([['a', 'b'], ['c']]);
    expect(merged.pages[0]?.data[1]?.unread).toBe(0);
  });

  it('takes a row out of the queue when an officer has it', () => {
    const taken = conversation('a', 50, { assignee: { id: 'other', name: 'Hind' } });
    expect(ids(mergeConversation(two(), queue, taken, 'me'))).toEqual([['b'], ['c']]);
  });

  it('puts a conversation given to me into mine', () => {
    const given = conversation('n', 45, { assignee: { id: 'me', name: 'Me' } });
    expect(ids(mergeConversation(two(), { ...queue, view: 'mine' }, given, 'me'))).toEqual([
      ['a', 'n', 'b'],
      ['c'],
    ]);
  });

  it('leaves an older conversation to its own page', () => {
    expect(ids(mergeConversation(two(), queue, conversation('z', 5), 'me'))).toEqual([['a', 'b'], ['c']]);
  });

  it('puts an older conversation last when everything is loaded', () => {
    const all = list([[conversation('a', 50)]]);
    expect(ids(mergeConversation(all, queue, conversation('z', 5), 'me'))).toEqual([['a', 'z']]);
  });

  it('does not guess what a search would find', () => {
    const searched = { ...queue, q: 'موعد' };
    expect(ids(mergeConversation(two(), searched, conversation('n', 55), 'me'))).toEqual([['a', 'b'], ['c']]);
    expect(ids(mergeConversation(two(), searched, conversation('b', 56), 'me'))).toEqual([['a', 'b'], ['c']]);
  });
});

describe('a thread', () => {
  const message = (id: string, status: Message['status'] = 'queued') =>
    ({ id, text: id, status, attachments: [] }) as unknown as Message;
  const thread = {
    pages: [
      { data: [message('2'), message('1')], nextCursor: 'x' },
      { data: [message('0')], nextCursor: null },
    ],
    pageParams: [null, 'x'],
  };

  it('gets a new message at its end and keeps one when it comes twice', () => {
    const once = mergeMessage(thread, message('3'));
    const twice = mergeMessage(once, message('3', 'sent'));
    expect(twice.pages[0]?.data.map((one) => [one.id, one.status])).toEqual([
      ['3', 'sent'],
      ['2', 'queued'],
      ['1', 'queued'],
    ]);
  });

  it('shows a delivery state that moved', () => {
    const moved = mergeStatus(thread, {
      conversationId: 'c',
      messageId: '0',
      status: 'failed',
      error: { code: '30003', detail: null },
    });
    expect(moved.pages[1]?.data[0]).toMatchObject({ status: 'failed', error: { code: '30003' } });
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  callOf,
  emptyDraft,
  minutesAndSeconds,
  parseDraft,
  problemsOf,
  secondsOf,
  typed,
} from './call-draft';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 9, 0, seconds));
const begun = typed(emptyDraft('id'), { number: '0' }, at(0));

describe('a call that is being written down', () => {
  it('begins with the first digit of the number, not with a name', () => {
    const named = typed(emptyDraft('id'), { name: 'نورة' }, at(0));
    expect(named.startedAt).toBeNull();
    expect(typed(named, { number: '+' }, at(1)).startedAt).toBeNull();
    expect(typed(named, { number: '05' }, at(2)).startedAt).toBe(at(2).toISOString());
    expect(typed(begun, { number: '05' }, at(5)).startedAt).toBe(at(0).toISOString());
  });

  it('stops its clock when everything is deleted', () => {
    expect(typed(begun, { number: '' }, at(4)).startedAt).toBeNull();
    expect(typed({ ...begun, summary: 'x' }, { number: '' }, at(4)).startedAt).toBe(at(0).toISOString());
  });

  it('lasts until the first attempt to save it', () => {
    expect(secondsOf(begun, at(67))).toBe(67);
    expect(secondsOf({ ...begun, endedAt: at(30).toISOString() }, at(67))).toBe(30);
    expect(secondsOf(begun, at(-5))).toBe(0);
    expect(secondsOf(emptyDraft('id'), at(0))).toBe(0);
    expect(minutesAndSeconds(247)).toBe('4:07');
  });

  it('forgets who was picked when the number is changed by hand', () => {
    const caller = {
      number: '+966501234567',
      name: 'نورة',
      conversationId: 'c',
      reference: '100-0017',
      channel: 'sms' as const,
      lastMessageAt: at(0).toISOString(),
    };
    const picked = typed(begun, { number: caller.number, caller }, at(3));
    expect(typed(picked, { summary: 'a' }, at(4)).caller).toEqual(caller);
    expect(typed(picked, { number: '+96650123456' }, at(4)).caller).toBeNull();
  });

  it('needs a number, and words unless nobody took it', () => {
    expect(problemsOf(emptyDraft('id'))).toEqual({ number: 'numberNeeded', summary: 'summaryNeeded' });
    const missed = { ...begun, number: '٠٥٠١٢٣٤٥٦٧', direction: 'missed' as const };
    expect(problemsOf(missed)).toEqual({});
    expect(callOf(missed, at(9))).toEqual({
      id: 'id',
      number: '٠٥٠١٢٣٤٥٦٧',
      direction: 'missed',
      at: at(0).toISOString(),
      summary: '',
    });
  });

  it('survives a reload, and nothing that is not a draft does', () => {
    expect(parseDraft(JSON.stringify(begun))).toEqual(begun);
    expect(parseDraft('{"id":1}')).toBeNull();
    expect(parseDraft('not json')).toBeNull();
    expect(parseDraft(null)).toBeNull();
  });
});

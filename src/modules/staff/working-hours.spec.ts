import { describe, expect, test } from '@jest/globals';
import { type WeekHours, WorkingHours } from './working-hours.js';

const eightToFour = { from: '08:00', to: '16:00' };
const week: WeekHours = {
  sun: eightToFour,
  mon: eightToFour,
  tue: eightToFour,
  wed: eightToFour,
  thu: eightToFour,
  fri: null,
  sat: null,
};
/** Riyadh is UTC+3 all year. Founding Day, 22 February 2026, is a Sunday. */
const riyadh = new WorkingHours({
  timezone: 'Asia/Riyadh',
  workingHours: week,
  holidays: [{ day: '2026-02-22' }],
});
const at = (local: string) => new Date(`${local}+03:00`);

describe('the association is', () => {
  test.each([
    ['closed a moment before eight', '2026-02-15T07:59:59.999', false],
    ['open at eight', '2026-02-15T08:00', true],
    ['open a moment before four', '2026-02-15T15:59:59.999', true],
    ['closed at four', '2026-02-15T16:00', false],
    ['open on Thursday', '2026-02-19T12:00', true],
    ['closed on Friday', '2026-02-20T12:00', false],
    ['closed on Saturday', '2026-02-21T12:00', false],
    ['closed on a holiday', '2026-02-22T12:00', false],
  ])('%s', (_what, local, open) => {
    expect(riyadh.isOpen(at(local))).toBe(open);
  });
});

describe('the next opening', () => {
  test.each([
    ['is now while open', '2026-02-15T09:30', '2026-02-15T09:30'],
    ['is this morning before eight', '2026-02-15T03:00', '2026-02-15T08:00'],
    ['is tomorrow after four', '2026-02-15T16:00', '2026-02-16T08:00'],
    ['is after the weekend and the holiday', '2026-02-19T16:00', '2026-02-23T08:00'],
    ['counts local days, not UTC days', '2026-02-16T01:00', '2026-02-16T08:00'],
  ])('%s', (_what, local, opening) => {
    expect(riyadh.nextOpening(at(local))).toEqual(at(opening));
  });

  test('is none for a house that never opens', () => {
    const never = new WorkingHours({
      timezone: 'Asia/Riyadh',
      workingHours: { ...week, sun: null, mon: null, tue: null, wed: null, thu: null },
      holidays: [],
    });
    expect(never.nextOpening(at('2026-02-15T09:00'))).toBeNull();
    expect(never.addWorkingMinutes(at('2026-02-15T09:00'), 60)).toEqual(at('2026-02-15T10:00'));
  });
});

describe('working time', () => {
  test.each([
    ['within a day', '2026-02-15T09:00', 60, '2026-02-15T10:00'],
    ['up to the very end of a day', '2026-02-15T15:00', 60, '2026-02-15T16:00'],
    ['from before opening', '2026-02-15T02:00', 30, '2026-02-15T08:30'],
    ['over a night', '2026-02-15T15:30', 60, '2026-02-16T08:30'],
    ['over the weekend and a holiday', '2026-02-19T15:00', 120, '2026-02-23T09:00'],
    ['of two days from Thursday afternoon', '2026-02-12T15:00', 16 * 60, '2026-02-16T15:00'],
    ['of none while closed', '2026-02-20T15:00', 0, '2026-02-23T08:00'],
    ['of three weeks', '2026-03-01T08:00', 15 * 8 * 60, '2026-03-19T16:00'],
  ])('%s', (_what, from, minutes, until) => {
    expect(riyadh.addWorkingMinutes(at(from), minutes)).toEqual(at(until));
  });
});

describe('a zone that changes its clock', () => {
  const allDay = { from: '00:00', to: '24:00' };
  const always: WeekHours = {
    sun: allDay,
    mon: allDay,
    tue: allDay,
    wed: allDay,
    thu: allDay,
    fri: allDay,
    sat: allDay,
  };
  const berlin = (workingHours: WeekHours) =>
    new WorkingHours({ timezone: 'Europe/Berlin', workingHours, holidays: [] });

  test('opens by the local clock on both sides of the change', () => {
    // Clocks go forward on 29 March 2026, a Sunday.
    expect(berlin(week).nextOpening(new Date('2026-03-26T20:00Z'))).toEqual(new Date('2026-03-29T06:00Z'));
    expect(berlin(week).nextOpening(new Date('2026-03-25T20:00Z'))).toEqual(new Date('2026-03-26T07:00Z'));
  });

  test('has a day of 23 and a day of 25 hours', () => {
    const hours = (from: string, count: number) =>
      berlin(always)
        .addWorkingMinutes(new Date(from), count * 60)
        .toISOString();
    expect(hours('2026-03-28T23:00:00Z', 23)).toBe('2026-03-29T22:00:00.000Z');
    expect(hours('2026-10-24T22:00:00Z', 25)).toBe('2026-10-25T23:00:00.000Z');
  });
});

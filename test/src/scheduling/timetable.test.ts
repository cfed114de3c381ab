import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Timetable } from '../../../src/config.ts';
import { isFree, nextFreeSlot, slotsFrom } from '../../../src/scheduling/timetable.ts';
import { addMs, hour, minute, timeOf } from '../../../src/time.ts';

const vietnam = 'Asia/Ho_Chi_Minh';

function timetable(times: Timetable['times'], gapMinutes = 0, zone = vietnam): Timetable {
  return { times, gapMinutes, zone };
}

const instants = fc.date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2027-12-31T00:00:00Z'), noInvalidDate: true });
const clockTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const zones = fc.constantFrom(vietnam, 'America/St_Johns', 'Europe/Berlin', 'Australia/Lord_Howe');
const timetables = fc.record({ times: fc.uniqueArray(clockTime, { minLength: 1, maxLength: 6 }), gapMinutes: fc.integer({ min: 0, max: 240 }), zone: zones });

/** A clock change moves a posting time by this at most, on the day of a gap. */
const mostMoved = hour;

describe('the next free slot', () => {
  it('is the first posting time from now on', () => {
    const day = timetable(['07:00', '09:30', '20:00'], 20);
    const next = (now: string) => nextFreeSlot(day, [], new Date(now))?.toISOString();
    expect(next('2026-11-22T23:59:59.999Z')).toBe('2026-11-23T00:00:00.000Z'); // 07:00 in Vietnam
    expect(next('2026-11-23T00:00:00.000Z')).toBe('2026-11-23T00:00:00.000Z');
    expect(next('2026-11-23T00:00:00.001Z')).toBe('2026-11-23T02:30:00.000Z');
    expect(next('2026-11-23T13:00:01.000Z')).toBe('2026-11-24T00:00:00.000Z');
    expect(next('2026-12-31T13:00:01.000Z')).toBe('2027-01-01T00:00:00.000Z');
  });

  it('leaves out what is taken, and what is too near to it on either side', () => {
    const now = new Date('2026-11-23T00:00:00Z');
    const times = timetable(['07:00', '07:15', '07:30', '08:00'], 20);
    const at = (time: string) => new Date(`2026-11-23T${time}:00+07:00`);
    expect(nextFreeSlot(times, [at('07:00')], now)).toEqual(at('07:30'));
    expect(nextFreeSlot(times, [at('07:15')], now)).toEqual(at('08:00'));
    expect(nextFreeSlot(times, [at('07:30')], now)).toEqual(at('07:00'));
    expect(nextFreeSlot(times, [at('06:50')], now)).toEqual(at('07:15'));
    // A gap may be kept to the minute.
    expect(nextFreeSlot(times, [at('06:40')], now)).toEqual(at('07:00'));
  });

  it('is never before now, always a posting time, free, keeps the gap, and is the first such one', () => {
    fc.assert(
      fc.property(timetables, instants, fc.array(fc.integer({ min: -3 * 24 * 60, max: 6 * 24 * 60 }), { maxLength: 12 }), (given, now, offsets) => {
        const taken = offsets.map((minutes) => addMs(now, minutes * minute));
        const slot = nextFreeSlot(given, taken, now);
        if (slot === null) throw new Error('a year has room for this');
        expect(slot.getTime()).toBeGreaterThanOrEqual(now.getTime());
        const shown = given.times.some((time) => [0, 30 * minute, mostMoved].some((moved) => timeOf(addMs(slot, -moved), given.zone) === time));
        expect(shown).toBe(true);
        for (const other of taken) {
          expect(Math.abs(other.getTime() - slot.getTime())).toBeGreaterThanOrEqual(given.gapMinutes * minute);
          expect(other.getTime()).not.toBe(slot.getTime());
        }
        for (const earlier of slotsFrom(given, now, 30)) {
          if (earlier >= slot) break;
          expect(isFree(earlier, taken, given.gapMinutes * minute)).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('one after the other keeps every gap and uses no instant twice', () => {
    fc.assert(
      fc.property(timetables, instants, fc.integer({ min: 2, max: 10 }), (given, now, posts) => {
        const taken: Date[] = [];
        for (let post = 0; post < posts; post++) {
          const slot = nextFreeSlot(given, taken, now);
          if (slot === null) throw new Error('a year has room for this');
          taken.push(slot);
        }
        const sorted = taken.map((slot) => slot.getTime()).sort((a, b) => a - b);
        expect(new Set(sorted).size).toBe(posts);
        for (const [place, slot] of sorted.entries()) if (place > 0) expect(slot - (sorted[place - 1] ?? 0)).toBeGreaterThanOrEqual(given.gapMinutes * minute);
        expect(sorted).toEqual(taken.map((slot) => slot.getTime()));
      }),
      { numRuns: 40 },
    );
  });

  it('is null when a year has no room', () => {
    const now = new Date('2026-01-01T00:00:00Z');
    const day = timetable(['07:00']);
    const year = [...slotsFrom(day, now, 400)];
    expect(nextFreeSlot(day, year, now)).toBeNull();
    expect(nextFreeSlot(day, year.slice(0, 300), now)).toEqual(year[300]);
  });
});

describe('on days when clocks change', () => {
  const berlin = timetable(['01:30', '02:30', '03:30', '12:00'], 0, 'Europe/Berlin');
  const slots = (day: string) => [...slotsFrom(berlin, new Date(`${day}T00:00:00Z`), 1)].map((slot) => slot.toISOString().slice(11, 16));

  it('a skipped time is kept as the clock would have run on, and two that become one are one', () => {
    expect([...slotsFrom(berlin, new Date('2026-03-28T23:00:00Z'), 1)].map((slot) => slot.toISOString().slice(11, 16))).toEqual(['00:30', '01:30', '10:00']);
  });

  it('a doubled time is used once', () => {
    expect(slots('2026-10-25')).toEqual(['00:30', '02:30', '11:00']);
  });

  it('noon stays noon', () => {
    for (const day of ['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-24', '2026-10-25', '2026-10-26']) {
      const slot = nextFreeSlot(timetable(['12:00'], 0, 'Europe/Berlin'), [], new Date(`${day}T00:30:00Z`));
      expect(slot === null ? null : timeOf(slot, 'Europe/Berlin')).toBe('12:00');
    }
  });
});

describe('as soon as approved', () => {
  const now = new Date('2026-11-23T01:00:00.000Z');

  it('is now, where nothing is near', () => {
    expect(nextFreeSlot(timetable('asap'), [], now)).toEqual(now);
    expect(nextFreeSlot(timetable('asap', 20), [addMs(now, -20 * minute)], now)).toEqual(now);
  });

  it('waits for the gap after what went before', () => {
    expect(nextFreeSlot(timetable('asap', 20), [addMs(now, -5 * minute)], now)).toEqual(addMs(now, 15 * minute));
  });

  it('never shares an instant, also without a gap', () => {
    expect(nextFreeSlot(timetable('asap'), [now], now)).toEqual(addMs(now, 1));
    expect(nextFreeSlot(timetable('asap'), [addMs(now, 1), now], now)).toEqual(addMs(now, 2));
  });

  it('keeps the gap to everything that is taken, and is never before now', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: 400 }), { maxLength: 15 }), fc.integer({ min: 0, max: 60 }), (offsets, gap) => {
        const taken = offsets.map((minutes) => addMs(now, minutes * minute));
        const slot = nextFreeSlot(timetable('asap', gap), taken, now);
        if (slot === null) throw new Error('there is always room');
        expect(slot.getTime()).toBeGreaterThanOrEqual(now.getTime());
        expect(isFree(slot, taken, gap * minute)).toBe(true);
      }),
    );
  });

  it('has no slots to be listed', () => {
    expect([...slotsFrom(timetable('asap'), now, 10)]).toEqual([]);
  });
});

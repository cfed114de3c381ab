import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  addDays,
  addMs,
  dayAndTime,
  dayForPeople,
  dayOf,
  hour,
  instantOf,
  isZone,
  later,
  minute,
  mondayOf,
  parseWall,
  timeOf,
  utcHourOf,
  weekdayOf,
  weekOf,
} from '../../src/time.ts';

const zones = ['Asia/Ho_Chi_Minh', 'America/St_Johns', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'] as const;
const anyZone = fc.constantFrom(...zones);
const anyInstant = fc
  .date({ min: new Date('2001-01-01T00:00:00Z'), max: new Date('2036-12-31T23:59:59Z'), noInvalidDate: true })
  .map((instant) => new Date(Math.floor(instant.getTime() / minute) * minute));

const platform = new Map<string, Intl.DateTimeFormat>();

/** The zone's wall clock as the platform itself has it. */
function wallOf(instant: Date, zone: string): string {
  const format = platform.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  platform.set(zone, format);
  return format.format(instant);
}

/** What day and time a zone shows differs from the platform's word, half hour by half hour for two days. */
function wrongAround(day: string): string[] {
  const wrong: string[] = [];
  for (let at = Date.parse(`${day}T00:00:00Z`); at < Date.parse(`${day}T00:00:00Z`) + 48 * hour; at += 30 * minute)
    for (const zone of zones.slice(0, 4)) {
      const instant = new Date(at);
      const shown = `${dayOf(instant, zone)} ${timeOf(instant, zone)}`;
      const found = instantOf(dayOf(instant, zone), timeOf(instant, zone), zone);
      if (shown !== wallOf(instant, zone) || wallOf(found, zone) !== shown) wrong.push(`${instant.toISOString()} ${zone} ${shown}`);
    }
  return wrong;
}

function iso(day: string, time: string, zone: string): string {
  return instantOf(day, time, zone).toISOString();
}

it('tells the day and time of an instant as the zone itself has it, also in the hour that the host skips', () => {
  // 19:30 UTC on 7 March is 02:30 in Vietnam: an hour that does not exist on that day where these tests run.
  expect(process.env.TZ).toBe('America/St_Johns');
  expect(timeOf(new Date('2026-03-07T19:30:00Z'), 'Asia/Ho_Chi_Minh')).toBe('02:30');
  fc.assert(
    fc.property(anyInstant, anyZone, (instant, zone) => {
      expect(`${dayOf(instant, zone)} ${timeOf(instant, zone)}`).toBe(wallOf(instant, zone));
    }),
  );
});

it('finds an instant again by its day and time, but for the hour that comes twice', () => {
  fc.assert(
    fc.property(anyInstant, anyZone, (instant, zone) => {
      const found = instantOf(dayOf(instant, zone), timeOf(instant, zone), zone);
      expect(wallOf(found, zone)).toBe(wallOf(instant, zone));
      const earlier = instant.getTime() - found.getTime();
      // The first of the two, never the second.
      expect([0, 30 * minute, hour]).toContain(earlier);
    }),
  );
});

describe('a wall clock time as an instant', () => {
  it('is the plain one where no clock changes', () => {
    expect(iso('2026-11-23', '08:00', 'Asia/Ho_Chi_Minh')).toBe('2026-11-23T01:00:00.000Z');
    expect(iso('2026-07-01', '12:00', 'America/St_Johns')).toBe('2026-07-01T14:30:00.000Z');
    expect(iso('2026-01-01', '12:00', 'America/St_Johns')).toBe('2026-01-01T15:30:00.000Z');
    expect(iso('2026-01-01', '00:00', 'Asia/Kathmandu')).toBe('2025-12-31T18:15:00.000Z');
  });

  it('runs on as the clock would have, where the hour is skipped', () => {
    expect(iso('2026-03-29', '02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z'); // shows 03:30
    expect(iso('2026-03-08', '02:30', 'America/St_Johns')).toBe('2026-03-08T06:00:00.000Z'); // shows 03:30
    expect(iso('2026-10-04', '02:15', 'Australia/Lord_Howe')).toBe('2026-10-03T15:45:00.000Z'); // shows 02:45
  });

  it('is the first of the two, where the hour comes twice', () => {
    expect(iso('2026-10-25', '02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    expect(iso('2026-11-01', '01:30', 'America/St_Johns')).toBe('2026-11-01T04:00:00.000Z');
    expect(iso('2026-04-05', '01:45', 'Australia/Lord_Howe')).toBe('2026-04-04T14:45:00.000Z');
  });

  it('is right up to the edges of a change', () => {
    expect(iso('2026-03-29', '01:59', 'Europe/Berlin')).toBe('2026-03-29T00:59:00.000Z');
    expect(iso('2026-03-29', '03:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
    expect(iso('2026-10-25', '03:00', 'Europe/Berlin')).toBe('2026-10-25T02:00:00.000Z');
    expect(iso('2026-10-25', '01:59', 'Europe/Berlin')).toBe('2026-10-24T23:59:00.000Z');
  });

  it.each(['2026-02-30 08:00', '2026-13-01 08:00', '2026-01-01 24:00', '2026-01-01 08:60', '2026-1-1 08:00', 'today 08:00', '2026-01-01 8:00'])(
    'is refused when there is none: %s',
    (text) => {
      const [day = '', time = ''] = text.split(' ');
      expect(() => instantOf(day, time, 'UTC')).toThrow(RangeError);
    },
  );
});

describe('ISO weeks', () => {
  it.each([
    ['2026-12-27', '2026-W52'],
    ['2026-12-28', '2026-W53'],
    ['2027-01-03', '2026-W53'],
    ['2027-01-04', '2027-W01'],
    ['2020-12-31', '2020-W53'],
    ['2021-01-03', '2020-W53'],
    ['2021-01-04', '2021-W01'],
    ['2024-12-30', '2025-W01'],
    ['2023-01-01', '2022-W52'],
  ])('%s lies in %s', (day, week) => {
    expect(weekOf(day)).toBe(week);
  });

  it('gives the Monday of a week, and null for a week that a year does not have', () => {
    expect(mondayOf('2026-W53')).toBe('2026-12-28');
    expect(mondayOf('2020-W53')).toBe('2020-12-28');
    expect(mondayOf('2021-W01')).toBe('2021-01-04');
    for (const none of ['2025-W53', '2027-W53', '2026-W00', '2026-W54', '2026-W1', '2026-47', '26-W47', '', '2026-W47x']) expect(mondayOf(none)).toBeNull();
  });

  it('each day belongs to the week of the Monday before it', () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const day = dayOf(instant, 'UTC');
        const monday = mondayOf(weekOf(day));
        expect(monday).toBe(addDays(day, 1 - weekdayOf(day)));
        // ISO 8601: the week's year is the year of its Thursday, its number counts Thursdays.
        const thursday = new Date(`${addDays(monday ?? '', 3)}T00:00:00Z`);
        const number = Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / (7 * 24 * hour)) + 1;
        expect(weekOf(day)).toBe(`${thursday.getUTCFullYear()}-W${String(number).padStart(2, '0')}`);
      }),
    );
  });
});

describe('days', () => {
  it('are counted on by the calendar', () => {
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  });

  it('have a weekday, Monday first', () => {
    expect(['2026-11-23', '2026-11-24', '2026-11-28', '2026-11-29'].map(weekdayOf)).toEqual([1, 2, 6, 7]);
  });

  it('are written for people day first', () => {
    expect(dayForPeople('2026-11-03', true)).toBe('03/11/2026');
    expect(dayForPeople('2026-11-03', false)).toBe('03/11');
    expect(dayAndTime(new Date('2026-11-22T17:05:59Z'), 'Asia/Ho_Chi_Minh')).toBe('23/11/2026 00:05');
  });
});

describe('a strict wall clock text', () => {
  it('is read with and without time', () => {
    expect(parseWall('2026-11-23', 'Asia/Ho_Chi_Minh')).toEqual(new Date('2026-11-22T17:00:00Z'));
    expect(parseWall('2026-11-23 08:05', 'Asia/Ho_Chi_Minh')).toEqual(new Date('2026-11-23T01:05:00Z'));
    expect(parseWall('2026-11-23 08:05:09', 'Asia/Ho_Chi_Minh')).toEqual(new Date('2026-11-23T01:05:09Z'));
  });

  it.each(['2026-02-31', '2026-11-23T08:05', '23/11/2026', '2026-11-23 25:00', '2026-11-23 08:05:61', '', 'hôm nay'])('is null when it is none: %s', (text) => {
    expect(parseWall(text, 'Asia/Ho_Chi_Minh')).toBeNull();
  });
});

it('knows a zone from a misspelt one', () => {
  expect([...zones, 'Asia/Saigon'].every(isZone)).toBe(true);
  expect(['Asia/Hanoi', 'Vietnam', '', 'GMT+7 '].some(isZone)).toBe(false);
});

it('names an hour in UTC, adds milliseconds, and takes the later of two', () => {
  expect(utcHourOf(new Date('2026-11-22T17:59:59.999Z'))).toBe('2026112217');
  const a = new Date('2026-11-22T17:00:00Z');
  expect(addMs(a, -1)).toEqual(new Date('2026-11-22T16:59:59.999Z'));
  expect(later(a, addMs(a, 1))).toEqual(addMs(a, 1));
  expect(later(addMs(a, 1), a)).toEqual(addMs(a, 1));
});

describe('under any zone of the host', () => {
  afterEach(() => {
    process.env.TZ = 'America/St_Johns';
  });

  it.each(['UTC', 'America/St_Johns', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Ho_Chi_Minh', 'Pacific/Apia'])('tells the same: %s', (host) => {
    process.env.TZ = host;
    // The host's clock really is that of the zone, or this would prove nothing.
    const noon = new Date('2026-01-01T12:00:00Z');
    expect(`${String(noon.getHours()).padStart(2, '0')}:${String(noon.getMinutes()).padStart(2, '0')}`).toBe(wallOf(noon, host).slice(-5));
    // Around every clock change of the hosts above.
    for (const day of ['2026-03-07', '2026-03-28', '2026-04-04', '2026-10-03', '2026-10-24', '2026-10-31']) expect(wrongAround(day)).toEqual([]);
    expect(weekOf('2026-12-28')).toBe('2026-W53');
    expect(mondayOf('2026-W14')).toBe('2026-03-30');
    expect(addDays('2026-03-07', 2)).toBe('2026-03-09');
    expect(parseWall('2026-03-08 02:30', 'Asia/Ho_Chi_Minh')).toEqual(new Date('2026-03-07T19:30:00Z'));
    expect(utcHourOf(new Date('2026-03-08T06:15:00Z'))).toBe('2026030806');
  });
});

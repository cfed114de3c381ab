/** The only file that knows dayjs. UTC inside, the newsroom's zone at the edges. */
import dayjs from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat.js';
import utc from 'dayjs/plugin/utc.js';

dayjs.extend(utc);
dayjs.extend(customParseFormat);

/** IANA name, for example `Asia/Ho_Chi_Minh`. */
export type Zone = string;

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;

export function addMs(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}

/** The later of two instants. */
export function later(a: Date, b: Date): Date {
  return new Date(Math.max(a.getTime(), b.getTime()));
}

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Making one is dear, asking it is cheap: one for each zone is kept. */
const clocks = new Map<Zone, Intl.DateTimeFormat>();

function clockOf(zone: Zone): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const numeric = 'numeric' as const;
  const parts = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  const clock = new Intl.DateTimeFormat('en-US', { ...parts, calendar: 'gregory', hourCycle: 'h23', timeZone: zone });
  clocks.set(zone, clock);
  return clock;
}

/** Milliseconds east of UTC by zone and hour; null where the offset changes within the hour. The same hours are asked for over and over. */
const offsets = new Map<Zone, Map<number, number | null>>();
const mostHours = 20_000;

/** Milliseconds east of UTC at that instant. dayjs' own zones go by way of the host's clock, and err in the hour that a clock change there skips. */
function offsetAt(instant: number, zone: Zone): number {
  const hours = offsets.get(zone) ?? new Map<number, number | null>();
  if (hours.size === 0 || hours.size > mostHours) {
    hours.clear();
    offsets.set(zone, hours);
  }
  const begins = Math.floor(instant / hour) * hour;
  let known = hours.get(begins);
  if (known === undefined) {
    const first = offsetAsked(begins, zone);
    known = first === offsetAsked(begins + hour, zone) ? first : null;
    hours.set(begins, known);
  }
  return known ?? offsetAsked(Math.floor(instant / second) * second, zone);
}

/** At a whole second. */
function offsetAsked(at: number, zone: Zone): number {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(at)
      .map((part) => [part.type, Number(part.value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - at;
}

/** The zone's wall clock as if it stood in UTC. */
function wallAt(instant: Date, zone: Zone): number {
  return instant.getTime() + offsetAt(instant.getTime(), zone);
}

/** `yyyy-MM-ddTHH:mm` of a wall clock that stands as if in UTC; `Invalid Date`, which is no day, of none. */
function wallText(wall: number): string {
  return Number.isNaN(wall) ? 'Invalid Date' : new Date(wall).toISOString().slice(0, 16);
}

/** A day at a time as if in UTC; NaN when there is none of that name. */
function wallOf(day: string, time: string): number {
  const wall = Date.parse(`${day}T${time}:00Z`);
  return Number.isNaN(wall) || wallText(wall) !== `${day}T${time}` ? Number.NaN : wall;
}

/**
 * The instant of a wall clock time (`yyyy-MM-dd`, `HH:mm`) in a zone. In the hour that a clock change skips, the
 * instant after the gap as the clock would have run on; in the hour it repeats, the first.
 */
export function instantOf(day: string, time: string, zone: Zone): Date {
  const wanted = wallOf(day, time);
  if (Number.isNaN(wanted)) throw new RangeError(`no such day and time: ${day} ${time}`);
  const before = wanted - offsetAt(wanted - 24 * hour, zone);
  const after = wanted - offsetAt(wanted + 24 * hour, zone);
  const fits = [before, after].filter((instant) => instant + offsetAt(instant, zone) === wanted);
  return new Date(fits.length > 0 ? Math.min(...fits) : before);
}

/**
 * Milliseconds since 1970 of wall clock times on one day. `first`: as `instantOf` tells it; `last`: in the hour that a clock
 * change repeats, the second one; `reached`: when the clock first shows that time or, where a change skips it, a later one.
 */
export type DayClock = { readonly first: (time: string) => number; readonly last: (time: string) => number; readonly reached: (time: string) => number };

/** The zone is asked once where its clock does not change. */
export function clockOn(day: string, zone: Zone): DayClock {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const before = offsetAt(midnight - 24 * hour, zone);
  const change = before - offsetAt(midnight + 48 * hour, zone);
  const plain = (time: string) => midnight + (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * minute - before;
  if (change === 0) return { first: plain, last: plain, reached: plain };
  const first = (time: string) => instantOf(day, time, zone).getTime();
  const last = (time: string) => (timeOf(new Date(first(time) + change), zone) === time ? first(time) + change : first(time));
  const reached = (time: string) => {
    let at = first(time);
    if (timeOf(new Date(at), zone) === time) return at;
    while (dayOf(new Date(at - minute), zone) === day && timeOf(new Date(at - minute), zone) > time) at -= minute;
    return at;
  };
  return { first, last, reached };
}

/** `yyyy-MM-dd` of an instant in a zone. */
export function dayOf(instant: Date, zone: Zone): string {
  return wallText(wallAt(instant, zone)).slice(0, 10);
}

/** `HH:mm` of an instant in a zone. */
export function timeOf(instant: Date, zone: Zone): string {
  return wallText(wallAt(instant, zone)).slice(11);
}

/** `yyyy-MM-dd` n days on. */
export function addDays(day: string, days: number): string {
  return wallText(wallOf(day, '00:00') + days * 24 * hour).slice(0, 10);
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: string): number {
  return new Date(wallOf(day, '00:00')).getUTCDay() || 7;
}

/** `yyyyMMddHH` in UTC. */
export function utcHourOf(instant: Date): string {
  return dayjs.utc(instant).format('YYYYMMDDHH');
}

/** ISO week `yyyy-Www` of a day: the year is that of its Thursday. */
export function weekOf(day: string): string {
  const thursday = addDays(day, 4 - weekdayOf(day));
  const year = thursday.slice(0, 4);
  const days = (wallOf(thursday, '00:00') - wallOf(`${year}-01-01`, '00:00')) / (24 * hour);
  return `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, '0')}`;
}

/** Monday of an ISO week, `yyyy-MM-dd`; null when there is no such week. */
export function mondayOf(week: string): string | null {
  const match = /^(\d{4})-W(\d{2})$/.exec(week);
  if (match === null) return null;
  const inFirst = `${match[1]}-01-04`;
  const monday = addDays(inFirst, 1 - weekdayOf(inFirst) + 7 * (Number(match[2]) - 1));
  return weekOf(monday) === week ? monday : null;
}

/** An instant for people, `dd/MM/yyyy HH:mm` in the zone. */
export function dayAndTime(instant: Date, zone: Zone): string {
  return dayjs.utc(wallAt(instant, zone)).format('DD/MM/YYYY HH:mm');
}

/** `yyyy-MM-dd` → `dd/MM/yyyy` or `dd/MM`. */
export function dayForPeople(day: string, withYear: boolean): string {
  const [y, m, d] = day.split('-');
  return withYear ? `${d}/${m}/${y}` : `${d}/${m}`;
}

const wallFormats = ['YYYY-MM-DD', 'YYYY-MM-DD HH:mm', 'YYYY-MM-DD HH:mm:ss'];

/** A strict wall clock text (`YYYY-MM-DD`, with ` HH:mm`, with ` HH:mm:ss`) as an instant in a zone; null when there is no such time. */
export function parseWall(text: string, zone: Zone): Date | null {
  for (const format of wallFormats) {
    const wall = dayjs.utc(text, format, true);
    if (!wall.isValid()) continue;
    const start = instantOf(wall.format('YYYY-MM-DD'), wall.format('HH:mm'), zone);
    return addMs(start, wall.second() * second);
  }
  return null;
}

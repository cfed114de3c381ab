/** Dates as Vietnamese portals write them. Nothing is guessed: what is no certain day is null. */
import { addMs, hour, minute, parseWall, type Zone } from '../../src/time.ts';

export type PortalDate = { readonly at: Date; readonly precision: 'instant' | 'day' };
/** `monthFirst`: the source writes 3/9/2026 for 9 March; a finding about the whole feed, never about one date. */
export type DateContext = { readonly zone: Zone; readonly now: Date; readonly monthFirst?: boolean };

type Day = { readonly year: number; readonly month: number; readonly day: number };
type Clock = { readonly hours: number; readonly minutes: number; readonly seconds: number };
type Found<T> = { readonly value: T; readonly start: number; readonly end: number };

const longest = 300;
const earliestYear = 1990;
const farthestAhead = 48 * hour;

const months = new Map<string, number>();
for (const [position, names] of [
  'jan january một giêng',
  'feb february hai',
  'mar march ba',
  'apr april tư bốn',
  'may năm',
  'jun june sáu',
  'jul july bảy bẩy',
  'aug august tám',
  'sep sept september chín',
  'oct october mười',
  'nov november mười_một',
  'dec december mười_hai chạp',
].entries()) {
  for (const name of names.split(' ')) months.set(name.replace('_', ' '), position + 1);
}
const english = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?';
const vietnamese = '(?:tháng|thg\\.?|th\\.?)\\s?(\\d{1,2}|mười một|mười hai|mười|giêng|chạp|một|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín)';

function monthOf(text: string | undefined): number {
  if (text === undefined) return 0;
  return /^\d+$/.test(text) ? Number(text) : (months.get(text) ?? months.get(text.slice(0, 3)) ?? 0);
}

/** Two digits are of this century, as RFC 2822 has it for 00 to 49. */
function yearOf(text: string | undefined): number {
  const year = Number(text);
  return text?.length === 2 ? (year < 50 ? 2000 + year : 1900 + year) : year;
}

type DayShape = { readonly pattern: RegExp; readonly read: (match: RegExpExecArray, context: DateContext) => Day };
const dayShapes: readonly DayShape[] = [
  // 2026-03-09, 2026/03/09
  { pattern: /(?<![\d/.-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d/])/, read: (m) => ({ year: Number(m[1]), month: Number(m[3]), day: Number(m[4]) }) },
  // 09/03/2026, 9-3-2026, 09.03.2026, 09 - 03 - 2026
  {
    pattern: /(?<![\d/.])(\d{1,2})(\s?[-/.]\s?)(\d{1,2})\2(\d{4})(?![\d/])/,
    read: (m, context) =>
      context.monthFirst === true
        ? { year: Number(m[4]), month: Number(m[1]), day: Number(m[3]) }
        : { year: Number(m[4]), month: Number(m[3]), day: Number(m[1]) },
  },
  // 9 tháng 3 năm 2026, 9 Tháng Ba, 2026, 09 Th3 2026
  {
    pattern: new RegExp(`(?<!\\d)(\\d{1,2})[\\s,]{1,2}${vietnamese}[\\s,/-]{0,2}(?:năm )?(\\d{4})(?!\\d)`),
    read: (m) => ({ day: Number(m[1]), month: monthOf(m[2]), year: Number(m[3]) }),
  },
  // Tháng Ba 9, 2026
  { pattern: new RegExp(`${vietnamese} (\\d{1,2}),? (\\d{4})(?!\\d)`), read: (m) => ({ month: monthOf(m[1]), day: Number(m[2]), year: Number(m[3]) }) },
  // 09 Mar 2026, 9 March 2026, 09-Mar-26
  {
    pattern: new RegExp(`(?<!\\d)(\\d{1,2})[\\s-]{1,2}${english}[\\s,-]{1,2}(\\d{4}|\\d{2})(?!\\d)`),
    read: (m) => ({ day: Number(m[1]), month: monthOf(m[2]), year: yearOf(m[3]) }),
  },
  // March 9, 2026
  {
    pattern: new RegExp(`\\b${english} (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})(?!\\d)`),
    read: (m) => ({ month: monthOf(m[1]), day: Number(m[2]), year: Number(m[3]) }),
  },
];

function findDay(text: string, context: DateContext): Found<Day> | null {
  let first: Found<Day> | null = null;
  for (const { pattern, read } of dayShapes) {
    const match = pattern.exec(text);
    if (match !== null && (first === null || match.index < first.start)) {
      first = { value: read(match, context), start: match.index, end: match.index + match[0].length };
    }
  }
  return first;
}

const clockText =
  "(\\d{1,2})\\s?(?:[:hg]|giờ)\\s?(\\d{2})(?:\\s?phút|')?(?:\\s?:\\s?(\\d{2})(?![\\d/-]))?(?:\\.\\d{1,9})?(?!\\d)(?:\\s?(am|pm|a\\.m\\.|p\\.m\\.|sa|ch|sáng|trưa|chiều|tối|đêm)(?!\\p{L}))?";
const fullHour = '(\\d{1,2})\\s?(?:h|giờ)(?![\\p{L}\\d])(?:\\s?(sáng|trưa|chiều|tối|đêm)(?!\\p{L}))?';
const between = '[\\s,|\\-–—.•·(t]{0,8}(?:vào lúc|lúc|vào|at|hồi)?[\\s:]{0,3}';
const clockAfter = new RegExp(`^${between}${clockText}`, 'u');
const hourAfter = new RegExp(`^${between}${fullHour}`, 'u');
const leadIn =
  '[\\s,|\\-–—.•·()]{0,8}(?:(?:gmt|utc)\\s?[+-]\\s?\\d{1,2}\\)?[\\s,|\\-–—]{0,5})?(?:(?:thứ (?:\\p{L}{2,4}|\\d)|chủ nhật|cn|t\\d)[\\s,|\\-–—]{0,5})?(?:ngày\\s?)?[\\s,|\\-–—(]{0,5}$';
const clockBefore = new RegExp(`(?<!\\d)${clockText}${leadIn}`, 'u');
const hourBefore = new RegExp(`(?<!\\d)${fullHour}${leadIn}`, 'u');

function toClock(hours: string | undefined, minutes: string | undefined, seconds: string | undefined, half: string | undefined): Clock {
  const told = Number(hours);
  const late = half !== undefined && /^(pm|p\.m\.|ch|chiều|tối)$/.test(half);
  const early = half !== undefined && /^(am|a\.m\.|sa|sáng)$/.test(half);
  const night = half === 'đêm';
  const noon = half === 'trưa';
  let counted = told;
  if (told < 12 && (late || (night && told >= 9) || (noon && told < 10))) counted = told + 12;
  if (told === 12 && (early || night)) counted = 0;
  return { hours: counted, minutes: Number(minutes ?? '0'), seconds: Number(seconds ?? '0') };
}

/** The time of day that stands at the date, behind it or before it; `end` and `start` are places in the whole text. */
function findClock(text: string, day: Found<Day>): Found<Clock> | null {
  const rest = text.slice(day.end);
  const before = text.slice(Math.max(0, day.start - 60), day.start);
  const offset = Math.max(0, day.start - 60);
  const after = clockAfter.exec(rest);
  if (after !== null) return { value: toClock(after[1], after[2], after[3], after[4]), start: day.end, end: day.end + after[0].length };
  const earlier = clockBefore.exec(before);
  if (earlier !== null) return { value: toClock(earlier[1], earlier[2], earlier[3], earlier[4]), start: offset + earlier.index, end: day.end };
  const hourLater = hourAfter.exec(rest);
  if (hourLater !== null) return { value: toClock(hourLater[1], undefined, undefined, hourLater[2]), start: day.end, end: day.end + hourLater[0].length };
  const hourEarlier = hourBefore.exec(before);
  if (hourEarlier !== null) return { value: toClock(hourEarlier[1], undefined, undefined, hourEarlier[2]), start: offset + hourEarlier.index, end: day.end };
  return null;
}

const namedZones = new Map([
  ['z', 0],
  ['ut', 0],
  ['utc', 0],
  ['gmt', 0],
  ['ict', 420],
  ['est', -300],
  ['edt', -240],
  ['cst', -360],
  ['cdt', -300],
  ['mst', -420],
  ['mdt', -360],
  ['pst', -480],
  ['pdt', -420],
]);
/** A bare sign touches its two digits: "14:05 - 1.234 lượt xem" tells no zone. */
const zoneText =
  /^[\s,(]{0,4}(?:(?:gmt|utc|ut|múi giờ)\s?([+-])\s?(\d{1,2}):?(\d{2})?(?![\d/])|([+-])(\d{2}):?(\d{2})?(?![\d/]|[.,]\d|\s?(?:lượt|views?))|(z|utc|gmt|ut|ict|est|edt|cst|cdt|mst|mdt|pst|pdt)(?![\p{L}\d]))/u;

/** Minutes east of UTC as the text tells at this place; undefined when it tells nothing, null when what it tells cannot be. */
function zoneAt(text: string, place: number): number | null | undefined {
  const match = zoneText.exec(text.slice(place));
  if (match === null) return undefined;
  if (match[7] !== undefined) return namedZones.get(match[7]);
  const minutes = Number(match[2] ?? match[5]) * 60 + Number(match[3] ?? match[6] ?? '0');
  if (minutes > 14 * 60) return null;
  return (match[1] ?? match[4]) === '-' ? -minutes : minutes;
}

/** Behind the clock, else behind the day (when the clock came first). */
function findZone(text: string, day: Found<Day>, clock: Found<Clock>): number | null | undefined {
  const last = zoneAt(text, Math.max(day.end, clock.end));
  if (last !== undefined || clock.start > day.start) return last;
  const match = /\d{2}\s?(?:am|pm)?\s?\(?(?:gmt|utc)\s?([+-])\s?(\d{1,2})/.exec(text.slice(clock.start, day.start));
  return match === null ? undefined : (match[1] === '-' ? -60 : 60) * Number(match[2]);
}

/** The wall clock as if it were UTC; null when there is no such day or time. */
function asUtc(day: Day, clock: Clock | null): Date | null {
  const { hours, minutes, seconds } = clock ?? { hours: 0, minutes: 0, seconds: 0 };
  if (hours > 23 || minutes > 59 || seconds > 59 || day.year < earliestYear || day.year > 9999) return null;
  const at = new Date(Date.UTC(day.year, day.month - 1, day.day, hours, minutes, seconds));
  return at.getUTCMonth() === day.month - 1 && at.getUTCDate() === day.day ? at : null;
}

function instant(day: Day, clock: Clock | null, offset: number | null | undefined, context: DateContext): Date | null {
  const utc = asUtc(day, clock);
  if (utc === null || offset === null) return null;
  if (clock !== null && offset !== undefined) return addMs(utc, -offset * minute);
  return parseWall(utc.toISOString().slice(0, 19).replace('T', ' '), context.zone);
}

function plausible(at: Date | null, precision: 'instant' | 'day', context: DateContext): PortalDate | null {
  if (at === null || Number.isNaN(at.getTime())) return null;
  if (at.getUTCFullYear() < earliestYear || at.getTime() - context.now.getTime() > farthestAhead) return null;
  return { at, precision };
}

/** `/Date(ms)/`, epoch as text, `20260309140500`, `20260309`. */
function fromDigits(text: string, context: DateContext): PortalDate | null | undefined {
  const json = /^\\?\/date\((-?\d{1,14})(?:[+-]\d{4})?\)\\?\/$/.exec(text);
  if (json !== null) return plausible(new Date(Number(json[1])), 'instant', context);
  const compact = /^(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?(z)?)?$/.exec(text);
  if (compact !== null && /^(19|20)/.test(text) && (text.length !== 10 || text.includes('t'))) {
    const day = { year: Number(compact[1]), month: Number(compact[2]), day: Number(compact[3]) };
    if (compact[4] === undefined) return plausible(instant(day, null, undefined, context), 'day', context);
    const clock = { hours: Number(compact[4]), minutes: Number(compact[5]), seconds: Number(compact[6] ?? '0') };
    return plausible(instant(day, clock, compact[7] === undefined ? undefined : 0, context), 'instant', context);
  }
  if (/^\d{10}$/.test(text)) return plausible(new Date(Number(text) * 1000), 'instant', context);
  if (/^\d{13}$/.test(text)) return plausible(new Date(Number(text)), 'instant', context);
  return /^\d+$/.test(text) ? null : undefined;
}

const internet =
  /^(?:mon|tue|wed|thu|fri|sat|sun), (\d{2}) (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:gmt|([+-])(\d{2}):?(\d{2}))$/i;
const iso = /^(\d{4})-(\d{2})-(\d{2})t(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:z|([+-])(\d{2}):(\d{2}))$/i;

/** The two forms that programs write, whole and with their zone; null for everything else, and for what cannot be. */
function machineDate(text: string): Date | null {
  if (text.length > 40) return null;
  const mail = internet.exec(text);
  const match = mail ?? iso.exec(text);
  if (match === null) return null;
  const [, first, second = '', third, hours, minutes, seconds, sign, zoneHours = '0', zoneMinutes = '0'] = match;
  const day =
    mail === null
      ? { year: Number(first), month: Number(second), day: Number(third) }
      : { day: Number(first), month: monthOf(second.toLowerCase()), year: Number(third) };
  const utc = asUtc(day, { hours: Number(hours), minutes: Number(minutes), seconds: Number(seconds) });
  const offset = Number(zoneHours) * 60 + Number(zoneMinutes);
  if (utc === null || offset > 14 * 60) return null;
  return addMs(utc, (sign === '-' ? offset : -offset) * minute);
}

/** What the page calls the date of publication counts before a date of creation or change. */
const publicationLabel = /(?:ngày đăng tải|ngày đăng tin|ngày đăng|ngày xuất bản|đăng ngày|đăng lúc|xuất bản|published)(?: on)?\s{0,2}:?/;

/**
 * Day first; a date without a zone is the source's zone; SA and CH are AM and PM. null for what is no certain date:
 * impossible days, words, document numbers, years before 1990, more than two days ahead. The same under any host zone.
 */
export function parsePortalDate(text: string, context: DateContext): PortalDate | null {
  const machine = machineDate(text);
  if (machine !== null) return plausible(machine, 'instant', context);
  const line = text
    .slice(0, longest)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s\u00a0\u3000]+/g, ' ')
    .trim();
  const digits = fromDigits(line, context);
  if (digits !== undefined) return digits;
  const label = publicationLabel.exec(line);
  const told = label === null ? line : line.slice(label.index + label[0].length);
  const day = findDay(told, context) ?? null;
  if (day === null) return null;
  const clock = findClock(told, day);
  const precision = clock === null ? 'day' : 'instant';
  const offset = clock === null ? undefined : findZone(told, day, clock);
  return plausible(instant(day.value, clock?.value ?? null, offset, context), precision, context);
}

/** Whether a feed writes the month first: some second number is above 12 and no first one is. */
export function writesMonthFirst(texts: readonly string[]): boolean {
  const pairs = texts.flatMap((text) => {
    const match = /^\s*(\d{1,2})\/(\d{1,2})\/\d{4}(?!\d)/.exec(text);
    return match === null ? [] : [{ first: Number(match[1]), second: Number(match[2]) }];
  });
  return pairs.some((pair) => pair.second > 12) && !pairs.some((pair) => pair.first > 12);
}

/** Times as people type them. Pure. */
import { addDays, addMs, dayOf, hour, instantOf, minute, parseWall, timeOf, type Zone } from './time.ts';

const spans: Readonly<Record<string, number>> = { m: minute, p: minute, h: hour, g: hour, d: 24 * hour };

export type TypedTime = {
  readonly at: Date;
  /** Only a day was typed: `at` is its beginning. */
  readonly wholeDay: boolean;
};

/**
 * An instant as typed: `2h`, `30m`, `3d` from now; `17:30`, today or else tomorrow; `28/11`, `28/11/2026`, `2026-11-28`, each
 * with or without a time before or behind it (`17:30 28/11`); an ISO instant. A day without a year is the next such day. null: it is none of these.
 */
export function parseTypedTime(text: string, now: Date, zone: Zone): TypedTime | null {
  const typed = text.trim().toLowerCase().replace(/\s+/g, ' ');
  const span = /^(\d{1,4}) ?([mphgd])$/.exec(typed);
  if (span !== null) return { at: addMs(now, Number(span[1]) * (spans[span[2] ?? ''] ?? 0)), wholeDay: false };
  if (/^\d{4}-\d\d-\d\dt\d\d:\d\d(:\d\d(\.\d{1,3})?)?(z|[+-]\d\d:\d\d)$/.test(typed)) return valid(new Date(text.trim()));
  const { time, day } = parts(typed, dayOf(now, zone));
  if (day === null && time === null) return null;
  if (day === null && time !== null) {
    const today = dayOf(now, zone);
    const at = instantOf(today, time, zone);
    return { at: at > now || timeOf(now, zone) === time ? at : instantOf(addDays(today, 1), time, zone), wholeDay: false };
  }
  const at = parseWall(time === null ? `${day}` : `${day} ${time}`, zone);
  return at === null ? null : { at, wholeDay: time === null };
}

function valid(at: Date): TypedTime | null {
  return Number.isNaN(at.getTime()) ? null : { at, wholeDay: false };
}

/** `17:30`, `17h30`, `17h`; `28/11`, `28/11/2026`, `2026-11-28`, in either order; nulls: something else stands there. */
function parts(typed: string, today: string): { readonly time: string | null; readonly day: string | null } {
  const nothing = { time: null, day: null };
  const words = typed.split(' ');
  if (words.length > 2) return nothing;
  const times = words.map(timeIn);
  const days = words.map((word) => dayIn(word, today));
  if (words.some((_, place) => times[place] === null && days[place] === null)) return nothing;
  const time = times.filter((one) => one !== null);
  const day = days.filter((one) => one !== null);
  return time.length > 1 || day.length > 1 ? nothing : { time: time[0] ?? null, day: day[0] ?? null };
}

function timeIn(word: string): string | null {
  const match = /^(\d{1,2})[:h](\d{2})?$/.exec(word);
  if (match === null || (match[2] === undefined && word.includes(':'))) return null;
  const [hours, minutes] = [Number(match[1]), Number(match[2] ?? 0)];
  return hours < 24 && minutes < 60 ? `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}` : null;
}

function dayIn(word: string, today: string): string | null {
  if (/^\d{4}-\d\d-\d\d$/.test(word)) return word;
  const match = /^(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?$/.exec(word);
  if (match === null) return null;
  const [, day = '', month = '', year] = match;
  const dayOfYear = `${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const thisYear = today.slice(0, 4);
  if (year !== undefined) return `${year}-${dayOfYear}`;
  return `${thisYear}-${dayOfYear}` < today ? `${Number(thisYear) + 1}-${dayOfYear}` : `${thisYear}-${dayOfYear}`;
}

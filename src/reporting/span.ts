/** What a report tells of: a week, a month, a quarter, or any days; whole days of the newsroom's calendar. Pure. */
import { addDays, dayOf, instantOf, mondayOf, weekOf, type Zone } from '../time.ts';

export const spanKinds = ['week', 'month', 'quarter', 'days'] as const;
export type SpanKind = (typeof spanKinds)[number];

/** `name`: `2026-W47`, `2026-11`, `2026-Q4` or `2026-11-01..2026-11-15`. From `start` up to and without `end`. */
export type Span = { readonly kind: SpanKind; readonly name: string; readonly days: readonly string[]; readonly start: Date; readonly end: Date };

/** More than this is no report any more: three years and a day. */
const mostDays = 1096;

/** Monday 00:00 to the next Monday 00:00 in the zone; null when there is no such week. */
export function weekSpan(week: string, zone: Zone): Span | null {
  const monday = mondayOf(week);
  return monday === null ? null : spanOf('week', week, monday, addDays(monday, 6), zone);
}

/** A month `yyyy-MM`; null when there is no such month. */
export function monthSpan(month: string, zone: Zone): Span | null {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? spanOf('month', month, `${month}-01`, addDays(monthsOn(month, 1), -1), zone) : null;
}

/** A quarter `yyyy-Qn`; null when there is no such quarter. */
export function quarterSpan(quarter: string, zone: Zone): Span | null {
  const match = /^(\d{4})-Q([1-4])$/.exec(quarter);
  if (match === null) return null;
  const first = `${match[1]}-${String(Number(match[2]) * 3 - 2).padStart(2, '0')}`;
  return spanOf('quarter', quarter, `${first}-01`, addDays(monthsOn(first, 3), -1), zone);
}

/** From one day to another, both included; null when they are no days, stand the wrong way round or are more than three years apart. */
export function daysSpan(from: string, to: string, zone: Zone): Span | null {
  if (!isDay(from) || !isDay(to) || to < from || to >= addDays(from, mostDays)) return null;
  return spanOf('days', `${from}..${to}`, from, to, zone);
}

/** The span of this name, whatever its kind; null when there is none. */
export function spanNamed(name: string, zone: Zone): Span | null {
  const [from = '', to = ''] = name.split('..');
  return weekSpan(name, zone) ?? monthSpan(name, zone) ?? quarterSpan(name, zone) ?? daysSpan(from, to, zone);
}

/** The one of the same kind right before it; of any days, as many days. */
export function spanBefore(span: Span, zone: Zone): Span {
  const last = addDays(firstDay(span), -1);
  switch (span.kind) {
    case 'week':
      return spanOf('week', weekOf(last), addDays(last, -6), last, zone);
    case 'month':
      return spanOf('month', last.slice(0, 7), `${last.slice(0, 7)}-01`, last, zone);
    case 'quarter':
      return spanOf('quarter', quarterOf(last), `${monthsOn(last.slice(0, 7), -2).slice(0, 7)}-01`, last, zone);
    case 'days': {
      const from = addDays(last, 1 - span.days.length);
      return spanOf('days', `${from}..${last}`, from, last, zone);
    }
  }
}

/** The span of the kind in which a day lies. */
export function spanAround(kind: Exclude<SpanKind, 'days'>, day: string, zone: Zone): Span {
  const names = { week: weekOf(day), month: day.slice(0, 7), quarter: quarterOf(day) };
  const span = spanNamed(names[kind], zone);
  if (span === null) throw new RangeError(`no such day: ${day}`);
  return span;
}

/** The last one of the kind that has ended at `now`. */
export function lastSpan(kind: Exclude<SpanKind, 'days'>, now: Date, zone: Zone): Span {
  return spanBefore(spanAround(kind, dayOf(now, zone), zone), zone);
}

/** The newest one whose report is due: it comes on the first day after it, at `time` (`HH:mm`). */
export function dueSpan(kind: Exclude<SpanKind, 'days'>, now: Date, zone: Zone, time: string): Span {
  const last = lastSpan(kind, now, zone);
  return now >= dueAt(last, zone, time) ? last : spanBefore(last, zone);
}

/** When its report is due. */
export function dueAt(span: Span, zone: Zone, time: string): Date {
  return instantOf(addDays(lastDay(span), 1), time, zone);
}

export function firstDay(span: Pick<Span, 'days'>): string {
  return span.days[0] ?? '';
}
export function lastDay(span: Pick<Span, 'days'>): string {
  return span.days.at(-1) ?? '';
}

function spanOf(kind: SpanKind, name: string, from: string, to: string, zone: Zone): Span {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return { kind, name, days, start: instantOf(from, '00:00', zone), end: instantOf(addDays(to, 1), '00:00', zone) };
}

/** The first of a month so many months on; `month` is `yyyy-MM`. */
function monthsOn(month: string, months: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}-01`;
}

function quarterOf(day: string): string {
  return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && addDays(text, 0) === text;
}

/** Days and times of day as Vietnamese and English prose tells them. Pure. What contradicts itself, or is no day, has no day. */
import type { Language } from '../article.ts';
import { addDays, weekdayOf } from '../time.ts';
import { sentencesOf } from './sentences.ts';

export const dayParts = ['morning', 'noon', 'afternoon', 'evening', 'night'] as const;
export type DayPart = (typeof dayParts)[number];

/** One mention, and the words of its sentence around it: up to the mention before, and up to the next one. Lower case. */
export type Moment = {
  /** `yyyy-MM-dd`; null: none that is sure. */
  readonly day: string | null;
  /** The last day of a span; null: a single day. */
  readonly lastDay: string | null;
  /** `HH:mm`; null: none was told. */
  readonly time: string | null;
  readonly part: DayPart | null;
  readonly before: string;
  readonly after: string;
};

type Token =
  | { readonly is: 'time'; readonly hours: number; readonly minutes: number; readonly half: 'am' | 'pm' | null }
  | { readonly is: 'part'; readonly part: DayPart }
  | { readonly is: 'weekday'; readonly weekday: number }
  /** `month` null: a number alone, the month stands behind; `year` null: none was told; `day` 0: nobody can tell which. */
  | { readonly is: 'date'; readonly day: number; readonly month: number | null; readonly year: number | null; readonly needsCue: boolean }
  | { readonly is: 'from-told'; readonly days: number }
  | { readonly is: 'year'; readonly year: number }
  | { readonly is: 'to' }
  | { readonly is: 'link'; readonly cue: boolean };

const months = 'january february march april may june july august september october november december'.split(' ');
const monthName = `(?:${months.map((name) => `${name}|${name.slice(0, 3)}`).join('|')}|sept)`;
const vietnameseParts: Readonly<Record<string, DayPart>> = { sáng: 'morning', trưa: 'noon', chiều: 'afternoon', tối: 'evening', đêm: 'night' };
const englishParts: Readonly<Record<string, DayPart>> = { morning: 'morning', afternoon: 'afternoon', evening: 'evening', night: 'night' };
const vietnameseDays: Readonly<Record<string, number>> = {
  ...{ 'thứ hai': 1, 'thứ ba': 2, 'thứ tư': 3, 'thứ năm': 4, 'thứ sáu': 5, 'thứ bảy': 6, 'thứ bẩy': 6, 'chủ nhật': 7 },
  ...{ 'thứ 2': 1, 'thứ 3': 2, 'thứ 4': 3, 'thứ 5': 4, 'thứ 6': 5, 'thứ 7': 6 },
};
const englishDays = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');

type Groups = readonly (string | undefined)[];
type Form = { readonly form: RegExp; readonly token: (groups: Groups, language: Language) => readonly Token[] };

function number(digits: string | undefined): number {
  return Number(digits ?? 0);
}

function numberOrNull(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}

function monthIn(name: string | undefined): number {
  return months.findIndex((month) => month.slice(0, 3) === name?.slice(0, 3)) + 1;
}

/** In English nobody can tell which of two small numbers is the month. */
function slashed(language: Language, first: number, next: number): { readonly day: number; readonly month: number } {
  if (language === 'vi' || first > 12 || first === next) return { day: first, month: next };
  return next > 12 ? { day: next, month: first } : { day: 0, month: first };
}

function timeToken(hours: string | undefined, minutes: string | undefined, half: 'am' | 'pm' | null = null): readonly Token[] {
  return [{ is: 'time', hours: number(hours), minutes: number(minutes), half }];
}

function dateToken(day: number, month: number | null, year: number | null, needsCue = false): readonly Token[] {
  return [{ is: 'date', day, month, year, needsCue }];
}

function partToken(word: string | undefined): readonly Token[] {
  const part = vietnameseParts[word ?? ''] ?? englishParts[word ?? ''];
  return part === undefined ? [] : [{ is: 'part', part }];
}

const one = (token: Token) => () => [token];
const parts = Object.keys(vietnameseParts).join('|');

/** The first that fits counts: whole dates before pieces of them. */
const forms: readonly Form[] = [
  { form: /(\d{1,2})(?:[:.](\d{2}))?\s?([ap])\.?m\b\.?/, token: ([, hours, minutes, half]) => timeToken(hours, minutes, half === 'a' ? 'am' : 'pm') },
  { form: /(\d{1,2})\s?(?:giờ|h|g)\s?(?:(\d{2})(?:\s?phút)?)?(?![\p{L}\d])/u, token: ([, hours, minutes]) => timeToken(hours, minutes) },
  { form: /(\d{1,2}):(\d{2})(?![\d:])/, token: ([, hours, minutes]) => timeToken(hours, minutes) },
  { form: /noon\b/, token: () => timeToken('12', '00') },
  {
    form: /(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)/,
    token: ([, first, next, year], language) => {
      const { day, month } = slashed(language, number(first), number(next));
      return dateToken(day, month, number(year));
    },
  },
  { form: /(\d{1,2}) tháng (\d{1,2})(?:,? năm (\d{4}))?(?!\d)/, token: ([, day, month, year]) => dateToken(number(day), number(month), numberOrNull(year)) },
  {
    form: /(\d{1,2})\/(\d{1,2})(?![\d/%])/,
    token: ([, first, next], language) => {
      const { day, month } = slashed(language, number(first), number(next));
      return dateToken(day, month, null, true);
    },
  },
  {
    form: new RegExp(`(${monthName})\\.? (\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,? (\\d{4})(?!\\d))?`),
    token: ([, name, day, year]) => dateToken(number(day), monthIn(name), numberOrNull(year)),
  },
  {
    form: new RegExp(`(\\d{1,2})(?:st|nd|rd|th)? (?:of )?(${monthName})\\b\\.?(?:,? (\\d{4})(?!\\d))?`),
    token: ([, day, name, year]) => dateToken(number(day), monthIn(name), numberOrNull(year)),
  },
  {
    form: new RegExp(`(${parts}) (mai|nay)(?!\\p{L})`, 'u'),
    token: ([, part, when]) => [...partToken(part), { is: 'from-told', days: when === 'mai' ? 1 : 0 }],
  },
  { form: /ngày mai(?!\p{L})/u, token: one({ is: 'from-told', days: 1 }) },
  { form: /hôm nay(?!\p{L})/u, token: one({ is: 'from-told', days: 0 }) },
  { form: /tomorrow\b/, token: one({ is: 'from-told', days: 1 }) },
  { form: /today\b/, token: one({ is: 'from-told', days: 0 }) },
  {
    form: /tonight\b/,
    token: () => [
      { is: 'part', part: 'evening' },
      { is: 'from-told', days: 0 },
    ],
  },
  { form: /this (morning|afternoon|evening)\b/, token: ([, part]) => [...partToken(part), { is: 'from-told', days: 0 }] },
  { form: /(thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật)(?!\p{L})/u, token: ([, name]) => [{ is: 'weekday', weekday: vietnameseDays[name ?? ''] ?? 0 }] },
  { form: new RegExp(`(${englishDays.join('|')})\\b`), token: ([, name]) => [{ is: 'weekday', weekday: englishDays.indexOf(name ?? '') + 1 }] },
  { form: new RegExp(`(${parts}|morning|afternoon|evening|night)(?!\\p{L})`, 'u'), token: ([, word]) => partToken(word) },
  // “hai”, “2 ngày 5 và 6”: how many, not which.
  { form: /\d{1,2} ngày(?!\p{L})/u, token: one({ is: 'link', cue: true }) },
  { form: /(20\d{2})(?![\d/])/, token: ([, year]) => [{ is: 'year', year: number(year) }] },
  { form: /(\d{1,2})(?:st|nd|rd|th)?(?![\d\p{L}/.%:])/u, token: ([, day]) => dateToken(number(day), null, null) },
  { form: /(\d{1,2})(?=\.(?:\s|$))/, token: ([, day]) => dateToken(number(day), null, null) },
  { form: /(?:đến|tới|to|until|through)(?![\p{L}\d])|[-–—]/u, token: one({ is: 'to' }) },
  { form: /(?:ngày|từ|on|from)(?!\p{L})/u, token: one({ is: 'link', cue: true }) },
  { form: /\(/, token: one({ is: 'link', cue: true }) },
  { form: /[,)]/, token: one({ is: 'link', cue: false }) },
  { form: /(?:vào|lúc|hồi|và|các|hai|ba|trong|năm|phút|at|the|of|and|in|between)(?![\p{L}\d])/u, token: one({ is: 'link', cue: true }) },
];
const sticky = forms.map(({ form, token }) => ({ form: new RegExp(form.source, `${form.flags.replace('y', '')}y`), token }));

type Run = { readonly from: number; readonly to: number; readonly tokens: readonly Token[] };

/** Stretches of words about time, with what joins them. */
function runsIn(text: string, language: Language): readonly Run[] {
  const runs: Run[] = [];
  let open: { from: number; to: number; tokens: Token[] } | null = null;
  const close = () => {
    if (open !== null) runs.push(open);
    open = null;
  };
  for (let at = 0; at < text.length; ) {
    const blank = /\s+/y;
    blank.lastIndex = at;
    if (blank.test(text)) {
      at = blank.lastIndex;
      continue;
    }
    const found = tokenAt(text, at, language, open?.tokens.findLast((token) => token.is !== 'link' || token.cue) ?? null);
    if (found === null) {
      close();
      const word = /[\p{L}\p{N}]+|./uy;
      word.lastIndex = at;
      at = word.test(text) ? word.lastIndex : at + 1;
      continue;
    }
    open ??= { from: at, to: at, tokens: [] };
    open.tokens.push(...found.tokens);
    open.to = found.to;
    at = found.to;
  }
  close();
  return runs.filter(({ tokens }) => tokens.some((token) => token.is === 'from-told' || (token.is === 'date' && token.month !== null)));
}

function tokenAt(text: string, at: number, language: Language, cued: Token | null): { readonly tokens: readonly Token[]; readonly to: number } | null {
  // In the middle of a word or a longer number nothing begins.
  if (at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') && /[\p{L}\p{N}]/u.test(text[at] ?? '')) return null;
  for (const { form, token } of sticky) {
    form.lastIndex = at;
    const match = form.exec(text);
    if (match === null) continue;
    const tokens = token(match, language);
    const [first] = tokens;
    // “15/20 đội”, “3/4 số xã”: a part of a whole.
    const bare = first?.is === 'date' && first.needsCue && (cued === null || (first.month ?? 0) > 12);
    return bare ? null : { tokens, to: form.lastIndex };
  }
  return null;
}

/** Every day that the text tells. `told`: the day it was written, `yyyy-MM-dd`; null: not known. */
export function momentsIn(text: string, language: Language, told: string | null): readonly Moment[] {
  // A label's value may stand in the next line.
  const lines = text.normalize('NFC').replace(/(:)[ \t]*\n+/g, '$1 ');
  return sentencesOf(lines.replace(/\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\./g, '$1')).flatMap((sentence) => {
    const words = sentence.toLocaleLowerCase('vi').replace(/\s+/g, ' ');
    const runs = runsIn(words, language);
    return runs.map((run, place): Moment => {
      const before = words.slice(runs[place - 1]?.to ?? 0, run.from);
      const after = words.slice(run.to, runs[place + 1]?.from ?? words.length);
      return { ...readRun(run.tokens, told), before, after };
    });
  });
}

const nothing = { day: null, lastDay: null, time: null, part: null };

function readRun(tokens: readonly Token[], told: string | null): Omit<Moment, 'before' | 'after'> {
  const first = tokens.findIndex((token) => token.is !== 'link');
  // “đến ngày 8/12”: only an end.
  if (tokens[first]?.is === 'to') return nothing;
  const span = tokens.findIndex((token) => token.is === 'to');
  const head = span === -1 ? tokens : tokens.slice(0, span);
  const days = tokens.filter((token) => token.is === 'date' || token.is === 'from-told');
  const day = dayOfToken(days[0], tokens, told);
  const others = days.slice(1).map((token) => dayOfToken(token, tokens, told));
  const clock = clockIn(head);
  if (day === null || clock === null || others.some((other) => other === null || other < day)) return nothing;
  // “ngày mai (27/11)”: one day, told twice; “ngày mai (28/11)” is none.
  if (days.length > 1 && days.slice(0, 2).some((token) => token.is === 'from-told') && others[0] !== day) return nothing;
  const weekdays = head.flatMap((token) => (token.is === 'weekday' ? [token.weekday] : []));
  if (weekdays.length > 0 && weekdays[0] !== weekdayOf(day)) return nothing;
  const last = others.at(-1) ?? day;
  return { day, lastDay: last > day ? last : null, ...clock };
}

type DayToken = Extract<Token, { is: 'date' | 'from-told' }>;

function dayOfToken(token: DayToken | undefined, tokens: readonly Token[], told: string | null): string | null {
  if (token === undefined) return null;
  if (token.is === 'from-told') return told === null ? null : addDays(told, token.days);
  const dates = tokens.filter((one) => one.is === 'date');
  const place = dates.indexOf(token);
  // A day alone has the month that is told next, or was told before: “5 và 6/12”, “December 5-8”.
  const near =
    token.month !== null
      ? token
      : (dates.slice(place + 1).find(({ month }) => month !== null) ?? dates.slice(0, place).findLast(({ month }) => month !== null));
  if (near === undefined || near.month === null) return null;
  const dated = [near, ...dates.slice(place + 1)].find(({ year }) => year !== null);
  const last = tokens.findLast((one) => one.is === 'year');
  const year = dated?.year ?? last?.year ?? null;
  // “từ 28/12 đến 3/1/2027”: the year is that of the end.
  const ownYear = year === null ? null : dated?.month != null && near.month > dated.month ? year - 1 : year;
  if (ownYear !== null) return realDay(ownYear, near.month, token.day);
  return told === null ? null : nearestDay(near.month, token.day, told);
}

function realDay(year: number, month: number, day: number): string | null {
  const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null;
}

function nearestDay(month: number, day: number, told: string): string | null {
  const distance = (one: string) => Math.abs(Date.parse(one) - Date.parse(told));
  const years = [-1, 0, 1].flatMap((more) => realDay(Number(told.slice(0, 4)) + more, month, day) ?? []);
  return years.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

/** In which hours a part of the day lies; what is told otherwise is no time. */
const partHours: Readonly<Record<DayPart, readonly [number, number]>> = {
  morning: [0, 11],
  noon: [10, 13],
  afternoon: [12, 18],
  evening: [17, 23],
  night: [18, 23],
};

/** The time of day of a beginning; null: what is told cannot be. */
function clockIn(head: readonly Token[]): Pick<Moment, 'time' | 'part'> | null {
  const times = head.filter((token) => token.is === 'time');
  const [part = null, ...more] = [...new Set(head.flatMap((token) => (token.is === 'part' ? [token.part] : [])))];
  if (times.length > 1 || more.length > 0) return null;
  const [time] = times;
  if (time === undefined) return { time: null, part };
  const afterNoon = time.half === 'pm' || (time.half === null && part !== null && part !== 'morning' && time.hours < (part === 'noon' ? 10 : 12));
  const hours = time.half === 'am' && time.hours === 12 ? 0 : afterNoon && time.hours < 12 ? time.hours + 12 : time.hours;
  const [earliest, latest] = part === null ? [0, 23] : partHours[part];
  if (hours < earliest || hours > latest || time.minutes > 59 || (time.half !== null && time.hours > 12)) return null;
  // Nobody can tell whose midnight it is.
  if (part === 'night' && time.hours === 12) return null;
  return { time: `${String(hours).padStart(2, '0')}:${String(time.minutes).padStart(2, '0')}`, part };
}

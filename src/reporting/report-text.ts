/** A report in words and as a picture. Pure; what is missing is said. */
import type { Locale } from '../config.ts';
import { rounded } from '../figures.ts';
import type { GrowthReport, ReportedTarget, TopPost } from '../growth.ts';
import type { Words } from '../locale/words.ts';
import type { ChartTheme, GrowthChart } from '../ports.ts';
import { dayForPeople, weekdayOf } from '../time.ts';

const mostLines = 10;
const mostTargets = 2;
/** A picture shows so many days side by side; of a longer span it shows the last days of each stretch. */
const mostColumns = 31;

export function signedOrUnknown(words: Words, value: number | null): string {
  return value === null ? words.report.unknown : words.signed(value);
}

export function countOrUnknown(words: Words, value: number | null): string {
  return value === null ? words.report.unknown : words.number(value);
}

/** Net against the start; null where that says nothing. */
export function rateOf(followers: { readonly start: number | null; readonly net: number | null }): number | null {
  return followers.start === null || followers.start <= 0 || followers.net === null ? null : followers.net / followers.start;
}

/** "+0,3 %"; null stays null. */
export function signedRate(words: Words, rate: number | null): string | null {
  if (rate === null) return null;
  const shown = rounded(rate * 100, 1);
  return `${shown > 0 ? '+' : ''}${words.percent(shown / 100)}`;
}

const mostGaps = 3;

function gapText(report: GrowthReport, words: Words): string | null {
  if (report.gaps.length === 0) return null;
  const withYear = report.from.slice(0, 4) !== report.to.slice(0, 4);
  const told = report.gaps
    .slice(0, mostGaps)
    .map(({ from, to }) => (from === to ? dayForPeople(from, withYear) : `${dayForPeople(from, withYear)}–${dayForPeople(to, withYear)}`));
  const more = report.gaps.length - told.length;
  return [...told, ...(more > 0 ? [words.report.caption.andMore(more)] : [])].join(', ');
}

/** Gaps and readings that were left out, in one line; null when all is well. */
function missingText(report: GrowthReport, words: Words): string | null {
  const { caption } = words.report;
  const gaps = gapText(report, words);
  const suspects = report.suspects.length === 0 ? null : caption.suspects(report.suspects.length);
  if (gaps === null) return suspects === null ? null : `⚠️ ${suspects}`;
  return caption.gaps(suspects === null ? gaps : `${gaps} · ${suspects}`);
}

/** Ten lines at most: what must be said always, then targets, the best posts and the rest as far as there is room. */
export function captionOf(report: GrowthReport, pageName: string, words: Words, late: boolean): string {
  const { caption } = words.report;
  const { followers } = report;
  const mean = followers.mean === null ? null : `${words.report.mean(followers.mean.of)}: ${signedDecimal(words, followers.mean.net)}`;
  const missing = missingText(report, words);
  const head = [
    caption.head(report.span, report.name, oneLine(pageName, 60)),
    caption.span(dayForPeople(report.from, true), dayForPeople(report.to, true)),
    caption.followers(countOrUnknown(words, followers.end), signedOrUnknown(words, followers.net), signedRate(words, rateOf(followers))),
    caption.previous(words.report.previousNet[report.span], signedOrUnknown(words, followers.previousNet), mean),
  ];
  const { published, rejected, expired, failed } = report.posts;
  const posts = [caption.posts(words.number(published), words.number(rejected), words.number(expired), words.number(failed))];
  const tail = [...(missing === null ? [] : [missing]), ...(late ? [caption.late] : [])];
  const [first, ...others] = report.top.slice(0, 3).map((post) => caption.best(oneLine(post.title, 90), figuresOf(post, words)));
  const targets = report.targets.slice(0, mostTargets).map((target) => targetText(target, words));
  const wanted: readonly Extra[] = [
    ...targets.map((text): Extra => ({ text, place: 1 })),
    ...(first === undefined ? [] : [{ text: first, place: 3 }]),
    ...flowText(report, words).map((text): Extra => ({ text, place: 0 })),
    ...others.map((text): Extra => ({ text, place: 3 })),
    ...passageText(report, words).map((text): Extra => ({ text, place: 2 })),
  ];
  const room = mostLines - head.length - posts.length - tail.length;
  const taken = wanted.slice(0, room).sort((a, b) => a.place - b.place);
  const at = (place: number) => taken.filter((extra) => extra.place === place).map((extra) => extra.text);
  return [...head, ...at(0), ...at(1), ...posts, ...at(2), ...at(3), ...tail].join('\n');
}

type Extra = { readonly text: string; readonly place: number };

function flowText({ followers }: GrowthReport, words: Words): string[] {
  if (followers.came === null || followers.went === null) return [];
  const { caption } = words.report;
  const partial = followers.flowDays === followers.days.length ? null : caption.flowDays(followers.flowDays, followers.days.length);
  return [caption.flows(words.number(followers.came), words.number(followers.went), partial)];
}

function passageText({ posts: { minutes } }: GrowthReport, words: Words): string[] {
  if (minutes.portalToCard === null || minutes.cardToPage === null) return [];
  return [words.report.caption.passage(words.duration(minutes.portalToCard), words.duration(minutes.cardToPage))];
}

/** 12.034/15.000 (80,2 %), when it is reached by the trend, or by how much it is exceeded. */
export function targetText(target: ReportedTarget, words: Words): string {
  const { caption } = words.report;
  const written = (value: number) => (target.measure === 'share' ? words.percent(value / 100) : words.decimal(value));
  const actual = target.actual === null ? words.report.unknown : written(target.actual);
  const share = target.share === null ? '–' : words.percent(target.share);
  const exceeded = target.exceeded !== null && target.exceeded > 0 ? caption.exceeded(written(target.exceeded)) : '';
  return `${caption.target(oneLine(target.name, 50), actual, written(target.target), share)}${exceeded}${forecastText(target, words)}`;
}

function forecastText({ forecast, forecastEarliest, forecastLatest }: ReportedTarget, words: Words): string {
  if (forecast === null) return '';
  const day = (text: string) => dayForPeople(text, true);
  const range = forecastEarliest === null ? null : words.report.caption.range(day(forecastEarliest), forecastLatest === null ? null : day(forecastLatest));
  return words.report.caption.forecast(day(forecast), range);
}

/** Reactions, and why it is among the best. */
export function figuresOf(post: TopPost, words: Words): string {
  return [words.report.caption.reactions(countOrUnknown(words, post.reactions)), ...whyText(post, words)].join(', ');
}

export function whyText({ why }: TopPost, words: Words): readonly string[] {
  const times = why.times === null || why.times < 1.1 ? [] : [words.report.why.times(words.decimal(why.times))];
  return [...times, ...why.most.slice(0, 2).map((figure) => words.report.why.most[figure])];
}

/** One line, however it was broken, with an ellipsis where it is longer. */
export function oneLine(text: string, most: number): string {
  const letters = [...text.replace(/\s+/g, ' ').trim()];
  return letters.length <= most
    ? letters.join('')
    : `${letters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

function signedDecimal(words: Words, value: number): string {
  return `${value > 0 ? '+' : ''}${words.decimal(value)}`;
}

export function chartOf(report: GrowthReport, pageName: string, words: Words, locale: Locale, theme: ChartTheme): GrowthChart {
  const { followers } = report;
  const target = report.targets.find((one) => one.measure === 'followers');
  return {
    locale,
    theme,
    words: words.report.chart,
    title: words.report.title(pageName),
    subtitle: words.report.subtitle(report.span, report.name, dayForPeople(report.from, true), dayForPeople(report.to, true)),
    days: columnsOf(report, words),
    weeks: followers.weeks.map((week) => ({ label: dayForPeople(week.to, false), followers: week.followers, net: week.net })),
    target: target === undefined ? null : { value: target.target, label: words.report.chart.target(words.number(target.target)) },
    figures: [
      { label: words.report.followers, value: countOrUnknown(words, followers.end) },
      { label: words.report.net[report.span], value: signedOrUnknown(words, followers.net) },
      { label: words.report.previousNet[report.span], value: signedOrUnknown(words, followers.previousNet) },
      { label: words.report.published, value: words.number(report.posts.published) },
    ],
    note: noteOf(report, words),
  };
}

function noteOf(report: GrowthReport, words: Words): string {
  const { days, weeks } = report.followers;
  return [
    words.report.chartNote(gapText(report, words)),
    ...(days.some((day) => day.imported) ? [words.report.importedNote] : []),
    ...(weeks.some((week) => week.told) ? [words.report.toldNote] : []),
  ].join(' ');
}

/** A column a day; of a long span a column for so many days, with the last count in them and their net. */
function columnsOf(report: GrowthReport, words: Words): GrowthChart['days'] {
  const { days } = report.followers;
  const each = Math.ceil(days.length / mostColumns);
  const columns = Array.from({ length: Math.ceil(days.length / each) }, (_, i) => days.slice(i * each, (i + 1) * each));
  return columns.map((column) => {
    const last = column.at(-1)?.date ?? '';
    const nets = column.flatMap((day) => day.net ?? []);
    const date = dayForPeople(last, false);
    return {
      label: days.length > 7 ? date : `${words.report.weekdays[weekdayOf(last) - 1] ?? ''} ${date}`,
      followers: column.findLast((day) => day.followers !== null)?.followers ?? null,
      net: nets.length === 0 ? null : nets.reduce((sum, net) => sum + net, 0),
    };
  });
}

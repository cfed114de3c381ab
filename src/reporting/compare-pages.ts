/** Pages beside one another, ranked by net and by rate. Pure. */
import type { Locale } from '../config.ts';
import { sumOf } from '../figures.ts';
import type { GrowthReport } from '../growth.ts';
import type { Words } from '../locale/words.ts';
import type { ChartTheme, ComparisonChart } from '../ports.ts';
import { dayForPeople } from '../time.ts';
import { countOrUnknown, oneLine, rateOf, signedOrUnknown, signedRate } from './report-text.ts';
import { firstDay, lastDay, type Span } from './span.ts';

export type ComparedPage = {
  readonly page: string;
  readonly name: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly net: number | null;
  /** Net against the start; 0.01 is one percent. */
  readonly rate: number | null;
  readonly published: number;
  /** From 1; null where nothing is known. Equals share a rank. */
  readonly rankByNet: number | null;
  readonly rankByRate: number | null;
};

/** By net, the most first; Pages of which nothing is known come last. */
export function compare(pages: readonly { readonly name: string; readonly report: GrowthReport }[]): readonly ComparedPage[] {
  const rows = pages.map(({ name, report }) => {
    const { start, end, net } = report.followers;
    return { page: report.page, name, start, end, net, rate: rateOf(report.followers), published: report.posts.published };
  });
  const rankOf = (values: readonly (number | null)[], own: number | null) =>
    own === null ? null : 1 + values.filter((value) => value !== null && value > own).length;
  const nets = rows.map((row) => row.net);
  const rates = rows.map((row) => row.rate);
  return rows
    .map((row) => ({ ...row, rankByNet: rankOf(nets, row.net), rankByRate: rankOf(rates, row.rate) }))
    .sort((a, b) => (a.rankByNet ?? rows.length + 1) - (b.rankByNet ?? rows.length + 1) || (a.page < b.page ? -1 : 1));
}

const mostRows = 6;

/** Ten lines at most. */
export function comparisonTextOf(pages: readonly ComparedPage[], span: Span, words: Words): string {
  const { compare: text, caption } = words.report;
  const rows = pages
    .slice(0, pages.length > mostRows + 1 ? mostRows : mostRows + 1)
    .map((one, i) =>
      text.row(
        one.rankByNet ?? i + 1,
        oneLine(one.name, 40),
        signedOrUnknown(words, one.net),
        signedRate(words, one.rate) ?? '–',
        countOrUnknown(words, one.end),
      ),
    );
  const fastest = pages.find((one) => one.rankByRate === 1);
  const known = pages.flatMap((one) => (one.net === null || one.end === null ? [] : [{ net: one.net, end: one.end }]));
  return [
    text.head(span.kind, span.name),
    caption.span(dayForPeople(firstDay(span), true), dayForPeople(lastDay(span), true)),
    ...rows,
    ...(pages.length > rows.length ? [text.more(pages.length - rows.length)] : []),
    ...(fastest === undefined ? [] : [text.fastest(oneLine(fastest.name, 40), signedRate(words, fastest.rate) ?? '–')]),
    ...(known.length < pages.length ? [] : [text.total(words.number(sumOf(known.map((one) => one.end))), words.signed(sumOf(known.map((one) => one.net))))]),
  ].join('\n');
}

export function comparisonChartOf(pages: readonly ComparedPage[], span: Span, words: Words, locale: Locale, theme: ChartTheme): ComparisonChart {
  return {
    locale,
    theme,
    title: words.report.compare.title,
    subtitle: words.report.subtitle(span.kind, span.name, dayForPeople(firstDay(span), true), dayForPeople(lastDay(span), true)),
    words: words.report.compare.columns,
    rows: pages.map((one) => ({
      name: one.name,
      followers: countOrUnknown(words, one.end),
      net: one.net,
      rate: signedRate(words, one.rate) ?? '–',
      best: one.rankByRate === 1,
      posts: words.number(one.published),
    })),
  };
}

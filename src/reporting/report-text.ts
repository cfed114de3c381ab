/** The week in words and as a chart. Pure; what is missing is said. */
import type { Locale } from '../config.ts';
import type { TopPost, WeeklyReport } from '../growth.ts';
import type { Words } from '../locale/words.ts';
import type { GrowthChart } from '../ports.ts';
import { dayForPeople, weekdayOf } from '../time.ts';

function net(words: Words, value: number | null): string {
  return value === null ? words.report.unknown : words.signed(value);
}

function count(words: Words, value: number | null): string {
  return value === null ? words.report.unknown : words.number(value);
}

function gapText(report: WeeklyReport): string | null {
  if (report.gaps.length === 0) return null;
  return report.gaps
    .map((gap) => (gap.from === gap.to ? dayForPeople(gap.from, false) : `${dayForPeople(gap.from, false)}–${dayForPeople(gap.to, false)}`))
    .join(', ');
}

/** At most ten lines, fit for a caption of 1,024 characters. */
export function captionOf(report: WeeklyReport, pageName: string, words: Words, late: boolean): string {
  const gaps = gapText(report);
  const { caption } = words.report;
  const lines = [
    caption.head(pageName, report.week),
    caption.span(dayForPeople(report.from, true), dayForPeople(report.to, true)),
    caption.followers(count(words, report.followers.end), net(words, report.followers.net)),
    caption.previous(net(words, report.followers.previousNet)),
    caption.posts(report.posts.published, report.posts.rejected, report.posts.failed),
    ...report.top.slice(0, 3).map((post) => caption.best(shorten(post.title), figuresOf(post, words))),
    ...(gaps === null ? [] : [caption.gaps(gaps)]),
    ...(late ? [caption.late] : []),
  ];
  return lines.slice(0, 10).join('\n');
}

function figuresOf(post: TopPost, words: Words): string {
  return words.report.caption.reactions(count(words, post.reactions));
}

/** One line, however the portal broke it. */
function shorten(title: string): string {
  const letters = [...title.replace(/\s+/g, ' ').trim()];
  return letters.length <= 90 ? letters.join('') : `${letters.slice(0, 89).join('')}…`;
}

export function chartOf(report: WeeklyReport, pageName: string, words: Words, locale: Locale): GrowthChart {
  return {
    locale,
    words: words.report.chart,
    title: words.report.title(pageName),
    subtitle: words.report.subtitle(report.week, dayForPeople(report.from, true), dayForPeople(report.to, true)),
    days: report.followers.days.map((day) => ({
      label: `${words.report.weekdays[weekdayOf(day.date) - 1] ?? ''} ${dayForPeople(day.date, false)}`,
      followers: day.followers,
      net: day.net,
    })),
    figures: [
      { label: words.report.followers, value: count(words, report.followers.end) },
      { label: words.report.net, value: net(words, report.followers.net) },
      { label: words.report.previousNet, value: net(words, report.followers.previousNet) },
      { label: words.report.published, value: words.number(report.posts.published) },
    ],
    note: words.report.chartNote(gapText(report)),
  };
}

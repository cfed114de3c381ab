/** A report as the sheets of a workbook: summary, days, posts, decisions. Numbers are numbers and dates are dates. Pure. */
import type { GrowthReport } from '../growth.ts';
import type { Words } from '../locale/words.ts';
import type { Cell, Sheet } from '../ports.ts';
import type { Person, Post, Published } from '../post.ts';
import { dayForPeople, dayOf, timeOf, type Zone } from '../time.ts';
import type { ReadReport } from './read-report.ts';
import { rateOf } from './report-text.ts';

const day = (text: string | null): Cell => (text === null ? null : { day: text });
const share = (value: number | null): Cell => (value === null ? null : { share: value });

export function sheetsOf({ report, input }: ReadReport, pageName: string, words: Words): readonly Sheet[] {
  return [
    summarySheet(report, pageName, words, input.calendar.zone),
    daysSheet(report, words),
    postsSheet(input.published, input.measures, words, input.calendar.zone),
    decisionsSheet(decided(input), words, input.calendar.zone),
  ];
}

function moment(instant: Date | null | undefined, zone: Zone): Cell {
  return instant === null || instant === undefined ? null : { day: dayOf(instant, zone), time: timeOf(instant, zone) };
}

type Row = readonly [name: string, value: Cell, note?: Cell];

function summarySheet(report: GrowthReport, pageName: string, words: Words, zone: Zone): Sheet {
  const text = words.report.sheets;
  const { followers, posts } = report;
  const rows: readonly Row[] = [
    [text.page, pageName, report.page],
    [text.from, day(report.from)],
    [text.to, day(report.to)],
    [text.start, followers.start],
    [text.end, followers.end],
    [text.net, followers.net],
    [text.rate, share(rateOf(followers))],
    [text.previousNet, followers.previousNet],
    [text.mean, followers.mean?.net ?? null, followers.mean === null ? null : text.meanOf(followers.mean.of)],
    [text.came, followers.came, flowNote(report, words)],
    [text.went, followers.went, flowNote(report, words)],
    [text.published, posts.published],
    ...Object.entries(posts.byKind).map(([kind, count]): Row => [`${text.published}: ${kindIn(words, kind)}`, count]),
    [text.rejected, posts.rejected],
    [text.expired, posts.expired],
    [text.failed, posts.failed],
    [text.portalToCard, posts.minutes.portalToCard],
    [text.cardToPage, posts.minutes.cardToPage],
    [text.portalToPage, posts.minutes.portalToPage],
    ...report.targets.flatMap((target) => targetRows(target, words)),
    ...report.gaps.map((gap): Row => [text.gap, day(gap.from), day(gap.to)]),
    ...report.suspects.map((one): Row => [text.suspect, one.followers, moment(one.at, zone)]),
  ];
  return {
    name: text.summary,
    columns: [
      { header: text.figure, width: 44 },
      { header: text.value, width: 22 },
      { header: text.note, width: 26 },
    ],
    rows: rows.map(([name, value, note = null]) => [name, value, note]),
  };
}

function kindIn(words: Words, kind: string): string {
  return new Map<string, string>(Object.entries(words.kinds)).get(kind) ?? kind;
}

function flowNote({ followers }: GrowthReport, words: Words): Cell {
  return followers.flowDays === 0 ? null : words.report.caption.flowDays(followers.flowDays, followers.days.length);
}

function targetRows(target: GrowthReport['targets'][number], words: Words): Row[] {
  const text = words.report.sheets;
  const asFigure = (value: number | null): Cell => (target.measure === 'share' && value !== null ? share(value / 100) : value);
  return [
    [text.target(target.name), asFigure(target.target), target.due === null ? null : text.due(dayForPeople(target.due, true))],
    [text.actual(target.name), asFigure(target.actual)],
    [text.share(target.name), share(target.share)],
    [text.exceeded(target.name), asFigure(target.exceeded)],
    ...(target.forecast === null ? [] : [[text.forecast(target.name), day(target.forecast)] satisfies Row]),
  ];
}

function daysSheet(report: GrowthReport, words: Words): Sheet {
  const text = words.report.sheets;
  return {
    name: text.days,
    columns: [
      { header: text.date, width: 12 },
      { header: text.followers, width: 18 },
      { header: text.change, width: 12 },
      { header: text.came, width: 20 },
      { header: text.went, width: 22 },
      { header: text.source, width: 20 },
    ],
    rows: report.followers.days.map((one) => [
      day(one.date),
      one.followers,
      one.net,
      one.came,
      one.went,
      one.followers === null ? text.gap : one.imported ? text.imported : text.read,
    ]),
  };
}

function postsSheet(published: readonly Published[], measures: ReadReport['input']['measures'], words: Words, zone: Zone): Sheet {
  const text = words.report.sheets;
  return {
    name: text.posts,
    columns: [
      { header: text.publishedAt, width: 17 },
      { header: text.title, width: 60 },
      { header: text.kind, width: 12 },
      { header: text.portalAt, width: 17 },
      { header: text.cardAt, width: 17 },
      { header: text.reactions, width: 10 },
      { header: text.comments, width: 10 },
      { header: text.shares, width: 10 },
      { header: text.views, width: 10 },
      { header: text.link, width: 50 },
    ],
    rows: published.map((post) => {
      const figures = measures.get(post.id);
      return [
        moment(post.publishedAt, zone),
        post.title,
        words.kinds[post.kind],
        moment(post.articleAt, zone),
        moment(post.shownAt, zone),
        figures?.reactions ?? null,
        figures?.comments ?? null,
        figures?.shares ?? null,
        figures?.views ?? null,
        post.permalink ?? post.url,
      ];
    }),
  };
}

// ---------------------------------------------------------------- decisions

type DecidedPost = Extract<Post, { approval: unknown }> | Extract<Post, { status: 'rejected' | 'expired' }>;

function isDecided(post: Post): post is DecidedPost {
  return 'approval' in post || post.status === 'rejected' || post.status === 'expired';
}

/** Every post of the span that was decided, however it came into the span: made, published or ended in it. */
function decided({ created, published, ended }: ReadReport['input']): readonly DecidedPost[] {
  const posts = new Map([...created, ...published, ...ended].map((post) => [post.id, post]));
  return [...posts.values()].filter(isDecided).sort((a, b) => instantOf(a).getTime() - instantOf(b).getTime() || (a.id < b.id ? -1 : 1));
}

function instantOf(post: DecidedPost): Date {
  return 'approval' in post ? post.approval.at : post.at;
}

function deciderOf(post: DecidedPost): Person | null {
  if (post.status === 'rejected') return post.by;
  return 'approval' in post && typeof post.approval.by === 'object' ? post.approval.by : null;
}

function decisionsSheet(posts: readonly DecidedPost[], words: Words, zone: Zone): Sheet {
  const text = words.report.sheets;
  return {
    name: text.decisions,
    columns: [
      { header: text.at, width: 17 },
      { header: text.decision, width: 16 },
      { header: text.by, width: 24 },
      { header: text.title, width: 60 },
      { header: text.cardAt, width: 17 },
      { header: text.link, width: 50 },
    ],
    rows: posts.map((post) => [
      moment(instantOf(post), zone),
      'approval' in post ? text.approved : words.statuses[post.status],
      deciderOf(post)?.name ?? text.bySystem,
      post.title,
      moment(post.shownAt, zone),
      post.url,
    ]),
  };
}

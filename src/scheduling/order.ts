/** Who goes first: urgent, then what grows stale soonest, then fairness among sources and kinds, then age. Pure. */
import type { ArticleKind } from '../article.ts';
import { freshUntil } from '../freshness.ts';
import { type BoundTimes, isAmong, type PageTimetable } from '../newsroom.ts';
import type { Approved } from '../post.ts';
import { hour } from '../time.ts';
import { boundOf } from './places.ts';

/** What the planner looks at of a post that waits for its turn. */
export type WaitingPost = Pick<
  Approved,
  'id' | 'source' | 'kind' | 'title' | 'articleAt' | 'createdAt' | 'approval' | 'categories' | 'event' | 'urgent' | 'pinnedAt'
> & {
  /** What it has now; null: none yet. */
  readonly slot: Date | null;
};

/** A waiting post with what follows from the timetable. Instants are milliseconds since 1970. */
export type Entry = {
  readonly post: WaitingPost;
  readonly urgent: boolean;
  /** Not before this instant. */
  readonly from: number;
  /** Stale from this instant on. */
  readonly until: number;
  readonly boundTo: readonly BoundTimes[];
  readonly approvedAt: number;
};

export function entryOf(post: WaitingPost, timetable: PageTimetable, opensAt: number): Entry {
  return {
    post,
    urgent: isUrgent(post, timetable),
    from: Math.max(opensAt, post.pinnedAt?.getTime() ?? opensAt),
    until: freshUntil(post, timetable.freshness).getTime(),
    boundTo: boundOf(timetable, post),
    approvedAt: post.approval.at.getTime(),
  };
}

/** Staff said so; else its category or the words of its title do. */
export function isUrgent(post: Pick<Approved, 'urgent' | 'categories' | 'title'>, { urgent }: Pick<PageTimetable, 'urgent'>): boolean {
  return post.urgent ?? isAmong(post, urgent);
}

/** What grows stale soonest first; then what was approved first. */
export function byStaleness(a: Entry, b: Entry): number {
  return a.until - b.until || byAge(a, b);
}

export function byAge(a: Entry, b: Entry): number {
  return a.approvedAt - b.approvedAt || (a.post.id < b.post.id ? -1 : 1);
}

/** A post that stands on the Page, or will. */
export type Standing = { readonly at: number; readonly source: string | null; readonly kind: ArticleKind | null };

/** A third post in a row of one source, or of one kind that is no news, waits where others wait too. */
const mostInRow = 2;
const day = 24 * hour;

export type Lately = {
  /** Puts what stands at or before an instant behind us. */
  readonly reach: (at: number) => void;
  readonly add: (standing: Standing) => void;
  /** Lower is fairer. */
  readonly unfairness: (post: WaitingPost) => { readonly inRow: number; readonly ofSource: number };
  /** Which part of its kind went out, of what waits and went, in tenths. Lower is fairer. */
  readonly ofKind: (post: WaitingPost) => number;
};

/** What stood on the Page within a day before the place that is looked at. `ahead`: what is planned already, in order; `waiting`: for their turn. */
export function latelyFrom(ahead: readonly Standing[], waiting: readonly WaitingPost[]): Lately {
  const recent: Standing[] = [];
  const perSource = new Map<string, number>();
  const perKind = new Map<ArticleKind | null, number>();
  const waits = new Map<ArticleKind, number>();
  for (const { kind } of waiting) waits.set(kind, (waits.get(kind) ?? 0) + 1);
  let next = 0;
  let oldest = 0;
  const count = ({ source, kind }: Standing, more: number) => {
    if (source !== null) perSource.set(source, (perSource.get(source) ?? 0) + more);
    perKind.set(kind, (perKind.get(kind) ?? 0) + more);
  };
  const add = (standing: Standing) => {
    recent.push(standing);
    count(standing, 1);
  };
  return {
    reach: (at) => {
      for (let one = ahead[next]; one !== undefined && one.at <= at; one = ahead[next]) {
        add(one);
        next += 1;
      }
      for (let one = recent[oldest]; one !== undefined && one.at <= at - day; one = recent[oldest]) {
        count(one, -1);
        oldest += 1;
      }
    },
    add,
    unfairness: (post) => {
      const from = recent.length - mostInRow;
      let sameSource = from >= oldest;
      let sameKind = sameSource && post.kind !== 'news';
      for (let place = Math.max(from, oldest); place < recent.length; place++) {
        sameSource &&= recent[place]?.source === post.source;
        sameKind &&= recent[place]?.kind === post.kind;
      }
      return { inRow: (sameSource ? 1 : 0) + (sameKind ? 1 : 0), ofSource: perSource.get(post.source) ?? 0 };
    },
    ofKind: ({ kind }) => {
      const went = perKind.get(kind) ?? 0;
      return Math.floor((10 * went) / (went + (waits.get(kind) ?? 1)));
    },
  };
}

type Compared = ReturnType<Lately['unfairness']> & { readonly entry: Entry };

/** The fairest of some, the one that waits longest among equals; null of none. */
export function fairest(entries: readonly Entry[], lately: Lately): Entry | null {
  return first(entries, lately, (a, b) => a.inRow - b.inRow || a.ofSource - b.ofSource || byAge(a.entry, b.entry));
}

/** The fairest of some where not all can go out: no kind goes shorter than another, and the newest goes first among equals; null of none. */
export function freshest(entries: readonly Entry[], lately: Lately): Entry | null {
  return first(entries, lately, (a, b) => {
    const kinds = a.inRow - b.inRow || lately.ofKind(a.entry.post) - lately.ofKind(b.entry.post);
    return kinds || a.ofSource - b.ofSource || byAge(b.entry, a.entry);
  });
}

function first(entries: readonly Entry[], lately: Lately, order: (a: Compared, b: Compared) => number): Entry | null {
  const [one, ...others] = entries.map((entry): Compared => ({ entry, ...lately.unfairness(entry.post) }));
  return one === undefined ? null : others.reduce((best, other) => (order(other, best) < 0 ? other : best), one).entry;
}

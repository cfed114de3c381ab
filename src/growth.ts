/** Followers as a series, and what is told from it. */
import type { ArticleKind } from './article.ts';

export const readingMarks = ['suspect', 'imported'] as const;
/** `suspect`: as Facebook told it, but no Page loses or wins so many at once. `imported`: from what the newsroom noted before. */
export type ReadingMark = (typeof readingMarks)[number];

/** One reading of the Page's follower count; never changed once written. */
export type FollowerCount = { readonly at: Date; readonly followers: number; readonly mark?: ReadingMark | undefined };

/** What Facebook itself says of a day afterwards; null: it says nothing. `stock`: followers at its end; `came` and `went`: people. */
export type DayFlows = { readonly stock: number | null; readonly came: number | null; readonly went: number | null };

/** One document holds a Page's day. `readings` is keyed by UTC hour (`yyyyMMddHH`): one row an hour, whatever happens. */
export type FollowerDay = {
  readonly id: string;
  readonly rev: number;
  readonly page: string;
  /** `yyyy-MM-dd` in the newsroom's zone. */
  readonly day: string;
  readonly readings: Readonly<Record<string, FollowerCount>>;
  /** Facebook's day ends at midnight in California: it stands under the newsroom's day in which most of it lies. */
  readonly flows?: DayFlows | undefined;
};

/** How far Facebook's daily figures of a Page have been asked for. `id` is the Page. */
export type FlowProgress = {
  readonly id: string;
  readonly rev: number;
  readonly askedAt: Date;
  /** Newest day that is known, oldest day that was asked for; null: none yet. */
  readonly until: string | null;
  readonly since: string | null;
  /** There is nothing older. */
  readonly complete: boolean;
};

/** Figures of one post at one moment; what Facebook does not tell is null. */
export type PostFigures = {
  readonly reactions: number | null;
  readonly comments: number | null;
  readonly shares: number | null;
  readonly views: number | null;
};

/** The latest figures of a published post. `id` is the post's. */
export type PostMeasure = PostFigures & {
  readonly id: string;
  readonly rev: number;
  readonly page: string;
  readonly at: Date;
};

/** `imported`: the number is from what the newsroom noted before. `came`, `went`: what Facebook says of the day. */
export type ReportDay = {
  readonly date: string;
  readonly followers: number | null;
  readonly net: number | null;
  readonly came: number | null;
  readonly went: number | null;
  readonly imported: boolean;
};
export type ReportGap = { readonly from: string; readonly to: string };
/** Seven days up to `to`. `told`: where the desk has no readings, by what Facebook said of these days afterwards. */
export type ReportWeek = { readonly from: string; readonly to: string; readonly followers: number | null; readonly net: number | null; readonly told: boolean };

export const postFigures = ['reactions', 'comments', 'shares', 'views'] as const;
/** Why a post is among the best: so many times the reactions, comments and shares of the span's median post; and what it has most of. */
export type Why = { readonly times: number | null; readonly most: readonly (typeof postFigures)[number][] };
export type TopPost = { readonly postId: string; readonly title: string; readonly url: string } & PostFigures & {
    readonly kind: ArticleKind;
    readonly why: Why;
  };

/** How the newsroom reports: target, actual, share of it, exceeded by. */
export type ReportedTarget = {
  readonly name: string;
  readonly measure: 'followers' | 'posts-per-week' | 'share';
  readonly target: number;
  readonly actual: number | null;
  /** 1 is the whole target. */
  readonly share: number | null;
  /** `actual` over `target`; negative: so much is missing. */
  readonly exceeded: number | null;
  /** `yyyy-MM-dd`; null: standing. */
  readonly due: string | null;
  /** The day on which the trend reaches it, with the range of that day; null: reached already, or never at this rate. */
  readonly forecast: string | null;
  readonly forecastEarliest: string | null;
  readonly forecastLatest: string | null;
};

/** Medians in minutes; null where no post tells. */
export type Passage = { readonly portalToCard: number | null; readonly cardToPage: number | null; readonly portalToPage: number | null };

/** What a Page came to in a span of days of the newsroom's calendar. Dates are `yyyy-MM-dd`. */
export type GrowthReport = {
  readonly span: 'week' | 'month' | 'quarter' | 'days';
  readonly name: string;
  /** ISO week, `yyyy-Www`; null for other spans. */
  readonly week: string | null;
  readonly from: string;
  readonly to: string;
  readonly page: string;
  readonly followers: {
    readonly start: number | null;
    readonly end: number | null;
    readonly net: number | null;
    readonly previousNet: number | null;
    /** Of the eight spans before it, as far as they are known. */
    readonly mean: { readonly net: number; readonly of: number } | null;
    /** People who came and went by Facebook's word, and on how many of the days it is known. */
    readonly came: number | null;
    readonly went: number | null;
    readonly flowDays: number;
    readonly days: readonly ReportDay[];
    /** Twelve, oldest first; the last one ends with the span. */
    readonly weeks: readonly ReportWeek[];
  };
  readonly posts: {
    readonly published: number;
    readonly rejected: number;
    readonly expired: number;
    readonly failed: number;
    readonly byKind: Readonly<Partial<Record<ArticleKind, number>>>;
    readonly minutes: Passage;
  };
  readonly top: readonly TopPost[];
  readonly targets: readonly ReportedTarget[];
  readonly gaps: readonly ReportGap[];
  /** Readings that cannot be true and count for nothing above. */
  readonly suspects: readonly { readonly at: Date; readonly followers: number }[];
};

/** What was sent where, once: a report's picture, its sheet, a summary, each with an id of its own. Claimed before it is sent, so that two processes send one. */
export type ReportSending = {
  readonly id: string;
  readonly rev: number;
  readonly page: string;
  /** Name of the span: `2026-W47`, `2026-11`, a day. */
  readonly week: string;
  readonly chat: string;
  readonly claimedAt: Date;
  readonly claimedBy: string;
  /** Set right before the call: after a crash it tells "never sent" from "perhaps sent". */
  readonly sendingAt: Date | null;
  readonly sentAt: Date | null;
};

/** Followers as a series, and the week that is told from it. */

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

export type ReportDay = { readonly date: string; readonly followers: number | null; readonly net: number | null };
export type ReportGap = { readonly from: string; readonly to: string };
export type TopPost = { readonly postId: string; readonly title: string; readonly url: string } & PostFigures;
export type Target = {
  readonly name: string;
  readonly target: number;
  readonly actual: number | null;
  readonly share: number | null;
  readonly due: string;
  readonly forecast: string | null;
};

/** A week of a Page: Monday 00:00 to Sunday 24:00 in the newsroom's zone. Dates are `yyyy-MM-dd`. */
export type WeeklyReport = {
  /** ISO week, `yyyy-Www`. */
  readonly week: string;
  readonly from: string;
  readonly to: string;
  readonly page: string;
  readonly followers: {
    readonly start: number | null;
    readonly end: number | null;
    readonly net: number | null;
    readonly previousNet: number | null;
    readonly days: readonly ReportDay[];
  };
  readonly posts: { readonly published: number; readonly rejected: number; readonly failed: number };
  readonly top: readonly TopPost[];
  readonly targets: readonly Target[];
  readonly gaps: readonly ReportGap[];
};

/** What was sent where; unique per Page, week and chat. Claimed before it is sent, so that two processes send one. */
export type ReportSending = {
  readonly id: string;
  readonly rev: number;
  readonly page: string;
  readonly week: string;
  readonly chat: string;
  readonly claimedAt: Date;
  readonly claimedBy: string;
  /** Set right before the call: after a crash it tells "never sent" from "perhaps sent". */
  readonly sendingAt: Date | null;
  readonly sentAt: Date | null;
};

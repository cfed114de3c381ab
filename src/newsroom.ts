/** The newsroom as it described itself: its people, its Pages, what holds for each; with every default filled in. */
import type { Article, ArticleKind, Language } from './article.ts';
import type { Source } from './source.ts';
import { weekdayOf, type Zone } from './time.ts';

export const roles = ['editor', 'approver', 'admin'] as const;
export type Role = (typeof roles)[number];
/** `pages`: ids of the Pages that the person has this role for; null: all. */
export type StaffMember = {
  readonly id: number;
  readonly role: Role;
  readonly name: string | null;
  readonly language: Language | null;
  readonly pages: readonly string[] | null;
};

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];
/** `HH:mm` in the newsroom's zone, ascending; a day without any posts nothing. */
export type WeekTimes = Readonly<Record<Weekday, readonly string[]>>;

/** What a slot needs: times (every day, by weekday, or `asap`: as soon as approved) and the least gap. */
export type Timetable = {
  readonly times: readonly string[] | WeekTimes | 'asap';
  readonly gapMinutes: number;
  readonly zone: Zone;
};

/** `HH:mm` to `HH:mm`, over midnight where `to` is not after `from`. */
export type QuietHours = { readonly from: string; readonly to: string };
/** Posts of this kind, or of this category, go out at these times only. */
export type BoundTimes = { readonly kind: ArticleKind | null; readonly category: string | null; readonly times: readonly string[] };

/** Articles of one of these categories, or with one of these words in the title. */
export type NamedArticles = { readonly categories: readonly string[]; readonly words: readonly string[] };

/** Everything that a Page's timetable says. Days are `yyyy-MM-dd`. */
export type PageTimetable = Timetable & {
  /** null: no limit. */
  readonly mostPerDay: number | null;
  readonly quiet: readonly QuietHours[];
  readonly bound: readonly BoundTimes[];
  /** How long after its date an article of a kind may still go out, in milliseconds. */
  readonly freshness: Readonly<Record<ArticleKind, number>>;
  /** A slot that was missed by more than `windowMs`: the post takes the next free one, or staff are asked. */
  readonly late: { readonly windowMs: number; readonly otherwise: 'next' | 'ask' };
  readonly holidays: {
    /** Vietnam's public holidays by the calendar, Tết and Giỗ Tổ included. */
    readonly official: boolean;
    readonly daysOff: readonly string[];
    /** Days that are worked although the calendar says otherwise. */
    readonly workdays: readonly string[];
    /** What holds on a holiday; null: as on any other day. */
    readonly times: readonly string[] | 'asap' | null;
    readonly mostPerDay: number | null;
  };
  /** Posted as soon as approved, before all others; the gap is kept. */
  readonly urgent: NamedArticles;
  /** Posts about events: fresh until the event begins, where the article tells that for certain. */
  readonly events: NamedArticles;
  readonly learn: boolean;
};

export type ApprovalRule = { readonly mode: 'required' } | { readonly mode: 'auto' } | { readonly mode: 'auto-after'; readonly ms: number };

/** After so long without a decision, in milliseconds; null: never. `expire` null: when its news is stale. */
export type Deadlines = {
  readonly remindMs: number | null;
  readonly escalateMs: number | null;
  readonly expireMs: number | null;
  /** Hours in which staff are not reminded or called, unless the card would expire in them. */
  readonly quiet: readonly QuietHours[];
};

/** Fields that stand in braces in a template. */
export const templateFields = ['title', 'lead', 'body', 'link', 'credit', 'author', 'hashtags', 'categories', 'date', 'number', 'caption'] as const;
export type Templates = Readonly<Record<Language, Readonly<Partial<Record<ArticleKind, string>>>>>;

export type Utm = { readonly source: string; readonly medium: string; readonly campaign: string | null };

export type TargetMeasure = 'followers' | 'posts-per-week' | 'share';
/** `value` for `share` is in percent of the articles. `by`: `yyyy-MM-dd`, null: standing. */
export type Target = { readonly name: string; readonly measure: TargetMeasure; readonly value: number; readonly by: string | null };

/** What holds for a Page. */
export type PageRules = {
  readonly timetable: PageTimetable;
  readonly approval: ApprovalRule;
  /** How many different people must say yes. */
  readonly approvals: 1 | 2;
  /** Articles of these categories need two. */
  readonly twoApprovalsFor: readonly string[];
  readonly deadlines: Deadlines;
  readonly templates: Templates;
  readonly utm: Utm | null;
  /** An article that is there in both languages: both versions as posts of their own, or one post with both texts. */
  readonly pairs: 'two' | 'one';
  readonly targets: readonly Target[];
};

export type PageConfig = PageRules & {
  readonly id: string;
  readonly token: string;
  /** What staff call it; null: as Facebook has it. */
  readonly name: string | null;
  /** null: articles of every language that has no Page of its own. */
  readonly language: Language | null;
  /** Staff chat of this Page; empty only until the sandbox has told its own. */
  readonly chat: string;
  /** Forum topic in that chat. */
  readonly topic: number | null;
};

/** What becomes of a source's articles. */
export type SourceRules = {
  readonly url: string;
  /** Ids of the Pages that get its articles; null: those of the article's language. */
  readonly pages: readonly string[] | null;
  /** null: the Page's own. */
  readonly approval: ApprovalRule | null;
  readonly approvals: 1 | 2 | null;
  /** How its news are posted; null: as a link. */
  readonly newsAs: 'link' | 'picture' | null;
  /** Articles without one of `include` (where it names any), or with one of `exclude`, are skipped. */
  readonly categories: { readonly include: readonly string[]; readonly exclude: readonly string[] };
};

export type Newsroom = {
  readonly name: string | null;
  /** Address or mail that portals are told in the User-Agent. */
  readonly contact: string | null;
  readonly hashtags: { readonly always: readonly string[]; readonly categories: boolean; readonly accents: 'keep' | 'drop'; readonly most: number };
  readonly staff: readonly StaffMember[];
  readonly sources: readonly SourceRules[];
  /** `HH:mm` in the newsroom's zone. The chats are `Config.reportChats`. */
  readonly reports: {
    readonly daily: boolean;
    readonly dailyAt: string;
    readonly weeklyAt: string;
    readonly monthly: boolean;
    readonly quarterly: boolean;
  };
  readonly alerts: { readonly followers: boolean };
  /** What holds for a Page that says nothing else, and for posts of a Page that is not named any more. */
  readonly page: PageRules;
};

/** Posting times of a day (`yyyy-MM-dd`); empty with `asap`. */
export function timesOn(timetable: Pick<Timetable, 'times'>, day: string): readonly string[] {
  const { times } = timetable;
  if (times === 'asap') return [];
  if (isEveryDay(times)) return times;
  const weekday = weekdays[weekdayOf(day) - 1];
  return weekday === undefined ? [] : times[weekday];
}

function isEveryDay(times: readonly string[] | WeekTimes): times is readonly string[] {
  return Array.isArray(times);
}

const hour = 3_600_000;

export const defaultTimes = ['07:00', '09:30', '11:30', '14:00', '17:00', '20:00'] as const;
export const defaultGapMinutes = 20;

/** In a title these announce something that is still to come. */
export const defaultEventWords = ['sắp diễn ra', 'thư mời', 'giấy mời', 'trân trọng kính mời', 'upcoming'] as const;

/** A timetable of which only times, gap and zone are known: no limits beyond the gap. */
export function plainTimetable(timetable: Timetable): PageTimetable {
  return {
    ...timetable,
    mostPerDay: null,
    quiet: [],
    bound: [],
    freshness: { news: 48 * hour, digest: 48 * hour, photos: 72 * hour, infographic: 168 * hour, video: 72 * hour, document: 168 * hour },
    late: { windowMs: hour / 2, otherwise: 'next' },
    holidays: { official: true, daysOff: [], workdays: [], times: null, mostPerDay: null },
    urgent: { categories: [], words: [] },
    events: { categories: [], words: defaultEventWords },
    learn: false,
  };
}

/** What holds for a Page by default. */
export function plainRules(timetable: Timetable, approval: ApprovalRule): PageRules {
  return {
    timetable: plainTimetable(timetable),
    approval,
    approvals: 1,
    twoApprovalsFor: [],
    deadlines: { remindMs: 2 * hour, escalateMs: 4 * hour, expireMs: null, quiet: [] },
    templates: { vi: {}, en: {} },
    utm: null,
    pairs: 'two',
    targets: [],
  };
}

/** A newsroom that said nothing about itself. */
export function plainNewsroom(page: PageRules, staff: readonly StaffMember[], sources: readonly Source[]): Newsroom {
  return {
    name: null,
    contact: null,
    hashtags: { always: [], categories: true, accents: 'drop', most: 3 },
    staff,
    sources: sources.map((source) => plainSourceRules(source.url)),
    reports: { daily: true, dailyAt: '18:00', weeklyAt: '08:00', monthly: true, quarterly: true },
    alerts: { followers: true },
    page,
  };
}

export function plainSourceRules(url: string): SourceRules {
  return { url, pages: null, approval: null, approvals: null, newsAs: null, categories: { include: [], exclude: [] } };
}

type Pages = readonly Pick<PageConfig, 'id' | 'language'>[];

/**
 * Ids of the Pages that get an article: those its source names, else the Pages of its language, else those of no language in
 * particular, else all. Never empty while there is a Page.
 */
export function pagesFor(article: Pick<Article, 'language'>, source: SourceRules | undefined, pages: Pages): readonly string[] {
  const named = pages.filter((page) => source?.pages?.includes(page.id) ?? false);
  const speaking = pages.filter((page) => page.language === article.language);
  const open = pages.filter((page) => page.language === null);
  const chosen = [named, speaking, open].find((some) => some.length > 0) ?? pages;
  return chosen.map((page) => page.id);
}

/** Names of categories are compared without regard to case and to how their accents are composed. */
function folded(name: string): string {
  return name.normalize('NFC').trim().toLocaleLowerCase('vi');
}

/** Whole words only: “lũ” does not stand in “lũy tre”. */
function spaced(text: string): string {
  return ` ${folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .join(' ')} `;
}

/** Whether an article is one of those. */
export function isAmong(article: { readonly title: string; readonly categories?: readonly string[] | undefined }, named: NamedArticles): boolean {
  const title = spaced(article.title);
  return shareOne(named.categories, article.categories ?? []) || named.words.some((words) => title.includes(spaced(words)));
}

export function shareOne(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(others.map(folded));
  return some.some((name) => known.has(folded(name)));
}

/** Whether the newsroom wants this source's article at all, by its categories. An article without any passes unless `include` names some. */
export function isWanted(article: Pick<Article, 'categories'>, source: SourceRules | undefined): boolean {
  if (source === undefined) return true;
  const { include, exclude } = source.categories;
  return !shareOne(article.categories, exclude) && (include.length === 0 || shareOne(article.categories, include));
}

/** How many different people must approve: the most that source, Page and categories ask for. */
export function approvalsFor(page: PageRules, source: SourceRules | undefined, categories: readonly string[]): 1 | 2 {
  return page.approvals === 2 || source?.approvals === 2 || shareOne(categories, page.twoApprovalsFor) ? 2 : 1;
}

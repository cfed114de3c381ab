/** The portal's article: what was read, and what became of it before it is anybody's post. */

export const articleKinds = ['news', 'digest', 'photos', 'infographic', 'video', 'document'] as const;
export type ArticleKind = (typeof articleKinds)[number];

export const languages = ['vi', 'en'] as const;
export type Language = (typeof languages)[number];

export type Picture = {
  readonly url: string;
  readonly caption: string | null;
};

export type HeadingLink = { readonly text: string; readonly url: string };

/** An article as a feed or a page tells it; what is absent is null, a list is empty, never made up. */
export type Article = {
  /** Canonical address: https where given, no tracking, no fragment. */
  readonly url: string;
  readonly title: string;
  /** The sapo: the paragraph that stands above the body. */
  readonly lead: string | null;
  /** UTC. `precision: 'day'` means that only the day was told: 00:00 of it in the source's zone. */
  readonly publishedAt: Date | null;
  readonly precision: 'instant' | 'day';
  readonly images: readonly Picture[];
  /** Address of a playable video, or null. */
  readonly video: string | null;
  readonly kind: ArticleKind;
  /** "Nguồn: …" as the page has it, without the label. */
  readonly credit: string | null;
  /** The line that names who wrote or photographed it, as the page has it ("Bài, ảnh: Hà Thu - Minh Đức"); absent: none was read. */
  readonly author?: string | null | undefined;
  /** Address of the same article in the other language, where its page names it. */
  readonly translation?: string | null | undefined;
  /** A digest's headings that lead to an article each, as they stand in the body; absent: none do. */
  readonly links?: readonly HeadingLink[] | undefined;
  readonly language: Language;
  readonly categories: readonly string[];
  /** Plain text, paragraphs parted by a blank line; null when only a feed was read. */
  readonly body: string | null;
};

export const skipReasons = ['before start', 'copy', 'withdrawn', 'category', 'untitled', 'pair'] as const;
export type SkipReason = (typeof skipReasons)[number];

/** What happens next to a collected article. `pages`: ids of the Pages it was drafted for; absent in data of earlier versions. `drafted` and `skipped` are ends here: a post goes on from there. */
export type ArticleState =
  | { readonly state: 'collected' }
  | { readonly state: 'drafted'; readonly pages?: readonly string[] | undefined }
  | { readonly state: 'skipped'; readonly reason: SkipReason };

/** What of an article is compared when its page is read again; dates, counts and related news change without meaning. */
export const textFields = ['title', 'lead', 'body', 'pictures'] as const;
export type TextField = (typeof textFields)[number];
/** One short hash for each field of an article's text, folded. */
export type Prints = Readonly<Record<TextField, string>>;

/** How an article's page is looked at again. Hashes are of folded texts (see `revision.ts`). */
export type Watch = {
  /** When its page is read next; null: it is not watched (yet, or any more). */
  readonly lookAt: Date | null;
  readonly lookedAt: Date | null;
  /** Of the page as it was last read whole. */
  readonly validators: { readonly etag: string | null; readonly lastModified: string | null } | null;
  /** The page as last read; null until it was. */
  readonly seen: Prints | null;
  /** Title and lead as its source lists them. */
  readonly listed: string | null;
  /** How many revisions are recorded and stand in the article. */
  readonly revisions: number;
  /** First look that did not find it, not believed yet. */
  readonly missingSince: Date | null;
  readonly withdrawnAt: Date | null;
};

export const unwatched: Watch = {
  lookAt: null,
  lookedAt: null,
  validators: null,
  seen: null,
  listed: null,
  revisions: 0,
  missingSince: null,
  withdrawnAt: null,
};

/** An article in the store. `id` is made from `key`, so one article is one document whatever its feed does. */
export type StoredArticle = Article & {
  readonly id: string;
  readonly rev: number;
  /** The folded address that tells one article from another (see the portal's `articleKey`). */
  readonly key: string;
  /** Address of the source it came from. */
  readonly source: string;
  readonly collectedAt: Date;
  readonly progress: ArticleState;
  /** How often its page could not be read, and when to try again. */
  readonly pageTries: number;
  readonly notBefore: Date | null;
  /** Folded title, lead and day, unique among all articles; absent where these tell no article, and in copies. */
  readonly fingerprint?: string | undefined;
  /** For copies: the id of the article that it is a copy of. */
  readonly copyOf: string | null;
  readonly watch: Watch;
  /** When its words were taken out (`tidy.ts`): title, address and hashes are left. Absent or null: it is whole. */
  readonly tidiedAt?: Date | null | undefined;
};

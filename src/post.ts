/** A post and its life: one type per status, pure transitions between them. */
import type { ArticleKind, Language, Prints, SkipReason } from './article.ts';
import type { Decision } from './decision.ts';
import type { Person } from './person.ts';

export const postStatuses = [
  'draft',
  'awaiting',
  'approved',
  'scheduled',
  'publishing',
  'unconfirmed',
  'published',
  'rejected',
  'expired',
  'failed',
  'retracted',
  'skipped',
  'held',
] as const;
export type PostStatus = (typeof postStatuses)[number];

/** A picture of a post: its bytes lie in the media folder under their own hash. */
export type Media = {
  /** Where the portal has it. */
  readonly url: string;
  /** Alternative text, from the caption. */
  readonly alt: string | null;
  /** SHA-256 (hex) of the bytes that were shown to staff and will be sent. */
  readonly sha256: string;
};

/** A video of a post: its file lies in the media folder under its own hash. What could not be read of it is null. */
export type VideoMedia = {
  /** Where the portal has it. */
  readonly url: string;
  /** SHA-256 (hex) of the file that will be sent. */
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly seconds: number | null;
};

/** The words of the preview that Facebook draws under a link; its picture is the post's `preview`. */
export type LinkCard = { readonly title: string; readonly description: string | null };

/**
 * Exactly what readers will see. `link`: a link post, Facebook draws the preview. `photo`: pictures with the text,
 * and the link stands in the text. `video`: a video with the text, or a `reel`; `cover` is the still that staff see and
 * that Facebook is given for a video.
 */
export type Content =
  | { readonly form: 'link'; readonly message: string; readonly link: string; readonly preview: Media | null; readonly card?: LinkCard | null | undefined }
  | { readonly form: 'photo'; readonly message: string; readonly link: string; readonly pictures: readonly Media[] }
  | {
      readonly form: 'video';
      readonly as: 'video' | 'reel';
      readonly message: string;
      readonly link: string;
      readonly video: VideoMedia;
      readonly cover: Media | null;
    };

/** A photo that the Page keeps unseen; Facebook deletes it about a day after `at`. */
export type PhotoUpload = { readonly sha256: string; readonly id: string; readonly at: Date };
/** A video whose upload has begun: `id` is its handle, before and after it is published. */
export type VideoUpload = {
  readonly sha256: string;
  readonly as: 'video' | 'reel';
  readonly id: string;
  readonly at: Date;
  /** Where the file goes on: the session of a video, the address of a reel. */
  readonly session: string;
  /** So many bytes the Page said that it holds. */
  readonly offset: number;
};
/** What the Page was given for a post before anything is published, unseen by readers: kept, so that a crash reuses it. */
export type Uploads = { readonly photos: readonly PhotoUpload[]; readonly video: VideoUpload | null };

export const warningKinds = [
  'page-unread',
  'no-date',
  'event-unsure',
  'odd-letters',
  'figures',
  'names',
  'old',
  'no-lead',
  'no-picture',
  'picture-unreadable',
  'pictures-left-out',
  'picture-format',
  'pictures-more',
  'chosen-picture-gone',
  'chosen-picture-stays',
  'video-as-link',
  'preview-unread',
  'preview-no-picture',
  'preview-small-picture',
  'preview-http',
  'preview-robots',
  'preview-title-cut',
  'long-title',
] as const;
export type WarningKind = (typeof warningKinds)[number];
/** `facts: true` keeps a post from going out without a person's word, whatever APPROVAL says. */
export type Warning = {
  readonly kind: WarningKind;
  readonly facts: boolean;
  /** What it is about: the figures, the names, how many; absent where the kind says it all. */
  readonly detail?: string | undefined;
};

export type { Person } from './person.ts';

/** When an event begins. `exact` false: only the day or the part of it is told, and this is the earliest that it can be. */
export type EventBeginning = { readonly beginsAt: Date; readonly exact: boolean };

/** Who said yes: a person, or the newsroom's own rule (`APPROVAL=auto…`). `hash` is of exactly what was shown. */
export type Approval = {
  readonly by: Person | 'auto' | 'no-objection';
  readonly at: Date;
  readonly hash: string;
  /** Who had said yes to the same before, where two must. */
  readonly with?: readonly Consent[] | undefined;
};

/** Where the staff card of a post stands in the chat. `digest` cards show one waiting draft at a time. */
export type CardPlace = {
  readonly chat: string;
  readonly message: number;
  /** A card with a picture is edited by caption, one without by text. */
  readonly form: 'picture' | 'text';
  /** The forum topic in which it stands. */
  readonly topic?: number | null | undefined;
  /** Messages that stand above it and go when it goes: a picture, an album, the beginning of a long text. */
  readonly above?: readonly number[] | undefined;
  /** Hash of the content whose pictures stand there. */
  readonly shows?: string | undefined;
  /** How many of the messages above are the beginning of its text, the last of them; and a hash of that beginning. Absent: none. */
  readonly pieces?: number | undefined;
  readonly beginning?: string | undefined;
};

export const refusalClasses = ['token', 'permission', 'policy', 'content', 'rate'] as const;
export type RefusalClass = (typeof refusalClasses)[number];

export type Failure = {
  readonly reason: RefusalClass | 'unconfirmed' | 'media-lost';
  readonly code: number | null;
  readonly subcode: number | null;
  /** What the Page said, without secrets. */
  readonly detail: string;
};

type Identity = {
  /** Made from article and Page: a pair has one post, ever. */
  readonly id: string;
  readonly rev: number;
  readonly articleId: string;
  readonly page: string;
  readonly source: string;
  readonly title: string;
  /** The article's canonical address. */
  readonly url: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** What every post has that staff may see. */
export type Shown = Identity & {
  readonly kind: ArticleKind;
  readonly language: Language;
  /** The article's own date; null when the portal told none. */
  readonly articleAt: Date | null;
  readonly content: Content;
  readonly warnings: readonly Warning[];
  /** Of the article's text that it was formed from (see `revision.ts`); absent in data of earlier versions. */
  readonly prints?: Prints | undefined;
  /** When staff were first asked; absent before, where nobody is asked, and in posts of earlier versions. */
  readonly shownAt?: Date | undefined;
  /** Rises with each change of content; stands in the buttons, so that an old card cannot decide about a new text. */
  readonly version: number;
  readonly card: CardPlace | null;
  /** The card does not show the stored state yet. */
  readonly redraw: boolean;
  /** The article's, as they were when it was drafted. The next six are absent in data of earlier versions. */
  readonly categories?: readonly string[] | undefined;
  /** It is about an event, and does not go out once that has begun. null: nobody can tell when it begins; absent: it is about none. */
  readonly event?: EventBeginning | null | undefined;
  /** Staff want it out before all others, as soon as it is approved; the gap is kept. */
  readonly urgent?: boolean | undefined;
  /** The exact time that staff gave: never before it, and at it unless something forbids that. */
  readonly pinnedAt?: Date | null | undefined;
  /** The time that staff saw before, and why it is another one now. */
  readonly moved?: Moved | null | undefined;
  /** Why it has the time that it has. */
  readonly slotWhy?: SlotReason | undefined;
  /** What was decided and does not stand among the decisions yet: stored with the post in one write, so that a crash loses none. */
  readonly journal?: readonly Decision[] | undefined;
  /** What the portal changed since staff saw it. */
  readonly correction?: Correction | null | undefined;
  /** Absent: its article is in one language, or the Page posts both versions as posts of their own. */
  readonly sister?: Sister | undefined;
  /** Further buttons that somebody opened on the card. */
  readonly menu?: CardMenu | null | undefined;
};

/** The other language's version of a post's article. `postId` null: this post tells it too, as its page said with these `prints`; else the post that it has of its own. */
export type Sister = { readonly url: string; readonly postId: string | null; readonly prints?: Prints | undefined };

export const cardMenus = ['time', 'picture', 'now', 'withdraw'] as const;
/** `time`, `picture`: a choice of them; `now`, `withdraw`: asks whether it is meant. */
export type CardMenu = (typeof cardMenus)[number];

/** What became of the article on its portal after its post was shown: see `approving/correct.ts`. */
export type Correction = {
  readonly kind: 'edited' | 'withdrawn';
  /** Numbers of the article's revisions: what was stands in the first, what is in the last. */
  readonly from: number;
  readonly to: number;
  /** The post is out, and nobody has said yet what is to become of it. */
  readonly asks: boolean;
  /** The words that it would have on the Page; null: the ones that it has. */
  readonly message: string | null;
};

/** One person's yes to exactly what was shown. */
export type Consent = { readonly by: Person; readonly at: Date; readonly hash: string };

export const slotReasons = ['pinned', 'urgent', 'bound', 'last-chance', 'turn', 'first', 'freshest', 'trial'] as const;
/**
 * Why a post got its time. `bound`: its kind or category goes out at that time only; `last-chance`: it or another would grow
 * stale; `turn`: its source had fewer of late, or something else stood there in a row; `first`: it had waited longest;
 * `freshest`: not all can go out while they are fresh, and it is the newest of a source and kind that had less; `trial`: that hour is tried (`learn: on`).
 */
export type SlotReason = (typeof slotReasons)[number];

export const moveReasons = ['missed', 'pause', 'quiet', 'timetable', 'gap', 'full', 'urgent', 'pinned'] as const;
/**
 * Why a planned time had to change. `missed`: it could not go out in time; `timetable`: that is no posting time any more;
 * `gap`: something stands on the Page too near to it; `full`: the day has its most; `urgent`: it made way; `pinned`: staff gave a time.
 */
export type MoveReason = (typeof moveReasons)[number];
export type Moved = { readonly from: Date; readonly why: MoveReason; readonly at: Date };

export const expiryReasons = ['stale', 'begun', 'undecided'] as const;
/** `stale`: no news any more; `begun`: its event has begun; `undecided`: nobody decided in time. */
export type ExpiryReason = (typeof expiryReasons)[number];

type Consented = Shown & { readonly approval: Approval };
type Slotted = Consented & {
  /** When it is to go out, UTC. */
  readonly slot: Date;
  /** Page and slot as one text; a unique index on it keeps two posts out of one slot. */
  readonly slotKey: string;
  /** Sends whose outcome stayed unknown until the Page had been watched and nothing was there. */
  readonly resends: number;
  /** Not before this instant, after a connection that could not be made. */
  readonly notBefore: Date | null;
  readonly uploads: Uploads | null;
};

/** No post of its own. One that staff saw before still has its card, and what was decided about it. */
export type Skipped = Identity & {
  readonly status: 'skipped';
  readonly reason: SkipReason;
  readonly card?: CardPlace | null | undefined;
  readonly redraw?: boolean | undefined;
  readonly journal?: readonly Decision[] | undefined;
};
export type Draft = Shown & { readonly status: 'draft' };
export const returnReasons = ['content-changed', 'restored', 'missed', 'pair'] as const;
/**
 * Why an approved post waits again. `restored`: the data came from a backup, so nobody knows what happened to it since. `missed`: it missed its
 * time, and the timetable says to ask. `pair`: it tells the article's other language too from now on.
 */
export type ReturnReason = (typeof returnReasons)[number];
/** `objectBy`: with `APPROVAL=auto-after` it goes out at this instant unless someone objects. `returned`: why it waits again. */
export type Awaiting = Shown & {
  readonly status: 'awaiting';
  readonly askedAt: Date;
  readonly objectBy: Date | null;
  readonly returned: ReturnReason | null;
  /** Who said yes already, where more than one must. */
  readonly consents?: readonly Consent[] | undefined;
  /** When staff were reminded, and when approvers were called by name; absent: not yet. */
  readonly remindedAt?: Date | undefined;
  readonly escalatedAt?: Date | undefined;
};
/** `resends`, `uploads`: of the slot that it had before; absent: it had none. */
export type Approved = Consented & { readonly status: 'approved' } & Partial<{ readonly [key in 'resends' | 'uploads']: Slotted[key] | undefined }>;
export type Scheduled = Slotted & { readonly status: 'scheduled' };
export type Claim = { readonly by: string; readonly at: Date; readonly until: Date };
/** `sendingAt` is set, durably, right before the one call: it tells a crash before from a crash after. */
export type Publishing = Slotted & { readonly status: 'publishing'; readonly claim: Claim; readonly sendingAt: Date | null };
export type Unconfirmed = Slotted & {
  readonly status: 'unconfirmed';
  readonly sendingAt: Date;
  /** The Page is watched until here; a read that failed moves it. */
  readonly watchUntil: Date;
  readonly nextLookAt: Date;
  readonly looks: number;
  /** Error 506: Facebook itself says that the text is already there. Never sent again then. */
  readonly landed: boolean;
};
export type Published = Slotted & {
  readonly status: 'published';
  readonly publishedAt: Date;
  readonly remoteId: string;
  readonly permalink: string | null;
  /** It stood on the Page already, or was found there after no answer had come. */
  readonly how: 'sent' | 'adopted' | 'found';
  /** When it was read back and readers could see it; absent: not yet. */
  readonly seenAt?: Date | undefined;
  /** What is to be changed about it on the Page. */
  readonly live?: LiveChange | null | undefined;
};

export const liveStates = ['proposed', 'due', 'sending', 'unknown', 'failed'] as const;
/**
 * A change of a post that is out. `proposed`: shown, and not said yes to; `due`: to be sent; `sending`: on its way since `at`;
 * `unknown`: no answer came, the post is read until it tells; `failed`: it stands as it was.
 */
export type LiveChange = {
  readonly kind: 'edit' | 'withdraw';
  /** The new text; null: the post goes. */
  readonly message: string | null;
  readonly by: Person;
  readonly state: (typeof liveStates)[number];
  readonly at: Date;
  /** So often the post was read since no answer came. */
  readonly looks: number;
  /** Why it failed, as the Page said it. */
  readonly detail: string | null;
  /** What staff should look at in the new text; absent: what was said of the old one, or in data of earlier versions. */
  readonly warnings?: readonly Warning[] | undefined;
};
export type Rejected = Shown & { readonly status: 'rejected'; readonly by: Person; readonly at: Date; readonly reason?: string | null | undefined };
/** `why` is absent in data of earlier versions. */
export type Expired = Shown & { readonly status: 'expired'; readonly at: Date; readonly why?: ExpiryReason | undefined };
export type Failed = Consented & { readonly status: 'failed'; readonly at: Date; readonly failure: Failure };
/** `by`: who said that it should go; absent in data of earlier versions. */
export type Retracted = Consented & { readonly status: 'retracted'; readonly by?: Person | undefined; readonly at: Date };
export const holdReasons = ['withdrawn'] as const;
/** `withdrawn`: the portal took the article down. null: a person's wish. */
export type HoldReason = (typeof holdReasons)[number];
export type Held = Shown & { readonly status: 'held'; readonly at: Date; readonly reason: HoldReason | null };

export type Post = Draft | Awaiting | Approved | Scheduled | Publishing | Unconfirmed | Published | Rejected | Expired | Failed | Retracted | Skipped | Held;

/** A post that has a card in the chat, or will have one. */
export type ShownPost = Exclude<Post, Skipped>;

/** As it would stand on the Page after a change that has not failed. */
export function contentAfter(post: Published): Content {
  const { live } = post;
  if (live?.message != null && live.state !== 'failed') return { ...post.content, message: live.message };
  const { correction } = post;
  return correction?.asks === true && correction.message !== null ? { ...post.content, message: correction.message } : post.content;
}

/** What a post is, without what its status adds. Menus are closed: they belonged to what it was. */
export function shownOf(post: ShownPost): Shown {
  const { id, rev, articleId, page, source, title, url, createdAt, updatedAt, kind, language, articleAt, content, warnings, version, card, redraw } = post;
  const { prints, shownAt, categories, event, urgent, pinnedAt, moved, slotWhy, journal, correction, sister } = post;
  const optional = { prints, shownAt, categories, event, urgent, pinnedAt, moved, slotWhy, journal, correction, sister };
  return {
    ...optional,
    id,
    rev,
    articleId,
    page,
    source,
    title,
    url,
    createdAt,
    updatedAt,
    kind,
    language,
    articleAt,
    content,
    warnings,
    version,
    card,
    redraw,
  };
}

/**
 * Before staff again: no yes that was given holds on, and silence is no consent. The version rises, so that a press which
 * comes late, or again, decides nothing about what is asked now.
 */
export function toWaiting(post: ShownPost, returned: ReturnReason | null, now: Date): Awaiting {
  return {
    ...shownOf(post),
    status: 'awaiting',
    version: post.version + 1,
    askedAt: now,
    objectBy: null,
    returned,
    updatedAt: now,
    redraw: true,
  };
}

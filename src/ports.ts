/** What we need from outside, in our words. Adapters fulfil these; no foreign error and no token passes through them. */
import type { Article, Language, StoredArticle } from './article.ts';
import type { Decision } from './decision.ts';
import type { KeptDecision } from './decision-chain.ts';
import type { DayFlows, FlowProgress, FollowerDay, PostFigures, PostMeasure, ReportSending } from './growth.ts';
import type { HandPost } from './hand-post.ts';
import type { HolidayCalendar } from './holidays.ts';
import type { LearnedTimes } from './learned-times.ts';
import type { Log } from './log.ts';
import type { Role } from './newsroom.ts';
import type { Pause } from './pause.ts';
import type { Person } from './person.ts';
import type { CardPlace, Failure, Post, PostStatus, RefusalClass, Uploads } from './post.ts';
import type { Revision } from './revision.ts';
import type { SourceForm } from './source.ts';

/** The present instant. Asked in use cases only and passed on as `now`. */
export type Clock = () => Date;

// ---------------------------------------------------------------- portal

/** Sent back as they came, so that an unchanged feed costs a 304. */
export type Validators = { readonly etag: string | null; readonly lastModified: string | null };

/** Why a portal's address could not be read. `detail` is for the log, English, without secrets. */
export type PortalProblem = {
  readonly kind:
    | 'unreachable' // DNS, refused, reset
    | 'slow' // over the time limit
    | 'too-big' // over the size limit, unpacked
    | 'tls' // broken certificate chain
    | 'address' // private, loopback, not http(s), too many redirects
    | 'status' // the server said no: see `status`
    | 'not-a-feed' // an HTML page, a login, an empty answer
    | 'broken' // not readable as what it claims to be
    | 'challenge' // an anti-bot page; never bypassed
    | 'robots' // robots.txt of the host does not let it be read
    | 'withdrawn'; // 404 or 410 of an article, or its "not found" page
  readonly status: number | null;
  readonly detail: string;
  /** When the server asked to be left alone until (Retry-After). */
  readonly retryAt: Date | null;
};

/** One entry of a feed or list: the article as far as told there, and the key it is known by. */
export type FeedItem = { readonly key: string; readonly article: Article };
export type RefusedItem = { readonly url: string | null; readonly why: string };

/** What stood at a source's address. `url`: where the list itself was read; `selector`: the list's entries on a page. */
export type FoundList = { readonly form: Exclude<SourceForm, 'auto'>; readonly url: string; readonly selector: string | null };

export type FeedReading =
  /** `items` newest first, undated last. `partial`: the document was cut off, so its validators must not be kept. */
  | {
      readonly outcome: 'read';
      readonly items: readonly FeedItem[];
      readonly refused: readonly RefusedItem[];
      readonly validators: Validators | null;
      readonly partial: boolean;
      /** What was read and where, for people: a feed that a front page named, a list that was found by itself. */
      readonly found?: FoundList;
      /** Where the list goes on, for whoever finds nothing on it that is known already. */
      readonly next?: string | null;
    }
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'failed'; readonly problem: PortalProblem };

/**
 * What Facebook would draw of a page under a link, from its Open Graph tags, title and description. `picture`: the address as told, http or
 * https; null: none is told. `barred`: robots.txt keeps Facebook's reader out.
 */
export type PageCard = { readonly title: string; readonly description: string | null; readonly picture: string | null; readonly barred: boolean };

export type ArticleReading =
  /** `key` is made from the page's canonical address: another one than the feed's means a copy or a new address. */
  | { readonly outcome: 'read'; readonly key: string; readonly article: Article; readonly card?: PageCard | undefined }
  | { readonly outcome: 'failed'; readonly problem: PortalProblem };

/** A page read again: `unchanged` when the portal says so by its validators. */
export type ArticleLook =
  | (Extract<ArticleReading, { outcome: 'read' }> & { readonly validators: Validators | null })
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'failed'; readonly problem: PortalProblem };

export type BytesReading =
  | { readonly outcome: 'read'; readonly bytes: Uint8Array; readonly type: string | null }
  | { readonly outcome: 'failed'; readonly problem: PortalProblem };

/** `size` in bytes, as told by the server; null: it told none. */
export type FileReading =
  | { readonly outcome: 'open'; readonly chunks: AsyncIterable<Uint8Array>; readonly size: number | null; readonly type: string | null }
  | { readonly outcome: 'failed'; readonly problem: PortalProblem };

/**
 * The portal, read politely and safely: limits on time and size, no private addresses, conditional GET. Never throws for a bad answer.
 * It knows the settings of the newsroom's sources; any other address is read by the rules that hold for all.
 */
export type Portal = {
  /** What a source lists. `url` is the source's. `last`: what was found there when it was read last, and where; `validators` belong to that address. A list's next page is read by its address in `last`. */
  readFeed(url: string, validators: Validators | null, now: Date, last?: FoundList | null): Promise<FeedReading>;
  /** `source`: the address of the source whose settings hold; without it, those of a source of the same host. */
  readArticle(url: string, now: Date, source?: string): Promise<ArticleReading>;
  /** The same page later, conditional where `validators` are known. */
  lookAgain(url: string, validators: Validators | null, now: Date, source?: string): Promise<ArticleLook>;
  readPicture(url: string): Promise<BytesReading>;
  /** A large file, piece by piece, with the care that pages are read with; the stream throws when the connection breaks or the limit is passed. */
  openFile(url: string): Promise<FileReading>;
};

// ---------------------------------------------------------------- pictures

/** `look`: 16 hex characters that hardly differ between two files of the same picture; absent where it was not asked for. */
export type KeptPicture = { readonly sha256: string; readonly width: number; readonly height: number; readonly look?: string | undefined };

/** Pictures made fit to post (JPEG or PNG under 4 MB, upright, without metadata) and kept in the media folder under the hash of their bytes. */
export type Pictures = {
  /**
   * null when the bytes are no picture that can be read, or one that is too small or too narrow to be posted. Nothing is ever cut off.
   * `framed`: one more than three times as wide as high is laid on a backdrop of itself, twice as wide as high.
   */
  keep(bytes: Uint8Array, framed?: boolean): Promise<KeptPicture | null>;
  /** The bytes as kept, read anew from disk; null when they are gone. Whoever sends them hashes them again. */
  bytes(sha256: string): Promise<Uint8Array | null>;
};

// ---------------------------------------------------------------- videos

/** A video's file as it lies in the media folder; read piece by piece, never whole. */
export type VideoFile = {
  readonly size: number;
  /** The bytes from `from` up to, not including, `to`, put over those of `into` where it is given. Throws a DeskError when the file went away meanwhile. */
  read(from: number, to: number, into?: Uint8Array): Promise<Uint8Array>;
};

/** Videos kept in the media folder under the hash of their bytes. */
export type Videos = {
  /** Keeps what comes, piece by piece, whatever it is; throws what `chunks` throws, and then nothing is kept. */
  keep(chunks: AsyncIterable<Uint8Array>): Promise<{ readonly sha256: string; readonly size: number }>;
  /** The file, once its bytes were found to be what its name says; null when it is gone or was changed. */
  open(sha256: string): Promise<VideoFile | null>;
};

/** The folder that keeps pictures and videos, as a whole. */
export type MediaFolder = {
  /** Removes every file that is older than `before` and not among `needed` (SHA-256, hex); answers with how many. */
  forget(needed: ReadonlySet<string>, before: Date): Promise<number>;
};

// ---------------------------------------------------------------- fanpage

export type Refusal = {
  readonly class: RefusalClass;
  readonly code: number | null;
  readonly subcode: number | null;
  readonly detail: string;
  /** For `rate`: when calls may be made again, where the Page told it. */
  readonly retryAt: Date | null;
};

/** What came of the one call that publishes. Only `not-sent` may be repeated without a look. */
export type PublishOutcome =
  | { readonly outcome: 'published'; readonly remoteId: string; readonly permalink: string | null }
  /** The Page said no. `duplicate`: code 506, the text is the Page's last post already. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly duplicate: boolean }
  /** The connection was never made. */
  | { readonly outcome: 'not-sent'; readonly detail: string }
  /** It may be on the Page: lost answer, 5xx, code 1 or 2, a 2xx without an id. */
  | { readonly outcome: 'unknown'; readonly detail: string };

/** A read: what was read, a no, or no answer; the last two prove nothing. */
export type PageRead<T> =
  | { readonly outcome: 'read'; readonly value: T }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'no-answer'; readonly detail: string };

/** A picture as it is sent. */
export type PictureInput = { readonly bytes: Uint8Array; readonly alt: string | null };

/** What is sent. `link` posts let Facebook draw the preview; `photo` posts upload the bytes; a video's file is uploaded piece by piece. */
export type PagePostInput =
  | { readonly form: 'link'; readonly message: string; readonly link: string }
  | { readonly form: 'photo'; readonly message: string; readonly pictures: readonly PictureInput[] }
  | {
      readonly form: 'video';
      readonly as: 'video' | 'reel';
      readonly message: string;
      readonly sha256: string;
      readonly file: VideoFile;
      readonly cover: PictureInput | null;
    };

/** What came of uploading. Whatever went wrong, readers see nothing, and it may be done again. */
export type UploadOutcome =
  /** Everything that was given to `keep` is there. */
  | { readonly outcome: 'ready' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  /** Not all of it got there; what did is kept, and is gone on from. */
  | { readonly outcome: 'not-sent'; readonly detail: string }
  /** `keep` said no. */
  | { readonly outcome: 'stopped' };

/** How far a video is on the Page. */
export type VideoState =
  /** Not published, and nothing is being done about it. */
  | { readonly state: 'open' }
  /** Facebook is at work on it; it may still be published or fail. */
  | { readonly state: 'processing' }
  | { readonly state: 'published'; readonly remoteId: string; readonly permalink: string | null }
  | { readonly state: 'failed'; readonly detail: string };

/** A post as the Page shows it. `links` are the addresses of its attachments, unshimmed. */
export type PagePost = {
  readonly remoteId: string;
  readonly createdAt: Date;
  readonly message: string | null;
  readonly permalink: string | null;
  readonly links: readonly string[];
};

/** A post read back. `visible` false: the Page has it not, or hides it. */
export type PostView = { readonly visible: boolean; readonly permalink: string | null };

/** How much of its allowance the Page has used, as the last answer said. */
export type PageUsage = {
  /** The highest of all counts; calls are refused at 100. */
  readonly percent: number;
  /** When calls may be made again, where the Page told it. */
  readonly regainAt: Date | null;
  readonly at: Date;
};

export type PageHealth = {
  readonly name: string;
  /** The app that the token belongs to; null where it was not told. */
  readonly appId: string | null;
  readonly valid: boolean;
  /** null: never. */
  readonly expiresAt: Date | null;
  readonly dataAccessExpiresAt: Date | null;
  readonly scopes: readonly string[];
};

/** What came of changing a post that is out. Only `not-sent` may be repeated without a look. */
export type LiveOutcome =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'not-sent'; readonly detail: string }
  | { readonly outcome: 'unknown'; readonly detail: string };

/** One Facebook Page. Writes are sent once and never repeated here; reads may be. */
export type FanPage = {
  readonly id: string;
  /**
   * Gives the Page what the post is made of, unseen by readers, going on from `uploads`. Each new handle goes to `keep`,
   * which stores it durably before the next call; false from it ends the work.
   */
  upload(post: PagePostInput, uploads: Uploads | null, keep: (uploads: Uploads) => Promise<boolean>): Promise<UploadOutcome>;
  /** The one call that publishes, with what `upload` made ready. */
  publish(post: PagePostInput, uploads: Uploads | null): Promise<PublishOutcome>;
  /** By the id that an upload was given. */
  videoState(id: string): Promise<PageRead<VideoState>>;
  /** Every published post since `since`, newest first, all result pages read. */
  postsSince(since: Date): Promise<PageRead<readonly PagePost[]>>;
  /** Other words for a post of ours that is out. */
  edit(remoteId: string, message: string): Promise<LiveOutcome>;
  /** Takes a post of ours down; one that is gone already is `done`. */
  remove(remoteId: string): Promise<LiveOutcome>;
  /** A post's words as they stand; null: it is not there. */
  readPost(remoteId: string): Promise<PageRead<{ readonly message: string | null } | null>>;
  /** Whether readers see the post, and where. */
  readBack(remoteId: string): Promise<PageRead<PostView>>;
  /** Has Facebook read a link's page anew for its preview. May be repeated: nothing is published. */
  rescrape(link: string): Promise<PageRead<null>>;
  followers(): Promise<PageRead<number>>;
  /** One of Facebook's daily figures, for days that ended after `since` and not after `until` (at most 90 days apart); `endedAt` is when such a day was over. */
  daily(figure: keyof DayFlows, since: Date, until: Date): Promise<PageRead<readonly { readonly endedAt: Date; readonly value: number }[]>>;
  figures(remoteId: string): Promise<PageRead<PostFigures>>;
  health(): Promise<PageRead<PageHealth>>;
  /** What the answers to the calls above told last; null: nothing yet. */
  usage(): PageUsage | null;
};

// ---------------------------------------------------------------- chat

/** `press`: at most 64 bytes, comes back as `Press.data`. */
export type Button = { readonly label: string; readonly press: string } | { readonly label: string; readonly open: string };

/** A card as it is to look: `text` is plain, `picture` stands above it. Drawn from the stored state only. */
export type CardView = {
  readonly text: string;
  readonly picture: Uint8Array | null;
  /** An album's further pictures, in order: with `picture` they stand above the text. */
  readonly more?: readonly Uint8Array[];
  readonly buttons: readonly (readonly Button[])[];
};

/**
 * A card drawn anew: `keep` leaves the picture that stands there, null takes it away. `pictures`: what is kept, for where the card
 * has to be sent as a new one all the same.
 */
export type CardEdit = Omit<CardView, 'picture'> & {
  readonly picture: Uint8Array | 'keep' | null;
  readonly pictures?: () => Promise<Pick<CardView, 'picture' | 'more'>>;
};

export type ChatOutcome<T> =
  | { readonly outcome: 'sent'; readonly value: T }
  /** `gone-card`: the message is not there any more, send a new one. `no-chat`: thrown out, no rights, unknown chat. `no-connection`: surely not sent, since nobody was reached. */
  | { readonly outcome: 'refused'; readonly why: 'gone-card' | 'no-chat' | 'bad-token' | 'no-connection' | 'other'; readonly detail: string }
  | { readonly outcome: 'unknown'; readonly detail: string };

/** Where to: a chat, or a forum topic in it. */
export type Room = { readonly chat: string; readonly topic: number | null };
export type Destination = string | Room;

/** The numeric id tells who somebody is; name and language are as Telegram has them, and only for talking to people. */
export type ChatUser = Person & { readonly language?: Language | null };

export type Press = {
  readonly data: string;
  readonly user: ChatUser;
  readonly chat: string;
  readonly message: number;
};
/** The popup that answers a press; at most 200 characters. */
export type PressAnswer = { readonly text: string; readonly alert: boolean };

/** What a message answers, and who wrote that. */
export type RepliedTo = { readonly message: number; readonly user: ChatUser | null; readonly bot: boolean };

export type ChatMessage = {
  readonly kind: 'message';
  readonly chat: string;
  /** A chat between one person and the bot. */
  readonly direct: boolean;
  readonly topic: number | null;
  readonly message: number;
  /** null: an admin who hides behind the group's name, a channel, another bot. Nobody can be told from such a message. */
  readonly user: ChatUser | null;
  /** The text, or the caption of a picture. */
  readonly text: string;
  /** Without the slash and the bot's name, in lower case; null: no command for this bot. */
  readonly command: { readonly name: string; readonly argument: string } | null;
  /** For `download`; null: no picture. */
  readonly picture: string | null;
  readonly replyTo: RepliedTo | null;
};

export type Incoming =
  | ChatMessage
  /** The bot's own place in a chat changed. `by`: who did it. */
  | { readonly kind: 'place'; readonly chat: string; readonly inChat: boolean; readonly by: ChatUser }
  /** A group became a supergroup with a new id. */
  | { readonly kind: 'moved'; readonly from: string; readonly to: string };

/** `mention`: who is called by it, each where the name stands in the text. `replyTo`: the message that it answers, if that is still there. */
export type TextExtras = { readonly mention?: readonly Person[]; readonly replyTo?: number | null };
/** Asks `of` to answer by a reply. */
export type Prompt = { readonly text: string; readonly placeholder: string; readonly of: Person };
export type ReportMessage = { readonly picture: Uint8Array; readonly fileName: string; readonly caption: string };
export type ChatDocument = { readonly bytes: Uint8Array; readonly fileName: string; readonly caption: string };
/** The menu of commands for people of one language; null: for everybody else. */
export type CommandMenu = { readonly language: Language | null; readonly commands: readonly { readonly name: string; readonly does: string }[] };

export type ChatHealth = { readonly bot: string; readonly chatTitle: string | null; readonly canSend: boolean };

/** The application's side of the chat. What throws is tried again, four times in all within 12 s. */
export type Hearing = {
  /** The answer is shown to who pressed, once. */
  readonly press: (press: Press) => Promise<PressAnswer>;
  readonly incoming?: (incoming: Incoming) => Promise<void>;
};

/** The staff chat. Sending keeps to the chat's rate and waits out a 429; a send is never repeated after no answer. */
export type Chat = {
  sendCard(to: Destination, card: CardView): Promise<ChatOutcome<CardPlace>>;
  /** "Not modified" is success. May move the card when its form changes, hence the place in the answer. */
  editCard(place: CardPlace, card: CardEdit): Promise<ChatOutcome<CardPlace>>;
  sendText(to: Destination, text: string, extras?: TextExtras): Promise<ChatOutcome<null>>;
  /** The number of the message that a reply will name. */
  sendPrompt(to: Destination, prompt: Prompt): Promise<ChatOutcome<number>>;
  sendReport(to: Destination, report: ReportMessage, extras?: Pick<TextExtras, 'replyTo'>): Promise<ChatOutcome<null>>;
  sendDocument(to: Destination, file: ChatDocument, extras?: Pick<TextExtras, 'replyTo'>): Promise<ChatOutcome<null>>;
  /** Bytes of a picture that somebody sent; at most 20 MB. */
  download(picture: string): Promise<ChatOutcome<Uint8Array>>;
  setCommands(menus: readonly CommandMenu[]): Promise<ChatOutcome<null>>;
  /** What somebody in the chat is called; null: it is not known, or cannot be asked now. */
  nameOf(chat: string, person: number): Promise<string | null>;
  /** Tells of groups that are known to have become supergroups, so that the first message already finds its way. */
  moved(from: string, to: string): void;
  health(chat: string): Promise<ChatOutcome<ChatHealth>>;
  /** Takes what comes until `stop`. Goes on by itself through network errors, 5xx, 409 and 429. */
  listen(hearing: Hearing): Listening;
};
export type Listening = { stop(): Promise<void> };

// ---------------------------------------------------------------- charts

export type ChartTheme = 'light' | 'dark';

/** Words are the caller's, already in the reader's language; `values` null where nothing was read. */
export type GrowthChart = {
  /** How numbers on axes and labels are written. */
  readonly locale: 'vi' | 'en';
  readonly theme: ChartTheme;
  /** Headings of the drawings, the mark of a day without a reading, and what to say when there is none at all. */
  readonly words: { readonly followers: string; readonly net: string; readonly weeks: string; readonly noReading: string; readonly empty: string };
  readonly title: string;
  readonly subtitle: string;
  readonly days: readonly { readonly label: string; readonly followers: number | null; readonly net: number | null }[];
  /** Oldest first; empty where weeks are not to be shown. */
  readonly weeks: readonly { readonly label: string; readonly followers: number | null; readonly net: number | null }[];
  /** Drawn as a line over the weeks. */
  readonly target: { readonly value: number; readonly label: string } | null;
  readonly figures: readonly { readonly label: string; readonly value: string }[];
  readonly note: string | null;
};

/** Pages in their order, each with a bar for its net; `best`: it grew fastest. */
export type ComparisonChart = {
  readonly locale: 'vi' | 'en';
  readonly theme: ChartTheme;
  readonly title: string;
  readonly subtitle: string;
  readonly words: { readonly page: string; readonly followers: string; readonly net: string; readonly rate: string; readonly posts: string };
  readonly rows: readonly {
    readonly name: string;
    readonly followers: string;
    readonly net: number | null;
    readonly rate: string;
    readonly posts: string;
    readonly best: boolean;
  }[];
};
/** A Page's days, one below the other. Places in a day are shares of it, from 0 to 1. */
export type WeekChart = {
  readonly locale: 'vi' | 'en';
  readonly theme: ChartTheme;
  readonly title: string;
  readonly subtitle: string;
  readonly legend: readonly { readonly kind: WeekMark | 'trial' | 'closed'; readonly label: string }[];
  readonly days: readonly {
    readonly label: string;
    /** A holiday, a pause. */
    readonly note: string | null;
    /** Hours in which nothing goes out. */
    readonly closed: readonly { readonly from: number; readonly to: number }[];
    /** `trial`: the hour is tried, in place of a posting time. */
    readonly marks: readonly { readonly at: number; readonly kind: WeekMark; readonly trial: boolean }[];
    readonly lines: readonly { readonly time: string; readonly text: string; readonly kind: WeekMark }[];
    readonly more: string | null;
  }[];
};
/** `hand`: people posted it themselves. `foreseen`: not promised yet. */
export type WeekMark = 'published' | 'hand' | 'planned' | 'foreseen' | 'free';
/** Draws a PNG, 1200 px wide, with a font of its own. */
export type Charts = {
  growth(chart: GrowthChart): Promise<Uint8Array>;
  comparison(chart: ComparisonChart): Promise<Uint8Array>;
  week(chart: WeekChart): Promise<Uint8Array>;
};

// ---------------------------------------------------------------- sheets

/** `day` (`yyyy-MM-dd`) with `time` (`HH:mm`) becomes a date as the sheet knows it, `share` a percentage: 0.5 is 50 %. */
export type Cell = string | number | { readonly day: string; readonly time?: string } | { readonly share: number } | null;
export type Sheet = {
  readonly name: string;
  readonly columns: readonly { readonly header: string; readonly width: number }[];
  readonly rows: readonly (readonly Cell[])[];
};
/** Writes an .xlsx workbook. */
export type Sheets = { write(sheets: readonly Sheet[]): Promise<Uint8Array> };

// ---------------------------------------------------------------- stores

/**
 * `overtaken`: the stored document has another `rev` (someone else wrote first) or is gone; `taken`: a unique key
 * belongs to another document. Nothing was written in both cases.
 */
export type Written<T> = { readonly outcome: 'written'; readonly value: T } | { readonly outcome: 'overtaken' } | { readonly outcome: 'taken' };

/** Documents with optimistic locking. Every acknowledged write is durable: it survives a kill and a power loss. */
export type Store<T extends { readonly id: string; readonly rev: number }> = {
  /** false when the id or a unique key is there already. */
  add(value: T): Promise<boolean>;
  get(id: string): Promise<T | null>;
  /** Replaces `current` by `next` in one atomic write that expects `current.rev` (and, for posts, its status). The stored `rev` is `current.rev + 1`. */
  replace<N extends T>(current: T, next: N): Promise<Written<N>>;
};

export type ArticleStore = Store<StoredArticle> & {
  /** Collected and not yet drafted, tries due at `now`; newest first, undated last. */
  collected(now: Date, limit: number): Promise<readonly StoredArticle[]>;
  knows(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** The articles of these keys. */
  withKeys(keys: readonly string[]): Promise<readonly StoredArticle[]>;
  /** The one article with this fingerprint: what others with it are copies of. */
  withFingerprint(fingerprint: string): Promise<StoredArticle | null>;
  /** Whole ones collected at or before `before`, oldest first, after this one. */
  toTidy(before: Date, limit: number, after: StoredArticle | null): Promise<readonly StoredArticle[]>;
  count(): Promise<Readonly<Record<StoredArticle['progress']['state'], number>>>;
  /** Whose next look has come, longest due first. */
  toWatch(now: Date, limit: number): Promise<readonly StoredArticle[]>;
  all(after: string | null, limit: number): Promise<readonly StoredArticle[]>;
};

/** What became of an article on its portal: appended, never changed but that long bodies are taken out in the end (`tidy.ts`). */
export type RevisionStore = Store<Revision> & {
  /** In their order. */
  of(articleId: string): Promise<readonly Revision[]>;
  /** Newest first. */
  newest(kinds: readonly Revision['kind'][], limit: number): Promise<readonly Revision[]>;
  /** What posts have not taken in yet, each article's in their order. */
  open(limit: number): Promise<readonly Revision[]>;
};

/** All lists are oldest first by the named instant, else by `createdAt`. */
export type PostStore = Store<Post> & {
  withStatus<S extends PostStatus>(status: S, limit: number): Promise<readonly Extract<Post, { status: S }>[]>;
  /** Scheduled with slot and notBefore not after `now`, by slot. */
  due(page: string, now: Date, limit: number): Promise<readonly Extract<Post, { status: 'scheduled' }>[]>;
  /** Posts of the Page that hold a slot at or after `from` (scheduled, publishing, unconfirmed, published), by slot. */
  slotted(page: string, from: Date): Promise<readonly Extract<Post, { slot: Date }>[]>;
  /** Cards that do not show the stored state. */
  toRedraw(limit: number): Promise<readonly Post[]>;
  publishedBetween(page: string, from: Date, to: Date): Promise<readonly Extract<Post, { status: 'published' }>[]>;
  /** Rejected, expired or failed (`at`) in the span. */
  endedBetween(page: string, from: Date, to: Date): Promise<readonly Extract<Post, { status: 'rejected' | 'expired' | 'failed' }>[]>;
  /** Of every status, by `createdAt` in the span. */
  createdBetween(page: string, from: Date, to: Date): Promise<readonly Post[]>;
  /** Published ones with a change that is to be sent, or whose outcome is not known. */
  changing(limit: number): Promise<readonly Extract<Post, { status: 'published' }>[]>;
  /** Those whose card has this message number, in whatever chat. */
  withCard(message: number): Promise<readonly Post[]>;
  /** Not ended, or all; oldest first, at most `limit` after the one with id `after`. */
  list(all: boolean, limit: number, after?: string): Promise<readonly Post[]>;
  count(): Promise<Readonly<Record<PostStatus, number>>>;
};

/** What is known of a feed between two polls. `id` is the feed's address. */
export type SourceState = {
  readonly id: string;
  readonly rev: number;
  readonly validators: Validators | null;
  /** null until the first poll was stored whole. */
  readonly firstReadAt: Date | null;
  readonly lastReadAt: Date | null;
  readonly failures: number;
  readonly notBefore: Date | null;
  /** It reads well and lists nothing, since then. */
  readonly emptySince: Date | null;
  /** When something new came, once for each day, oldest first: the last 30 days and the one before. */
  readonly arrivals: readonly Date[];
  /** What was read, and where: the feed that a front page named is asked directly from then on. */
  readonly found: FoundList | null;
};

/** What holds for a whole Page: whose turn it is, and whether its queue stands still. */
export type PageState = {
  readonly id: string;
  readonly rev: number;
  /** No send before this instant: the least gap between two posts, and rate limits. */
  readonly nextSendAt: Date;
  /** The queue stands still until a person mended it and `check-health` saw so. */
  readonly stopped: (Failure & { readonly since: Date }) | null;
  /** What any process heard last; null where nobody told. */
  readonly usage: PageUsage | null;
};

export type FollowerStore = Store<FollowerDay> & {
  /** Days from `from` to `to` (`yyyy-MM-dd`, both included), by day. */
  days(page: string, from: string, to: string): Promise<readonly FollowerDay[]>;
  /** The newest days before `day`, newest first. */
  before(page: string, day: string, limit: number): Promise<readonly FollowerDay[]>;
};

export type MeasureStore = Store<PostMeasure> & {
  /** What was measured of these posts. */
  of(posts: readonly string[]): Promise<readonly PostMeasure[]>;
};

/** Something staff must hear once: opened by its cause, told, and told again when it is over. */
export type Notice = {
  readonly id: string;
  readonly rev: number;
  readonly text: string;
  readonly openedAt: Date;
  readonly toldAt: Date | null;
  /** What to say when it is over; null while it lasts. */
  readonly over: { readonly text: string; readonly at: Date; readonly toldAt: Date | null } | null;
  /** There is something to tell. */
  readonly pending: boolean;
  /** Told no sooner; absent: at once. */
  readonly notBefore?: Date | undefined;
  /** Where it is told; absent: in the newsroom's own chat. */
  readonly room?: Room | undefined;
  /** Who is called by it, by the numeric id. */
  readonly mention?: readonly Person[] | undefined;
};
export type NoticeStore = Store<Notice> & { pending(limit: number): Promise<readonly Notice[]> };

/** By `at`. */
export type HandPostStore = Store<HandPost> & { since(page: string, from: Date): Promise<readonly HandPost[]> };

export type PauseStore = Store<Pause> & {
  /** Neither ended nor over at `now`, those that are still to begin among them. */
  open(now: Date): Promise<readonly Pause[]>;
  /** Not over by themselves before `from`, ended ones too. */
  since(from: Date): Promise<readonly Pause[]>;
};

/** The last run of a job, for people who ask when it last worked. */
export type JobRun = {
  readonly id: string;
  readonly rev: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly ok: boolean | null;
  readonly error: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly by: string;
  /** The beat that it was run for; null when it was woken between two. */
  readonly moment: Date | null;
};

/** Who does what only one process may do, such as taking the bot's updates. Whoever holds it writes it anew all the time: `rev` rises. */
export type Lease = { readonly id: string; readonly rev: number; readonly by: string };

/** When messages went to a group within the last minute, one instant each, by whatever process. `id` is the chat. */
export type ChatPace = { readonly id: string; readonly rev: number; readonly sends: readonly Date[] };

/** The digest card: one message that pages through the waiting drafts of a chat. `id` is the chat, with its topic where there is one. */
export type Digest = {
  readonly id: string;
  readonly rev: number;
  readonly place: CardPlace | null;
  /** The post it shows now. */
  readonly shows: string | null;
  /** The one that was decided on it last: the decision can be taken back there. */
  readonly decided?: string | null | undefined;
  readonly open: boolean;
  readonly redraw: boolean;
};

/** What was decided, by whom, about exactly what: appended, never changed. Their order is that of the chain, also within a millisecond. */
export type DecisionStore = Pick<Store<Decision>, 'get'> & {
  /** Appends it to the chain; false when it is there already. */
  add(value: Decision): Promise<boolean>;
  /** As they were kept, each sealed with the one before; those after the link `after`. */
  chain(after: string | null, limit: number): Promise<readonly KeptDecision[]>;
  /** About one post, in the order in which they were made. */
  of(postId: string): Promise<readonly Decision[]>;
};

export const questionKinds = ['text', 'live-text', 'time', 'reason', 'picture'] as const;
/** A message that asks one person for a reply, about one version of a post. One of a kind is open for a post and a person. */
export type Question = {
  readonly id: string;
  readonly rev: number;
  readonly kind: (typeof questionKinds)[number];
  readonly state: 'unsent' | 'open' | 'answered';
  readonly message: number | null;
  /** The reply that was taken. */
  readonly answeredBy?: number | undefined;
  readonly postId: string;
  readonly version: number;
  readonly room: Room;
  readonly of: Person;
  readonly language: Language | null;
  /** A later reply is not taken. */
  readonly until: Date;
};
export type QuestionStore = Store<Question> & {
  toSend(limit: number): Promise<readonly Question[]>;
  /** Those with this message number, in whatever chat. */
  withMessage(message: number): Promise<readonly Question[]>;
};

/** Somebody whom an admin added or removed in the chat. `id` is the numeric id as text. Holds over what the settings say of that person. */
export type StaffEntry = {
  readonly id: string;
  readonly rev: number;
  /** null: removed. */
  readonly role: Role | null;
  readonly name: string;
  /** Ids of Pages; null: all. */
  readonly pages: readonly string[] | null;
  readonly by: Person;
  readonly at: Date;
};
export type StaffStore = Store<StaffEntry> & { all(): Promise<readonly StaffEntry[]> };

/** What became of a chat. `id`: the chat as it was known. */
export type ChatState = {
  readonly id: string;
  readonly rev: number;
  /** The supergroup that it became. */
  readonly movedTo: string | null;
  /** The bot is not in it, since then. */
  readonly outSince: Date | null;
};
export type ChatStateStore = Store<ChatState> & { all(): Promise<readonly ChatState[]> };

/** A person's word that readers see what the app posts: no program can read the app's mode. It holds for this app and these Pages. */
export type ModeConfirmed = { readonly by: string; readonly at: Date; readonly app: string; readonly pages: readonly string[] };

/** The desk itself: when it was installed, in which form its data stands. `id` is always `desk`. */
export type DeskState = {
  readonly id: 'desk';
  readonly rev: number;
  readonly installedAt: Date;
  readonly schema: number;
  /** The data came out of a backup: when, and when that was taken. What happened in between is not known here. */
  readonly restored: { readonly at: Date; readonly takenAt: Date } | null;
  readonly mode: ModeConfirmed | null;
};

export type Stores = {
  readonly articles: ArticleStore;
  readonly revisions: RevisionStore;
  readonly posts: PostStore;
  readonly sources: Store<SourceState>;
  readonly pages: Store<PageState>;
  readonly followers: FollowerStore;
  readonly flows: Store<FlowProgress>;
  readonly measures: MeasureStore;
  readonly reports: Store<ReportSending>;
  readonly notices: NoticeStore;
  readonly runs: Store<JobRun>;
  readonly digests: Store<Digest>;
  readonly leases: Store<Lease>;
  readonly paces: Store<ChatPace>;
  readonly pauses: PauseStore;
  readonly learned: Store<LearnedTimes>;
  readonly handPosts: HandPostStore;
  readonly decisions: DecisionStore;
  readonly questions: QuestionStore;
  readonly staff: StaffStore;
  readonly chats: ChatStateStore;
  readonly desk: Store<DeskState>;
  /** Throws a DeskError when the store cannot be written (full disk, no right, no primary). */
  check(): Promise<{ readonly engine: 'embedded' | 'mongodb'; readonly detail: string }>;
  close(): Promise<void>;
};

/** Tells whether another process, by the name it claims with, is surely gone (same machine, no such process). */
export type Processes = { readonly self: string; isGone(name: string): boolean };

export type Ports = Stores & {
  readonly clock: Clock;
  readonly log: Log;
  readonly portal: Portal;
  readonly pictures: Pictures;
  readonly mediaFolder: MediaFolder;
  readonly videos: Videos;
  readonly fanPages: readonly FanPage[];
  readonly chat: Chat;
  readonly charts: Charts;
  readonly calendar: HolidayCalendar;
  readonly sheets: Sheets;
  readonly processes: Processes;
};

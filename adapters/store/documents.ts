/** Every document type of the line: its schema, checked against the types of `src/`, and its indexes. */
import { z } from 'zod';
import { articleKinds, languages, type StoredArticle, skipReasons, textFields, unwatched } from '../../src/article.ts';
import { decisionVerbs } from '../../src/decision.ts';
import type { KeptDecision } from '../../src/decision-chain.ts';
import { DeskError } from '../../src/errors.ts';
import { type FlowProgress, type FollowerCount, type FollowerDay, type PostMeasure, type ReportSending, readingMarks } from '../../src/growth.ts';
import type { HandPost } from '../../src/hand-post.ts';
import type { LearnedTimes } from '../../src/learned-times.ts';
import { roles } from '../../src/newsroom.ts';
import { type Pause, pauseKinds } from '../../src/pause.ts';
import {
  type ChatPace,
  type ChatState,
  type DeskState,
  type Digest,
  type JobRun,
  type Lease,
  type Notice,
  type PageState,
  type Question,
  questionKinds,
  type SourceState,
  type StaffEntry,
} from '../../src/ports.ts';
import {
  cardMenus,
  expiryReasons,
  holdReasons,
  liveStates,
  moveReasons,
  type Post,
  refusalClasses,
  returnReasons,
  slotReasons,
  warningKinds,
} from '../../src/post.ts';
import type { Revision } from '../../src/revision.ts';
import { sourceForms } from '../../src/source.ts';
import type { Condition, Index, RawFilter, Scalar, StoredDocument } from './collection.ts';

/** An instant: MongoDB gives a Date, the embedded engine the ISO text that stands in its JSON. */
export const instant = z.union([z.date(), z.iso.datetime({ precision: 3 }).transform((text) => new Date(text))]);

const text = z.string();
const whole = z.int();
const orNull = <S extends z.ZodType>(schema: S) => z.nullable(schema);
const identified = { id: text.min(1), rev: whole };

// ---------------------------------------------------------------- articles

const picture = z.object({ url: text, caption: orNull(text) });
const headingLinks = z.array(z.object({ text, url: text })).readonly();
const progress = z.discriminatedUnion('state', [
  z.object({ state: z.literal('collected') }),
  z.object({ state: z.literal('drafted'), pages: z.array(text).readonly().optional() }),
  z.object({ state: z.literal('skipped'), reason: z.enum(skipReasons) }),
]);
const validators = z.object({ etag: orNull(text), lastModified: orNull(text) });
const prints = z.record(z.enum(textFields), text).readonly();
const watch = z.object({
  lookAt: orNull(instant),
  lookedAt: orNull(instant),
  validators: orNull(validators),
  seen: orNull(prints),
  listed: orNull(text),
  revisions: whole,
  missingSince: orNull(instant),
  withdrawnAt: orNull(instant),
});
const article = z.object({
  ...identified,
  key: text,
  source: text,
  collectedAt: instant,
  progress,
  pageTries: whole,
  notBefore: orNull(instant),
  url: text,
  title: text,
  lead: orNull(text),
  publishedAt: orNull(instant),
  precision: z.enum(['instant', 'day']),
  images: z.array(picture).readonly(),
  video: orNull(text),
  kind: z.enum(articleKinds),
  credit: orNull(text),
  author: orNull(text).optional(),
  translation: orNull(text).optional(),
  links: headingLinks.optional(),
  language: z.enum(languages),
  categories: z.array(text).readonly(),
  body: orNull(text),
  // A unique key that many lack must be absent there: MongoDB holds null to it.
  fingerprint: text.optional(),
  copyOf: orNull(text).default(null),
  watch: watch.default(unwatched),
  tidiedAt: orNull(instant).optional(),
});

// ---------------------------------------------------------------- revisions

const articleText = z.object({
  title: text,
  lead: orNull(text),
  body: orNull(text),
  images: z.array(picture).readonly(),
  links: headingLinks.optional(),
});
const recorded = { ...identified, articleId: text, number: whole, at: instant, title: text, url: text, open: z.boolean().optional() };
const revision = z.discriminatedUnion('kind', [
  z.object({ ...recorded, kind: z.literal('edited'), fields: z.array(z.enum(textFields)).readonly(), was: articleText, is: articleText }),
  z.object({ ...recorded, kind: z.literal('withdrawn'), since: instant, why: text }),
  z.object({ ...recorded, kind: z.literal('back') }),
]);

// ---------------------------------------------------------------- posts

const media = z.object({ url: text, alt: orNull(text), sha256: text });
const videoMedia = z.object({ url: text, sha256: text, size: whole, width: orNull(z.number()), height: orNull(z.number()), seconds: orNull(z.number()) });
const videoAs = z.enum(['video', 'reel']);
const linkCard = z.object({ title: text, description: orNull(text) });
const content = z.discriminatedUnion('form', [
  z.object({ form: z.literal('link'), message: text, link: text, preview: orNull(media), card: orNull(linkCard).optional() }),
  z.object({ form: z.literal('photo'), message: text, link: text, pictures: z.array(media).readonly() }),
  z.object({ form: z.literal('video'), as: videoAs, message: text, link: text, video: videoMedia, cover: orNull(media) }),
]);
const uploads = z.object({
  photos: z.array(z.object({ sha256: text, id: text, at: instant })).readonly(),
  video: orNull(z.object({ sha256: text, as: videoAs, id: text, at: instant, session: text, offset: whole })),
});
const person = z.object({ id: z.number(), name: text });
const cardPlace = z.object({
  chat: text,
  message: z.number(),
  form: z.enum(['picture', 'text']),
  topic: orNull(whole).optional(),
  above: z.array(whole).readonly().optional(),
  shows: text.optional(),
  pieces: whole.optional(),
  beginning: text.optional(),
});
const failure = z.object({
  reason: z.enum([...refusalClasses, 'unconfirmed', 'media-lost']),
  code: orNull(z.number()),
  subcode: orNull(z.number()),
  detail: text,
});

const decision = z.object({
  ...identified,
  at: instant,
  verb: z.enum(decisionVerbs),
  by: z.union([person, z.literal('desk')]),
  postId: orNull(text),
  page: orNull(text),
  version: orNull(whole),
  hash: orNull(text),
  chat: orNull(text),
  message: orNull(whole),
  note: orNull(text),
});
const keptDecision = decision.extend({ link: text, previous: text, seal: text });

const warnings = z.array(z.object({ kind: z.enum(warningKinds), facts: z.boolean(), detail: text.optional() })).readonly();
const identity = { ...identified, articleId: text, page: text, source: text, title: text, url: text, createdAt: instant, updatedAt: instant };
const shown = {
  ...identity,
  kind: z.enum(articleKinds),
  language: z.enum(languages),
  articleAt: orNull(instant),
  content,
  warnings,
  prints: prints.optional(),
  shownAt: instant.optional(),
  version: whole,
  card: orNull(cardPlace),
  redraw: z.boolean(),
  categories: z.array(text).readonly().optional(),
  event: orNull(z.object({ beginsAt: instant, exact: z.boolean() })).optional(),
  urgent: z.boolean().optional(),
  pinnedAt: orNull(instant).optional(),
  moved: orNull(z.object({ from: instant, why: z.enum(moveReasons), at: instant })).optional(),
  slotWhy: z.enum(slotReasons).optional(),
  journal: z.array(decision).readonly().optional(),
  correction: orNull(z.object({ kind: z.enum(['edited', 'withdrawn']), from: whole, to: whole, asks: z.boolean(), message: orNull(text) })).optional(),
  sister: z.object({ url: text, postId: orNull(text), prints: prints.optional() }).optional(),
  menu: orNull(z.enum(cardMenus)).optional(),
};
const consent = z.object({ by: person, at: instant, hash: text });
const approval = z.object({
  by: z.union([person, z.literal(['auto', 'no-objection'])]),
  at: instant,
  hash: text,
  with: z.array(consent).readonly().optional(),
});
const live = z.object({
  kind: z.enum(['edit', 'withdraw']),
  message: orNull(text),
  by: person,
  state: z.enum(liveStates),
  at: instant,
  looks: whole,
  detail: orNull(text),
  warnings: warnings.optional(),
});
const consented = { ...shown, approval };
const slotted = { ...consented, slot: instant, slotKey: text, resends: whole, notBefore: orNull(instant), uploads: orNull(uploads).default(null) };

const post = z.discriminatedUnion('status', [
  z.object({
    ...identity,
    status: z.literal('skipped'),
    reason: z.enum(skipReasons),
    card: orNull(cardPlace).optional(),
    redraw: z.boolean().optional(),
    journal: z.array(decision).readonly().optional(),
  }),
  z.object({ ...shown, status: z.literal('draft') }),
  z.object({
    ...shown,
    status: z.literal('awaiting'),
    askedAt: instant,
    objectBy: orNull(instant),
    returned: orNull(z.enum(returnReasons)),
    consents: z.array(consent).readonly().optional(),
    remindedAt: instant.optional(),
    escalatedAt: instant.optional(),
  }),
  z.object({ ...consented, status: z.literal('approved'), resends: whole.optional(), uploads: orNull(uploads).optional() }),
  z.object({ ...slotted, status: z.literal('scheduled') }),
  z.object({
    ...slotted,
    status: z.literal('publishing'),
    claim: z.object({ by: text, at: instant, until: instant }),
    sendingAt: orNull(instant),
  }),
  z.object({
    ...slotted,
    status: z.literal('unconfirmed'),
    sendingAt: instant,
    watchUntil: instant,
    nextLookAt: instant,
    looks: whole,
    landed: z.boolean(),
  }),
  z.object({
    ...slotted,
    status: z.literal('published'),
    publishedAt: instant,
    remoteId: text,
    permalink: orNull(text),
    how: z.enum(['sent', 'adopted', 'found']),
    seenAt: instant.optional(),
    live: orNull(live).optional(),
  }),
  z.object({ ...shown, status: z.literal('rejected'), by: person, at: instant, reason: orNull(text).optional() }),
  z.object({ ...shown, status: z.literal('expired'), at: instant, why: z.enum(expiryReasons).optional() }),
  z.object({ ...consented, status: z.literal('failed'), at: instant, failure }),
  z.object({ ...consented, status: z.literal('retracted'), by: person.optional(), at: instant }),
  z.object({ ...shown, status: z.literal('held'), at: instant, reason: orNull(z.enum(holdReasons)).default(null) }),
]);

// ---------------------------------------------------------------- all else

const source = z.object({
  ...identified,
  validators: orNull(validators),
  firstReadAt: orNull(instant),
  lastReadAt: orNull(instant),
  failures: whole,
  notBefore: orNull(instant),
  emptySince: orNull(instant).default(null),
  arrivals: z.array(instant).readonly().default([]),
  found: orNull(z.object({ form: z.enum(sourceForms).exclude(['auto']), url: text, selector: orNull(text) })).default(null),
});
const usage = z.object({ percent: z.number(), regainAt: orNull(instant), at: instant });
const page = z.object({ ...identified, nextSendAt: instant, stopped: orNull(failure.extend({ since: instant })), usage: orNull(usage).default(null) });
const figure = orNull(z.number());

function readingOf(value: unknown): FollowerCount | null {
  if (typeof value !== 'object' || value === null || !('at' in value) || !('followers' in value)) return null;
  const { at, followers } = value;
  const instantRead = typeof at === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at) ? new Date(at) : at;
  if (!(instantRead instanceof Date) || Number.isNaN(instantRead.getTime()) || typeof followers !== 'number' || !Number.isFinite(followers)) return null;
  if (!('mark' in value) || value.mark === undefined) return { at: instantRead, followers };
  const mark = readingMarks.find((one) => one === value.mark);
  return mark === undefined ? null : { at: instantRead, followers, mark };
}

/** A report reads some 2,000 of them for every Page: checked in one go, five times as fast as by a schema for each field. */
const readings = z.unknown().transform((value, context): Readonly<Record<string, FollowerCount>> => {
  const rows: Record<string, FollowerCount> = {};
  const given = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : null;
  for (const [key, row] of given ?? []) {
    const reading = readingOf(row);
    if (reading !== null) rows[key] = reading;
    else context.addIssue({ code: 'custom', message: 'no reading', path: [key] });
  }
  if (given === null) context.addIssue({ code: 'custom', message: 'no readings' });
  return rows;
});
const followerDay = z.object({
  ...identified,
  page: text,
  day: text,
  readings,
  flows: z.object({ stock: figure, came: figure, went: figure }).optional(),
});
const flows = z.object({ ...identified, askedAt: instant, until: orNull(text), since: orNull(text), complete: z.boolean() });
const measure = z.object({ ...identified, page: text, at: instant, reactions: figure, comments: figure, shares: figure, views: figure });
const report = z.object({
  ...identified,
  page: text,
  week: text,
  chat: text,
  claimedAt: instant,
  claimedBy: text,
  sendingAt: orNull(instant),
  sentAt: orNull(instant),
});
const notice = z.object({
  ...identified,
  text,
  openedAt: instant,
  toldAt: orNull(instant),
  over: orNull(z.object({ text, at: instant, toldAt: orNull(instant) })),
  pending: z.boolean(),
  notBefore: instant.optional(),
  room: z.object({ chat: text, topic: orNull(whole) }).optional(),
  mention: z.array(person).readonly().optional(),
});
const run = z.object({
  ...identified,
  startedAt: instant,
  endedAt: orNull(instant),
  ok: orNull(z.boolean()),
  error: orNull(text),
  counts: z.record(text, z.number()).readonly(),
  by: text,
  moment: orNull(instant).default(null),
});
const lease = z.object({ ...identified, by: text });
const chatPace = z.object({ ...identified, sends: z.array(instant).readonly() });
const digest = z.object({
  ...identified,
  place: orNull(cardPlace),
  shows: orNull(text),
  decided: orNull(text).optional(),
  open: z.boolean(),
  redraw: z.boolean(),
});
const pause = z.object({
  ...identified,
  page: orNull(text),
  kind: z.enum(pauseKinds),
  why: text,
  by: person,
  decidedAt: instant,
  from: instant,
  until: orNull(instant),
  ended: orNull(z.object({ by: person, at: instant })),
});
const question = z.object({
  ...identified,
  kind: z.enum(questionKinds),
  state: z.enum(['unsent', 'open', 'answered']),
  message: orNull(whole),
  answeredBy: whole.optional(),
  postId: text,
  version: whole,
  room: z.object({ chat: text, topic: orNull(whole) }),
  of: person,
  language: orNull(z.enum(languages)),
  until: instant,
});
const staff = z.object({ ...identified, role: orNull(z.enum(roles)), name: text, pages: orNull(z.array(text).readonly()), by: person, at: instant });
const chat = z.object({ ...identified, movedTo: orNull(text), outSince: orNull(instant) });
const learned = z.object({
  ...identified,
  swaps: z.array(z.object({ from: text, to: text })).readonly(),
  basis: text,
  by: person,
  at: instant,
});
const handPost = z.object({ ...identified, page: text, at: instant, title: orNull(text), permalink: orNull(text), gone: z.boolean() });
const desk = z.object({
  id: z.literal('desk'),
  rev: whole,
  installedAt: instant,
  schema: whole,
  restored: orNull(z.object({ at: instant, takenAt: instant })).default(null),
  mode: orNull(z.object({ by: text, at: instant, app: text, pages: z.array(text).readonly() })).default(null),
});

// ---------------------------------------------------------------- the table

/** Where documents of one type are kept and what they are found by. */
export type Kind<S extends z.ZodType = z.ZodType> = { readonly name: string; readonly schema: S; readonly indexes: readonly Index[] };

const index = (name: string, ...paths: readonly string[]): Index => ({
  name,
  fields: paths.map((path) => (path.startsWith('-') ? { path: path.slice(1), descending: true } : { path })),
});
const uniqueIndex = (name: string, path: string): Index => ({ name, fields: [{ path }], unique: true });

/**
 * Every query of the stores is covered by one of these, or by the id. All of them end on the id, the last word of
 * every sort. A leading `-` is descending.
 */
export const kinds = {
  articles: {
    name: 'articles',
    schema: article,
    indexes: [
      uniqueIndex('articles_key', 'key'),
      uniqueIndex('articles_fingerprint', 'fingerprint'),
      index('articles_state_newest', 'progress.state', '-publishedAt', 'id'),
      index('articles_look', 'watch.lookAt', 'id'),
      index('articles_whole', 'tidiedAt', 'collectedAt', 'id'),
    ],
  },
  revisions: {
    name: 'revisions',
    schema: revision,
    indexes: [index('revisions_article', 'articleId', 'id'), index('revisions_kind_newest', 'kind', '-at', 'id'), index('revisions_open', 'open', 'id')],
  },
  posts: {
    name: 'posts',
    schema: post,
    indexes: [
      uniqueIndex('posts_slot_key', 'slotKey'),
      index('posts_oldest', 'createdAt', 'id'),
      index('posts_card', 'card.message', 'id'),
      index('posts_live', 'live.state', 'id'),
      index('posts_status_oldest', 'status', 'createdAt', 'id'),
      index('posts_redraw_oldest', 'redraw', 'createdAt', 'id'),
      index('posts_page_status_slot', 'page', 'status', 'slot', 'id'),
      index('posts_page_status_published', 'page', 'status', 'publishedAt', 'id'),
      index('posts_page_status_ended', 'page', 'status', 'at', 'id'),
      index('posts_page_created', 'page', 'createdAt', 'id'),
    ],
  },
  sources: { name: 'sources', schema: source, indexes: [] },
  pages: { name: 'pages', schema: page, indexes: [] },
  followers: {
    name: 'followers',
    schema: followerDay,
    indexes: [index('followers_page_day', 'page', 'day', 'id'), index('followers_page_newest', 'page', '-day', 'id')],
  },
  flows: { name: 'flows', schema: flows, indexes: [] },
  measures: { name: 'measures', schema: measure, indexes: [] },
  reports: { name: 'reports', schema: report, indexes: [] },
  notices: { name: 'notices', schema: notice, indexes: [index('notices_pending_oldest', 'pending', 'openedAt', 'id')] },
  runs: { name: 'runs', schema: run, indexes: [] },
  digests: { name: 'digests', schema: digest, indexes: [] },
  leases: { name: 'leases', schema: lease, indexes: [] },
  paces: { name: 'paces', schema: chatPace, indexes: [] },
  pauses: { name: 'pauses', schema: pause, indexes: [index('pauses_until', 'until', 'id')] },
  decisions: {
    name: 'decisions',
    schema: keptDecision,
    indexes: [
      index('decisions_of_post', 'postId', 'link', 'id'),
      uniqueIndex('decisions_link', 'link'),
      // The chain is read in both directions, and MongoDB sorts by no sparse index what it may not hold.
      index('decisions_chain', 'link', 'id'),
      index('decisions_chain_newest', '-link', 'id'),
    ],
  },
  questions: {
    name: 'questions',
    schema: question,
    indexes: [index('questions_state', 'state', 'id'), index('questions_message', 'message', 'id')],
  },
  staff: { name: 'staff', schema: staff, indexes: [] },
  chats: { name: 'chats', schema: chat, indexes: [] },
  learned: { name: 'learned', schema: learned, indexes: [] },
  handPosts: { name: 'handPosts', schema: handPost, indexes: [index('handPosts_page_at', 'page', 'at', 'id')] },
  desk: { name: 'desk', schema: desk, indexes: [] },
} as const satisfies Record<string, Kind>;

/** The schemas and the types of `src/` say the same: each is assignable to the other, or this does not compile. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
type Kept<K extends keyof typeof kinds> = z.output<(typeof kinds)[K]['schema']>;
export const agreed: {
  readonly articles: Same<Kept<'articles'>, StoredArticle>;
  readonly revisions: Same<Kept<'revisions'>, Revision>;
  readonly posts: Same<Kept<'posts'>, Post>;
  readonly sources: Same<Kept<'sources'>, SourceState>;
  readonly pages: Same<Kept<'pages'>, PageState>;
  readonly followers: Same<Kept<'followers'>, FollowerDay>;
  readonly flows: Same<Kept<'flows'>, FlowProgress>;
  readonly measures: Same<Kept<'measures'>, PostMeasure>;
  readonly reports: Same<Kept<'reports'>, ReportSending>;
  readonly notices: Same<Kept<'notices'>, Notice>;
  readonly runs: Same<Kept<'runs'>, JobRun>;
  readonly digests: Same<Kept<'digests'>, Digest>;
  readonly leases: Same<Kept<'leases'>, Lease>;
  readonly paces: Same<Kept<'paces'>, ChatPace>;
  readonly pauses: Same<Kept<'pauses'>, Pause>;
  readonly decisions: Same<Kept<'decisions'>, KeptDecision>;
  readonly questions: Same<Kept<'questions'>, Question>;
  readonly staff: Same<Kept<'staff'>, StaffEntry>;
  readonly chats: Same<Kept<'chats'>, ChatState>;
  readonly learned: Same<Kept<'learned'>, LearnedTimes>;
  readonly handPosts: Same<Kept<'handPosts'>, HandPost>;
  readonly desk: Same<Kept<'desk'>, DeskState>;
} = {
  articles: true,
  revisions: true,
  posts: true,
  sources: true,
  pages: true,
  followers: true,
  flows: true,
  measures: true,
  reports: true,
  notices: true,
  runs: true,
  digests: true,
  leases: true,
  paces: true,
  pauses: true,
  decisions: true,
  questions: true,
  staff: true,
  chats: true,
  learned: true,
  handPosts: true,
  desk: true,
};

// ---------------------------------------------------------------- in and out

/** What the engines store alike: letters that cannot be kept become U+FFFD, and what only one of them could keep is refused as a RangeError. */
export function storable(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'number') return storableNumber(value);
  if (value instanceof Date) return storableDate(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value === 'object') return storableFields(value);
  throw new RangeError(`a ${typeof value} cannot be stored`);
}

/**
 * Half of a surrogate pair has no UTF-8 form (libsql ends the process over one), and libsql reads a text only up to a
 * U+0000: both become U+FFFD, the sign for a letter that could not be kept.
 */
export function wellFormed(value: string): string {
  return value.replace(/[\p{Surrogate}\0]/gu, '\uFFFD');
}

function storableNumber(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError('a number that is not finite cannot be stored');
  return value === 0 ? 0 : value; // -0 has no form in JSON
}

/** ISO texts sort as instants do only within these years. */
function storableDate(value: Date): Date {
  const year = value.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new RangeError('an instant outside the years 0 to 9999 cannot be stored');
  return value;
}

function storableFields(value: object): Record<string, unknown> {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  for (const [name] of entries) {
    if (name === '' || name.startsWith('$') || name.includes('.')) throw new RangeError(`a field cannot be called "${name}"`);
  }
  return Object.fromEntries(entries.map(([name, inner]) => [wellFormed(name), storable(inner)]));
}

/** A value to be compared with stored ones; a RangeError for numbers that are not whole, on which the engines' arithmetic may differ. */
function comparable<V extends Scalar>(value: V): V {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new RangeError('numbers in filters are whole');
  if (value instanceof Date) storableDate(value);
  return value;
}

function comparableCondition(condition: Condition): Condition {
  if (typeof condition === 'string') return wellFormed(condition);
  if (condition === null || typeof condition !== 'object' || condition instanceof Date) return comparable(condition);
  if ('in' in condition) return { in: condition.in.map((value) => (typeof value === 'string' ? wellFormed(value) : comparable(value))) };
  const bounds = Object.entries(condition).filter(([, bound]) => bound !== undefined);
  return Object.fromEntries(bounds.map(([name, bound]) => [name, typeof bound === 'string' ? wellFormed(bound) : comparable(bound)]));
}

/** A filter whose values went the way of those that are stored. */
export function storableFilter(filter: RawFilter): RawFilter {
  const conditions = Object.entries(filter).flatMap(([path, condition]) => (condition === undefined ? [] : [[path, comparableCondition(condition)] as const]));
  return Object.fromEntries(conditions);
}

/**
 * A document as it is to be stored: only the fields of its type (a post that gave up its slot must not keep the key
 * of it), in storable values. Throws when it does not fit its type, which is a bug.
 */
export function toStored<T extends { readonly id: string }>(kind: Kind<z.ZodType<T>>, document: T): StoredDocument {
  const fields = storableFields(kind.schema.parse(document));
  return { ...fields, id: wellFormed(document.id) };
}

/** A stored document as its type; throws a DeskError that names collection, id and field when it was changed by other hands. */
export function fromStored<T>(kind: Kind<z.ZodType<T>>, stored: StoredDocument): T {
  const parsed = kind.schema.safeParse(stored);
  if (parsed.success) return parsed.data;
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the document'))].join(', ');
  throw new DeskError(
    `the stored document ${kind.name}/${stored.id} cannot be read: ${fields} is not as this version expects`,
    'Update this program if another version wrote it; put the field right (docs/data.md has the types) if it was edited by hand.',
  );
}

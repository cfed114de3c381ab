/** The stores of `src/ports.ts`, written once over collections: the engines below do not know what an article is. */
import type { z } from 'zod';
import type { StoredArticle } from '../../src/article.ts';
import type { Decision } from '../../src/decision.ts';
import { chained, type KeptDecision } from '../../src/decision-chain.ts';
import type { FollowerDay, PostMeasure } from '../../src/growth.ts';
import type { HandPost } from '../../src/hand-post.ts';
import type { Pause } from '../../src/pause.ts';
import type {
  ArticleStore,
  DecisionStore,
  FollowerStore,
  HandPostStore,
  MeasureStore,
  Notice,
  NoticeStore,
  PauseStore,
  PostStore,
  Question,
  QuestionStore,
  RevisionStore,
  Store,
  Stores,
  Written,
} from '../../src/ports.ts';
import { type Post, type PostStatus, postStatuses } from '../../src/post.ts';
import type { Revision } from '../../src/revision.ts';
import type { Collection, Engine, Filter, StoredDocument } from './collection.ts';
import { fromStored, type Kind, kinds, storableFilter, toStored, wellFormed } from './documents.ts';

type Identified = { readonly id: string; readonly rev: number };

/** A collection whose documents are held against their type on the way in and out. */
export function typed<T extends { readonly id: string }>(engine: Engine, kind: Kind<z.ZodType<T>>): Collection<T> {
  const raw = engine.collection(kind.name);
  /** What was read of frozen documents, which cannot change: an engine in memory gives the same one again and again. */
  const known = new WeakMap<StoredDocument, T>();
  const read = (stored: StoredDocument): T => {
    if (!Object.isFrozen(stored)) return fromStored(kind, stored);
    const value = known.get(stored) ?? fromStored(kind, stored);
    known.set(stored, value);
    return value;
  };
  return {
    insert: async (document) => await raw.insert(toStored(kind, document)),
    get: async (id) => {
      const stored = await raw.get(wellFormed(id));
      return stored === null ? null : read(stored);
    },
    find: async (filter, finding) => (await raw.find(storableFilter(filter), finding)).map(read),
    texts: async (field, filter) => await raw.texts(field, storableFilter(filter)),
    replaceIf: async (expected, document) => await raw.replaceIf(storableFilter(expected), toStored(kind, document)),
    countBy: (field, values) => raw.countBy(field, values),
  };
}

/** `expects` is what must still be stored for a replacement to be written. */
function storeOf<T extends Identified>(collection: Collection<T>, expects: (current: T) => Filter<T>): Store<T> {
  return {
    add: (value) => collection.insert(value),
    get: (id) => collection.get(id),
    replace: async <N extends T>(current: T, next: N): Promise<Written<N>> => {
      if (next.id !== current.id) throw new RangeError(`${current.id} cannot be replaced by ${next.id}`);
      const value = { ...next, rev: current.rev + 1 };
      const outcome = await collection.replaceIf(expects(current), value);
      return outcome === 'written' ? { outcome, value } : { outcome };
    },
  };
}

const byRev = (current: Identified) => ({ rev: current.rev });
const byRevAndStatus = (current: Post) => ({ rev: current.rev, status: current.status });

// ---------------------------------------------------------------- articles

const articleStates = ['collected', 'drafted', 'skipped'] as const;

function articleStore(articles: Collection<StoredArticle>): ArticleStore {
  return {
    ...storeOf(articles, byRev),
    collected: (now, limit) =>
      articles.find({ 'progress.state': 'collected', notBefore: { lte: now, orNull: true } }, { sort: { by: 'publishedAt', descending: true }, limit }),
    knows: async (keys) => (keys.length === 0 ? new Set<string>() : new Set(await articles.texts('key', { key: { in: keys } }))),
    withKeys: async (keys) => (keys.length === 0 ? [] : await articles.find({ key: { in: keys } }, { sort: { by: 'id' } })),
    withFingerprint: async (fingerprint) => (await articles.find({ fingerprint }, { sort: { by: 'id' }, limit: 1 }))[0] ?? null,
    toTidy: (before, limit, after) =>
      articles.find(
        { tidiedAt: null, collectedAt: { lte: before } },
        { sort: { by: 'collectedAt' }, limit, ...(after === null ? {} : { after: { value: after.collectedAt, id: after.id } }) },
      ),
    count: async () => {
      const counts = await articles.countBy('progress.state', articleStates);
      return { collected: counts.collected ?? 0, drafted: counts.drafted ?? 0, skipped: counts.skipped ?? 0 };
    },
    toWatch: (now, limit) => articles.find({ 'watch.lookAt': { lte: now } }, { sort: { by: 'watch.lookAt' }, limit }),
    all: (after, limit) => articles.find({}, { sort: { by: 'id' }, limit, ...(after === null ? {} : { after: { value: after, id: after } }) }),
  };
}

/** The number stands in the id with leading zeros, so that ids are in the order of the numbers. */
function revisionStore(revisions: Collection<Revision>): RevisionStore {
  return {
    ...storeOf(revisions, byRev),
    of: (articleId) => revisions.find({ articleId }, { sort: { by: 'id' } }),
    open: (limit) => revisions.find({ open: true }, { sort: { by: 'id' }, limit }),
    newest: async (wanted, limit) => {
      const each = await Promise.all(wanted.map((kind) => revisions.find({ kind }, { sort: { by: 'at', descending: true }, limit })));
      return each
        .flat()
        .sort((a, b) => b.at.getTime() - a.at.getTime())
        .slice(0, limit);
    },
  };
}

// ---------------------------------------------------------------- posts

type PostOf<S extends PostStatus> = Extract<Post, { status: S }>;

/** The filter asked for these already; this tells the compiler, and holds a stored document to it. */
function ofStatus<S extends PostStatus>(...statuses: readonly S[]): (post: Post) => post is PostOf<S> {
  const wanted: readonly string[] = statuses;
  return (post): post is PostOf<S> => wanted.includes(post.status);
}

const withSlot = ['scheduled', 'publishing', 'unconfirmed', 'published'] as const;
const notEnded = ['draft', 'awaiting', 'approved', 'scheduled', 'publishing', 'unconfirmed', 'held'] as const;

function postStore(posts: Collection<Post>): PostStore {
  return {
    ...storeOf(posts, byRevAndStatus),
    withStatus: async (status, limit) => (await posts.find({ status }, { sort: { by: 'createdAt' }, limit })).filter(ofStatus(status)),
    due: async (page, now, limit) => {
      const filter = { page, status: 'scheduled', slot: { lte: now }, notBefore: { lte: now, orNull: true } } as const;
      return (await posts.find(filter, { sort: { by: 'slot' }, limit })).filter(ofStatus('scheduled'));
    },
    slotted: async (page, from) =>
      (await posts.find({ page, status: { in: withSlot }, slot: { gte: from } }, { sort: { by: 'slot' } })).filter(ofStatus(...withSlot)),
    toRedraw: (limit) => posts.find({ redraw: true }, { sort: { by: 'createdAt' }, limit }),
    publishedBetween: async (page, from, to) => {
      const filter = { page, status: 'published', publishedAt: { gte: from, lt: to } } as const;
      return (await posts.find(filter, { sort: { by: 'publishedAt' } })).filter(ofStatus('published'));
    },
    endedBetween: async (page, from, to) => {
      const filter = { page, status: { in: ['rejected', 'expired', 'failed'] }, at: { gte: from, lt: to } } as const;
      return (await posts.find(filter, { sort: { by: 'at' } })).filter(ofStatus('rejected', 'expired', 'failed'));
    },
    createdBetween: (page, from, to) => posts.find({ page, createdAt: { gte: from, lt: to } }, { sort: { by: 'createdAt' } }),
    changing: async (limit) =>
      (await posts.find({ 'live.state': { in: ['due', 'sending', 'unknown'] } }, { sort: { by: 'id' }, limit })).filter(ofStatus('published')),
    withCard: (message) => posts.find({ 'card.message': message }, { sort: { by: 'id' } }),
    list: (all, limit, after) => listPosts(posts, all ? {} : { status: { in: notEnded } }, limit, after),
    count: async () => {
      const counts = await posts.countBy('status', postStatuses);
      const count = (status: PostStatus) => counts[status] ?? 0;
      return mapStatuses(count);
    },
  };
}

async function listPosts(posts: Collection<Post>, filter: Filter<Post>, limit: number, after?: string): Promise<readonly Post[]> {
  if (after === undefined) return await posts.find(filter, { sort: { by: 'createdAt' }, limit });
  const last = await posts.get(after);
  if (last === null) return [];
  return await posts.find(filter, { sort: { by: 'createdAt' }, limit, after: { value: last.createdAt, id: last.id } });
}

/** A count for every status, so that a new status cannot be forgotten. */
function mapStatuses(count: (status: PostStatus) => number): Record<PostStatus, number> {
  return {
    draft: count('draft'),
    awaiting: count('awaiting'),
    approved: count('approved'),
    scheduled: count('scheduled'),
    publishing: count('publishing'),
    unconfirmed: count('unconfirmed'),
    published: count('published'),
    rejected: count('rejected'),
    expired: count('expired'),
    failed: count('failed'),
    retracted: count('retracted'),
    skipped: count('skipped'),
    held: count('held'),
  };
}

// ---------------------------------------------------------------- all else

function followerStore(days: Collection<FollowerDay>): FollowerStore {
  return {
    ...storeOf(days, byRev),
    days: (page, from, to) => days.find({ page, day: { gte: from, lte: to } }, { sort: { by: 'day' } }),
    before: (page, day, limit) => days.find({ page, day: { lt: day } }, { sort: { by: 'day', descending: true }, limit }),
  };
}

function measureStore(measures: Collection<PostMeasure>): MeasureStore {
  return { ...storeOf(measures, byRev), of: async (posts) => (posts.length === 0 ? [] : await measures.find({ id: { in: posts } }, { sort: { by: 'id' } })) };
}

function noticeStore(notices: Collection<Notice>): NoticeStore {
  return { ...storeOf(notices, byRev), pending: (limit) => notices.find({ pending: true }, { sort: { by: 'openedAt' }, limit }) };
}

function handPostStore(posts: Collection<HandPost>): HandPostStore {
  return { ...storeOf(posts, byRev), since: (page, from) => posts.find({ page, at: { gte: from } }, { sort: { by: 'at' } }) };
}

function pauseStore(pauses: Collection<Pause>): PauseStore {
  return {
    ...storeOf(pauses, byRev),
    open: async (now) => (await pauses.find({ until: { gt: now, orNull: true } }, { sort: { by: 'until' } })).filter((pause) => pause.ended === null),
    since: async (from) => await pauses.find({ until: { gte: from, orNull: true } }, { sort: { by: 'until' } }),
  };
}

function questionStore(questions: Collection<Question>): QuestionStore {
  return {
    ...storeOf(questions, byRev),
    toSend: (limit) => questions.find({ state: 'unsent' }, { sort: { by: 'id' }, limit }),
    withMessage: (message) => questions.find({ message }, { sort: { by: 'id' } }),
  };
}

/** The chain grows by one at a time: its next number is a unique key, and whoever was slower begins again. */
async function addToChain(decisions: Collection<KeptDecision>, value: Decision): Promise<boolean> {
  for (;;) {
    if ((await decisions.get(value.id)) !== null) return false;
    const [last] = await decisions.find({}, { sort: { by: 'link', descending: true }, limit: 1 });
    if (await decisions.insert(chained(value, last ?? null))) return true;
  }
}

function decisionStore(decisions: Collection<KeptDecision>): DecisionStore {
  return {
    add: (value) => addToChain(decisions, value),
    chain: (after, limit) => decisions.find({}, { sort: { by: 'link' }, limit, ...(after === null ? {} : { after: { value: after, id: '\uffff' } }) }),
    get: (id) => decisions.get(id),
    of: (postId) => decisions.find({ postId }, { sort: { by: 'link' } }),
  };
}

/** The stores over an open engine; closing them closes it. */
export function createStores(engine: Engine): Stores {
  const staff = typed(engine, kinds.staff);
  const chats = typed(engine, kinds.chats);
  return {
    articles: articleStore(typed(engine, kinds.articles)),
    revisions: revisionStore(typed(engine, kinds.revisions)),
    posts: postStore(typed(engine, kinds.posts)),
    sources: storeOf(typed(engine, kinds.sources), byRev),
    pages: storeOf(typed(engine, kinds.pages), byRev),
    followers: followerStore(typed(engine, kinds.followers)),
    flows: storeOf(typed(engine, kinds.flows), byRev),
    measures: measureStore(typed(engine, kinds.measures)),
    reports: storeOf(typed(engine, kinds.reports), byRev),
    notices: noticeStore(typed(engine, kinds.notices)),
    runs: storeOf(typed(engine, kinds.runs), byRev),
    digests: storeOf(typed(engine, kinds.digests), byRev),
    leases: storeOf(typed(engine, kinds.leases), byRev),
    paces: storeOf(typed(engine, kinds.paces), byRev),
    pauses: pauseStore(typed(engine, kinds.pauses)),
    decisions: decisionStore(typed(engine, kinds.decisions)),
    questions: questionStore(typed(engine, kinds.questions)),
    staff: { ...storeOf(staff, byRev), all: () => staff.find({}, { sort: { by: 'id' } }) },
    chats: { ...storeOf(chats, byRev), all: () => chats.find({}, { sort: { by: 'id' } }) },
    learned: storeOf(typed(engine, kinds.learned), byRev),
    handPosts: handPostStore(typed(engine, kinds.handPosts)),
    desk: storeOf(typed(engine, kinds.desk), byRev),
    check: async () => ({ engine: engine.kind, detail: await engine.check() }),
    close: () => engine.close(),
  };
}

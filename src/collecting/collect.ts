/** Portal article → stored once. */
import { type Article, type ArticleState, type StoredArticle, unwatched, type Watch } from '../article.ts';
import { change } from '../change.ts';
import { articleIdOf, fingerprintOf } from '../identity.ts';
import type { Words } from '../locale/words.ts';
import type { FeedItem, FeedReading, Ports, SourceState } from '../ports.ts';
import { listedPrint, printsOf, textOf } from '../revision.ts';
import type { Source } from '../source.ts';
import { addMs, hour, later, minute, type Zone } from '../time.ts';
import { firstPollChoice } from './first-poll.ts';
import { noteFailure, noteSuccess, passesByItself, sourceState } from './source-health.ts';

type Needs = Pick<Ports, 'articles' | 'sources' | 'portal' | 'notices' | 'log'> & { readonly words: Words; readonly zone: Zone };
type Input = { readonly sources: readonly Source[]; readonly now: Date };

/** `added`: stored, `skipped` and `copies` among them. `edited`: known ones that their source lists with other words. */
export type CollectCounts = {
  read: number;
  unchanged: number;
  failed: number;
  added: number;
  skipped: number;
  copies: number;
  edited: number;
  refused: number;
};

/** A list that changes its words at each poll must not have the page read at each poll. */
const leastBetweenLooks = 15 * minute;

/** Polls every source whose time has come; an article is stored once, whatever its feed does. */
export async function collect(needs: Needs, input: Input): Promise<CollectCounts> {
  const counts: CollectCounts = { read: 0, unchanged: 0, failed: 0, added: 0, skipped: 0, copies: 0, edited: 0, refused: 0 };
  const polls = (await Promise.all(input.sources.map((source) => poll(needs, source, input.now)))).filter((one) => one !== null);
  const offered = firstPollChoice(polls.flatMap(firstItems), input.now, needs.zone);
  for (const one of polls) await storePoll(needs, one, offered, input.now, counts);
  return counts;
}

type Poll = { readonly source: Source; readonly state: SourceState; readonly reading: FeedReading };

/** null: this source is to be left alone for now. */
async function poll(needs: Needs, source: Source, now: Date): Promise<Poll | null> {
  const state = await sourceState(needs, source.url);
  if (state.notBefore !== null && state.notBefore > now) return null;
  const reading = await needs.portal.readFeed(source.url, state.validators, now, state.found);
  return {
    source,
    state,
    reading: reading.outcome === 'read' && state.firstReadAt !== null ? await withNextPages(needs, source, state, reading, now) : reading,
  };
}

/** Addresses that changed make everything unknown: what is older than the last reading was seen under its old one. */
function isOld(page: Read, state: SourceState): boolean {
  const since = addMs(state.lastReadAt ?? new Date(0), -48 * hour);
  return page.items.every(({ article }) => article.publishedAt !== null && article.publishedAt < since);
}

/** After a pause, or on a busy day, what is new may go on over several pages of a list. */
const mostNextPages = 5;

/**
 * Reads on while nothing on a page is known yet and something on it is new. A page that cannot be read for the moment fails
 * the whole list: were the first page stored alone, nobody would look behind it again.
 */
async function withNextPages(needs: Needs, source: Source, state: SourceState, first: Read, now: Date): Promise<FeedReading> {
  let all = first;
  let page = first;
  for (let pages = 0; pages < mostNextPages && page.next != null && first.found !== undefined && page.items.length > 0; pages++) {
    if (isOld(page, state) || (await needs.articles.knows(page.items.map((item) => item.key))).size > 0) break;
    const reading = await needs.portal.readFeed(source.url, null, now, { ...first.found, url: page.next });
    if (reading.outcome === 'failed' && passesByItself(reading.problem)) return reading;
    if (reading.outcome !== 'read' || reading.found?.url !== page.next) break;
    all = { ...all, items: [...all.items, ...reading.items], refused: [...all.refused, ...reading.refused] };
    page = reading;
  }
  return all;
}

function firstItems({ state, reading }: Poll): readonly FeedItem[] {
  return state.firstReadAt === null && reading.outcome === 'read' ? reading.items : [];
}

async function storePoll(needs: Needs, one: Poll, offered: ReadonlySet<string>, now: Date, counts: CollectCounts): Promise<void> {
  const { source, state, reading } = one;
  switch (reading.outcome) {
    case 'failed':
      counts.failed += 1;
      return noteFailure(needs, source, state, reading.problem, now);
    case 'unchanged':
      counts.unchanged += 1;
      return noteSuccess(needs, source, state, { items: null, added: 0 }, now);
    case 'read':
      counts.read += 1;
      return storeReading(needs, source, state, reading, offered, now, counts);
  }
}

type Read = Extract<FeedReading, { outcome: 'read' }>;

/** Articles first, the source's state last: a crash between them only reads the same feed again. */
async function storeReading(
  needs: Needs,
  source: Source,
  state: SourceState,
  reading: Read,
  offered: ReadonlySet<string>,
  now: Date,
  counts: CollectCounts,
): Promise<void> {
  for (const refused of reading.refused) needs.log.warn({ source: state.id, item: refused.url, why: refused.why }, 'item of a feed refused');
  counts.refused += reading.refused.length;
  const items = firstOfEachKey(reading.items);
  const known = new Map((await needs.articles.withKeys(items.map((item) => item.key))).map((article) => [article.key, article]));
  const addedBefore = counts.added;
  for (const item of items) {
    const there = known.get(item.key);
    const progress: ArticleState = state.firstReadAt !== null || offered.has(item.key) ? { state: 'collected' } : { state: 'skipped', reason: 'before start' };
    if (there === undefined) await storeItem(needs, toStored(needs, item, state.id, progress, now), counts);
    else await noteListed(needs, there, item, state.id, now, counts);
  }
  // A feed that was cut off or empty has not shown what is old in it: the next reading of it is a first one still.
  const whole = !reading.partial && reading.items.length > 0;
  const firstReadAt = whole ? (state.firstReadAt ?? now) : state.firstReadAt;
  const next = { ...state, firstReadAt, validators: reading.partial ? null : reading.validators, found: reading.found ?? null };
  await noteSuccess(needs, source, next, { items: items.length, added: counts.added - addedBefore }, now);
}

/** A feed may list one article twice, with other words: the first one counts. */
function firstOfEachKey(items: readonly FeedItem[]): readonly FeedItem[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(item.key) && seen.add(item.key));
}

/**
 * The unique indexes decide, whoever collects at the same time: one id, one key, one fingerprint. What is kept out by
 * the fingerprint alone is a copy, and recorded as one.
 */
async function storeItem(needs: Needs, article: StoredArticle, counts: CollectCounts): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    if (await needs.articles.add(article)) return noteAdded(needs, article, counts);
    const there = (await needs.articles.get(article.id)) ?? (await needs.articles.withKeys([article.key]))[0];
    if (there !== undefined) return noteListed(needs, there, { key: article.key, article }, article.source, article.collectedAt, counts);
    const original = article.fingerprint === undefined ? null : await needs.articles.withFingerprint(article.fingerprint);
    // Whoever kept it out is not there (any more): a moment ago it was. Try again.
    if (original === null) continue;
    const { fingerprint: _, ...rest } = article;
    const copy: StoredArticle = { ...rest, copyOf: original.copyOf ?? original.id, progress: { state: 'skipped', reason: 'copy' } };
    if (await needs.articles.add(copy)) return noteAdded(needs, copy, counts);
  }
  // The source's state is not stored then: the next beat reads it again.
  throw new Error(`article ${article.id} is kept out by another one that cannot be found`);
}

function noteAdded(needs: Needs, article: StoredArticle, counts: CollectCounts): void {
  counts.added += 1;
  if (article.progress.state === 'skipped') counts.skipped += 1;
  if (article.copyOf !== null) counts.copies += 1;
  const copy = article.copyOf === null ? {} : { copyOf: article.copyOf };
  needs.log.info({ articleId: article.id, source: article.source, progress: article.progress.state, ...copy }, 'article collected');
}

/**
 * An item edited in place is no revision yet: its source's list is short of words, and the page is what counts. It brings
 * the next look forward. What is not drafted yet is drafted with the new words. Only the source that an article came
 * from speaks for it.
 */
async function noteListed(needs: Needs, known: StoredArticle, item: FeedItem, source: string, now: Date, counts: CollectCounts): Promise<void> {
  const listed = listedPrint(item.article);
  if (known.source !== source || known.watch.listed === listed) return;
  const { title, lead } = item.article;
  const noted = await change(needs.articles, known.id, (current): StoredArticle | null => {
    const { watch } = current;
    if (watch.listed === listed) return null;
    const soon = later(now, addMs(watch.lookedAt ?? now, watch.lookedAt === null ? 0 : leastBetweenLooks));
    const lookAt = watch.listed === null || watch.lookAt === null || watch.lookAt < soon ? watch.lookAt : soon;
    const words = current.progress.state === 'collected' && watch.listed !== null ? { title, lead } : {};
    const lookedAtWhole = { seen: seenBefore(current, { title, lead }), validators: null };
    return { ...current, ...words, watch: { ...watch, ...(watch.listed === null ? {} : lookedAtWhole), listed, lookAt } };
  });
  if (noted === null || known.watch.listed === null) return;
  counts.edited += 1;
  needs.log.info({ articleId: known.id, source }, 'listed with other words: its page is read again');
}

/**
 * The page may have been corrected before it was ever read, between list and draft: what the source now tells otherwise
 * is compared with the words that are stored, not with the page as it was then.
 */
function seenBefore(article: StoredArticle, listed: Pick<Article, 'title' | 'lead'>): Watch['seen'] {
  const { seen } = article.watch;
  if (seen === null) return null;
  const stored = printsOf(textOf(article));
  const told = printsOf({ ...textOf(article), ...listed });
  return { ...seen, title: told.title === stored.title ? seen.title : stored.title, lead: told.lead === stored.lead ? seen.lead : stored.lead };
}

/** An article as it is stored when it was first heard of. */
export function toStored(needs: Pick<Needs, 'zone'>, item: FeedItem, source: string, progress: ArticleState, now: Date): StoredArticle {
  return {
    ...item.article,
    id: articleIdOf(item.key),
    rev: 0,
    key: item.key,
    source,
    collectedAt: now,
    progress,
    pageTries: 0,
    notBefore: null,
    fingerprint: fingerprintOf(item.article, now, needs.zone),
    copyOf: null,
    watch: { ...unwatched, listed: listedPrint(item.article) },
  };
}

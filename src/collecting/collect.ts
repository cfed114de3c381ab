/** Portal article → stored once. */
import type { Article, ArticleState, StoredArticle } from '../article.ts';
import { change } from '../change.ts';
import { articleIdOf } from '../identity.ts';
import type { Words } from '../locale/words.ts';
import { closeNotice, openNotice } from '../notice.ts';
import type { FeedItem, FeedReading, PortalProblem, Ports, SourceState } from '../ports.ts';
import { addMs, hour, minute } from '../time.ts';

type Needs = Pick<Ports, 'articles' | 'sources' | 'portal' | 'notices' | 'log'> & { readonly words: Words };
type Input = { readonly feeds: readonly string[]; readonly now: Date };

/** At the first poll of its sources, what is younger than this is offered to staff (so many in all), the rest is recorded as skipped. */
const firstPollAge = 24 * hour;
const firstPollMost = 20;

export type CollectCounts = { read: number; unchanged: number; failed: number; added: number; skipped: number; refused: number };

/** Polls every source whose time has come; an article is stored once, whatever its feed does. */
export async function collect(needs: Needs, input: Input): Promise<CollectCounts> {
  const counts: CollectCounts = { read: 0, unchanged: 0, failed: 0, added: 0, skipped: 0, refused: 0 };
  const polls = (await Promise.all(input.feeds.map((feed) => poll(needs, feed, input.now)))).filter((one) => one !== null);
  const offered = firstPollChoice(polls.flatMap(firstItems), input.now);
  for (const one of polls) await storePoll(needs, one, offered, input.now, counts);
  return counts;
}

type Poll = { readonly state: SourceState; readonly reading: FeedReading };

/** null: this source is to be left alone for now. */
async function poll(needs: Needs, feed: string, now: Date): Promise<Poll | null> {
  const state = await sourceState(needs, feed);
  if (state.notBefore !== null && state.notBefore > now) return null;
  return { state, reading: await needs.portal.readFeed(feed, state.validators, now) };
}

function firstItems({ state, reading }: Poll): readonly FeedItem[] {
  return state.firstReadAt === null && reading.outcome === 'read' ? reading.items : [];
}

async function storePoll(needs: Needs, { state, reading }: Poll, offered: ReadonlySet<string>, now: Date, counts: CollectCounts): Promise<void> {
  switch (reading.outcome) {
    case 'failed':
      counts.failed += 1;
      return noteFailure(needs, state, reading.problem, now);
    case 'unchanged':
      counts.unchanged += 1;
      return noteSuccess(needs, state, now);
    case 'read':
      counts.read += 1;
      return storeReading(needs, state, reading, offered, now, counts);
  }
}

async function sourceState(needs: Needs, feed: string): Promise<SourceState> {
  const fresh: SourceState = { id: feed, rev: 0, validators: null, firstReadAt: null, lastReadAt: null, failures: 0, notBefore: null };
  return (await needs.sources.get(feed)) ?? fresh;
}

type Read = Extract<FeedReading, { outcome: 'read' }>;

/** Articles first, the source's state last: a crash between them only reads the same feed again. */
async function storeReading(needs: Needs, state: SourceState, reading: Read, offered: ReadonlySet<string>, now: Date, counts: CollectCounts): Promise<void> {
  for (const refused of reading.refused) needs.log.warn({ source: state.id, item: refused.url, why: refused.why }, 'item of a feed refused');
  counts.refused += reading.refused.length;
  const known = await needs.articles.knows(reading.items.map((item) => item.key));
  const first = state.firstReadAt === null;
  for (const item of reading.items) {
    if (known.has(item.key)) continue;
    const progress: ArticleState = !first || offered.has(item.key) ? { state: 'collected' } : { state: 'skipped', reason: 'before start' };
    const added = await needs.articles.add(toStored(item, state.id, progress, now));
    if (!added) continue;
    counts.added += 1;
    if (progress.state === 'skipped') counts.skipped += 1;
    needs.log.info({ articleId: articleIdOf(item.key), source: state.id, progress: progress.state }, 'article collected');
  }
  // A feed that was cut off or empty has not shown what is old in it: the next reading of it is a first one still.
  const whole = !reading.partial && reading.items.length > 0;
  const firstReadAt = whole ? (state.firstReadAt ?? now) : state.firstReadAt;
  await noteSuccess(needs, { ...state, firstReadAt, validators: reading.partial ? null : reading.validators }, now);
}

/** The newest dated ones of the last 24 hours come first; undated ones fill what room is left, for staff to look at. */
export function firstPollChoice(items: readonly FeedItem[], now: Date): ReadonlySet<string> {
  const since = addMs(now, -firstPollAge);
  const dayOld = (article: Article) =>
    article.publishedAt !== null && (article.publishedAt >= since || (article.precision === 'day' && addMs(article.publishedAt, firstPollAge) > since));
  const dated = items.filter((item) => dayOld(item.article)).sort((a, b) => (b.article.publishedAt?.getTime() ?? 0) - (a.article.publishedAt?.getTime() ?? 0));
  const undated = items.filter((item) => item.article.publishedAt === null);
  const keys = new Set([...dated, ...undated].map((item) => item.key));
  return new Set([...keys].slice(0, firstPollMost));
}

function toStored(item: FeedItem, source: string, progress: ArticleState, now: Date): StoredArticle {
  return { ...item.article, id: articleIdOf(item.key), rev: 0, key: item.key, source, collectedAt: now, progress, pageTries: 0, notBefore: null };
}

async function saveSource(needs: Needs, next: SourceState): Promise<void> {
  if (await needs.sources.add(next)) return;
  // Two processes may poll one source; the later word about it stands. What was read whole once stays so.
  await change(needs.sources, next.id, (current) => ({ ...next, rev: current.rev, firstReadAt: current.firstReadAt ?? next.firstReadAt }));
}

async function noteSuccess(needs: Needs, state: SourceState, now: Date): Promise<void> {
  await saveSource(needs, { ...state, lastReadAt: now, failures: 0, notBefore: null });
  await closeNotice(needs, `source:${state.id}`, needs.words.sourceBack(state.id), now);
}

/** A bad answer changes nothing that is known: no article, no validators. Staff hear of it once. */
async function noteFailure(needs: Needs, state: SourceState, problem: PortalProblem, now: Date): Promise<void> {
  const failures = state.failures + 1;
  needs.log.warn({ source: state.id, problem: problem.kind, status: problem.status, detail: problem.detail, failures }, 'source could not be read');
  await saveSource(needs, { ...state, failures, notBefore: laterOf(problem.retryAt, backOff(failures, now), now) });
  if (failures >= 3 || !passesByItself(problem)) await openNotice(needs, `source:${state.id}`, needs.words.sourceDown(state.id, problem), now);
}

function passesByItself(problem: PortalProblem): boolean {
  switch (problem.kind) {
    case 'unreachable':
    case 'slow':
    case 'broken':
      return true;
    case 'status':
      return problem.status !== null && (problem.status >= 500 || problem.status === 429);
    case 'too-big':
    case 'tls':
    case 'address':
    case 'not-a-feed':
    case 'challenge':
    case 'withdrawn':
      return false;
  }
}

function backOff(failures: number, now: Date): Date | null {
  if (failures < 3) return null;
  return addMs(now, Math.min(60, 5 * 2 ** (failures - 3)) * minute);
}

/** Retry-After is honoured up to a day: a typo of a server must not silence a source for ever. */
function laterOf(asked: Date | null, own: Date | null, now: Date): Date | null {
  const ceiling = addMs(now, 24 * hour);
  const capped = asked !== null && asked > ceiling ? ceiling : asked;
  if (capped === null) return own;
  return own === null || capped > own ? capped : own;
}

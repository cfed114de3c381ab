/** Article → draft: its page is read whole, its pictures are kept, its text is formed. */
import type { Article, StoredArticle, Watch } from '../article.ts';
import { change } from '../change.ts';
import { fingerprintOf, postIdOf } from '../identity.ts';
import { nextLook, secondLookAfter } from '../look-plan.ts';
import type { PageCard, PortalProblem, Ports } from '../ports.ts';
import type { Draft } from '../post.ts';
import { printsOf, textOf } from '../revision.ts';
import { addMs, hour, minute, second, type Zone } from '../time.ts';
import { composePost } from './compose.ts';
import { eventOf } from './event-beginning.ts';
import type { PostSettings } from './format-post.ts';
import { type Gathered, type GatherNeeds, gatherMedia } from './gather.ts';
import { type PairInput, type PairNeeds, readPair, sisterOn, tellInOther } from './pair.ts';
import { warningsOf } from './warn.ts';

type Needs = PairNeeds & Pick<Ports, 'pictures' | 'videos'>;
type Input = PairInput & { readonly zone: Zone };
export type DraftCounts = { drafted: number; copies: number; waiting: number; unwanted: number };

/** How many articles one run takes: the rest waits for the next one. */
const most = 20;
/** An article page that cannot be read is tried again after these; then the feed's own words are shown to staff, with a warning. */
const pageTriesAfter = [30 * second, 2 * minute];

/** Makes a draft of every collected article for each Page that gets it; an article of which a draft is there already is only noted. */
export async function draftArticles(needs: Needs, input: Input): Promise<DraftCounts> {
  const counts: DraftCounts = { drafted: 0, copies: 0, waiting: 0, unwanted: 0 };
  for (const article of await needs.articles.collected(input.now, most)) await draftArticle(needs, article, input, counts);
  return counts;
}

async function draftArticle(needs: Needs, stored: StoredArticle, input: Input, counts: DraftCounts): Promise<void> {
  const reading = await needs.portal.readArticle(stored.url, input.now, stored.source);
  if (reading.outcome === 'failed') {
    needs.log.warn(
      { articleId: stored.id, problem: reading.problem.kind, status: reading.problem.status, detail: reading.problem.detail },
      'article page could not be read',
    );
    const wait = nextTry(stored, reading.problem);
    if (wait !== undefined) {
      counts.waiting += 1;
      await needs.articles.replace(stored, { ...stored, pageTries: stored.pageTries + 1, notBefore: addMs(input.now, wait) });
      return;
    }
    if (stored.title === '') return skipUntitled(needs, stored, reading.problem);
    return storeDrafts(needs, stored, { article: stored, said: stored, card: undefined, unread: reading.problem }, input, counts);
  }
  const whole = mergeReadings(stored, reading.article);
  // What the watch compares with later is the page itself, not the feed's words.
  const watch = { ...stored.watch, seen: printsOf(textOf(reading.article)) };
  const fingerprint = stored.fingerprint ?? fingerprintOf(whole, stored.collectedAt, input.zone);
  const own = await claimKey(needs, { ...stored, ...whole, fingerprint, watch }, stored, reading.key);
  if (own === null) {
    counts.copies += 1;
    return;
  }
  await storeDrafts(needs, own, { article: whole, said: reading.article, card: reading.card, unread: null }, input, counts);
}

/** A plain sitemap tells no title: until the article's page is read there is nothing to show anybody. */
const untitledTries = 6;

/** In so many milliseconds its page is asked for again; undefined: what its source told must do. */
function nextTry(stored: StoredArticle, problem: PortalProblem): number | undefined {
  const soon = mayPass(problem) ? pageTriesAfter[stored.pageTries] : undefined;
  if (soon !== undefined || stored.title !== '' || problem.kind === 'withdrawn' || stored.pageTries >= untitledTries) return soon;
  return hour * 2 ** stored.pageTries;
}

async function skipUntitled(needs: Needs, stored: StoredArticle, problem: PortalProblem): Promise<void> {
  needs.log.warn({ articleId: stored.id, source: stored.source }, 'no title: neither its source nor its page tells one');
  await needs.articles.replace(stored, { ...stored, progress: { state: 'skipped', reason: problem.kind === 'withdrawn' ? 'withdrawn' : 'untitled' } });
}

function mayPass(problem: PortalProblem): boolean {
  return (
    problem.kind === 'unreachable' ||
    problem.kind === 'slow' ||
    problem.kind === 'broken' ||
    (problem.kind === 'status' && problem.status !== null && (problem.status >= 500 || problem.status === 429))
  );
}

/** The feed's own title, lead and date are the newsroom's word; the page tells what a feed leaves out or cuts off. */
export function mergeReadings(feed: Article, page: Article): Article {
  const dated = feed.publishedAt === null || (feed.precision === 'day' && page.precision === 'instant' && page.publishedAt !== null) ? page : feed;
  return {
    url: page.url,
    title: feed.title === '' || isCut(feed.title) ? page.title : feed.title,
    lead: feed.lead === null || isCut(feed.lead) ? (page.lead ?? feed.lead) : feed.lead,
    publishedAt: dated.publishedAt,
    precision: dated.precision,
    images: page.images.length > 0 ? page.images : feed.images,
    video: page.video ?? feed.video,
    kind: page.kind === 'news' ? feed.kind : page.kind,
    credit: page.credit ?? feed.credit,
    author: page.author ?? feed.author,
    translation: page.translation ?? feed.translation,
    ...(page.links === undefined ? {} : { links: page.links }),
    language: page.language,
    categories: page.categories.length > 0 ? page.categories : feed.categories,
    body: page.body,
  };
}

function isCut(text: string): boolean {
  return /(…|\.\.\.)\s*$/.test(text);
}

/**
 * The page's canonical address is the article's true key. When another article has it, this one is a copy of that;
 * returns null then. Nothing is stored twice, whatever the feed calls it.
 */
async function claimKey(needs: Needs, whole: StoredArticle, stored: StoredArticle, key: string): Promise<StoredArticle | null> {
  const written = await needs.articles.replace(stored, { ...whole, key });
  switch (written.outcome) {
    case 'written':
      return written.value;
    case 'taken': {
      const copyOf = await originalOf(needs, stored.id, key, whole.fingerprint);
      needs.log.info({ articleId: stored.id, copyOf }, 'copy of an article that is known');
      await needs.articles.replace(stored, { ...stored, copyOf, progress: { state: 'skipped', reason: 'copy' } });
      return null;
    }
    case 'overtaken':
      // Another process drafts the same article; what it writes stands.
      return null;
  }
}

async function originalOf(needs: Needs, id: string, key: string, fingerprint: string | undefined): Promise<string | null> {
  const byKey = (await needs.articles.withKeys([key])).find((article) => article.id !== id);
  const original = byKey ?? (fingerprint === undefined ? null : await needs.articles.withFingerprint(fingerprint));
  return original === null ? null : (original.copyOf ?? original.id);
}

/** When the page is looked at again; one that was not there is asked for soon, before it is believed to be gone. */
function watchAfter(article: StoredArticle, unread: PortalProblem | null, now: Date): Watch {
  if (unread?.kind !== 'withdrawn') return { ...article.watch, lookAt: nextLook(article.collectedAt, now), lookedAt: now };
  const lookAt = unread.status === 410 ? now : addMs(now, secondLookAfter);
  return { ...article.watch, lookAt, lookedAt: now, missingSince: now };
}

/** The article as it is posted, and as its page says; `unread`: why its page could not be read. */
type ReadArticle = { readonly article: Article; readonly said: Article; readonly card: PageCard | undefined; readonly unread: PortalProblem | null };

/** Posts first, the article's progress last: after a crash between them the posts are simply there already. */
async function storeDrafts(needs: Needs, stored: StoredArticle, read: ReadArticle, input: Input, counts: DraftCounts): Promise<void> {
  const { article } = read;
  const pages = input.pagesOf({ ...article, source: stored.source });
  if (pages.length === 0) return skipUnwanted(needs, stored, 'category', counts);
  const pair = await readPair(needs, { ...article, source: stored.source }, pages, input);
  const told = pair === null ? [] : await tellInOther(needs, read, pair, input);
  const own = pages.filter((page) => !told.includes(page));
  if (own.length === 0) return skipUnwanted(needs, stored, 'pair', counts);
  const gathered = await gatherMedia(needs, article, read.card, newsAs(stored.source, own, input));
  for (const page of own) {
    const sister = pair === null ? undefined : await sisterOn(needs, article, pair, page, input);
    const translation = pair !== null && sister?.postId === null ? pair.article : null;
    const { content, warnings, event } = composed(read, gathered, input.settingsOf(stored.source, page), { translation, message: null }, input.now);
    const draft: Draft = {
      id: postIdOf(stored.id, page),
      rev: 0,
      articleId: stored.id,
      page,
      source: stored.source,
      title: article.title,
      url: article.url,
      createdAt: input.now,
      updatedAt: input.now,
      kind: article.kind,
      language: article.language,
      articleAt: article.publishedAt,
      content,
      warnings,
      prints: printsOf(textOf(read.said)),
      version: 1,
      card: null,
      redraw: false,
      categories: article.categories,
      sister,
      event,
      status: 'draft',
    };
    if (await needs.posts.add(draft)) {
      counts.drafted += 1;
      needs.log.info({ postId: draft.id, articleId: stored.id, kind: draft.kind, form: content.form }, 'draft made');
    }
  }
  await change(needs.articles, stored.id, (current): StoredArticle | null =>
    current.progress.state === 'collected'
      ? { ...current, progress: { state: 'drafted', pages: own }, watch: watchAfter(current, read.unread, input.now) }
      : null,
  );
}

function newsAs(source: string, pages: readonly string[], input: Pick<Input, 'settingsOf'>): 'link' | 'picture' | null {
  return pages.map((page) => input.settingsOf(source, page).newsAs).find((one) => one !== null) ?? null;
}

type Composition = Required<Pick<Draft, 'content' | 'warnings'>> & { readonly event: Draft['event'] };

/** Content and warnings of one Page's post, and its event. `message`: the words that a person gave it, in place of those that the article makes. */
export function composed(
  { article, said, unread }: Omit<ReadArticle, 'card'>,
  gathered: Gathered,
  settings: PostSettings,
  { translation, message }: { readonly translation: Article | null; readonly message: string | null },
  now: Date,
): Composition {
  const made = composePost(article, gathered, settings, translation);
  const content = message === null ? made : { ...made, message };
  const event = eventOf(article, settings);
  const warnings = warningsOf({ article, said, translation, content, gathered, settings, pageUnread: unread !== null, event }, now);
  return { content, warnings, event };
}

/** Its categories are none that the newsroom posts, or its other language's post tells it: recorded, and nothing else. */
async function skipUnwanted(needs: Needs, stored: StoredArticle, reason: 'category' | 'pair', counts: DraftCounts): Promise<void> {
  counts.unwanted += 1;
  needs.log.info({ articleId: stored.id, source: stored.source, reason }, 'no post of its own');
  await change(needs.articles, stored.id, (current): StoredArticle | null =>
    current.progress.state === 'collected' ? { ...current, progress: { state: 'skipped', reason } } : null,
  );
}

/** How an article that was just read would be posted, with its other language's version where that is told too; what is gathered is kept where `needs` keep it. */
export async function previewPost(
  needs: GatherNeeds,
  read: { readonly article: Article; readonly card: PageCard | undefined },
  settings: PostSettings,
  now: Date,
  translation: Article | null = null,
): Promise<Composition> {
  const gathered = await gatherMedia(needs, read.article, read.card, settings.newsAs);
  return composed({ article: read.article, said: read.article, unread: null }, gathered, settings, { translation, message: null }, now);
}

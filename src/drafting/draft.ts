/** Article → draft: its page is read whole, its pictures are kept, its text is formed. */
import type { Article, StoredArticle, Watch } from '../article.ts';
import { change } from '../change.ts';
import { fingerprintOf, postIdOf } from '../identity.ts';
import { type Words, wordsIn } from '../locale/words.ts';
import { nextLook, secondLookAfter } from '../look-plan.ts';
import type { Portal, PortalProblem, Ports } from '../ports.ts';
import type { Content, Draft, Media } from '../post.ts';
import { printsOf, textOf } from '../revision.ts';
import { addMs, hour, minute, second, type Zone } from '../time.ts';
import { formatPost } from './format-post.ts';
import { warningsOf } from './warn.ts';

type Needs = Pick<Ports, 'articles' | 'posts' | 'portal' | 'pictures' | 'log'>;
/** `pagesOf`: ids of the Pages that get an article; none: the newsroom does not want it. */
type Input = { readonly pagesOf: (article: Article & Pick<StoredArticle, 'source'>) => readonly string[]; readonly zone: Zone; readonly now: Date };
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
    return storeDrafts(needs, stored, stored, reading.problem, input, counts);
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
  await storeDrafts(needs, own, whole, null, input, counts);
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

/** Posts first, the article's progress last: after a crash between them the posts are simply there already. */
async function storeDrafts(
  needs: Needs,
  stored: StoredArticle,
  article: Article,
  unread: PortalProblem | null,
  input: Input,
  counts: DraftCounts,
): Promise<void> {
  const pages = input.pagesOf({ ...article, source: stored.source });
  if (pages.length === 0) return skipUnwanted(needs, stored, counts);
  const { content, pictureUnreadable } = await contentOf(needs, article);
  const warnings = warningsOf(article, content, { pageUnread: unread !== null, pictureUnreadable }, input.now);
  for (const page of pages) {
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
      version: 1,
      card: null,
      redraw: false,
      categories: article.categories,
      status: 'draft',
    };
    if (await needs.posts.add(draft)) {
      counts.drafted += 1;
      needs.log.info({ postId: draft.id, articleId: stored.id, kind: draft.kind }, 'draft made');
    }
  }
  await change(needs.articles, stored.id, (current): StoredArticle | null =>
    current.progress.state === 'collected' ? { ...current, progress: { state: 'drafted', pages }, watch: watchAfter(current, unread, input.now) } : null,
  );
}

/** Its categories are none that the newsroom posts: recorded, and nothing else. */
async function skipUnwanted(needs: Needs, stored: StoredArticle, counts: DraftCounts): Promise<void> {
  counts.unwanted += 1;
  needs.log.info({ articleId: stored.id, source: stored.source }, 'article of a category that is not wanted');
  await change(needs.articles, stored.id, (current): StoredArticle | null =>
    current.progress.state === 'collected' ? { ...current, progress: { state: 'skipped', reason: 'category' } } : null,
  );
}

export type Composed = { readonly content: Content; readonly pictureUnreadable: boolean };

/** How an article is posted: what lives by its pictures goes out with the picture, the rest as a link with its preview. */
export async function contentOf(
  needs: { readonly portal: Pick<Portal, 'readPicture'>; readonly pictures: Pick<Ports['pictures'], 'keep'> },
  article: Article,
): Promise<Composed> {
  const words: Words = wordsIn(article.language);
  const picture = await firstPicture(needs, article);
  const pictureUnreadable = picture === null && article.images.length > 0;
  if (picture !== null && (article.kind === 'photos' || article.kind === 'infographic'))
    return { content: { form: 'photo', message: formatPost(article, words, 'photo'), link: article.url, pictures: [picture] }, pictureUnreadable };
  return { content: { form: 'link', message: formatPost(article, words, 'link'), link: article.url, preview: picture }, pictureUnreadable };
}

/** The article's first picture that can be read, kept; a few are tried, since the first may be a dead link. */
async function firstPicture(
  needs: { readonly portal: Pick<Portal, 'readPicture'>; readonly pictures: Pick<Ports['pictures'], 'keep'> },
  article: Article,
): Promise<Media | null> {
  for (const image of article.images.slice(0, 3)) {
    const reading = await needs.portal.readPicture(image.url);
    if (reading.outcome === 'failed') continue;
    const kept = await needs.pictures.keep(reading.bytes);
    if (kept !== null) return { url: image.url, alt: image.caption, sha256: kept.sha256 };
  }
  return null;
}

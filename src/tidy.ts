/** What is kept for how long: an article's words and the media for thirty days, its title, address and hashes for ever. */
import type { StoredArticle } from './article.ts';
import { change } from './change.ts';
import { postIdOf } from './identity.ts';
import type { Ports } from './ports.ts';
import { type Post, type PostStatus, postStatuses } from './post.ts';
import { mediaNeeded } from './restored.ts';
import { type ArticleText, printsOf, textOf } from './revision.ts';
import { addMs, hour } from './time.ts';

type Needs = Pick<Ports, 'articles' | 'posts' | 'revisions' | 'mediaFolder' | 'clock' | 'log'>;
export type TidyCounts = { articles: number; media: number };

/** So long everything is kept whole. */
export const keptWhole = 30 * 24 * hour;
const batch = 200;
/** The largest limit that every MongoDB takes. */
const allOfThem = 2 ** 31 - 1;

/**
 * Takes the words out of articles that were collected thirty days ago, and removes media as old. Nothing that a post which
 * may still go out, or be tried again, needs. Decisions, posts and figures are never touched. May run late, twice, or be cut off.
 */
export async function tidy(needs: Needs, { pages }: { readonly pages: readonly string[] }): Promise<TidyCounts> {
  const now = needs.clock();
  const before = addMs(now, -keptWhole);
  const counts: TidyCounts = { articles: 0, media: 0 };
  for (let after: StoredArticle | null = null; ; ) {
    const found: readonly StoredArticle[] = await needs.articles.toTidy(before, batch, after);
    for (const article of found) if (await tidyArticle(needs, article, pages, now)) counts.articles += 1;
    const last = found.at(-1);
    if (last === undefined || found.length < batch) break;
    after = last;
  }
  counts.media = await needs.mediaFolder.forget(await neededMedia(needs, before), before);
  if (counts.articles + counts.media > 0) needs.log.info(counts, 'tidied');
  return counts;
}

async function tidyArticle(needs: Needs, article: StoredArticle, pages: readonly string[], now: Date): Promise<boolean> {
  if (article.progress.state === 'collected') return false;
  const drafted = article.progress.state === 'drafted' ? (article.progress.pages ?? []) : [];
  for (const page of new Set([...pages, ...drafted])) {
    const post = await needs.posts.get(postIdOf(article.id, page));
    if (post !== null && isOpen(post)) return false;
  }
  for (const revision of await needs.revisions.of(article.id)) {
    if (revision.kind !== 'edited') continue;
    await change(needs.revisions, revision.id, (known) =>
      known.kind === 'edited' ? { ...known, was: withoutBody(known.was), is: withoutBody(known.is) } : null,
    );
  }
  const watch = { ...article.watch, seen: article.watch.seen ?? printsOf(textOf(article)), validators: null };
  const light: StoredArticle = { ...article, lead: null, body: null, links: undefined, images: [], video: null, credit: null, watch, tidiedAt: now };
  return (await needs.articles.replace(article, light)).outcome === 'written';
}

function withoutBody(text: ArticleText): ArticleText {
  return { ...text, body: null, links: undefined };
}

const ended: readonly PostStatus[] = ['published', 'rejected', 'expired', 'failed', 'retracted', 'skipped'];

function isOpen(post: Post): boolean {
  return !ended.includes(post.status);
}

async function neededMedia(needs: Needs, before: Date): Promise<ReadonlySet<string>> {
  const needed = new Set<string>();
  const note = (post: Post) => {
    // A person may still press "post again", for as long as its pictures are kept.
    if (post.status === 'failed' && post.at < before) return;
    for (const sha256 of mediaNeeded(post)) needed.add(sha256);
  };
  for (const status of postStatuses.filter((one) => !ended.includes(one) || one === 'failed')) {
    for (const post of await needs.posts.withStatus(status, allOfThem)) note(post);
  }
  return needed;
}

/** Where every pair of article and Page ended; whatever is in no column must be 0. */
import { postIdOf } from './identity.ts';
import type { Ports } from './ports.ts';
import type { PostStatus } from './post.ts';

export type Ledger = {
  readonly articles: number;
  readonly published: number;
  readonly rejected: number;
  readonly expired: number;
  readonly failed: number;
  readonly retracted: number;
  readonly skipped: number;
  readonly open: number;
  readonly unaccounted: number;
};

const batch = 500;

/** What articles and posts say, read at one moment. `early`: posts of articles that count as collected still. */
type Tally = { readonly articles: number; readonly collected: number; readonly skipped: number; readonly drafted: number; readonly early: number };
type Needs = Pick<Ports, 'articles' | 'posts'>;

/**
 * Counts articles against posts: a drafted article without a post for some Page is unaccounted for. A post whose
 * article was not marked as drafted any more, as after a crash, is one pair, not two.
 */
export async function readLedger(needs: Needs, pages: readonly string[]): Promise<Ledger> {
  const { tally, posts } = await readBoth(needs, pages);
  const inPosts = sumOf(posts);
  const { published, rejected, expired, failed, retracted } = posts;
  const ended = published + rejected + expired + failed + retracted + posts.skipped;
  return {
    articles: tally.articles * pages.length,
    published,
    rejected,
    expired,
    failed,
    retracted,
    skipped: posts.skipped + tally.skipped * pages.length,
    open: inPosts - ended + tally.collected * pages.length - tally.early,
    unaccounted: Math.max(0, tally.drafted * pages.length - (inPosts - tally.early)),
  };
}

/** Beside a service that drafts meanwhile it is read again: posts are never removed, so an equal sum is the same set. */
async function readBoth(needs: Needs, pages: readonly string[]): Promise<{ readonly tally: Tally; readonly posts: Readonly<Record<PostStatus, number>> }> {
  let before = sumOf(await needs.posts.count());
  for (let tries = 5; ; tries--) {
    const tally = await tallyArticles(needs, pages);
    const posts = await needs.posts.count();
    const after = sumOf(posts);
    if (after === before || tries === 1) return { tally, posts };
    before = after;
  }
}

async function tallyArticles(needs: Needs, pages: readonly string[]): Promise<Tally> {
  const tally = { articles: 0, collected: 0, skipped: 0, drafted: 0, early: 0 };
  for (let after: string | null = null; ; ) {
    const articles = await needs.articles.all(after, batch);
    for (const article of articles) {
      tally.articles += 1;
      tally[article.progress.state] += 1;
      if (article.progress.state !== 'collected') continue;
      for (const page of pages) if ((await needs.posts.get(postIdOf(article.id, page))) !== null) tally.early += 1;
    }
    const last = articles.at(-1);
    if (last === undefined || articles.length < batch) return tally;
    after = last.id;
  }
}

function sumOf(counts: Readonly<Record<PostStatus, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

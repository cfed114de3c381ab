/** Where every pair of article and Page ended; whatever is in no column must be 0. */
import type { Ports } from './ports.ts';

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

/** Counts articles against posts: a drafted article without a post for some Page is unaccounted for. */
export async function readLedger(needs: Pick<Ports, 'articles' | 'posts'>, pages: number): Promise<Ledger> {
  const tally = { articles: 0, collected: 0, skipped: 0, drafted: 0 };
  for (let after: string | null = null; ; ) {
    const articles = await needs.articles.all(after, batch);
    for (const article of articles) {
      tally.articles += 1;
      tally[article.progress.state] += 1;
    }
    const last = articles.at(-1);
    if (last === undefined || articles.length < batch) break;
    after = last.id;
  }
  const posts = await needs.posts.count();
  const inPosts = Object.values(posts).reduce((sum, count) => sum + count, 0);
  const { published, rejected, expired, failed, retracted } = posts;
  const ended = published + rejected + expired + failed + retracted + posts.skipped;
  return {
    articles: tally.articles * pages,
    published,
    rejected,
    expired,
    failed,
    retracted,
    skipped: posts.skipped + tally.skipped * pages,
    open: inPosts - ended + tally.collected * pages,
    unaccounted: Math.max(0, tally.drafted * pages - inPosts),
  };
}

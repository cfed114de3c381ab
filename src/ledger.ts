/** Where every pair of article and Page ended; whatever is in no column must be 0. */
import type { StoredArticle } from './article.ts';
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

/** Pairs of article and Page by what the articles say, read at one moment. `early`: posts of articles that count as collected still. */
type Tally = { readonly collected: number; readonly skipped: number; readonly drafted: number; readonly early: number };
type Needs = Pick<Ports, 'articles' | 'posts'>;
/** `wanted`: ids of the Pages that get an article; none: it will be skipped. `meant`: those it would have been for, were it not skipped. */
type PagesOf = { readonly wanted: (article: StoredArticle) => readonly string[]; readonly meant: (article: StoredArticle) => readonly string[] };

/**
 * Counts articles against posts: a drafted article without a post for some Page is unaccounted for. A post whose
 * article was not marked as drafted any more, as after a crash, is one pair, not two.
 */
export async function readLedger(needs: Needs, pages: readonly string[], pagesOf: PagesOf = { wanted: () => pages, meant: () => pages }): Promise<Ledger> {
  const { tally, posts } = await readBoth(needs, pages, pagesOf);
  const inPosts = sumOf(posts);
  const { published, rejected, expired, failed, retracted } = posts;
  const ended = published + rejected + expired + failed + retracted + posts.skipped;
  return {
    articles: tally.collected + tally.skipped + tally.drafted,
    published,
    rejected,
    expired,
    failed,
    retracted,
    skipped: posts.skipped + tally.skipped,
    open: inPosts - ended + tally.collected - tally.early,
    unaccounted: Math.max(0, tally.drafted - (inPosts - tally.early)),
  };
}

/** Beside a service that drafts meanwhile it is read again: posts are never removed, so an equal sum is the same set. */
async function readBoth(
  needs: Needs,
  pages: readonly string[],
  pagesOf: PagesOf,
): Promise<{ readonly tally: Tally; readonly posts: Readonly<Record<PostStatus, number>> }> {
  let before = sumOf(await needs.posts.count());
  for (let tries = 5; ; tries--) {
    const tally = await tallyArticles(needs, pages, pagesOf);
    const posts = await needs.posts.count();
    const after = sumOf(posts);
    if (after === before || tries === 1) return { tally, posts };
    before = after;
  }
}

async function tallyArticles(needs: Needs, pages: readonly string[], pagesOf: PagesOf): Promise<Tally> {
  const tally = { collected: 0, skipped: 0, drafted: 0, early: 0 };
  for (let after: string | null = null; ; ) {
    const articles = await needs.articles.all(after, batch);
    for (const article of articles) {
      tally[article.progress.state] += pairsOf(article, pagesOf);
      if (article.progress.state !== 'collected') continue;
      for (const page of pages) if ((await needs.posts.get(postIdOf(article.id, page))) !== null) tally.early += 1;
    }
    const last = articles.at(-1);
    if (last === undefined || articles.length < batch) return tally;
    after = last.id;
  }
}

/** What was skipped was skipped for each Page that it was meant for; what was drafted is held against the Pages of that day. */
function pairsOf(article: StoredArticle, { wanted, meant }: PagesOf): number {
  switch (article.progress.state) {
    case 'skipped':
      return meant(article).length;
    case 'drafted':
      return (article.progress.pages ?? wanted(article)).length;
    case 'collected':
      return wanted(article).length || meant(article).length;
  }
}

function sumOf(counts: Readonly<Record<PostStatus, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** What became of articles on their portal, and the whole life of one: for people who look. */
import type { ArticleState, StoredArticle, TextField } from './article.ts';
import { postIdOf } from './identity.ts';
import type { Ports } from './ports.ts';
import type { ExpiryReason, Post, PostStatus } from './post.ts';
import { type ArticleText, type Revision, textOf } from './revision.ts';

type Needs = Pick<Ports, 'articles' | 'revisions' | 'posts' | 'fanPages'>;

/** So many of each stand in the ledger, newest first; older ones stand in the articles' own lives. */
const most = 200;

export type ChangeRow = {
  readonly articleId: string;
  readonly title: string;
  readonly url: string;
  readonly at: Date;
  readonly fields: readonly TextField[];
  readonly was: ArticleText;
  readonly is: ArticleText;
};
/** `backAt`: when it was there again; null while it is gone. */
export type WithdrawalRow = {
  readonly articleId: string;
  readonly title: string;
  readonly url: string;
  readonly at: Date;
  readonly why: string;
  readonly backAt: Date | null;
};
export type Changes = { readonly revisions: readonly ChangeRow[]; readonly withdrawn: readonly WithdrawalRow[] };

export async function readChanges(needs: Pick<Needs, 'revisions'>): Promise<Changes> {
  const edited = (await needs.revisions.newest(['edited'], most)).filter((one) => one.kind === 'edited');
  const gone = (await needs.revisions.newest(['withdrawn'], most)).filter((one) => one.kind === 'withdrawn');
  const returns = await Promise.all(gone.map((one) => returnOf(needs, one)));
  return {
    revisions: edited.map(({ articleId, title, url, at, fields, was, is }) => ({ articleId, title, url, at, fields, was, is })),
    withdrawn: gone.map(({ articleId, title, url, at, why }, place) => ({ articleId, title, url, at, why, backAt: returns[place] ?? null })),
  };
}

/** The first return after it. */
async function returnOf(needs: Pick<Needs, 'revisions'>, gone: Revision): Promise<Date | null> {
  const later = (await needs.revisions.of(gone.articleId)).find((one) => one.kind === 'back' && one.number > gone.number);
  return later?.at ?? null;
}

export type ArticleLife = {
  readonly id: string;
  readonly key: string;
  readonly source: string;
  readonly title: string;
  readonly url: string;
  readonly publishedAt: Date | null;
  readonly collectedAt: Date;
  readonly progress: ArticleState;
  readonly copyOf: string | null;
  readonly text: ArticleText;
  readonly withdrawnAt: Date | null;
  readonly lookedAt: Date | null;
  readonly nextLookAt: Date | null;
  readonly revisions: readonly Revision[];
  readonly posts: readonly {
    readonly id: string;
    readonly page: string;
    readonly status: PostStatus;
    readonly updatedAt: Date;
    /** Why it expired; null: it did not, or before that was kept. */
    readonly why: ExpiryReason | null;
    readonly slot: Date | null;
    readonly publishedUrl: string | null;
  }[];
};

/** Collected, corrected, withdrawn, posted: all that is known of one article. null: there is none of this id or key. */
export async function readLife(needs: Needs, ids: readonly string[], keys: readonly string[]): Promise<ArticleLife | null> {
  const article = await findArticle(needs, ids, keys);
  if (article === null) return null;
  const posts = await Promise.all(needs.fanPages.map((page) => needs.posts.get(postIdOf(article.id, page.id))));
  const { id, key, source, title, url, publishedAt, collectedAt, progress, copyOf, watch } = article;
  return {
    ...{ id, key, source, title, url, publishedAt, collectedAt, progress, copyOf },
    text: textOf(article),
    withdrawnAt: watch.withdrawnAt,
    lookedAt: watch.lookedAt,
    nextLookAt: watch.lookAt,
    revisions: await needs.revisions.of(article.id),
    posts: posts.filter((post) => post !== null).map(postRow),
  };
}

async function findArticle(needs: Needs, ids: readonly string[], keys: readonly string[]): Promise<StoredArticle | null> {
  for (const id of ids) {
    const article = await needs.articles.get(id);
    if (article !== null) return article;
  }
  return (await needs.articles.withKeys(keys))[0] ?? null;
}

function postRow(post: Post): ArticleLife['posts'][number] {
  const { id, page, status, updatedAt } = post;
  const why = post.status === 'expired' ? (post.why ?? null) : null;
  return { id, page, status, updatedAt, why, slot: 'slot' in post ? post.slot : null, publishedUrl: post.status === 'published' ? post.permalink : null };
}

/** What waits where, and how the desk is: for people who look. */
import { postIdOf } from './identity.ts';
import { jobNames } from './job-run.ts';
import type { JobRun, Ports } from './ports.ts';
import type { Post, PostStatus } from './post.ts';
import { addMs, hour } from './time.ts';

export type QueueRow = {
  readonly id: string;
  readonly status: PostStatus;
  readonly title: string;
  readonly url: string;
  readonly page: string;
  readonly slot: Date | null;
  readonly publishedUrl: string | null;
};

const batch = 200;

/** Posts oldest first; articles that are not drafted yet stand at the end as drafts, skipped ones only with `all`. */
export async function* listQueue(ports: Pick<Ports, 'posts' | 'articles' | 'fanPages'>, all: boolean): AsyncGenerator<QueueRow> {
  const listed = new Set<string>();
  for await (const post of allPosts(ports, all)) {
    listed.add(post.id);
    yield rowOf(post);
  }
  for (let after: string | null = null; ; ) {
    const articles = await ports.articles.all(after, batch);
    for (const article of articles) {
      if (article.progress.state === 'drafted' || (article.progress.state === 'skipped' && !all)) continue;
      const status = article.progress.state === 'skipped' ? 'skipped' : 'draft';
      for (const page of ports.fanPages) {
        const id = postIdOf(article.id, page.id);
        // After a crash between the two the post is there while its article is not marked as drafted yet: one row, not two.
        if (listed.has(id) || !isDraft(await ports.posts.get(id))) continue;
        yield { id, status, title: article.title, url: article.url, page: page.id, slot: null, publishedUrl: null };
      }
    }
    const last = articles.at(-1);
    if (last === undefined || articles.length < batch) return;
    after = last.id;
  }
}

function isDraft(post: Post | null): boolean {
  return post === null || post.status === 'draft';
}

async function* allPosts(ports: Pick<Ports, 'posts'>, all: boolean): AsyncGenerator<Post> {
  for (let after: string | undefined; ; ) {
    const posts: readonly Post[] = await (after === undefined ? ports.posts.list(all, batch) : ports.posts.list(all, batch, after));
    yield* posts;
    const last = posts.at(-1);
    if (last === undefined || posts.length < batch) return;
    after = last.id;
  }
}

function rowOf(post: Post): QueueRow {
  const { id, status, title, url, page } = post;
  return { id, status, title, url, page, slot: 'slot' in post ? post.slot : null, publishedUrl: post.status === 'published' ? post.permalink : null };
}

/** What a watcher is told of one Page. */
export type PageStatus = {
  readonly id: string;
  readonly stopped: string | null;
  /** How long the post that is longest due has been waiting, in milliseconds; 0: none is. */
  readonly overdueMs: number;
  /** From slot to Page, of the posts published in the last 24 hours, in milliseconds, ascending. */
  readonly lateness: readonly number[];
  /** Of its Graph allowance, as the last answer said; null: it said nothing. */
  readonly usagePercent: number | null;
  /** The last reading; null: there is none. */
  readonly followers: { readonly count: number; readonly at: Date } | null;
};

export type DeskStatus = {
  readonly articles: Readonly<Record<'collected' | 'drafted' | 'skipped', number>>;
  readonly posts: Readonly<Record<PostStatus, number>>;
  readonly runs: readonly JobRun[];
  readonly pages: readonly PageStatus[];
  readonly store: 'embedded' | 'mongodb';
};

/** How the desk is. Throws what the store throws when it cannot be written. */
export async function readStatus(
  ports: Pick<Ports, 'articles' | 'posts' | 'runs' | 'pages' | 'followers' | 'fanPages' | 'check'>,
  now: Date,
): Promise<DeskStatus> {
  const store = await ports.check();
  const runs = await Promise.all(jobNames.map((name) => ports.runs.get(name)));
  const pages = await Promise.all(ports.fanPages.map((page) => readPage(ports, page.id, now)));
  const [articles, posts] = [await ports.articles.count(), await ports.posts.count()];
  return { articles, posts, runs: runs.filter((run) => run !== null), pages, store: store.engine };
}

async function readPage(ports: Pick<Ports, 'posts' | 'pages' | 'followers'>, id: string, now: Date): Promise<PageStatus> {
  const state = await ports.pages.get(id);
  const [longest] = await ports.posts.due(id, now, 1);
  const published = await ports.posts.publishedBetween(id, addMs(now, -24 * hour), now);
  // Days are named by the newsroom's zone: the newest is found without knowing it.
  const [day] = await ports.followers.before(id, '9999-12-31', 1);
  const last = Object.values(day?.readings ?? {})
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .at(-1);
  return {
    id,
    stopped: state?.stopped?.reason ?? null,
    overdueMs: longest === undefined ? 0 : now.getTime() - longest.slot.getTime(),
    lateness: published.map((post) => Math.max(0, post.publishedAt.getTime() - post.slot.getTime())).sort((a, b) => a - b),
    usagePercent: state?.usage?.percent ?? null,
    followers: last === undefined ? null : { count: last.followers, at: last.at },
  };
}

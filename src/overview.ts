/** What waits where, and how the desk is: for people who look. */
import { postIdOf } from './identity.ts';
import { jobNames } from './job-run.ts';
import type { JobRun, PageState, Ports } from './ports.ts';
import type { Post, PostStatus } from './post.ts';

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

export type DeskStatus = {
  readonly posts: Readonly<Record<PostStatus, number>>;
  readonly runs: readonly JobRun[];
  readonly pages: readonly PageState[];
  readonly store: 'embedded' | 'mongodb';
};

export async function readStatus(ports: Pick<Ports, 'posts' | 'runs' | 'pages' | 'fanPages' | 'check'>): Promise<DeskStatus> {
  const store = await ports.check();
  const runs = await Promise.all(jobNames.map((name) => ports.runs.get(name)));
  const pages = await Promise.all(ports.fanPages.map((page) => ports.pages.get(page.id)));
  return { posts: await ports.posts.count(), runs: runs.filter((run) => run !== null), pages: pages.filter((page) => page !== null), store: store.engine };
}

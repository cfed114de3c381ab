/** Reads the Page's published posts, page by page, through our own calls. */

import { z } from 'zod';
import type { PagePost, PageRead } from '../../src/ports.ts';
import { ask, unread } from './graph-api.ts';
import { Page } from './sdk.ts';

type Api = ConstructorParameters<typeof Page>[3];

const fields = ['id', 'created_time', 'message', 'permalink_url', 'attachments{media_type,unshimmed_url,url}'];
const postsAPage = 50;
const mostPages = 40;

const text = z.string().nullish().catch(null);
const attachment = z.object({ media_type: text, unshimmed_url: text, url: text });
/** What a post shows of its own leads to Facebook, and tells nothing of the article. */
const ownMedia = new Set(['photo', 'album', 'video']);
const graphTime = z.string().transform((value, context) => {
  const at = new Date(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (!Number.isNaN(at.getTime())) return at;
  context.addIssue({ code: 'custom', message: 'is not a time' });
  return z.NEVER;
});
const listedPost = z.object({
  id: z.string().min(1),
  created_time: graphTime,
  message: text,
  permalink_url: text,
  attachments: z
    .object({ data: z.array(attachment) })
    .nullish()
    .catch(null),
});
const pagingSchema = z
  .object({
    cursors: z
      .object({ after: z.string().min(1) })
      .optional()
      .catch(undefined),
    next: text,
  })
  .nullish();

type ListPage = { readonly posts: readonly PagePost[]; readonly next: Turn | null };
/** The params that lead to the next page. */
type Turn = Readonly<Record<string, string>>;

/**
 * All posts published at or after `since`, newest first. The Page lists the newest first: reading ends with a page
 * on which all are older. When the end is not reached within 2000 posts it is no answer: half a list proves nothing.
 */
export async function readPostsSince(api: Api, pageId: string, since: Date): Promise<PageRead<readonly PagePost[]>> {
  const found = new Map<string, PagePost>();
  let turn: Turn | null = {};
  for (let count = 0; count < mostPages; count++) {
    const read: PageRead<ListPage> = await readPage(api, pageId, turn);
    if (read.outcome !== 'read') return read;
    const recent = read.value.posts.filter((post) => post.createdAt >= since);
    for (const post of recent) found.set(post.remoteId, post);
    const past = read.value.posts.length > 0 && recent.length === 0;
    turn = read.value.next;
    if (past || turn === null) return { outcome: 'read', value: [...found.values()].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime()) };
  }
  return { outcome: 'no-answer', detail: `the Page lists more than ${mostPages} pages of posts in this span` };
}

async function readPage(api: Api, pageId: string, turn: Turn): Promise<PageRead<ListPage>> {
  const asked = await ask(async () => {
    const list = await new Page(pageId, {}, undefined, api).getPublishedPosts([...fields], { limit: postsAPage, ...turn });
    const paging: unknown = list.paging;
    return { posts: Array.from(list, (post): unknown => post.exportAllData()), paging };
  });
  if (asked.outcome !== 'answered') return unread(asked);
  const posts = z.array(listedPost).safeParse(asked.value.posts);
  const next = nextTurn(asked.value.paging, turn);
  if (!posts.success || next === 'lost') return { outcome: 'no-answer', detail: 'the list of posts could not be understood' };
  return { outcome: 'read', value: { posts: posts.data.map(toPagePost), next } };
}

/** `paging.next` is a full address with a token in it: only its position is taken, and only where there is no cursor. */
function nextTurn(given: unknown, current: Turn): Turn | null | 'lost' {
  const paging = pagingSchema.safeParse(given);
  if (!paging.success) return 'lost';
  const next = paging.data?.next ?? null;
  if (next === null) return null;
  const after = paging.data?.cursors?.after;
  const turn = after === undefined ? positionIn(next) : { after };
  const same = JSON.stringify(turn) === JSON.stringify(current);
  return turn === null || same ? 'lost' : turn;
}

function positionIn(address: string): Turn | null {
  if (!URL.canParse(address)) return null;
  const query = new URL(address).searchParams;
  const position = ['after', 'until', '__paging_token'].flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value]];
  });
  return position.length > 0 ? Object.fromEntries(position) : null;
}

function toPagePost(post: z.infer<typeof listedPost>): PagePost {
  const outside = (post.attachments?.data ?? []).filter((each) => !ownMedia.has(each.media_type ?? ''));
  const links = outside.flatMap((each) => each.unshimmed_url ?? each.url ?? []).map(unshimmed);
  return {
    remoteId: post.id,
    createdAt: post.created_time,
    message: post.message ?? null,
    permalink: post.permalink_url ?? null,
    links: [...new Set(links)],
  };
}

const shimHosts = new Set(['l.facebook.com', 'lm.facebook.com', 'l.messenger.com']);

/** The address behind Facebook's redirect (`https://l.facebook.com/l.php?u=…`), without the `fbclid` it adds; any other address as it is. */
export function unshimmed(address: string): string {
  if (!URL.canParse(address)) return address;
  const shim = new URL(address);
  const target = shimHosts.has(shim.hostname) && shim.pathname === '/l.php' ? shim.searchParams.get('u') : null;
  if (target === null || !URL.canParse(target)) return address;
  if (!/[?&]fbclid=/.test(target)) return target;
  const url = new URL(target);
  url.searchParams.delete('fbclid');
  return url.href;
}

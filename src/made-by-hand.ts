/** What people post on the Page themselves, told from what the desk posts. */
import type { HandPost } from './hand-post.ts';
import type { PagePost, Ports } from './ports.ts';
import { addMs, hour } from './time.ts';

type ReadFromPage = {
  readonly page: string;
  /** As just read from the Page. */
  readonly posts: readonly PagePost[];
  /** This post of ours was surely not sent yet. */
  readonly except: string | null;
  readonly now: Date;
};

/**
 * What of a Page's posts people made themselves: all that is none of ours. `sure` false: a post of ours is on its way, or may be there, and
 * nobody knows its id yet, so that it looks like one by hand. Asked in this order, after the Page was read, neither is missed.
 */
export async function handPostsAmong(
  needs: Pick<Ports, 'posts'>,
  read: ReadFromPage,
): Promise<{ readonly posts: readonly HandPost[]; readonly sure: boolean }> {
  const { page, posts, except, now } = read;
  // Facebook's clock may say another time of a post of ours than our own.
  const from = addMs(new Date(Math.min(now.getTime(), ...posts.map((post) => post.createdAt.getTime()))), -24 * hour);
  const slotted = await needs.posts.slotted(page, from);
  const onItsWay = slotted.some((post) => post.id !== except && (post.status === 'publishing' || post.status === 'unconfirmed'));
  const ours = new Set((await needs.posts.publishedBetween(page, from, addMs(now, 24 * hour))).map((post) => post.remoteId));
  return { posts: posts.filter((post) => !ours.has(post.remoteId)).map((post) => asHandPost(page, post)), sure: !onItsWay };
}

function asHandPost(page: string, post: PagePost): HandPost {
  const title = post.message?.split('\n').find((line) => line.trim() !== '');
  return { id: post.remoteId, rev: 0, page, at: post.createdAt, title: title?.trim().slice(0, 200) ?? null, permalink: post.permalink, gone: false };
}

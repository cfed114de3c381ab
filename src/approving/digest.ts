/** The digest: when many drafts wait, one card shows one of them at a time. */
import { change } from '../change.ts';
import type { Ports, Room } from '../ports.ts';
import type { Awaiting, Content } from '../post.ts';
import { digestIdOf, isSameRoom } from './rules.ts';

/** More waiting drafts than this come as one digest card. */
export const digestOver = 10;
const mostWaiting = 500;

type Needs = Pick<Ports, 'posts' | 'digests'>;

/** Waiting posts that have no card of their own, and are of that chat, in the order in which its digest shows them. What goes out by itself unless someone objects, and what one picture does not show whole, gets its own card. */
export async function withoutCard(needs: Pick<Ports, 'posts'>, inChat: (post: Awaiting) => boolean): Promise<readonly Awaiting[]> {
  const waiting = await needs.posts.withStatus('awaiting', mostWaiting);
  return waiting.filter((post) => belongsInDigest(post) && inChat(post));
}

export function belongsInDigest(post: Awaiting): boolean {
  return post.card === null && post.objectBy === null && isShownByOnePicture(post.content);
}

/** The digest has room for one picture: nobody is to say yes to an album or a film there unseen. */
function isShownByOnePicture(content: Content): boolean {
  switch (content.form) {
    case 'link':
      return true;
    case 'photo':
      return content.pictures.length <= 1;
    case 'video':
      return false;
  }
}

/** The draft to show when the one before it was decided: the next in order, the first one after the last. */
export async function afterDecided(needs: Pick<Ports, 'posts'>, decided: string | null, waiting: readonly Awaiting[]): Promise<Awaiting | null> {
  const left = decided === null ? null : await needs.posts.get(decided);
  const following = left === null ? undefined : waiting.find((post) => comesAfter(post, left));
  return following ?? waiting[0] ?? null;
}

type Ordered = { readonly id: string; readonly createdAt: Date };

function comesAfter(post: Ordered, other: Ordered): boolean {
  const apart = post.createdAt.getTime() - other.createdAt.getTime();
  return apart > 0 || (apart === 0 && post.id > other.id);
}

/** Has a room's digest drawn again; false where none stands, or it is to be drawn already. */
export async function redrawDigest(needs: Pick<Ports, 'digests'>, room: Room): Promise<boolean> {
  return (await change(needs.digests, digestIdOf(room), (digest) => (digest.open && !digest.redraw ? { ...digest, redraw: true } : null))) !== null;
}

type Turn = { readonly room: Room; readonly roomOf: (page: string) => Room; readonly from: string; readonly by: 1 | -1 };

/** Turns a room's digest to the draft before or after `from`, round at the ends; false when nothing waits. */
export async function turnDigest(needs: Needs, input: Turn): Promise<boolean> {
  const waiting = await withoutCard(needs, (post) => isSameRoom(input.roomOf(post.page), input.room));
  if (waiting.length === 0) return false;
  const at = waiting.findIndex((post) => post.id === input.from);
  const next = at === -1 ? await afterDecided(needs, input.from, waiting) : waiting[(at + input.by + waiting.length) % waiting.length];
  if (next === undefined || next === null) return false;
  const written = await change(needs.digests, digestIdOf(input.room), (digest) => ({ ...digest, shows: next.id, redraw: true }));
  return written !== null;
}

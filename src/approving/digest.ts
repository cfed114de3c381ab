/** The digest: when many drafts wait, one card shows one of them at a time. */
import { change } from '../change.ts';
import type { Ports } from '../ports.ts';
import type { Awaiting } from '../post.ts';

/** More waiting drafts than this come as one digest card. */
export const digestOver = 10;
const mostWaiting = 500;

type Needs = Pick<Ports, 'posts' | 'digests'>;

/** Waiting posts that have no card of their own, in the order in which the digest shows them. */
export async function withoutCard(needs: Pick<Ports, 'posts'>): Promise<readonly Awaiting[]> {
  const waiting = await needs.posts.withStatus('awaiting', mostWaiting);
  return waiting.filter((post) => post.card === null);
}

/** Turns the digest to the draft before or after `from`, round at the ends; false when nothing waits. */
export async function turnDigest(needs: Needs, input: { readonly chat: string; readonly from: string; readonly by: 1 | -1 }): Promise<boolean> {
  const waiting = await withoutCard(needs);
  if (waiting.length === 0) return false;
  const at = waiting.findIndex((post) => post.id === input.from);
  const next = waiting[(at + input.by + waiting.length) % waiting.length];
  if (next === undefined) return false;
  const written = await change(needs.digests, input.chat, (digest) => ({ ...digest, shows: next.id, redraw: true }));
  return written !== null;
}

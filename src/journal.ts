/** What was decided about a post: noted in it by the very write that decides, then kept among the decisions. */
import { change } from './change.ts';
import type { DecisionVerb } from './decision.ts';
import { contentHash, decisionOf } from './identity.ts';
import type { Person } from './person.ts';
import type { Ports } from './ports.ts';
import { contentAfter, type Post, type ShownPost } from './post.ts';

export type Noted = {
  readonly verb: DecisionVerb;
  readonly by: Person | 'desk';
  readonly at: Date;
  /** The message that it came from. */
  readonly from: { readonly chat: string; readonly message: number } | null;
  readonly note?: string | null;
};

/** `post` as it is after the decision, with a note of it. Of a live post the note is about the words that it is to have. */
export function noted<P extends ShownPost>(post: P, { verb, by, at, from, note }: Noted): P {
  const { id, page, version } = post;
  const content = post.status === 'published' ? contentAfter(post) : post.content;
  const decision = decisionOf({
    at,
    verb,
    by,
    postId: id,
    page,
    version,
    hash: contentHash(page, content),
    chat: from?.chat ?? null,
    message: from?.message ?? null,
    note: note ?? null,
  });
  return { ...post, journal: [...(post.journal ?? []), decision] };
}

/** Puts what is noted in a post among the decisions, then takes it out of the post; a crash in between repeats it without harm. */
export async function keepDecisions(needs: Pick<Ports, 'posts' | 'decisions'>, post: Post): Promise<void> {
  if (post.journal === undefined || post.journal.length === 0) return;
  for (const decision of post.journal) await needs.decisions.add(decision);
  const kept = new Set(post.journal.map(({ id }) => id));
  await change(needs.posts, post.id, (current): Post | null => ({ ...current, journal: (current.journal ?? []).filter(({ id }) => !kept.has(id)) }));
}

/** Draft → awaiting: staff are asked, or the newsroom's own rule decides. */
import { change } from '../change.ts';
import { contentHash } from '../identity.ts';
import { noted } from '../journal.ts';
import type { Ports } from '../ports.ts';
import type { Approved, Awaiting, Draft } from '../post.ts';
import { addMs } from '../time.ts';
import type { RuleOf } from './rules.ts';
import { approve } from './transitions.ts';

type Needs = Pick<Ports, 'posts' | 'log'>;
/** `ruleOf`: what the post's source and Page ask for. */
type Input = { readonly ruleOf: RuleOf; readonly now: Date };
export type AskCounts = { asked: number; auto: number; noObjection: number };

const most = 200;

/** Puts every draft before staff, or approves it where the rule says so. A warning about facts always asks a person. */
export async function askStaff(needs: Needs, input: Input): Promise<AskCounts> {
  const counts: AskCounts = { asked: 0, auto: 0, noObjection: 0 };
  for (const draft of await needs.posts.withStatus('draft', most)) {
    const next = firstStep(draft, input);
    const written = await needs.posts.replace(draft, next);
    if (written.outcome !== 'written') continue;
    if (next.status === 'approved') counts.auto += 1;
    else counts.asked += 1;
  }
  counts.noObjection = await takeSilenceForConsent(needs, input);
  return counts;
}

function firstStep(draft: Draft, input: Input): Awaiting | Approved {
  const rule = input.ruleOf(draft);
  const doubtful = draft.warnings.some((warning) => warning.facts);
  if (rule.mode === 'auto' && !doubtful) {
    const hash = contentHash(draft.page, draft.content);
    // No card is drawn of it; what was decided is kept with those that are.
    const approved: Approved = { ...draft, status: 'approved', approval: { by: 'auto', at: input.now, hash }, updatedAt: input.now, redraw: true };
    return noted(approved, { verb: 'approve', by: 'desk', at: input.now, from: null });
  }
  const objectBy = rule.mode === 'auto-after' && !doubtful ? addMs(input.now, rule.ms) : null;
  return {
    ...draft,
    status: 'awaiting',
    shownAt: draft.shownAt ?? input.now,
    askedAt: input.now,
    objectBy,
    returned: null,
    updatedAt: input.now,
    redraw: true,
  };
}

/**
 * For the start of the service: the time to object begins anew. While the bot was down an objection was not heard, and
 * after 150 s Telegram forgets it, so silence until now means nothing. Returns how many posts wait longer.
 */
export async function restartObjectionTime(needs: Needs, input: Input): Promise<number> {
  let longer = 0;
  for (const post of await needs.posts.withStatus('awaiting', most)) {
    const rule = input.ruleOf(post);
    if (rule.mode !== 'auto-after') continue;
    const changed = await change(needs.posts, post.id, (current): Awaiting | null =>
      current.status === 'awaiting' && current.objectBy !== null ? { ...current, objectBy: addMs(input.now, rule.ms), redraw: true } : null,
    );
    if (changed !== null) longer += 1;
  }
  if (longer > 0) needs.log.info({ posts: longer }, 'the time to object begins anew');
  return longer;
}

/** Only a card that staff could see can be objected to: one that never reached the chat waits on. */
async function takeSilenceForConsent(needs: Needs, { ruleOf, now }: Input): Promise<number> {
  let count = 0;
  for (const post of await needs.posts.withStatus('awaiting', most)) {
    if (post.objectBy === null || post.objectBy > now || post.card === null || ruleOf(post).mode !== 'auto-after') continue;
    const consented = noted(approve(post, 'no-objection', now), { verb: 'approve', by: 'desk', at: now, from: null });
    const written = await needs.posts.replace(post, consented);
    if (written.outcome === 'written') count += 1;
  }
  return count;
}

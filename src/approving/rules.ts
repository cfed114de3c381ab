/** What holds for a post by its source, Page and categories. Bound in `src/app.ts`. */
import type { ApprovalRule, Deadlines, StaffMember } from '../newsroom.ts';
import type { Room } from '../ports.ts';
import type { Awaiting, ShownPost } from '../post.ts';
import { addMs } from '../time.ts';

type Asked = Pick<ShownPost, 'page' | 'source' | 'categories'>;
export type RuleOf = (post: Pick<ShownPost, 'page' | 'source'>) => ApprovalRule;

export type Rules = {
  /** Where the Page's staff work. */
  readonly roomOf: (page: string) => Room;
  /** Every room, the newsroom's own first. */
  readonly rooms: readonly Room[];
  readonly ruleOf: RuleOf;
  /** How many different people must say yes. */
  readonly neededOf: (post: Asked) => 1 | 2;
  readonly deadlinesOf: (page: string) => Deadlines;
  /** From when on its news is stale. */
  readonly staleAt: (post: Pick<ShownPost, 'page' | 'kind' | 'articleAt' | 'createdAt' | 'event'>) => Date;
  /** What staff call the Page; null: there is only one. */
  readonly nameOf: (page: string) => string | null;
  readonly staff: readonly StaffMember[];
};

/** When a post expires undecided: after the Page's time for it, and before its news is stale in any case. What was stale already when staff were asked counts from then. */
export function expiryOf(post: Awaiting, rules: Pick<Rules, 'deadlinesOf' | 'staleAt'>): Date {
  const { expireMs } = rules.deadlinesOf(post.page);
  const dated = rules.staleAt(post);
  const stale = dated > post.askedAt ? dated : rules.staleAt({ ...post, articleAt: post.askedAt });
  const given = expireMs === null ? stale : addMs(post.askedAt, expireMs);
  return stale < given ? stale : given;
}

/** A chat's topics have a digest each. */
export function digestIdOf({ chat, topic }: Room): string {
  return topic === null ? chat : `${chat}#${topic}`;
}

export function isSameRoom(a: Room, b: Room): boolean {
  return a.chat === b.chat && a.topic === b.topic;
}

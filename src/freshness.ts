/** How long a post may still go out. Pure. */
import type { PageTimetable } from './newsroom.ts';
import type { Approval, ExpiryReason, ShownPost } from './post.ts';
import { addMs } from './time.ts';

type Dated = Pick<ShownPost, 'kind' | 'articleAt' | 'createdAt' | 'event'> & { readonly approval?: Approval | undefined };

/**
 * From this instant on the post is stale and does not go out any more: so long after the article's date, where it told one,
 * else after it was drafted. What a person approved although it was stale already, which the card says, counts from then.
 * An event's post is fresh until the event begins, whoever approves it when.
 */
export function freshUntil(post: Dated, freshness: PageTimetable['freshness']): Date {
  if (post.event != null) return post.event.beginsAt;
  const stale = addMs(post.articleAt ?? post.createdAt, freshness[post.kind]);
  const { approval } = post;
  if (approval === undefined || typeof approval.by === 'string' || stale > approval.at) return stale;
  return addMs(approval.at, freshness[post.kind]);
}

/** What a post that is stale expires of. */
export function staleReason({ event }: Pick<ShownPost, 'event'>): Extract<ExpiryReason, 'stale' | 'begun'> {
  return event == null ? 'stale' : 'begun';
}

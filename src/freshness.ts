/** How long a post may still go out. Pure. */
import type { PageTimetable } from './newsroom.ts';
import type { Approval, ShownPost } from './post.ts';
import { addMs } from './time.ts';

type Dated = Pick<ShownPost, 'kind' | 'articleAt' | 'createdAt'> & { readonly approval?: Approval | undefined };

/**
 * From this instant on the post is stale and does not go out any more: so long after the article's date, where it told one,
 * else after it was drafted. What a person approved although it was stale already, which the card says, counts from then.
 */
export function freshUntil(post: Dated, freshness: PageTimetable['freshness']): Date {
  const stale = addMs(post.articleAt ?? post.createdAt, freshness[post.kind]);
  const { approval } = post;
  if (approval === undefined || typeof approval.by === 'string' || stale > approval.at) return stale;
  return addMs(approval.at, freshness[post.kind]);
}

/** What people post on the Page by hand is read from it, so that the timetable keeps its gap to that too. */
import { change } from '../change.ts';
import { handPostsAmong } from '../made-by-hand.ts';
import type { FanPage, Ports } from '../ports.ts';
import { addMs, hour, minute } from '../time.ts';

type Needs = Pick<Ports, 'posts' | 'handPosts' | 'fanPages' | 'log'>;
export type HandCounts = { found: number; gone: number };

/** What is older counts neither for a gap nor for a day. */
const lookBack = 50 * hour;
/** Facebook's clock and ours may differ by this. */
const clockError = 10 * minute;

/** Reads each Page's newest posts; a Page that does not answer is read next time. */
export async function readHandPosts(needs: Needs, input: { readonly now: Date }): Promise<HandCounts> {
  const counts: HandCounts = { found: 0, gone: 0 };
  await Promise.all(needs.fanPages.map((page) => readOne(needs, page, input.now, counts)));
  return counts;
}

async function readOne(needs: Needs, page: FanPage, now: Date, counts: HandCounts): Promise<void> {
  const since = addMs(now, -lookBack);
  const reading = await page.postsSince(since);
  if (reading.outcome !== 'read') {
    needs.log.warn({ page: page.id, outcome: reading.outcome }, 'the Page could not be read for posts made by hand');
    return;
  }
  const { posts: byHand, sure } = await handPostsAmong(needs, { page: page.id, posts: reading.value, except: null, now });
  // One of ours that is on its way may be there already: then it is read next time.
  if (!sure) return;
  const known = new Map((await needs.handPosts.since(page.id, since)).map((post) => [post.id, post]));
  for (const post of byHand) if (!known.has(post.id) && (await needs.handPosts.add(post))) counts.found += 1;
  const there = new Set(byHand.map((post) => post.id));
  // At the edge of the span a post may be missing only because it is older by Facebook's clock.
  const edge = addMs(since, clockError);
  for (const post of known.values()) {
    if (there.has(post.id) !== post.gone || post.at < edge) continue;
    const written = await change(needs.handPosts, post.id, (current) => ({ ...current, gone: !post.gone }));
    if (written?.gone === true) counts.gone += 1;
  }
}

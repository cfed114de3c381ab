/** Figures of published posts, on a falling beat for four weeks. */
import { leavesRoomToMeasure, newerUsage, usageOf } from '../allowance.ts';
import type { PostMeasure } from '../growth.ts';
import type { FanPage, Ports } from '../ports.ts';
import type { Published } from '../post.ts';
import { addMs, hour } from '../time.ts';

type Needs = Pick<Ports, 'posts' | 'measures' | 'pages' | 'fanPages' | 'log'>;
export type MeasureCounts = { measured: number; unread: number };

const day = 24 * hour;
const measuredFor = 28 * day;
/** Calls to Facebook are counted: one run takes so many posts, the rest waits for the next. */
const mostPerRun = 25;

export async function measurePosts(needs: Needs, now: Date): Promise<MeasureCounts> {
  const counts: MeasureCounts = { measured: 0, unread: 0 };
  for (const page of needs.fanPages) await measurePage(needs, page, now, counts);
  return counts;
}

async function measurePage(needs: Needs, page: FanPage, now: Date, counts: MeasureCounts): Promise<void> {
  const stored = await usageOf(needs, page);
  for (const { post, known } of (await longestDue(needs, page, now)).slice(0, mostPerRun)) {
    // Posts need what is left of the allowance more than figures do.
    if (!leavesRoomToMeasure(newerUsage(stored, page.usage()), now)) return;
    if (!(await measurePost(needs, page, post, known, now, counts))) return;
  }
}

type Due = { readonly post: Published; readonly known: PostMeasure | null; readonly beats: number };

/**
 * What is due, the longest due first, counted in beats of its own; else the newest. A post that was never measured
 * counts as three beats late: first among equals, and one that cannot be read at all does not hold up the others.
 */
async function longestDue(needs: Needs, page: FanPage, now: Date): Promise<readonly Due[]> {
  const due: Due[] = [];
  const posts = await needs.posts.publishedBetween(page.id, addMs(now, -measuredFor), addMs(now, 1));
  for (const post of [...posts].reverse()) {
    const known = await needs.measures.get(post.id);
    const beats = known === null ? 3 : (now.getTime() - known.at.getTime()) / beatFor(post, now);
    if (beats >= 1) due.push({ post, known, beats });
  }
  return due.sort((a, b) => b.beats - a.beats);
}

/** Hourly on the first day, four times a day in the first week, then daily. */
function beatFor(post: Published, now: Date): number {
  const age = now.getTime() - post.publishedAt.getTime();
  if (age < day) return hour;
  return age < 7 * day ? 6 * hour : day;
}

/** false: the Page does not answer, or asks for patience; asking for the other posts would only make it worse. */
async function measurePost(needs: Needs, page: FanPage, post: Published, known: PostMeasure | null, now: Date, counts: MeasureCounts): Promise<boolean> {
  const reading = await page.figures(post.remoteId);
  if (reading.outcome !== 'read') {
    counts.unread += 1;
    needs.log.warn({ postId: post.id, outcome: reading.outcome }, 'figures of a post could not be read');
    return reading.outcome === 'refused' && (reading.refusal.class === 'content' || reading.refusal.class === 'permission');
  }
  const measure: PostMeasure = { ...reading.value, id: post.id, rev: known?.rev ?? 0, page: page.id, at: now };
  if (known === null) await needs.measures.add(measure);
  else await needs.measures.replace(known, measure);
  counts.measured += 1;
  return true;
}

/** Better posting times are proposed from what the Page's posts had, and hold once somebody accepted them. */
import { change } from '../change.ts';
import { allTimes, basisOf, type LearnedTimes, withLearned } from '../learned-times.ts';
import type { Ports } from '../ports.ts';
import type { Person } from '../post.ts';
import { addMs, hour } from '../time.ts';
import { changesFor, estimateHours, type HourEstimate, type MeasuredPost, type TimeChange } from './best-times.ts';
import type { PageOf } from './read-page.ts';

type Needs = Pick<Ports, 'posts' | 'measures' | 'learned' | 'log'>;

/** Half a year: long enough for the odd hours, short enough that readers have not changed. */
const lookBack = 182 * 24 * hour;
/** What is younger still gathers reactions, and would make its hour look poor. */
const settledAfter = 72 * hour;

export type TimesProposal = {
  readonly page: string;
  /** From so many posts. */
  readonly posts: number;
  /** Empty: the figures bear out no change. */
  readonly changes: readonly TimeChange[];
  readonly hours: readonly HourEstimate[];
};

/** Reads the figures of the last half year and says which times they speak for. Nothing is changed. */
export async function proposeTimes(needs: Needs, of: PageOf): Promise<TimesProposal> {
  const timetable = withLearned(of.timetable, await needs.learned.get(of.page));
  const posts = await measuredPosts(needs, of);
  const { gapMinutes, quiet, zone } = timetable;
  return {
    page: of.page,
    posts: posts.length,
    changes: changesFor({ posts, times: allTimes(timetable), gapMinutes, quiet, zone }),
    hours: estimateHours(posts, zone),
  };
}

/**
 * Takes over the changes that are proposed at this moment, of those that were shown (`from`–`to` pairs). Returns what holds now, or
 * null when the figures bear none of them out any more.
 */
export async function acceptTimes(
  needs: Needs,
  input: PageOf & { readonly shown: readonly { readonly from: string; readonly to: string }[]; readonly by: Person },
): Promise<LearnedTimes | null> {
  const { page, timetable, now, shown, by } = input;
  const { changes } = await proposeTimes(needs, input);
  const accepted = changes.filter((one) => shown.some((other) => other.from === one.from && other.to === one.to));
  if (accepted.length === 0) return null;
  const basis = basisOf(timetable.times);
  const swaps = accepted.map(({ from, to }) => ({ from, to }));
  const fresh: LearnedTimes = { id: page, rev: 0, swaps, basis, by, at: now };
  const written = (await needs.learned.add(fresh))
    ? fresh
    : await change(
        needs.learned,
        page,
        (known): LearnedTimes => ({ ...fresh, rev: known.rev, swaps: known.basis === basis ? combined(known.swaps, swaps) : swaps }),
      );
  needs.log.info({ page, swaps, by: by.id }, 'posting times accepted');
  return written;
}

/** A time that was swapped before and is swapped again leads from the configured one to the newest. */
function combined(before: LearnedTimes['swaps'], next: LearnedTimes['swaps']): LearnedTimes['swaps'] {
  const led = before.map((swap) => ({ from: swap.from, to: next.find((one) => one.from === swap.to)?.to ?? swap.to }));
  return [...led, ...next.filter((one) => !before.some((swap) => swap.to === one.from))].filter((swap) => swap.from !== swap.to);
}

async function measuredPosts(needs: Needs, { page, now }: PageOf): Promise<readonly MeasuredPost[]> {
  const published = await needs.posts.publishedBetween(page, addMs(now, -lookBack), addMs(now, -settledAfter));
  const measured = new Map((await needs.measures.of(published.map((post) => post.id))).map((measure) => [measure.id, measure]));
  return published.flatMap((post): MeasuredPost[] => {
    const figures = measured.get(post.id);
    if (figures === undefined || figures.reactions === null) return [];
    return [{ at: post.publishedAt, engaged: figures.reactions + (figures.comments ?? 0) + (figures.shares ?? 0) }];
  });
}

/** Followers of every Page as a series: one row an hour, whatever happens. */
import { leavesRoomToMeasure, usageOf } from '../allowance.ts';
import { change } from '../change.ts';
import type { FollowerCount, FollowerDay } from '../growth.ts';
import type { Words } from '../locale/words.ts';
import type { FanPage, Ports } from '../ports.ts';
import { addDays, dayOf, utcHourOf, type Zone } from '../time.ts';
import { isConfirmed, isImpossible } from './believe.ts';
import { tellOfMove } from './habit.ts';
import { readFlows } from './read-flows.ts';
import { thinOldDays } from './thin.ts';

type Needs = Pick<Ports, 'followers' | 'flows' | 'posts' | 'notices' | 'pages' | 'fanPages' | 'log'> & { readonly words: Words };
export type CountInput = {
  readonly zone: Zone;
  readonly now: Date;
  /** Whether staff want to hear of a sudden loss or surge. */
  readonly alerts: boolean;
  readonly nameOf: (page: string) => string | null;
};
/** `daysTold`: days of which Facebook's own figures came in. */
export type CountCounts = { counted: number; known: number; unread: number; suspect: number; daysTold: number };

/** Records the present count unless this hour has one; a Page that does not answer leaves a gap, never a made-up number. */
export async function countFollowers(needs: Needs, input: CountInput): Promise<CountCounts> {
  const counts: CountCounts = { counted: 0, known: 0, unread: 0, suspect: 0, daysTold: 0 };
  for (const page of needs.fanPages) {
    await countPage(needs, page, input, counts);
    counts.daysTold += await readFlows(needs, page, input);
  }
  return counts;
}

async function countPage(needs: Needs, page: FanPage, input: CountInput, counts: CountCounts): Promise<void> {
  const day = dayOf(input.now, input.zone);
  const key = utcHourOf(input.now);
  const id = `${page.id}|${day}`;
  const known = await needs.followers.get(id);
  if (known?.readings[key] !== undefined) {
    counts.known += 1;
    return;
  }
  if (!leavesRoomToMeasure(await usageOf(needs, page), input.now)) {
    counts.unread += 1;
    needs.log.warn({ page: page.id }, 'followers are not read while posts need what is left of the allowance: this hour stays a gap');
    return;
  }
  const reading = await page.followers();
  if (reading.outcome !== 'read') {
    counts.unread += 1;
    needs.log.warn({ page: page.id, outcome: reading.outcome }, 'followers could not be read: this hour stays a gap');
    return;
  }
  const row = await marked(needs, page.id, day, reading.value, input.now);
  if (!(await writeRow(needs, { id, rev: 0, page: page.id, day, readings: { [key]: row } }, key, row))) {
    counts.known += 1;
    return;
  }
  counts.counted += 1;
  if (row.mark === 'suspect') {
    counts.suspect += 1;
    needs.log.warn({ page: page.id, followers: row.followers }, 'a follower count that cannot be true: kept, marked, and counted nowhere');
    return;
  }
  if (known === null) await thinOldDays(needs, page.id, day);
  if (input.alerts) await tellOfMove(needs, page, input);
}

/** The hour's first reading stands, whichever process made it: false when this one is not it. */
async function writeRow(needs: Needs, fresh: FollowerDay, key: string, row: FollowerCount): Promise<boolean> {
  if (await needs.followers.add(fresh)) return true;
  const written = await change(needs.followers, fresh.id, (current) =>
    current.readings[key] === undefined ? { ...current, readings: { ...current.readings, [key]: row } } : null,
  );
  return written !== null;
}

const lookBackDays = 30;

/** The reading as it is to be kept: believed or not is said by the last believed one and by what was read since. */
async function marked(needs: Needs, page: string, day: string, followers: number, now: Date): Promise<FollowerCount> {
  const days = await needs.followers.days(page, addDays(day, -lookBackDays), day);
  const readings = days.flatMap((one) => Object.values(one.readings)).sort((a, b) => a.at.getTime() - b.at.getTime());
  const believed = readings.findLastIndex((one) => one.mark !== 'suspect' && one.at <= now);
  const last = readings[believed];
  const since = readings.slice(believed + 1).filter((one) => one.at <= now);
  const suspect = last !== undefined && isImpossible(followers, last.followers) && !isConfirmed(followers, since, now);
  return suspect ? { at: now, followers, mark: 'suspect' } : { at: now, followers };
}

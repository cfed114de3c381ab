/** Followers of every Page as a series: one row an hour, whatever happens. */
import { leavesRoomToMeasure, usageOf } from '../allowance.ts';
import { change } from '../change.ts';
import type { FollowerDay } from '../growth.ts';
import type { FanPage, Ports } from '../ports.ts';
import { dayOf, utcHourOf, type Zone } from '../time.ts';

type Needs = Pick<Ports, 'followers' | 'pages' | 'fanPages' | 'log'>;
export type CountCounts = { counted: number; known: number; unread: number };

/** Records the present count unless this hour has one; a Page that does not answer leaves a gap, never a made-up number. */
export async function countFollowers(needs: Needs, input: { readonly zone: Zone; readonly now: Date }): Promise<CountCounts> {
  const counts: CountCounts = { counted: 0, known: 0, unread: 0 };
  for (const page of needs.fanPages) await countPage(needs, page, input, counts);
  return counts;
}

async function countPage(needs: Needs, page: FanPage, input: { readonly zone: Zone; readonly now: Date }, counts: CountCounts): Promise<void> {
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
  const row = { at: input.now, followers: reading.value };
  const fresh: FollowerDay = { id, rev: 0, page: page.id, day, readings: { [key]: row } };
  if (known === null && (await needs.followers.add(fresh))) {
    counts.counted += 1;
    return;
  }
  // The hour's first reading stands, whichever process made it.
  const written = await change(needs.followers, id, (current) =>
    current.readings[key] === undefined ? { ...current, readings: { ...current.readings, [key]: row } } : null,
  );
  if (written === null) counts.known += 1;
  else counts.counted += 1;
}

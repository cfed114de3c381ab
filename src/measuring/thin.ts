/** Hours thin out to days: after 90 days a day keeps what reports may ever ask of it. */
import { change } from '../change.ts';
import type { FollowerCount, FollowerDay } from '../growth.ts';
import type { Ports } from '../ports.ts';
import { addDays } from '../time.ts';

const hourlyDays = 90;
const batchDays = 30;

/** The readings of a day that stay: the first and the last that can be believed, and every one that cannot. Null when none goes. */
export function thinned(day: FollowerDay): FollowerDay | null {
  const rows = Object.entries(day.readings).sort(([, a], [, b]) => a.at.getTime() - b.at.getTime());
  const believed = rows.filter(([, reading]) => reading.mark !== 'suspect');
  const ends = new Set<FollowerCount | undefined>([believed[0]?.[1], believed.at(-1)?.[1]]);
  const kept = rows.filter(([, reading]) => reading.mark === 'suspect' || ends.has(reading));
  return kept.length === rows.length ? null : { ...day, readings: Object.fromEntries(kept) };
}

/** Thins the days that are older than 90 days, going back until it meets a month in which there is nothing left to do. */
export async function thinOldDays(needs: Pick<Ports, 'followers'>, page: string, today: string): Promise<void> {
  for (let to = addDays(today, -hourlyDays - 1); ; to = addDays(to, -batchDays)) {
    const days = await needs.followers.days(page, addDays(to, 1 - batchDays), to);
    const long = days.filter((day) => thinned(day) !== null);
    for (const day of long) await change(needs.followers, day.id, thinned);
    if (long.length === 0) return;
  }
}

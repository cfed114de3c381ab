/**
 * With `learn: on`, and only then, one slot in ten is tried at another hour, so that the Page's own figures come to tell of hours
 * that the timetable does not use. Which slot and which hour follows from the day alone: everybody who asks gets the same. Pure.
 */
import type { PageTimetable } from '../newsroom.ts';
import { fits, hourIn } from './best-times.ts';

/** Each posting time of the day is tried on one day in so many. */
export const trialEvery = 10;
/** Hours in which people read. */
const [earliest, latest] = [6, 22];
/** Coprime to `trialEvery`: times of one day have their trials on different days. */
const spread = 3;
const dayMs = 86_400_000;

/** `taken`: all times of that day, the bound ones too; `among`: those that may be moved. Which of them goes out when instead; empty without `learn`. */
export function trialsOn(
  timetable: Pick<PageTimetable, 'learn' | 'gapMinutes' | 'quiet'>,
  { day, among, taken }: { readonly day: string; readonly among: readonly string[]; readonly taken: readonly string[] },
): ReadonlyMap<string, string> {
  const trials = new Map<string, string>();
  if (!timetable.learn) return trials;
  const number = Date.parse(`${day}T00:00:00Z`) / dayMs;
  const used = new Set(taken.map(hourIn));
  const unused = Array.from({ length: latest - earliest }, (_, place) => earliest + place).filter((hour) => !used.has(hour));
  for (const [place, time] of among.entries()) {
    if ((number + place * spread) % trialEvery !== 0) continue;
    const others = [...taken.filter((one) => one !== time), ...trials.values()];
    const able = unused.map((hour) => `${String(hour).padStart(2, '0')}:30`).filter((one) => fits(one, others, timetable.gapMinutes, timetable.quiet));
    const chosen = able[(Math.floor(number / trialEvery) + place) % able.length];
    if (chosen !== undefined && !others.includes(chosen)) trials.set(time, chosen);
  }
  return trials;
}

/** The timetable: which instant is the next free one. Pure; slots are built from date text + "HH:mm" + zone, never by adding hours. */
import { type Timetable, timesOn } from '../newsroom.ts';
import { addDays, addMs, dayOf, instantOf, minute } from '../time.ts';

/** So far ahead a free slot is looked for. */
const farthestDays = 366;

/** The first instant at or after `now` that is a posting time, is free, and keeps the least gap to every taken one; null: none within a year. */
export function nextFreeSlot(timetable: Timetable, taken: readonly Date[], now: Date): Date | null {
  const gap = timetable.gapMinutes * minute;
  if (timetable.times === 'asap') return soonest(taken, gap, now);
  for (const slot of slotsFrom(timetable, now, farthestDays)) {
    if (isFree(slot, taken, gap)) return slot;
  }
  return null;
}

/** All posting times at or after `now`, for so many days from today on, in order. */
export function* slotsFrom(timetable: Timetable, now: Date, days: number): Generator<Date> {
  if (timetable.times === 'asap') return;
  const today = dayOf(now, timetable.zone);
  for (let ahead = 0; ahead < days; ahead++) {
    const day = addDays(today, ahead);
    // Where a clock change skips an hour, two posting times can be one instant.
    const instants = new Set(timesOn(timetable, day).map((time) => instantOf(day, time, timetable.zone).getTime()));
    for (const instant of [...instants].sort((a, b) => a - b)) if (instant >= now.getTime()) yield new Date(instant);
  }
}

/** Nobody has it, and it keeps the least gap (milliseconds) to what is taken. */
export function isFree(slot: Date, taken: readonly Date[], gap: number): boolean {
  return taken.every((other) => {
    const apart = Math.abs(other.getTime() - slot.getTime());
    return apart > 0 && apart >= gap;
  });
}

/** Now, or as soon after what is taken as the gap allows. Two posts never share an instant. */
function soonest(taken: readonly Date[], gap: number, now: Date): Date {
  let slot = now;
  const step = Math.max(gap, 1);
  for (const other of [...taken].sort((a, b) => a.getTime() - b.getTime())) {
    if (!isFree(slot, [other], gap)) slot = addMs(other, step);
  }
  return slot;
}

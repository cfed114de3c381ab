/** Whether what is planned may go out at this moment; the publisher asks right before it sends. */

import { freshUntil } from '../freshness.ts';
import type { PageTimetable } from '../newsroom.ts';
import { pausesOf } from '../pause.ts';
import type { Ports } from '../ports.ts';
import type { Scheduled } from '../post.ts';
import { addMs } from '../time.ts';
import { type Bar, hoursFrom } from './hours.ts';
import type { PageOf } from './read-page.ts';

/** What holds a whole Page now; null: nothing. */
export async function readHold(needs: Pick<Ports, 'pauses' | 'calendar'>, { page, timetable, now }: PageOf): Promise<Bar | null> {
  const pauses = pausesOf(await needs.pauses.open(now), page);
  return hoursFrom({ timetable, pauses, calendar: needs.calendar }, now).barAt(now.getTime());
}

/** So late a post may still take its slot, and no later than it is fresh; after that the planner decides anew. */
export function isInTime(post: Scheduled, timetable: PageTimetable, now: Date): boolean {
  return now <= addMs(post.slot, timetable.late.windowMs) && now < freshUntil(post, timetable.freshness);
}

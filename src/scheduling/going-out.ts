/** Whether what is planned may go out at this moment; the publisher asks right before it sends. */
import { pausesOf } from '../pause.ts';
import type { Ports } from '../ports.ts';
import { type Bar, hoursFrom } from './hours.ts';
import type { PageOf } from './read-page.ts';

/** What holds a whole Page now; null: nothing. */
export async function readHold(needs: Pick<Ports, 'pauses' | 'calendar'>, { page, timetable, now }: PageOf): Promise<Bar | null> {
  const pauses = pausesOf(await needs.pauses.open(now), page);
  return hoursFrom({ timetable, pauses, calendar: needs.calendar }, now).barAt(now.getTime());
}

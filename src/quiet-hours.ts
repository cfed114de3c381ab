/** Hours in which the chat is left alone. Pure. */
import type { QuietHours } from './newsroom.ts';
import { addDays, dayOf, instantOf, timeOf, type Zone } from './time.ts';

/** When the quiet hours end that hold at `now`, by the newsroom's clock; null: none do. */
export function quietUntil(now: Date, spans: readonly QuietHours[], zone: Zone): Date | null {
  const [time, today] = [timeOf(now, zone), dayOf(now, zone)];
  const ends = spans.flatMap(({ from, to }) => {
    const overnight = to <= from;
    if (overnight ? time < from && time >= to : time < from || time >= to) return [];
    return [instantOf(overnight && time >= from ? addDays(today, 1) : today, to, zone)];
  });
  return ends.length === 0 ? null : new Date(Math.max(...ends.map((end) => end.getTime())));
}

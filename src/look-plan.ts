/** When an article's page is looked at again after it was collected. Pure. */
import { addMs, hour, minute } from './time.ts';

const day = 24 * hour;
/** Most corrections come within hours; an article is watched for 7 days. */
const beat = [15 * minute, 1 * hour, 3 * hour, 6 * hour, 12 * hour, ...[1, 2, 3, 4, 5, 6, 7].map((days) => days * day)];

/** The next look after `now`; looks that were missed are not made up for. null: it has been watched long enough. */
export function nextLook(collectedAt: Date, now: Date): Date | null {
  const offset = beat.find((ms) => addMs(collectedAt, ms) > now);
  return offset === undefined ? null : addMs(collectedAt, offset);
}

/** A page that was not there is believed to be gone after a second look, so much later. */
export const secondLookAfter = 5 * minute;

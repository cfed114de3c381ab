import { hour } from '../time.ts';

/** What of a follower count can be true. Pure. */

/** Below this, nine in ten may well come or go within an hour: a Page that has just begun, or is tried out. */
const fewest = 10;
const factor = 10;
/** Whoever is told of something impossible for so long has to believe it. */
const believedAfter = 24 * hour;

/** Whether so many cannot be, after so many were read last: none left, nine in ten gone, or ten times as many. */
export function isImpossible(followers: number, before: number): boolean {
  if (before < fewest) return false;
  return followers === 0 || followers * factor <= before || followers >= before * factor;
}

/** A number that Facebook has told for a whole day (`suspects`: every reading since the last believed one, oldest first) is the Page's new size; none at all never is. */
export function isConfirmed(followers: number, suspects: readonly { readonly at: Date; readonly followers: number }[], now: Date): boolean {
  const first = suspects[0];
  if (followers === 0 || first === undefined || now.getTime() - first.at.getTime() < believedAfter) return false;
  return suspects.every((one) => one.followers > 0 && !isImpossible(one.followers, followers) && !isImpossible(followers, one.followers));
}

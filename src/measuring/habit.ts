/** A sudden loss or surge of followers against the Page's own habit: by weekday, over eight weeks, by median and MAD, which a single wild day does not move. */
import { medianOf } from '../figures.ts';
import { lastBefore, lastIn, type Series, seriesOf } from '../follower-series.ts';
import type { Words } from '../locale/words.ts';
import { openNotice } from '../notice.ts';
import { nameOf } from '../page-name.ts';
import type { FanPage, Ports } from '../ports.ts';
import { addDays, addMs, dayForPeople, dayOf, hour, instantOf, type Zone } from '../time.ts';

type Needs = Pick<Ports, 'followers' | 'posts' | 'notices' | 'log'> & { readonly words: Words };
type Input = { readonly zone: Zone; readonly now: Date; readonly nameOf: (page: string) => string | null };

const weeks = 8;
const fewestDays = 5;
/** So many deviations are sudden; one deviation is never less than these. */
const sudden = 5;
const leastDeviation = 5;
const leastShare = 0.002;
/** Makes the MAD of a bell curve its standard deviation. */
const madFactor = 1.4826;

export type Habit = { readonly median: number; readonly deviation: number };

/** What the Page wins on such a weekday; null while fewer than five of the last eight are known. `followers`: its size. */
export function habitOf(nets: readonly (number | null)[], followers: number): Habit | null {
  const known = nets.filter((net) => net !== null);
  const median = medianOf(known);
  const mad = median === null ? null : medianOf(known.map((net) => Math.abs(net - median)));
  if (known.length < fewestDays || median === null || mad === null) return null;
  return { median, deviation: Math.max(mad * madFactor, leastDeviation, followers * leastShare) };
}

export function moveOf(net: number, habit: Habit): 'loss' | 'surge' | null {
  if (net > habit.median + sudden * habit.deviation) return 'surge';
  return net < habit.median - sudden * habit.deviation ? 'loss' : null;
}

/** A day's net; null unless the day before was read, too: what came together over several days says nothing of one. */
export function netOn(series: Series, day: string, zone: Zone): number | null {
  const start = instantOf(day, '00:00', zone);
  const before = lastIn(series, instantOf(addDays(day, -1), '00:00', zone), start);
  const last = lastIn(series, start, instantOf(addDays(day, 1), '00:00', zone));
  return before === null || last === null ? null : last.followers - before.followers;
}

/** Tells staff once of today's loss or surge so far, with what was posted in the 24 hours before. */
export async function tellOfMove(needs: Needs, page: FanPage, input: Input): Promise<void> {
  const { zone, now } = input;
  const today = dayOf(now, zone);
  const series = seriesOf(await needs.followers.days(page.id, addDays(today, -7 * weeks - 1), today));
  const net = netOn(series, today, zone);
  const nets = Array.from({ length: weeks }, (_, i) => netOn(series, addDays(today, -7 * (i + 1)), zone));
  const habit = habitOf(nets, lastBefore(series, addMs(now, 1))?.followers ?? 0);
  const move = net === null || habit === null ? null : moveOf(net, habit);
  if (net === null || habit === null || move === null) return;
  const id = `growth:${page.id}:${today}:${move}`;
  if ((await needs.notices.get(id)) !== null) return;
  const posts = await needs.posts.publishedBetween(page.id, addMs(now, -24 * hour), now);
  const name = await nameOf(page, input.nameOf(page.id));
  const { words } = needs;
  const told = posts.slice(-mostPosts).map((post) => `${post.title.replace(/\s+/g, ' ').slice(0, 120)} ${post.permalink ?? post.url}`);
  const text = words.followersMoved(name, words.signed(net), dayForPeople(today, true), words.signed(Math.round(habit.median)), told);
  await openNotice(needs, id, text, now);
}

const mostPosts = 5;

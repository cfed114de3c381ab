/** The Page's followers: a believable series that depends on nothing but the instant and the posts. */
import { hour } from '../../src/time.ts';
import { chance, chanceBetween } from './chance.ts';
import type { FanPost } from './state.ts';

const day = 24 * hour;
/** A Monday, 00:00 in Vietnam. The Page had 12,000 followers then. */
const start = Date.UTC(2026, 10, 15, 17);
const atStart = 12_000;
const fewest = 800;

/** People who come (8 to 42) and who go (1 to 9) on one day. */
function movesOf(dayNumber: number): { readonly came: number; readonly went: number } {
  return { came: chanceBetween(8, 42, 'came', dayNumber), went: chanceBetween(1, 9, 'went', dayNumber) };
}

/** The part of a day when a person came or went: few at night, most in the evening. */
function momentOf(kind: string, dayNumber: number, person: number): number {
  const x = chance(kind, dayNumber, person);
  return x < 0.06 ? x * 4 : 0.24 + ((x - 0.06) / 0.94) * 0.76;
}

function netUntil(dayNumber: number, share: number): number {
  const { came, went } = movesOf(dayNumber);
  let net = 0;
  for (let person = 0; person < came; person++) if (momentOf('in', dayNumber, person) <= share) net += 1;
  for (let person = 0; person < went; person++) if (momentOf('out', dayNumber, person) <= share) net -= 1;
  return net;
}

/** A post brings 1 to 6 followers over the day and a half after it. */
function broughtBy(post: FanPost, at: number): number {
  const age = at - Date.parse(post.at);
  if (age < 0 || !post.published) return 0;
  const brought = chanceBetween(1, 6, 'post', post.id);
  return Math.floor(brought * Math.min(1, age / (1.5 * day)));
}

/** Followers at an instant. Sums whole days since November 2026: some microseconds a day. */
export function followersAt(at: Date, posts: readonly FanPost[]): number {
  const sinceStart = at.getTime() - start;
  const today = Math.floor(sinceStart / day);
  let followers = atStart;
  for (let number = 0; number < today; number++) followers += movesOf(number).came - movesOf(number).went;
  for (let number = -1; number >= today; number--) followers -= movesOf(number).came - movesOf(number).went;
  followers += netUntil(today, (sinceStart - today * day) / day);
  const brought = posts.reduce((sum, post) => sum + broughtBy(post, at.getTime()), 0);
  return Math.max(fewest, followers + brought);
}

/** People who came and who went on the day that ended at an instant; their difference is exactly the change of the followers. */
export function flowsUntil(end: Date, posts: readonly FanPost[]): { readonly came: number; readonly went: number } {
  const before = new Date(end.getTime() - day);
  const net = followersAt(end, posts) - followersAt(before, posts);
  const went = movesOf(Math.floor((before.getTime() - start) / day)).went;
  return net + went >= 0 ? { came: net + went, went } : { came: 0, went: -net };
}

export type GrowthPoint = { readonly at: string; readonly followers: number };

/** A reading every six hours over the last seven days, and one now. */
export function growthUntil(now: Date, posts: readonly FanPost[]): readonly GrowthPoint[] {
  const points: GrowthPoint[] = [];
  const step = 6 * hour;
  const first = Math.ceil((now.getTime() - 7 * day) / step) * step;
  for (let at = first; at < now.getTime(); at += step) points.push({ at: new Date(at).toISOString(), followers: followersAt(new Date(at), posts) });
  points.push({ at: now.toISOString(), followers: followersAt(now, posts) });
  return points;
}

export type PostCounters = {
  readonly views: number;
  readonly reach: number;
  readonly likes: number;
  readonly loves: number;
  readonly comments: number;
  readonly shares: number;
};

/** What readers did with a post by an instant: most of it in the first day. */
export function countersOf(post: FanPost, now: Date): PostCounters {
  const age = Math.max(0, now.getTime() - Date.parse(post.at));
  const grown = 1 - Math.exp(-age / (8 * hour));
  const views = Math.floor(chanceBetween(900, 6200, 'views', post.id) * grown);
  const liked = Math.floor(views * (0.015 + 0.03 * chance('likes', post.id)));
  return {
    views,
    reach: Math.floor(views * 0.71),
    likes: liked,
    loves: Math.floor(liked * 0.18),
    comments: Math.floor(liked * 0.07 * chance('comments', post.id)) + post.comments.length,
    shares: Math.floor(liked * 0.12 * chance('shares', post.id)),
  };
}

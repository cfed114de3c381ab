/** Cards that nobody decides: staff are reminded once, approvers are called by name, and what would be stale is closed, visibly. */
import { change } from '../change.ts';
import { noted } from '../journal.ts';
import type { Words } from '../locale/words.ts';
import { closeNotice, openNotice } from '../notice.ts';
import type { Ports, Room } from '../ports.ts';
import { type Awaiting, type Expired, type Post, shownOf } from '../post.ts';
import { quietUntil } from '../quiet-hours.ts';
import { may } from '../staff.ts';
import { addMs, type Zone } from '../time.ts';
import { digestIdOf, expiryOf, type Rules } from './rules.ts';

type Needs = Pick<Ports, 'posts' | 'notices' | 'log'> & { readonly words: Words; readonly zone: Zone };
export type DeadlineCounts = { reminded: number; escalated: number; expired: number };

const most = 500;

/** Safe to run again: each post is reminded of once, and called out for once, as long as it waits; a notice of the same posts speaks once. */
export async function keepDeadlines(needs: Needs, rules: Rules, now: Date): Promise<DeadlineCounts> {
  const counts: DeadlineCounts = { reminded: 0, escalated: 0, expired: 0 };
  const waiting = await needs.posts.withStatus('awaiting', most);
  const open = waiting.filter((post) => expiryOf(post, rules) > now);
  const late = waiting.filter((post) => !open.includes(post));
  // What goes out by itself calls for nobody.
  const asked = open.filter((post) => post.objectBy === null && post.card !== null);
  const digested = open.filter((post) => post.objectBy === null && post.card === null && !post.redraw);
  for (const room of rules.rooms) {
    const isHere = (post: Awaiting) => sameRoom(rules.roomOf(post.page), room);
    counts.expired += await expireAll(needs, rules, late.filter(isHere), now);
    // At night nobody is woken for what can wait until the morning.
    const here = [...asked, ...digested].filter((post) => isHere(post) && !waitsForMorning(needs, rules, post, now));
    const called = await escalate(needs, rules, room, here, now);
    counts.escalated += called.length;
    // Whoever is called by name need not be reminded beside.
    const others = here.filter((post) => !called.includes(post));
    counts.reminded += await remind(needs, rules, room, others, now);
  }
  return counts;
}

function sameRoom(a: Room, b: Room): boolean {
  return digestIdOf(a) === digestIdOf(b);
}

async function expire(needs: Needs, post: Awaiting, rules: Rules, now: Date): Promise<boolean> {
  const written = await change(needs.posts, post.id, (current): Expired | null => {
    if (current.status !== 'awaiting') return null;
    if (expiryOf(current, rules) > now) return null;
    const why = current.event != null && current.event.beginsAt <= now ? 'begun' : 'undecided';
    return noted(
      { ...shownOf(current), status: 'expired', at: now, why, updatedAt: now, redraw: true },
      { verb: 'expire', by: 'desk', at: now, from: null, note: why },
    );
  });
  if (written !== null) needs.log.warn({ postId: post.id }, 'expired undecided');
  return written !== null;
}

function waitsForMorning(needs: Needs, rules: Rules, post: Awaiting, now: Date): boolean {
  const until = quietUntil(now, rules.deadlinesOf(post.page).quiet, needs.zone);
  return until !== null && expiryOf(post, rules) > until;
}

/**
 * An edited card makes no sound, and a draft of the digest is simply not there any more: what nobody decided in time is told, after the
 * quiet hours. The notice first: after a crash in between it is open already.
 */
async function expireAll(needs: Needs, rules: Rules, late: readonly Awaiting[], now: Date): Promise<number> {
  const [first] = late;
  if (first === undefined) return 0;
  const notice = `expired:${first.id}:${first.version}`;
  const notBefore = quietUntil(now, rules.deadlinesOf(first.page).quiet, needs.zone);
  const text = needs.words.deadline.expired(late.map((post) => post.title));
  await openNotice(needs, notice, text, now, { room: rules.roomOf(first.page), ...(notBefore === null ? {} : { notBefore }) });
  let count = 0;
  for (const post of late) if (await expire(needs, post, rules, now)) count += 1;
  // Somebody was quicker by a moment.
  if (count === 0) await closeNotice(needs, notice, null, now);
  return count;
}

/** First the notice, then the mark: a crash between them finds the notice open already. */
async function remind(needs: Needs, rules: Rules, room: Room, here: readonly Awaiting[], now: Date): Promise<number> {
  const due = here.filter((post) => {
    const { remindMs } = rules.deadlinesOf(post.page);
    return remindMs !== null && post.remindedAt === undefined && addMs(post.askedAt, remindMs) <= now;
  });
  const [first] = due;
  if (first === undefined) return 0;
  const text = needs.words.deadline.remind(due.map((post) => post.title));
  await openNotice(needs, `remind:${first.id}:${first.version}`, text, now, { room });
  for (const post of due) await mark(needs, post, { remindedAt: now });
  return due.length;
}

/** Those that approvers were called for. */
async function escalate(needs: Needs, rules: Rules, room: Room, here: readonly Awaiting[], now: Date): Promise<readonly Awaiting[]> {
  const due = here.filter((post) => {
    const { escalateMs } = rules.deadlinesOf(post.page);
    return escalateMs !== null && post.escalatedAt === undefined && addMs(post.askedAt, escalateMs) <= now;
  });
  const [first] = due;
  if (first === undefined) return [];
  const called = rules.staff.filter((member) => due.some((post) => may(member, 'approver', post.page)));
  const mention = called.map((member) => ({ id: member.id, name: member.name ?? needs.words.deadline.nameless(String(member.id)) }));
  const text = needs.words.deadline.escalate(
    mention.map(({ name }) => name),
    due.map((post) => post.title),
  );
  await openNotice(needs, `escalate:${first.id}:${first.version}`, text, now, { room, mention });
  for (const post of due) await mark(needs, post, { escalatedAt: now, remindedAt: post.remindedAt ?? now });
  return due;
}

async function mark(needs: Needs, post: Awaiting, marks: Partial<Pick<Awaiting, 'remindedAt' | 'escalatedAt'>>): Promise<void> {
  await change(needs.posts, post.id, (current): Post | null =>
    current.status === 'awaiting' && current.version === post.version ? { ...current, ...marks } : null,
  );
}

/** Draft → approved or rejected, by one press of a listed person, once. */

import { change } from '../change.ts';
import type { Role, Staff } from '../config.ts';
import { contentHash } from '../identity.ts';
import type { Words } from '../locale/words.ts';
import type { Ports, Press, PressAnswer } from '../ports.ts';
import type { Approved, Awaiting, Failed, Person, Post, Rejected } from '../post.ts';
import { dayAndTime, type Zone } from '../time.ts';
import { turnDigest } from './digest.ts';
import { noted } from './journal.ts';
import { type PressData, parsePressData, showsNow } from './press-data.ts';

type Needs = Pick<Ports, 'posts' | 'digests' | 'log'> & { readonly words: Words; readonly zone: Zone };
type Input = {
  readonly press: Press;
  readonly staff: readonly Staff[];
  readonly chats: readonly string[];
  readonly chatOf: (page: string) => string;
  readonly now: Date;
};
/** `next`: what has become due by it: a post to schedule, a card to draw, or nothing. */
export type Decided = { readonly answer: PressAnswer; readonly next: 'schedule' | 'draw' | 'nothing' };

/** Answers a press. Who may decide is told by the numeric id alone; the popup tells the truth about what is stored. */
export async function decide(needs: Needs, input: Input): Promise<Decided> {
  const data = parsePressData(input.press.data);
  if (data === null) return popup(needs.words.press.unknown);
  const refused = refuse(needs.words, data, input);
  if (refused !== null) {
    needs.log.warn({ user: input.press.user.id, chat: input.press.chat, verb: data.verb, postId: data.postId }, 'press refused');
    return popup(refused);
  }
  switch (data.verb) {
    case 'approve':
    case 'reject':
    case 'retry':
      return decidePost(needs, data, input);
    case 'previous':
    case 'next': {
      const turned = await turnDigest(needs, { chat: input.press.chat, chatOf: input.chatOf, from: data.postId, by: data.verb === 'next' ? 1 : -1 });
      return turned ? { answer: { text: '', alert: false }, next: 'draw' } : popup(needs.words.press.noMore);
    }
  }
}

function popup(text: string): Decided {
  return { answer: { text: shorten(text), alert: true }, next: 'nothing' };
}

function done(text: string, next: Decided['next']): Decided {
  return { answer: { text: shorten(text), alert: false }, next };
}

/** A callback answer holds 200 characters. */
function shorten(text: string): string {
  return text.length <= 200 ? text : `${[...text].slice(0, 180).join('')}…`;
}

const mayDecide: readonly Role[] = ['approver', 'admin'];

function refuse(words: Words, data: PressData, input: Input): string | null {
  if (!input.chats.includes(input.press.chat)) return words.press.otherChat;
  const person = input.staff.find((staff) => staff.id === input.press.user.id);
  if (person === undefined) return words.press.notStaff;
  const onlyLooks = data.verb === 'previous' || data.verb === 'next';
  return onlyLooks || mayDecide.includes(person.role) ? null : words.press.notApprover;
}

async function decidePost(needs: Needs, data: PressData, input: Input): Promise<Decided> {
  const by: Person = { id: input.press.user.id, name: input.press.user.name };
  const seen: { post: Post | null } = { post: null };
  const written = await change(needs.posts, data.postId, (post) => {
    seen.post = post;
    // A Page's posts are decided in its own chat, by the people there.
    const next = input.chatOf(post.page) === input.press.chat ? transition(data, post, by, input.now) : null;
    return next === null || !isDecision(data.verb) ? next : noted(next, { verb: data.verb, by, at: input.now, from: input.press });
  });
  const before = seen.post;
  if (written !== null) {
    needs.log.info({ postId: written.id, verb: data.verb, user: by.id, version: data.version }, 'decided');
    return done(confirmation(needs.words, data, written.title), data.verb === 'reject' ? 'draw' : 'schedule');
  }
  if (before === null) return popup(needs.words.press.unknown);
  if (input.chatOf(before.page) !== input.press.chat) return popup(needs.words.press.otherChat);
  const redraw = before.status === 'awaiting' && before.card === null ? await askForDigest(needs, input.press.chat) : await askForRedraw(needs, before);
  return { ...popup(whyNot(needs, data, before, by)), next: redraw ? 'draw' : 'nothing' };
}

function isDecision(verb: PressData['verb']): verb is 'approve' | 'reject' | 'retry' {
  return verb === 'approve' || verb === 'reject' || verb === 'retry';
}

/** null: this press decides nothing (any more). */
function transition(data: PressData, post: Post, by: Person, now: Date): Approved | Rejected | null {
  switch (data.verb) {
    case 'approve':
      return post.status === 'awaiting' && showsNow(data, post) ? approve(post, by, now) : null;
    case 'reject':
      return post.status === 'awaiting' && showsNow(data, post) ? reject(post, by, now) : null;
    case 'retry':
      return post.status === 'failed' && showsNow(data, post) ? retry(post, now) : null;
    default:
      return null;
  }
}

/** The approval holds for exactly what was shown: its hash is kept with it. */
export function approve(post: Awaiting, by: Approved['approval']['by'], now: Date): Approved {
  const { askedAt: _asked, objectBy: _object, returned: _returned, ...shown } = post;
  return { ...shown, status: 'approved', approval: { by, at: now, hash: contentHash(post.page, post.content) }, updatedAt: now, redraw: true };
}

function reject(post: Awaiting, by: Person, now: Date): Rejected {
  const { askedAt: _asked, objectBy: _object, returned: _returned, ...shown } = post;
  return { ...shown, status: 'rejected', by, at: now, updatedAt: now, redraw: true };
}

/** The approval still holds: the content is the one that was approved. */
function retry(post: Failed, now: Date): Approved {
  const { at: _at, failure: _failure, ...consented } = post;
  return { ...consented, status: 'approved', updatedAt: now, redraw: true };
}

function confirmation(words: Words, data: PressData, title: string): string {
  if (data.verb === 'approve') return words.press.approved(title);
  return data.verb === 'reject' ? words.press.rejected(title) : words.press.retried(title);
}

function whyNot(needs: Needs, data: PressData, post: Post, by: Person): string {
  const { words, zone } = needs;
  if (post.status === 'awaiting' && !showsNow(data, post)) return words.press.changed;
  if (post.status === 'rejected') return post.by.id === by.id ? words.press.alreadyYou : words.press.alreadyRejected(post.by.name, dayAndTime(post.at, zone));
  if ('approval' in post && data.verb !== 'retry') {
    const who = post.approval.by;
    if (typeof who !== 'string' && who.id === by.id) return words.press.alreadyYou;
    return words.press.alreadyApproved(typeof who === 'string' ? words.press.auto : who.name, dayAndTime(post.approval.at, zone));
  }
  return words.press.nowStatus(words.statuses[post.status]);
}

/** A card that invites a useless press shows an old state: have it drawn again. */
async function askForRedraw(needs: Needs, post: Post): Promise<boolean> {
  const written = await change(needs.posts, post.id, (current) =>
    current.status === 'skipped' || current.card === null || current.redraw ? null : { ...current, redraw: true },
  );
  return written !== null;
}

/** The same for a draft without a card of its own: it was pressed on the digest. */
async function askForDigest(needs: Needs, chat: string): Promise<boolean> {
  const written = await change(needs.digests, chat, (digest) => (digest.open && !digest.redraw ? { ...digest, redraw: true } : null));
  return written !== null;
}

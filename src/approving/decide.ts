/** What a press decides: who may, about exactly what was shown, in one atomic write; and the answer, which tells the truth about what is stored. */

import { change } from '../change.ts';
import type { DecisionVerb } from '../decision.ts';
import { contentHash } from '../identity.ts';
import { noted } from '../journal.ts';
import { type Words, wordsFor, wordsIn } from '../locale/words.ts';
import type { Role, StaffMember } from '../newsroom.ts';
import type { Person } from '../person.ts';
import type { Ports, Press, PressAnswer, Room } from '../ports.ts';
import { type Awaiting, type CardMenu, cardMenus, contentAfter, type Post, type Published, type ShownPost, toWaiting } from '../post.ts';
import { may } from '../staff.ts';
import { dayAndTime, type Zone } from '../time.ts';
import { askQuestion, type QuestionKind, questionKindOf } from './ask-question.ts';
import { choosePicture, type PictureNeeds } from './choose-picture.ts';
import { redrawDigest, turnDigest } from './digest.ts';
import { type PressData, type PressVerb, parsePressData, showsNow, timeOfChoice } from './press-data.ts';
import { expiryOf, type Rules } from './rules.ts';
import { askedAbout, consent, isEditable, isLiveFree, isUndoable, reject, retry, withStandingConsents } from './transitions.ts';

/** A given time: kept, or why not. */
export type TimeGiven =
  | { readonly outcome: 'given' }
  | { readonly outcome: 'refused'; readonly why: (words: Words) => string }
  | { readonly outcome: 'too-late' };

export type DecideNeeds = PictureNeeds &
  Pick<Ports, 'posts' | 'digests' | 'questions' | 'log'> & {
    readonly words: Words;
    readonly zone: Zone;
    /** Gives a post an exact time, or (null) lets the planner choose; refuses what cannot be. */
    readonly giveTime: (postId: string, at: Date | null) => Promise<TimeGiven>;
  };
export type DecideInput = Pick<Rules, 'deadlinesOf' | 'staleAt'> & {
  readonly press: Press;
  readonly staff: readonly StaffMember[];
  /** The chats in which staff work. */
  readonly chats: readonly string[];
  readonly roomOf: (page: string) => Room;
  readonly neededOf: (post: Awaiting) => 1 | 2;
  readonly now: Date;
};
/** `next`: what has become due by it: a post to schedule, a change to carry out on the Page, a card to draw, or nothing. */
export type Decided = { readonly answer: PressAnswer; readonly next: 'schedule' | 'change-live' | 'draw' | 'nothing' };

type Pressed = DecideInput & { readonly data: PressData; readonly by: Person; readonly told: Words };

/** Least role for each press. */
const least: Record<PressVerb, Role> = {
  approve: 'approver',
  reject: 'approver',
  retry: 'approver',
  now: 'approver',
  back: 'approver',
  reason: 'approver',
  'confirm-live': 'approver',
  withdraw: 'approver',
  'update-live': 'approver',
  'keep-live': 'approver',
  'drop-live': 'editor',
  menu: 'editor',
  ask: 'editor',
  time: 'editor',
  picture: 'editor',
  previous: 'editor',
  next: 'editor',
};

/** Answers a press. Who may is told by the numeric id alone; the popup tells the truth about what is stored. */
export async function decide(needs: DecideNeeds, input: DecideInput): Promise<Decided> {
  const { press, staff } = input;
  const member = staff.find((one) => one.id === press.user.id);
  const told = wordsFor(member, press.user, needs.words);
  const data = parsePressData(press.data);
  if (data === null) return popup(told.press.unknown);
  const refused = refuse(told, data, member, input);
  if (refused !== null) {
    needs.log.warn({ user: press.user.id, chat: press.chat, verb: data.verb, postId: data.postId }, 'press refused');
    return popup(refused);
  }
  const by: Person = { id: press.user.id, name: press.user.name };
  const pressed: Pressed = { ...input, data, by, told };
  if (data.verb === 'previous' || data.verb === 'next') return turn(needs, pressed);
  const post = await needs.posts.get(data.postId);
  if (post === null) return popup(told.press.unknown);
  if (post.status === 'skipped') return popup(told.press.nowStatus(told.statuses.skipped));
  // A Page's posts are decided in its own chat, by the people there.
  if (input.roomOf(post.page).chat !== press.chat) return popup(told.press.otherChat);
  if (!may(member, least[data.verb], post.page)) return popup(told.press.otherPage);
  switch (data.verb) {
    case 'ask':
      return ask(needs, pressed, post);
    case 'picture':
      return picture(needs, pressed, post);
    case 'time':
      return time(needs, pressed, post);
    default:
      return decidePost(needs, pressed);
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

function refuse(words: Words, data: PressData, member: StaffMember | undefined, input: DecideInput): string | null {
  if (!input.chats.includes(input.press.chat)) return words.press.otherChat;
  if (member === undefined) return words.press.notStaff(String(input.press.user.id));
  return may(member, least[data.verb], null) ? null : words.press.notApprover;
}

async function turn(needs: DecideNeeds, { data, press, roomOf, told }: Pressed): Promise<Decided> {
  const post = await needs.posts.get(data.postId);
  const room = post === null ? { chat: press.chat, topic: null } : roomOf(post.page);
  if (room.chat !== press.chat) return popup(told.press.otherChat);
  const turned = await turnDigest(needs, { room, roomOf, from: data.postId, by: data.verb === 'next' ? 1 : -1 });
  return turned ? done('', 'draw') : popup(told.press.noMore);
}

// ---------------------------------------------------------------- one write that decides

type Step = { readonly next: Post; readonly verb: DecisionVerb | null; readonly note?: string };

async function decidePost(needs: DecideNeeds, pressed: Pressed): Promise<Decided> {
  const { data, by, now, press, told } = pressed;
  const seen: { post: Post | null; verb: DecisionVerb | null } = { post: null, verb: null };
  const written = await change(needs.posts, data.postId, (post) => {
    seen.post = post;
    const step = stepOf(pressed, post, needs.words);
    if (step === null) return null;
    seen.verb = step.verb;
    if (step.verb === null || step.next.status === 'skipped') return step.next;
    return noted(step.next, { verb: step.verb, by, at: now, from: press, note: step.note ?? null });
  });
  if (written !== null) {
    if (seen.verb !== null) needs.log.info({ postId: written.id, verb: seen.verb, user: by.id, version: data.version }, 'decided');
    // The digest shows what was decided last: also why.
    if (seen.verb === 'reason' && written.status === 'rejected' && written.card === null) await redrawDigest(needs, pressed.roomOf(written.page));
    return confirmation(pressed, written);
  }
  const before = seen.post;
  if (before === null || before.status === 'skipped') return popup(told.press.unknown);
  const redraw = before.status === 'awaiting' && before.card === null ? await askForDigest(needs, pressed) : await askForRedraw(needs, before);
  return { ...popup(whyNot(needs, pressed, before)), next: redraw ? 'draw' : 'nothing' };
}

/** null: this press decides nothing (any more). */
function stepOf(pressed: Pressed, post: Post, words: Words): Step | null {
  const { data, by, now } = pressed;
  if (post.status === 'skipped') return null;
  if (data.verb === 'confirm-live' || data.verb === 'drop-live') return liveStep(pressed, post);
  if (data.verb === 'update-live' || data.verb === 'keep-live') return correctionStep(pressed, post);
  if (!showsNow(data, post)) return null;
  if (isOver(pressed, post) && endsWaiting.has(data.verb)) return null;
  switch (data.verb) {
    case 'approve':
      return decision(post.status === 'awaiting' ? consent(withStandingConsents(post, pressed.staff), by, pressed.neededOf(post), now) : null, 'approve');
    case 'now': {
      const urgent = { urgent: true, pinnedAt: null };
      if (post.status === 'awaiting')
        return decision(consent({ ...withStandingConsents(post, pressed.staff), ...urgent }, by, pressed.neededOf(post), now), 'post-now');
      if (post.status === 'approved') return decision({ ...post, ...urgent, menu: null, updatedAt: now, redraw: true }, 'post-now');
      return post.status === 'scheduled'
        ? decision({ ...shownOfScheduled(post), status: 'approved', approval: post.approval, ...urgent, updatedAt: now, redraw: true }, 'post-now')
        : null;
    }
    case 'reject':
      return decision(post.status === 'awaiting' ? reject(post, by, now) : null, 'reject');
    case 'retry':
      return decision(post.status === 'failed' ? retry(post, now) : null, 'retry');
    case 'back':
      return decision(isUndoable(post) ? toWaiting(post, null, now) : null, 'back-to-waiting');
    case 'reason': {
      const reason = words.reasons[Number(data.choice)];
      if (post.status !== 'rejected' || post.reason != null || reason === undefined) return null;
      return { next: { ...post, reason, updatedAt: now, redraw: true }, verb: 'reason', note: reason };
    }
    case 'menu':
      return openMenu(post, cardMenus.find((one) => one === data.choice) ?? null, now);
    case 'withdraw': {
      if (post.status !== 'published' || post.menu !== 'withdraw' || !isLiveFree(post)) return null;
      const live = { kind: 'withdraw', message: null, by, state: 'due', at: now, looks: 0, detail: null } as const;
      return decision({ ...answered(post), menu: null, live, updatedAt: now, redraw: true }, 'withdraw-live');
    }
    default:
      return null;
  }
}

/** What decides about a draft that waits. */
const endsWaiting: ReadonlySet<PressVerb> = new Set(['approve', 'now', 'reject']);

/** The time of the decision counts, not the beat that closes the post a moment later. */
function isOver(pressed: Pressed, post: ShownPost): boolean {
  return post.status === 'awaiting' && expiryOf(post, pressed) <= pressed.now;
}

function decision(next: Post | null, verb: DecisionVerb): Step | null {
  return next === null ? null : { next, verb };
}

/** A planned post gives its slot up: the planner puts it where it belongs now. */
function shownOfScheduled(post: Extract<Post, { status: 'scheduled' }>) {
  const { slot: _slot, slotKey: _key, resends: _resends, notBefore: _notBefore, uploads: _uploads, ...rest } = post;
  return { ...rest, moved: null, slotWhy: undefined, menu: null };
}

function openMenu(post: ShownPost, menu: CardMenu | null, now: Date): Step | null {
  const fits = menu === null || (menu === 'withdraw' ? post.status === 'published' && isLiveFree(post) : isEditable(post));
  if (!fits || (post.menu ?? null) === menu) return null;
  return { next: { ...post, menu, updatedAt: now, redraw: true }, verb: null };
}

/** A proposed text is said yes to, or dropped; the press is bound to the words that were proposed. */
function liveStep({ data, by, now }: Pressed, post: ShownPost): Step | null {
  if (post.status !== 'published' || post.live?.state !== 'proposed') return null;
  if (!showsNow(data, { ...post, content: contentAfter(post) })) return null;
  if (data.verb === 'drop-live') return { next: { ...post, live: null, updatedAt: now, redraw: true }, verb: 'drop-live', note: post.live.message ?? '' };
  return {
    next: { ...post, live: { ...post.live, by, state: 'due', at: now }, updatedAt: now, redraw: true },
    verb: 'edit-live',
    note: post.live.message ?? '',
  };
}

/** What the portal changed is taken over, or not; the press is bound to the words that were shown. */
function correctionStep({ data, by, now }: Pressed, post: ShownPost): Step | null {
  if (post.status !== 'published' || !showsNow(data, { ...post, content: contentAfter(post) })) return null;
  const asked = askedAbout(post);
  if (asked === null) return null;
  const next = { ...answered(post), menu: null, live: null, updatedAt: now, redraw: true };
  if (data.verb === 'keep-live') return decision(next, 'keep-live');
  const { message } = asked;
  if (message === null) return null;
  const live = { kind: 'edit', message, by, state: 'due', at: now, looks: 0, detail: null } as const;
  return { next: { ...next, live }, verb: 'edit-live', note: message };
}

function answered(post: Published): Published {
  return post.correction == null ? post : { ...post, correction: { ...post.correction, asks: false } };
}

// ---------------------------------------------------------------- what the answer says

function confirmation({ data, told }: Pressed, written: Post): Decided {
  const { title } = written;
  switch (data.verb) {
    case 'approve':
    case 'now':
      if (written.status === 'awaiting') return done(told.press.consented(title), 'draw');
      return done(data.verb === 'now' ? told.press.goesNow(title) : told.press.approved(title), 'schedule');
    case 'reject':
      return done(told.press.rejected(title), 'draw');
    case 'retry':
      return done(told.press.retried(title), 'schedule');
    case 'back':
      return done(told.press.backAgain(title), 'draw');
    case 'reason':
      return done(told.press.noted, 'draw');
    case 'keep-live':
      return done(told.press.liveKept, 'draw');
    case 'confirm-live':
    case 'update-live':
    case 'withdraw':
      return done(told.press.liveDue, 'change-live');
    default:
      return done('', 'draw');
  }
}

function whyNot(needs: DecideNeeds, pressed: Pressed, post: ShownPost): string {
  const { data, by, told } = pressed;
  const at = (instant: Date) => dayAndTime(instant, needs.zone);
  if (post.status === 'awaiting') {
    if (!showsNow(data, post)) return told.press.changed;
    if (isOver(pressed, post)) return told.press.nowStatus(told.statuses.expired);
    const hash = contentHash(post.page, post.content);
    return (post.consents ?? []).some((one) => one.by.id === by.id && one.hash === hash)
      ? told.press.anotherNeeded
      : told.press.nowStatus(told.statuses.awaiting);
  }
  if (post.status === 'rejected') return post.by.id === by.id ? told.press.alreadyYou : told.press.alreadyRejected(post.by.name, at(post.at));
  if ('approval' in post && (data.verb === 'approve' || data.verb === 'reject')) {
    const who = post.approval.by;
    if (typeof who !== 'string' && who.id === by.id) return told.press.alreadyYou;
    return told.press.alreadyApproved(typeof who === 'string' ? told.press.auto : who.name, at(post.approval.at));
  }
  if (post.status === 'published' && post.live != null && !isLiveFree(post)) return told.press.liveUnderWay;
  return told.press.nowStatus(told.statuses[post.status]);
}

/** A card that invites a useless press shows an old state: have it drawn again. */
async function askForRedraw(needs: DecideNeeds, post: ShownPost): Promise<boolean> {
  const written = await change(needs.posts, post.id, (current) =>
    current.status === 'skipped' || current.card === null || current.redraw ? null : { ...current, redraw: true },
  );
  return written !== null;
}

/** The same for a draft without a card of its own: it was pressed on the digest. */
async function askForDigest(needs: DecideNeeds, { data, roomOf }: Pressed): Promise<boolean> {
  const post = await needs.posts.get(data.postId);
  if (post === null) return false;
  return redrawDigest(needs, roomOf(post.page));
}

// ---------------------------------------------------------------- presses that ask, look or plan

async function ask(needs: DecideNeeds, pressed: Pressed, post: ShownPost): Promise<Decided> {
  const { data, told } = pressed;
  const kind = questionKindOf(data.choice);
  if (kind === null || !fitsQuestion(kind, post)) return popup(told.press.nowStatus(told.statuses[post.status]));
  if (!showsNow(data, post)) return { ...popup(told.press.changed), next: (await askForRedraw(needs, post)) ? 'draw' : 'nothing' };
  if ((kind === 'reason' || kind === 'live-text') && !may(memberOf(pressed), 'approver', post.page)) return popup(told.press.notApprover);
  await askQuestion(needs, { kind, post, of: pressed.by, language: pressed.press.user.language ?? null, room: pressed.roomOf(post.page), now: pressed.now });
  return done(told.press.answerBelow, 'draw');
}

function memberOf({ staff, by }: Pressed): StaffMember | undefined {
  return staff.find((one) => one.id === by.id);
}

function fitsQuestion(kind: QuestionKind, post: ShownPost): boolean {
  switch (kind) {
    case 'text':
    case 'time':
      return isEditable(post);
    case 'picture':
      return isEditable(post) && post.content.form !== 'video';
    case 'reason':
      return post.status === 'rejected' && post.reason == null;
    case 'live-text':
      return post.status === 'published' && isLiveFree(post);
  }
}

async function picture(needs: DecideNeeds, pressed: Pressed, post: ShownPost): Promise<Decided> {
  const { data, told, by, now, press } = pressed;
  if (!isEditable(post)) return popup(told.press.nowStatus(told.statuses[post.status]));
  if (!showsNow(data, post)) return { ...popup(told.press.changed), next: (await askForRedraw(needs, post)) ? 'draw' : 'nothing' };
  const chosen = await choosePicture(needs, { post, choice: data.choice ?? '', more: wordsIn(post.language).linkLine });
  if (chosen === null) return popup(told.press.noPicture);
  const written = await change(needs.posts, post.id, (current): Awaiting | null => {
    if (!isEditable(current) || !showsNow(data, current)) return null;
    return noted({ ...toWaiting(current, null, now), ...chosen }, { verb: 'change-picture', by, at: now, from: press });
  });
  return written === null ? popup(told.press.changed) : done(told.press.pictureChanged, 'draw');
}

async function time(needs: DecideNeeds, pressed: Pressed, post: ShownPost): Promise<Decided> {
  const { data, told } = pressed;
  if (!showsNow(data, post)) return { ...popup(told.press.changed), next: (await askForRedraw(needs, post)) ? 'draw' : 'nothing' };
  const at = data.choice === 'auto' ? null : timeOfChoice(data.choice ?? '');
  if (at === null && data.choice !== 'auto') return popup(told.press.unknown);
  return setTime(needs, pressed, post, at);
}

async function setTime(needs: DecideNeeds, { told, by, now, press }: Pressed, post: ShownPost, at: Date | null): Promise<Decided> {
  const given = await needs.giveTime(post.id, at);
  switch (given.outcome) {
    case 'too-late':
      return popup(told.press.nowStatus(told.statuses[post.status]));
    case 'refused':
      return popup(given.why(told));
    case 'given':
      await noteTime(needs, post.id, { by, now, from: press }, at, needs.zone);
      return done(at === null ? told.press.timeFree : told.press.timeGiven(dayAndTime(at, needs.zone)), post.status === 'awaiting' ? 'draw' : 'schedule');
  }
}

/** Closes the menu, and keeps who gave the time. */
export async function noteTime(
  needs: Pick<Ports, 'posts'>,
  postId: string,
  { by, now, from }: { readonly by: Person; readonly now: Date; readonly from: { readonly chat: string; readonly message: number } },
  at: Date | null,
  zone: Zone,
): Promise<void> {
  await change(needs.posts, postId, (current): Post | null => {
    if (current.status === 'skipped') return null;
    const note = at === null ? null : dayAndTime(at, zone);
    return noted({ ...current, menu: null, redraw: true }, { verb: 'change-time', by, at: now, from, note });
  });
}

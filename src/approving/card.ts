/** The staff card: one renderer draws every card, from the stored state alone. Pure. */

import type { Words } from '../locale/words.ts';
import type { Button } from '../ports.ts';
import {
  type Approval,
  type Awaiting,
  type Consent,
  type Content,
  contentAfter,
  type Post,
  type Published,
  type Publishing,
  type Rejected,
  type ShownPost,
  type Skipped,
} from '../post.ts';
import type { Difference } from '../revision.ts';
import type { Zone } from '../time.ts';
import { addDays, dayAndTime, dayForPeople, dayOf, timeOf } from '../time.ts';
import { pressData, timeChoice } from './press-data.ts';
import { askedAbout, isUndoable, warningsShown } from './transitions.ts';

export type CardContext = {
  readonly words: Words;
  readonly zone: Zone;
  /** When it would go out if it were approved now; null: no free slot. */
  readonly nextSlot: Date | 'asap' | null;
  readonly now?: Date;
  /** What staff call the Page; null: there is only one. */
  readonly page?: string | null;
  /** How many different people must approve. */
  readonly needed?: 1 | 2;
  /** Who said yes to it and still may; absent: as the post has it. */
  readonly consents?: readonly Consent[];
  /** Who may approve it and has not yet. */
  readonly deciders?: readonly { readonly name: string | null }[];
  /** When it expires undecided. */
  readonly expiresAt?: Date;
  /** For the menu of times: the next free ones. */
  readonly free?: readonly Date[];
  /** What the portal changed since staff saw it. */
  readonly difference?: readonly Difference[];
  /** For the menu of pictures: how many the article has. */
  readonly pictures?: number;
  /** The post that the article's other language has of its own. */
  readonly sister?: Post | null;
};

type Row = readonly Button[];
export type CardText = { readonly text: string; readonly buttons: readonly Row[] };

const rule = '──────────';

/** First the post exactly as readers will see it, then below a line what staff need to know. */
export function drawCard(post: ShownPost, context: CardContext): CardText {
  const { words } = context;
  const content = post.status === 'published' ? contentAfter(post) : post.content;
  const shown = content.form === 'link' ? `${content.message}\n\n${words.card.linkTo(content.link)}` : content.message;
  const facts = [
    shownBelow(content, words),
    words.card.kind(post.kind, hostOf(post.url)),
    context.page == null ? null : words.card.page(context.page),
    post.articleAt === null ? null : words.card.articleDate(dayAndTime(post.articleAt, context.zone)),
    eventLine(post, context),
  ];
  const warnings = warningsShown(post).map((warning) => `⚠️ ${words.warning(warning)}`);
  const lines = [shown, rule, ...facts, ...warnings, ...sisterLines(post, context), ...stateLines(post, context), ...timeLines(post, context)];
  return { text: lines.filter((line) => line !== null).join('\n'), buttons: buttonsOf(post, context) };
}

function eventLine({ event }: ShownPost, { words, zone }: CardContext): string | null {
  if (event == null) return null;
  const at = dayAndTime(event.beginsAt, zone);
  return event.exact ? words.card.eventAt(at) : words.card.eventOn(dayForPeople(dayOf(event.beginsAt, zone), true), at);
}

/** What stands below the words besides the picture of the card: the preview's own words, how many pictures, how long a film; null for nothing. */
export function shownBelow(content: Content, words: Words): string | null {
  switch (content.form) {
    case 'link':
      return content.card == null ? null : words.card.preview(content.card.title, content.card.description);
    case 'photo':
      return content.pictures.length > 1 ? words.card.album(content.pictures.length) : null;
    case 'video':
      return words.card.film(content.as, content.video.seconds === null ? null : words.number(Math.round(content.video.seconds)));
  }
}

/** The other language's version has a post of its own: how that stands, and where, so that nobody posts the same news twice unknowing. */
function sisterLines(post: ShownPost, { words, sister }: CardContext): readonly string[] {
  if (sister == null || sister.status === 'skipped') return [];
  const told = words.card.sister(post.language, words.statuses[sister.status]);
  return sister.status === 'published' && sister.permalink !== null ? [told, `   ${sister.permalink}`] : [told];
}

/** What is left of a card whose post ended because another tells its article. */
export function drawJoined(post: Skipped, words: Words): CardText {
  return { text: [post.title, words.card.joined].join('\n'), buttons: [] };
}

/** A short card for a post that had none of its own while it waited: what went out, or why it did not. */
export function drawResult(post: ShownPost, context: CardContext): CardText {
  return { text: [post.title, ...stateLines(post, context)].join('\n'), buttons: buttonsOf(post, context) };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url;
}

function stateLines(post: ShownPost, context: CardContext): readonly string[] {
  const { words } = context;
  const at = (instant: Date) => dayAndTime(instant, context.zone);
  switch (post.status) {
    case 'draft':
      return [words.card.draft];
    case 'awaiting':
      return [
        ...(post.returned === null ? [] : [words.card.returned[post.returned]]),
        ...differenceLines(words.card.correctedBefore, context),
        words.card.waiting,
        ...consentLines(post, context),
        nextLine(post, context),
        ...(post.objectBy === null ? [] : [words.card.objectBy(at(post.objectBy))]),
        ...(context.expiresAt === undefined || post.objectBy !== null ? [] : [words.card.expiresAt(at(context.expiresAt))]),
        ...menuLines(post, context),
      ];
    case 'approved':
      return [...approvalLines(post.approval, context), words.card.queued, ...menuLines(post, context)];
    case 'scheduled':
      return [
        ...approvalLines(post.approval, context),
        words.card.slot(at(post.slot)),
        ...(post.slotWhy === undefined ? [] : [words.card.because(post.slotWhy)]),
        ...menuLines(post, context),
      ];
    case 'publishing':
      return [...approvalLines(post.approval, context), publishingLine(post, words)];
    case 'unconfirmed':
      return [...approvalLines(post.approval, context), words.card.unconfirmed(at(post.watchUntil))];
    case 'published':
      return [
        ...approvalLines(post.approval, context),
        post.how === 'adopted' ? words.card.adopted(at(post.publishedAt)) : words.card.published(at(post.publishedAt)),
        ...(post.permalink === null ? [] : [post.permalink]),
        ...liveLines(post, context),
        ...correctionLines(post, context),
        ...menuLines(post, context),
      ];
    case 'rejected':
      return [words.card.rejectedBy(post.by.name, at(post.at)), ...(post.reason == null ? [] : [words.card.reason(post.reason)])];
    case 'expired':
      return [words.card.expired(at(post.at), post.why ?? null)];
    case 'failed':
      return [...approvalLines(post.approval, context), words.card.failed(words.failure(post.failure))];
    case 'retracted':
      return [words.card.retracted(at(post.at), post.by?.name ?? null)];
    case 'held':
      return [
        post.reason === 'withdrawn' ? words.card.heldWithdrawn(at(post.at)) : words.card.held(at(post.at)),
        ...differenceLines(words.card.editedFirst, context),
      ];
  }
}

/** When it would go out; an event's post that would come too late goes out by “now” or by a given time only. */
function nextLine({ event }: Awaiting, { words, zone, nextSlot, now }: CardContext): string {
  const { card } = words;
  if (nextSlot === 'asap') return card.ifApproved(card.asap, null);
  if (nextSlot === null) return card.ifApproved(card.noSlot, null);
  const at = dayAndTime(nextSlot, zone);
  if (event != null && nextSlot >= event.beginsAt) return card.tooLateForEvent(at);
  // The card is not drawn anew when another post takes that time, so it tells of when it was true.
  return card.ifApproved(at, now === undefined ? null : `${timeOf(now, zone)} ${dayForPeople(dayOf(now, zone), false)}`);
}

/** A film takes minutes: how much of it the Page has, in whole tenths, as the card is drawn anew for each. */
function publishingLine({ content, uploads }: Publishing, words: Words): string {
  const sent = content.form === 'video' ? (uploads?.video?.offset ?? content.video.size) / content.video.size : 1;
  return sent < 1 ? words.card.uploading(words.percent(Math.floor(sent * 10) / 10)) : words.card.publishing;
}

const mostNames = 4;

/** Who said yes already, and who must still. */
function consentLines(post: Awaiting, { words, zone, needed = 1, deciders, consents = post.consents ?? [] }: CardContext): readonly string[] {
  const said = consents.map((consent) => words.card.consentBy(consent.by.name, dayAndTime(consent.at, zone)));
  // What goes out by itself waits for nobody.
  if (deciders === undefined || post.objectBy !== null) return said;
  const names = deciders.flatMap(({ name }) => (name === null ? [] : [name])).slice(0, mostNames);
  const left = Math.max(1, needed - consents.length);
  return [...said, words.card.mustDecide(left, names, deciders.length - names.length, consents.length > 0)];
}

function approvalLines(approval: Approval, context: CardContext): readonly string[] {
  const { words } = context;
  const before = (approval.with ?? []).map((consent) => words.card.approvedBy(consent.by.name, dayAndTime(consent.at, context.zone)));
  const at = dayAndTime(approval.at, context.zone);
  if (approval.by === 'auto') return [words.card.approvedAuto(at)];
  if (approval.by === 'no-objection') return [words.card.approvedNoObjection(at)];
  return [...before, words.card.approvedBy(approval.by.name, at)];
}

/** What an open menu asks. */
function menuLines(post: ShownPost, { words }: CardContext): readonly string[] {
  return post.menu == null ? [] : [words.card.menus[post.menu]];
}

function liveLines(post: Published, { words }: CardContext): readonly string[] {
  const { live } = post;
  if (live == null) return [];
  return [live.kind === 'edit' ? words.card.liveEdit[live.state](live.by.name) : words.card.liveWithdraw[live.state](live.by.name)];
}

const mostParts = 6;
const longestPart = 160;

/** What was, what is; long texts by their beginning. */
function differenceLines(head: string, { words, difference = [] }: CardContext): readonly string[] {
  if (difference.length === 0) return [];
  const lines = difference.flatMap(({ field, gone, come }) => [
    ...gone.map((text) => words.card.was(`${words.command.ledger.fields[field]}: ${shortly(text)}`)),
    ...come.map((text) => words.card.is(`${words.command.ledger.fields[field]}: ${shortly(text)}`)),
  ]);
  const left = lines.length - mostParts;
  return [head, ...lines.slice(0, mostParts), ...(left > 0 ? [words.card.andMore(words.number(left))] : [])];
}

function shortly(text: string): string {
  const letters = [...text];
  return letters.length <= longestPart ? text : `${letters.slice(0, longestPart).join('')}…`;
}

function correctionLines(post: Published, context: CardContext): readonly string[] {
  const { card } = context.words;
  const asked = askedAbout(post);
  if (asked === null) return [];
  if (asked.kind === 'withdrawn') return [card.withdrawnLive, ...differenceLines(card.editedFirst, context)];
  return differenceLines(asked.message === null ? card.correctedElse : card.correctedLive, context);
}

/** What staff said about its time, and what became of a time that they saw. */
function timeLines(post: ShownPost, context: CardContext): readonly string[] {
  const { words } = context;
  const at = (instant: Date) => dayAndTime(instant, context.zone);
  const waits = post.status === 'draft' || post.status === 'awaiting' || post.status === 'approved' || post.status === 'scheduled' || post.status === 'held';
  if (!waits) return [];
  return [
    ...(post.urgent === true ? [words.card.urgent] : []),
    ...(post.pinnedAt == null ? [] : [words.card.pinned(at(post.pinnedAt))]),
    ...(post.moved == null || post.status !== 'scheduled' ? [] : [words.card.moved(at(post.moved.from), post.moved.why)]),
  ];
}

// ---------------------------------------------------------------- buttons

/** Exactly one button says yes while that is possible, none afterwards; it stays where menus are open. */
function buttonsOf(post: ShownPost, context: CardContext): readonly Row[] {
  const { words } = context;
  const { card } = words;
  const button = (label: string, ...press: DataOf): Button => ({ label, press: pressData(press[0], post, press[1] ?? null) });
  const change: Row = [button(card.editText, 'ask', 'text'), button(card.changeTime, 'menu', 'time'), button(card.changePicture, 'menu', 'picture')];
  const now = button(card.postNow, 'menu', 'now');
  switch (post.status) {
    case 'awaiting': {
      const decide: Row = [button(card.approve, 'approve'), button(card.reject, 'reject')];
      return post.menu == null ? [decide, withoutPictureChange(post, change), [now]] : [decide, ...menuRows(post, context)];
    }
    case 'approved':
    case 'scheduled':
      return post.menu == null
        ? [withoutPictureChange(post, change), [now, button(card.backToWaiting, 'back')]]
        : [...menuRows(post, context), [button(card.backToWaiting, 'back')]];
    case 'rejected':
      return [...reasonRows(post, words), [button(card.backToWaiting, 'back')]];
    case 'failed':
      return [[button(card.retry, 'retry'), ...(isUndoable(post) ? [button(card.backToWaiting, 'back')] : [])]];
    case 'published':
      return liveRows(post, context);
    default:
      return [];
  }
}

/** Why a post was rejected, to be said by a press; none where it was said. */
export function reasonRows(post: Rejected, words: Words): readonly Row[] {
  if (post.reason != null) return [];
  const given = words.reasons.map((label, place) => ({ label, press: pressData('reason', post, String(place)) }));
  return pairs([...given, { label: words.card.otherReason, press: pressData('ask', post, 'reason') }]);
}

type DataOf = [verb: Parameters<typeof pressData>[0], choice?: string];

/** A video has no other picture to choose. */
function withoutPictureChange(post: ShownPost, row: Row): Row {
  return post.content.form === 'video' ? row.slice(0, 2) : row;
}

function pairs(buttons: readonly Button[]): readonly Row[] {
  return buttons.flatMap((button, place) => (place % 2 === 0 ? [[button, ...buttons.slice(place + 1, place + 2)]] : []));
}

function menuRows(post: ShownPost, context: CardContext): readonly Row[] {
  const { card } = context.words;
  const button = (label: string, ...press: DataOf): Button => ({ label, press: pressData(press[0], post, press[1] ?? null) });
  const close: Row = [button(card.cancel, 'menu', 'none')];
  switch (post.menu) {
    case 'time': {
      const times = chosenTimes(context).map((at) => button(labelOf(at, context), 'time', timeChoice(at)));
      return [...pairs([...times, button(card.typeTime, 'ask', 'time')]), post.pinnedAt == null ? close : [button(card.plannerTime, 'time', 'auto'), ...close]];
    }
    case 'picture': {
      const numbers = Array.from({ length: Math.min(context.pictures ?? 0, 6) }, (_, place) => button(card.pictureNumber(place + 1), 'picture', String(place)));
      const none = post.content.form === 'photo' ? [button(card.noPicture, 'picture', 'none')] : [];
      return [...pairs([...numbers, button(card.ownPicture, 'ask', 'picture'), ...none]), close];
    }
    case 'now':
      return [[button(card.confirmNow, 'now'), ...close]];
    case 'withdraw':
      return [[button(card.confirmWithdraw, 'withdraw'), ...close]];
    default:
      return [];
  }
}

/** The next free times, and the first of tomorrow where it is not among them. */
function chosenTimes({ free = [], now, zone }: CardContext): readonly Date[] {
  const next = free.slice(0, 3);
  const tomorrow = now === undefined ? null : addDays(dayOf(now, zone), 1);
  const morning = free.find((at) => dayOf(at, zone) === tomorrow);
  return morning === undefined || next.includes(morning) ? next : [...next, morning];
}

function labelOf(at: Date, { words, zone, now }: CardContext): string {
  const [today, day] = [now === undefined ? '' : dayOf(now, zone), dayOf(at, zone)];
  if (day === today) return words.card.today(timeOf(at, zone));
  return day === addDays(today === '' ? day : today, 1) ? words.card.tomorrow(timeOf(at, zone)) : dayAndTime(at, zone);
}

function liveRows(post: Published, context: CardContext): readonly Row[] {
  const { card } = context.words;
  const button = (label: string, ...press: DataOf): Button => ({ label, press: pressData(press[0], post, press[1] ?? null) });
  const open: Row = post.permalink === null ? [] : [{ label: card.openPost, open: post.permalink }];
  const { live } = post;
  if (post.menu === 'withdraw') return menuRows(post, context);
  if (live?.state === 'proposed' && live.kind === 'edit') {
    // Bound to the words that are shown, not to those that stand on the Page.
    const proposed = { ...post, content: contentAfter(post) };
    return [
      [
        { label: card.confirmLive, press: pressData('confirm-live', proposed) },
        { label: card.cancel, press: pressData('drop-live', proposed) },
      ],
    ];
  }
  if (live != null && live.state !== 'failed') return [open];
  const asked = askedAbout(post);
  if (asked !== null) {
    const shown = { ...post, content: contentAfter(post) };
    const update: Row = asked.message === null ? [] : [{ label: card.updateLive, press: pressData('update-live', shown) }];
    const keep: Button = { label: card.keepLive, press: pressData('keep-live', shown) };
    return [open, [...update, keep], [button(card.withdrawLive, 'menu', 'withdraw')]];
  }
  return [open, [button(card.editLive, 'ask', 'live-text'), button(card.withdrawLive, 'menu', 'withdraw')]];
}

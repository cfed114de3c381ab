/** The staff card: one renderer draws every card, from the stored state alone. Pure. */

import type { Words } from '../locale/words.ts';
import type { Button } from '../ports.ts';
import type { Approval, ShownPost } from '../post.ts';
import type { Zone } from '../time.ts';
import { dayAndTime } from '../time.ts';
import { pressData } from './press-data.ts';

export type CardContext = {
  readonly words: Words;
  readonly zone: Zone;
  /** When it would go out if it were approved now; null: no free slot. */
  readonly nextSlot: Date | 'asap' | null;
};

export type CardText = { readonly text: string; readonly buttons: readonly (readonly Button[])[] };

const rule = '──────────';

/** First the post exactly as readers will see it, then below a line what staff need to know. */
export function drawCard(post: ShownPost, context: CardContext): CardText {
  const { words } = context;
  const shown = post.content.form === 'link' ? `${post.content.message}\n\n${words.card.linkTo(post.content.link)}` : post.content.message;
  const facts = [
    words.card.kind(post.kind, hostOf(post.url)),
    post.articleAt === null ? null : words.card.articleDate(dayAndTime(post.articleAt, context.zone)),
  ];
  const warnings = post.warnings.map((warning) => `⚠️ ${words.warning(warning)}`);
  const lines = [shown, rule, ...facts, ...warnings, ...stateLines(post, context), ...timeLines(post, context)];
  return { text: lines.filter((line) => line !== null).join('\n'), buttons: buttonsOf(post, words) };
}

/** A short card for a post that had none of its own while it waited: what went out, or why it did not. */
export function drawResult(post: ShownPost, context: CardContext): CardText {
  return { text: [post.title, ...stateLines(post, context)].join('\n'), buttons: buttonsOf(post, context.words) };
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
        words.card.waiting,
        words.card.ifApprovedNow(context.nextSlot === null ? words.card.noSlot : context.nextSlot === 'asap' ? words.card.asap : at(context.nextSlot)),
        ...(post.objectBy === null ? [] : [words.card.objectBy(at(post.objectBy))]),
      ];
    case 'approved':
      return [approvalLine(post.approval, context), words.card.queued];
    case 'scheduled':
      return [approvalLine(post.approval, context), words.card.slot(at(post.slot)), ...(post.slotWhy === undefined ? [] : [words.card.because(post.slotWhy)])];
    case 'publishing':
      return [approvalLine(post.approval, context), words.card.publishing];
    case 'unconfirmed':
      return [approvalLine(post.approval, context), words.card.unconfirmed(at(post.watchUntil))];
    case 'published':
      return [
        approvalLine(post.approval, context),
        post.how === 'adopted' ? words.card.adopted(at(post.publishedAt)) : words.card.published(at(post.publishedAt)),
        ...(post.permalink === null ? [] : [post.permalink]),
      ];
    case 'rejected':
      return [words.card.rejectedBy(post.by.name, at(post.at))];
    case 'expired':
      return [words.card.expired(at(post.at))];
    case 'failed':
      return [approvalLine(post.approval, context), words.card.failed(words.failure(post.failure))];
    case 'retracted':
      return [words.card.retracted(at(post.at))];
    case 'held':
      return [post.reason === 'withdrawn' ? words.card.heldWithdrawn(at(post.at)) : words.card.held(at(post.at))];
  }
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

function approvalLine(approval: Approval, context: CardContext): string {
  const at = dayAndTime(approval.at, context.zone);
  if (approval.by === 'auto') return context.words.card.approvedAuto(at);
  if (approval.by === 'no-objection') return context.words.card.approvedNoObjection(at);
  return context.words.card.approvedBy(approval.by.name, at);
}

function buttonsOf(post: ShownPost, words: Words): readonly (readonly Button[])[] {
  if (post.status === 'awaiting')
    return [
      [
        { label: words.card.approve, press: pressData('approve', post) },
        { label: words.card.reject, press: pressData('reject', post) },
      ],
    ];
  if (post.status === 'failed') return [[{ label: words.card.retry, press: pressData('retry', post) }]];
  return [];
}

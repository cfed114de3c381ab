/** What a decision makes of a post. Pure: each takes the post as it is stored and gives the next one, or null where there is nothing to decide. */
import { contentHash } from '../identity.ts';
import type { StaffMember } from '../newsroom.ts';
import type { Person } from '../person.ts';
import type { Approval, Approved, Awaiting, Consent, Content, Correction, Failed, LiveChange, Post, Published, Rejected, ShownPost, Warning } from '../post.ts';
import { shownOf, toWaiting } from '../post.ts';
import { may } from '../staff.ts';

/** The approval holds for exactly what was shown: its hash is kept with it. */
export function approve(post: Awaiting, by: Approval['by'], now: Date): Approved {
  const hash = contentHash(post.page, post.content);
  const before = (post.consents ?? []).filter((consent) => consent.hash === hash);
  const approval: Approval = { by, at: now, hash, ...(before.length === 0 ? {} : { with: before }) };
  return { ...shownOf(post), status: 'approved', approval, updatedAt: now, redraw: true };
}

/** Without the yes of anybody who may not approve it any more: whoever was taken off the staff decides nothing. */
export function withStandingConsents(post: Awaiting, staff: readonly StaffMember[]): Awaiting {
  if (post.consents === undefined) return post;
  const mayStill = ({ by }: Consent) =>
    may(
      staff.find((one) => one.id === by.id),
      'approver',
      post.page,
    );
  return { ...post, consents: post.consents.filter(mayStill) };
}

/** One yes of several: the post waits on. The same person's second yes counts for nothing: null. `needed`: how many different people must. */
export function consent(post: Awaiting, by: Person, needed: number, now: Date): Awaiting | Approved | null {
  const hash = contentHash(post.page, post.content);
  const before = (post.consents ?? []).filter((one) => one.hash === hash);
  if (before.some((one) => one.by.id === by.id)) return null;
  if (before.length + 1 >= needed) return approve(post, by, now);
  return { ...post, consents: [...before, { by, at: now, hash }], menu: null, updatedAt: now, redraw: true };
}

export function reject(post: Awaiting, by: Person, now: Date): Rejected {
  return { ...shownOf(post), status: 'rejected', by, at: now, updatedAt: now, redraw: true };
}

/** The approval still holds: the content is the one that was approved. */
export function retry(post: Failed, now: Date): Approved {
  return { ...shownOf(post), status: 'approved', approval: post.approval, updatedAt: now, redraw: true };
}

/** A post that has not gone out, and whose decision may be taken back. */
export type Undoable = Extract<Post, { status: 'awaiting' | 'approved' | 'scheduled' | 'rejected' | 'held' | 'expired' | 'failed' }>;
/** One whose content may be changed. */
export type Editable = Extract<Post, { status: 'awaiting' | 'approved' | 'scheduled' }>;

export function isUndoable(post: Post): post is Exclude<Undoable, Awaiting> {
  switch (post.status) {
    case 'approved':
    case 'scheduled':
    case 'rejected':
      return true;
    // What the Page refused is mended before it is tried again. One of which nobody knows whether it is out keeps the words by which it is found there.
    case 'failed':
      return post.failure.reason !== 'unconfirmed';
    // What the portal took down comes back with the article alone.
    case 'held':
      return post.reason === null;
    default:
      return false;
  }
}

export function isEditable(post: Post): post is Editable {
  return post.status === 'awaiting' || post.status === 'approved' || post.status === 'scheduled';
}

/** With other content, before staff again. */
export function withContent(post: Editable, content: Content, now: Date): Awaiting {
  return { ...toWaiting(post, null, now), content, warnings: post.warnings };
}

/** The same content with other words. A picture's post leads to its article by the link in its text: it is put back where it went missing. */
export function withMessage(content: Content, message: string, more: (link: string) => string): Content {
  const text = message.normalize('NFC').trim();
  if (content.form === 'link' || text.includes(content.link)) return { ...content, message: text };
  return { ...content, message: `${text}\n\n${more(content.link)}` };
}

/** What a correction asks about a post that is out; null: nothing, or something else is under way first. */
export function askedAbout(post: Published): Correction | null {
  return post.correction?.asks === true && (post.live == null || post.live.state === 'failed') ? post.correction : null;
}

/** What is to be looked at in the words that the card shows. */
export function warningsShown(post: ShownPost): readonly Warning[] {
  const live = post.status === 'published' && post.live?.state !== 'failed' ? post.live : null;
  return live?.warnings ?? post.warnings;
}

/** Other words for a post that is out, before whoever proposes them says that they are meant. */
export function proposeEdit(post: Published, message: string, warnings: readonly Warning[], by: Person, now: Date): Published {
  const live: LiveChange = { kind: 'edit', message, by, state: 'proposed', at: now, looks: 0, detail: null, warnings };
  return { ...post, menu: null, live, updatedAt: now, redraw: true };
}

/** A change that is under way cannot be touched; any other may make room for a new one. */
export function isLiveFree(post: Published): boolean {
  return post.live == null || post.live.state === 'proposed' || post.live.state === 'failed';
}

/** A post as it goes on after a restore. Pure. */
import { noted } from './journal.ts';
import { type Approved, type Awaiting, type Post, type Publishing, type Scheduled, shownOf, type Unconfirmed } from './post.ts';

type Consented = Approved | Scheduled | Publishing | Unconfirmed;

/**
 * What was approved and not ended when the backup was taken may have been published, withdrawn or rejected since: a
 * person decides again, on the card that stands in the chat. All else stays as it is.
 */
export function afterRestore(post: Post, now: Date): Post {
  switch (post.status) {
    case 'approved':
    case 'scheduled':
    case 'publishing':
    case 'unconfirmed':
      return waitingAgain(post, now);
    default:
      return post;
  }
}

function waitingAgain(post: Consented, now: Date): Awaiting {
  // What was decided about it stands: a time before which it must not go out, and how many must say yes.
  const waiting: Awaiting = {
    ...shownOf(post),
    moved: null,
    slotWhy: undefined,
    rev: post.rev + 1,
    status: 'awaiting',
    // The buttons of the old card decide nothing any more.
    version: post.version + 1,
    askedAt: now,
    objectBy: null,
    returned: 'restored',
    updatedAt: now,
    redraw: true,
  };
  return noted(waiting, { verb: 'return', by: 'desk', at: now, from: null, note: 'restored' });
}

/** The hash of every picture or film that these posts still need: those that may yet go out, or be tried again. */
export function mediaNeeded(post: Post): readonly string[] {
  switch (post.status) {
    case 'skipped':
    case 'published':
    case 'rejected':
    case 'expired':
    case 'retracted':
      return [];
    default:
      return hashesIn(post.content);
  }
}

/** Whatever form a content has: its media are named by SHA-256. */
function hashesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'sha256' && typeof inner === 'string' && /^[0-9a-f]{64}$/.test(inner) ? [inner] : hashesIn(inner),
  );
}

/** What a portal changed after a post of it was shown → before staff: what waits with the new text, what is out with a question. */
import { change } from '../change.ts';
import { postIdOf } from '../identity.ts';
import { noted } from '../journal.ts';
import type { Words } from '../locale/words.ts';
import { openNotice } from '../notice.ts';
import type { Ports, Room } from '../ports.ts';
import type { Correction, Post, Published, ShownPost } from '../post.ts';
import type { Rechecked, Redrafted } from '../recheck.ts';
import type { ArticleText, Edited, Revision } from '../revision.ts';
import { addMs, hour } from '../time.ts';
import { isEditable, isLiveFree, toWaiting } from './transitions.ts';

type Needs = Pick<Ports, 'revisions' | 'posts' | 'notices' | 'fanPages' | 'log'> & {
  readonly words: Words;
  /** The post as it would be made of the article now: see `drafting/recheck.ts`. */
  readonly recheck: (post: ShownPost, was: ArticleText) => Promise<Rechecked>;
  readonly roomOf: (page: string) => Room;
};
/** `corrected`: posts that wait again, or anew. `asked`: posts that are out. `open`: changes that some post could not take in yet. */
export type CorrectionCounts = { corrected: number; asked: number; open: number };

const most = 100;

/**
 * Takes what the portals changed into the posts, each article's changes in their order. A change is closed when every post
 * has it, so that a crash, a portal that cannot be read or a post on its way only makes it wait. Safe to run again.
 */
export async function takeCorrections(needs: Needs, now: Date): Promise<CorrectionCounts> {
  const counts: CorrectionCounts = { corrected: 0, asked: 0, open: 0 };
  const waits = new Set<string>();
  const listed = await needs.revisions.open(most);
  for (const revision of listed) {
    if (waits.has(revision.articleId)) continue;
    let taken = true;
    const goneSince = listed.some((other) => other.articleId === revision.articleId && other.number > revision.number && other.kind === 'withdrawn');
    for (const page of needs.fanPages) taken = (await takeIn(needs, { revision, goneSince }, postIdOf(revision.articleId, page.id), now, counts)) && taken;
    if (taken) await change(needs.revisions, revision.id, (current) => ({ ...current, open: false }));
    else {
      waits.add(revision.articleId);
      counts.open += 1;
    }
  }
  return counts;
}

/** `goneSince`: the portal took the article down afterwards, which is what counts then. */
type OpenChange = { readonly revision: Revision; readonly goneSince: boolean };

/** A portal that cannot be read for so long: staff are told without the new text. */
const readableWithin = 24 * hour;

/** false: not yet. */
async function takeIn(needs: Needs, { revision, goneSince }: OpenChange, postId: string, now: Date, counts: CorrectionCounts): Promise<boolean> {
  const post = await needs.posts.get(postId);
  if (post === null || post.status === 'skipped' || (post.correction?.to ?? 0) >= revision.number) return true;
  switch (post.status) {
    case 'draft':
    case 'publishing':
    case 'unconfirmed':
      return false;
    case 'published':
      return takeInLive(needs, { revision, goneSince }, post, now, counts);
    case 'awaiting':
    case 'approved':
    case 'scheduled':
      // What was taken down is held by whoever found it gone.
      return revision.kind !== 'edited' || goneSince || takeInWaiting(needs, revision, post, now, counts);
    default:
      return true;
  }
}

async function takeInWaiting(needs: Needs, revision: Edited, post: ShownPost, now: Date, counts: CorrectionCounts): Promise<boolean> {
  const checked = await needs.recheck(post, revision.was);
  const accepted = post.status !== 'awaiting';
  switch (checked.outcome) {
    case 'missing':
      return false;
    case 'same': {
      // Its publisher saw the change first: staff are shown what it was. And what cannot be read now must not go out as it was approved.
      const returned = post.status === 'awaiting' && post.returned === 'content-changed';
      const late = checked.unread && addMs(revision.at, readableWithin) <= now;
      if (checked.unread && accepted) await putBefore(needs, revision, post, true, null, now);
      else if (late || returned) return putBefore(needs, revision, post, false, null, now);
      return !checked.unread;
    }
    case 'changed': {
      if (!(await putBefore(needs, revision, post, false, checked.post, now))) return false;
      counts.corrected += 1;
      if (accepted) await tell(needs, revision, post, needs.words.correction.waits(post.title), now);
      return true;
    }
  }
}

/** `redrafted` null: shown beside the post as it is. `unread`: the change itself is still to be taken in. False when somebody was quicker. */
async function putBefore(needs: Needs, revision: Edited, post: ShownPost, unread: boolean, redrafted: Redrafted | null, now: Date): Promise<boolean> {
  const written = await change(needs.posts, post.id, (current): Post | null => {
    if (current.rev !== post.rev || !isEditable(current)) return null;
    const returned = current.status === 'awaiting' ? current.returned : 'content-changed';
    const correction = unread ? current.correction : correctionOf(revision, current, false, null);
    if (redrafted === null && !unread) return { ...current, correction, updatedAt: now, redraw: true };
    return noted({ ...toWaiting(current, returned, now), ...redrafted, correction }, byDesk(needs, revision, now));
  });
  if (written !== null) needs.log.warn({ postId: post.id, was: post.status, revision: revision.number }, 'waits again: the portal changed the article');
  return written !== null;
}

async function takeInLive(needs: Needs, { revision, goneSince }: OpenChange, post: Published, now: Date, counts: CorrectionCounts): Promise<boolean> {
  if (!isLiveFree(post)) return false;
  switch (revision.kind) {
    case 'back':
      await change(needs.posts, post.id, (current): Post | null =>
        current.status === 'published' && current.correction?.kind === 'withdrawn'
          ? { ...current, correction: { ...current.correction, to: revision.number, asks: false }, updatedAt: now, redraw: true }
          : null,
      );
      return true;
    case 'withdrawn':
      return askAbout(needs, revision, post, null, now, counts);
    case 'edited': {
      if (goneSince) return true;
      const checked = await needs.recheck(post, revision.was);
      if (checked.outcome === 'changed') return askAbout(needs, revision, post, checked.post, now, counts);
      if (checked.outcome === 'same' && checked.unread && addMs(revision.at, readableWithin) <= now) return askAbout(needs, revision, post, null, now, counts);
      return checked.outcome === 'same' && !checked.unread;
    }
  }
}

/** The Page shows what it showed until somebody says what is to become of it. */
async function askAbout(needs: Needs, revision: Revision, post: Published, redrafted: Redrafted | null, now: Date, counts: CorrectionCounts): Promise<boolean> {
  const told = redrafted === null || redrafted.content.message === post.content.message ? null : redrafted.content.message;
  const written = await change(needs.posts, post.id, (current): Published | null => {
    if (current.rev !== post.rev || current.status !== 'published') return null;
    const correction = correctionOf(revision, current, true, told);
    const asked = {
      ...current,
      correction,
      prints: redrafted?.prints ?? current.prints,
      version: current.version + 1,
      menu: null,
      updatedAt: now,
      redraw: true,
    };
    return noted(asked, byDesk(needs, revision, now));
  });
  if (written === null) return false;
  counts.asked += 1;
  needs.log.warn({ postId: post.id, revision: revision.number, kind: revision.kind }, 'the portal changed the article of a post that is out');
  const { correction } = needs.words;
  await tell(needs, revision, post, revision.kind === 'withdrawn' ? correction.gone(post.title) : correction.live(post.title), now);
  return true;
}

/** What was, from the first change that nobody has decided about. */
function correctionOf(revision: Revision, post: ShownPost, asks: boolean, message: string | null): Correction {
  const before = post.correction;
  const undecided = before != null && before.kind === 'edited' && (post.status === 'awaiting' || before.asks);
  const kind = revision.kind === 'withdrawn' ? 'withdrawn' : 'edited';
  return { kind, from: undecided ? before.from : revision.number, to: revision.number, asks, message };
}

function byDesk(needs: Needs, revision: Revision, now: Date) {
  const note =
    revision.kind === 'edited' ? revision.fields.map((field) => needs.words.command.ledger.fields[field]).join(', ') : needs.words.command.ledger.takenDown;
  return { verb: 'correct', by: 'desk', at: now, from: null, note: `${note} (${revision.id})` } as const;
}

/** An edited card makes no sound: whoever had accepted it would not look at it again. */
async function tell(needs: Needs, revision: Revision, post: ShownPost, text: string, now: Date): Promise<void> {
  await openNotice(needs, `corrected:${post.id}:${revision.number}`, `${text}\n${post.url}`, now, { room: needs.roomOf(post.page) });
}

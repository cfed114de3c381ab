/** What a portal changed after a post of it was shown → before staff: what waits with the new text, what is out with a question. */
import { change } from '../change.ts';
import { postIdOf } from '../identity.ts';
import { noted } from '../journal.ts';
import type { Words } from '../locale/words.ts';
import { openNotice } from '../notice.ts';
import type { Ports, Room } from '../ports.ts';
import { type Correction, type Post, type Published, type ShownPost, toWaiting } from '../post.ts';
import type { Rechecked, Redrafted } from '../recheck.ts';
import type { ArticleText, Edited, Revision } from '../revision.ts';
import { addMs, hour } from '../time.ts';
import { isEditable, isLiveFree } from './transitions.ts';

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
    case 'held':
      return takeInHeld(needs, revision, post, now);
    case 'awaiting':
    case 'approved':
    case 'scheduled':
      // What was taken down is held by whoever found it gone.
      if (revision.kind === 'back') return takeInMissed(needs, revision, post, now, counts);
      return revision.kind !== 'edited' || goneSince || takeInWaiting(needs, revision, post, now, counts);
    default:
      return true;
  }
}

/** A change and the first of those that staff have not seen yet: what was stands there. */
type Since = { readonly revision: Edited; readonly first: number };

async function takeInWaiting(needs: Needs, revision: Edited, post: ShownPost, now: Date, counts: CorrectionCounts): Promise<boolean> {
  return putWaiting(needs, { revision, first: firstUndecided(revision.number, post) }, post, now, counts);
}

async function putWaiting(needs: Needs, since: Since, post: ShownPost, now: Date, counts: CorrectionCounts): Promise<boolean> {
  const { revision } = since;
  const checked = await needs.recheck(post, revision.was);
  const accepted = post.status !== 'awaiting';
  switch (checked.outcome) {
    case 'missing':
      return false;
    case 'same': {
      // Its publisher saw the change first: staff are shown what it was. And what cannot be read now must not go out as it was approved.
      const returned = post.status === 'awaiting' && post.returned === 'content-changed';
      const late = checked.unread && addMs(revision.at, readableWithin) <= now;
      if (checked.unread && accepted) await putBefore(needs, since, post, true, null, now);
      else if (late || returned) return putBefore(needs, since, post, false, null, now);
      return !checked.unread;
    }
    case 'changed': {
      if (!(await putBefore(needs, since, post, false, checked.post, now))) return false;
      counts.corrected += 1;
      if (accepted) await tell(needs, revision, post, needs.words.correction.waits(post.title), now);
      return true;
    }
  }
}

/** Held, since the article was taken down: what was edited before that stands on the card, and is taken in when the article is back. */
async function takeInHeld(needs: Needs, revision: Revision, post: ShownPost, now: Date): Promise<boolean> {
  if (revision.kind !== 'edited') return true;
  const written = await change(needs.posts, post.id, (current): Post | null => {
    if (current.rev !== post.rev || current.status !== 'held') return null;
    const first = current.correction?.kind === 'withdrawn' ? current.correction.from : firstUndecided(revision.number, current);
    const correction: Correction = { kind: 'withdrawn', from: first, to: revision.number, asks: false, message: null };
    return noted({ ...current, correction, updatedAt: now, redraw: true }, byDesk(needs, revision, now));
  });
  return written !== null;
}

/** The article is back, perhaps with other words than it had: those were edited while its post was held. */
async function takeInMissed(needs: Needs, back: Revision, post: ShownPost, now: Date, counts: CorrectionCounts): Promise<boolean> {
  const { correction } = post;
  const from = correction?.kind === 'withdrawn' ? correction.from : (correction?.to ?? 0) + 1;
  const edits = await editsBetween(needs, back.articleId, from, back.number);
  const [first, last] = [edits[0], edits.at(-1)];
  return first === undefined || last === undefined || putWaiting(needs, { revision: { ...last, was: first.was }, first: first.number }, post, now, counts);
}

async function editsBetween(needs: Needs, articleId: string, from: number, to: number): Promise<readonly Edited[]> {
  const all = await needs.revisions.of(articleId);
  return all.filter((one) => one.kind === 'edited').filter((one) => one.number >= from && one.number <= to);
}

/** `redrafted` null: shown beside the post as it is. `unread`: the change itself is still to be taken in. False when somebody was quicker. */
async function putBefore(needs: Needs, { revision, first }: Since, post: ShownPost, unread: boolean, redrafted: Redrafted | null, now: Date): Promise<boolean> {
  const written = await change(needs.posts, post.id, (current): Post | null => {
    if (current.rev !== post.rev || !isEditable(current)) return null;
    const returned = current.status === 'awaiting' ? current.returned : 'content-changed';
    const correction: Correction | null | undefined = unread
      ? current.correction
      : { kind: 'edited', from: first, to: revision.number, asks: false, message: null };
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
      return takeInBack(needs, revision, post, now, counts);
    case 'withdrawn':
      return askAbout(needs, { revision, redrafted: null }, post, now, counts);
    case 'edited':
      // Its new words cannot be had any more: that it was edited, and how, stands on the card beside that it is gone.
      return goneSince ? askAbout(needs, { revision, redrafted: null, silent: true }, post, now, counts) : takeInEdited(needs, revision, post, now, counts);
  }
}

async function takeInEdited(needs: Needs, revision: Edited, post: Published, now: Date, counts: CorrectionCounts): Promise<boolean> {
  const checked = await needs.recheck(post, revision.was);
  if (checked.outcome === 'changed') return askAbout(needs, { revision, redrafted: checked.post }, post, now, counts);
  if (checked.outcome === 'same' && checked.unread && addMs(revision.at, readableWithin) <= now)
    return askAbout(needs, { revision, redrafted: null }, post, now, counts);
  return checked.outcome === 'same' && !checked.unread;
}

/** Nobody is asked about the withdrawal any more; about what was edited before it, where nobody has said anything yet. */
async function takeInBack(needs: Needs, back: Revision, post: Published, now: Date, counts: CorrectionCounts): Promise<boolean> {
  const { correction } = post;
  if (correction?.kind !== 'withdrawn') return true;
  const edits = correction.asks ? await editsBetween(needs, back.articleId, correction.from, back.number) : [];
  const [first, last] = [edits[0], edits.at(-1)];
  const checked = first === undefined ? null : await needs.recheck(post, first.was);
  if (checked?.outcome === 'missing' || (checked?.outcome === 'same' && checked.unread)) return false;
  if (checked?.outcome === 'changed' && last !== undefined)
    return askAbout(needs, { revision: last, redrafted: checked.post, to: back.number }, post, now, counts);
  const written = await change(needs.posts, post.id, (current): Post | null =>
    current.rev === post.rev && current.status === 'published'
      ? { ...current, correction: { ...correction, to: back.number, asks: false }, version: current.version + 1, updatedAt: now, redraw: true }
      : null,
  );
  return written !== null;
}

/** `to`: the last change that is seen with it; `silent`: what is told next tells it, too. */
type Question = { readonly revision: Revision; readonly redrafted: Redrafted | null; readonly to?: number; readonly silent?: boolean };

/** The Page shows what it showed until somebody says what is to become of it. */
async function askAbout(needs: Needs, question: Question, post: Published, now: Date, counts: CorrectionCounts): Promise<boolean> {
  const { revision, redrafted, to = revision.number, silent = false } = question;
  const told = redrafted === null || redrafted.content.message === post.content.message ? null : redrafted.content.message;
  const written = await change(needs.posts, post.id, (current): Published | null => {
    if (current.rev !== post.rev || current.status !== 'published') return null;
    const kind = revision.kind === 'withdrawn' ? 'withdrawn' : 'edited';
    const correction: Correction = { kind, from: firstUndecided(revision.number, current), to, asks: true, message: told };
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
  if (!silent) await tell(needs, revision, post, revision.kind === 'withdrawn' ? correction.gone(post.title) : correction.live(post.title), now);
  return true;
}

/** What was stands in the first change that nobody has decided about. */
function firstUndecided(number: number, post: ShownPost): number {
  const before = post.correction;
  const undecided = before != null && (before.asks || (before.kind === 'edited' && (post.status === 'awaiting' || post.status === 'held')));
  return undecided ? before.from : number;
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

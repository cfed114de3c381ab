/** What the chat shows is brought up to what the store holds: cards, the digest, notices. */

import { change } from '../change.ts';
import type { ApprovalRule } from '../config.ts';
import { mediaOf } from '../identity.ts';
import type { Words } from '../locale/words.ts';
import type { CardView, ChatOutcome, Digest, Ports } from '../ports.ts';
import type { Awaiting, CardPlace, ShownPost } from '../post.ts';
import { addMs, type Zone } from '../time.ts';
import { type CardText, drawCard, drawResult } from './card.ts';
import { digestOver, withoutCard } from './digest.ts';
import { pressData } from './press-data.ts';

type Needs = Pick<Ports, 'posts' | 'digests' | 'notices' | 'pictures' | 'chat' | 'clock' | 'log'> & {
  readonly words: Words;
  readonly zone: Zone;
  /** When a post would go out if it were approved at `now`. */
  readonly nextSlot: (page: string, now: Date) => Promise<Date | 'asap' | null>;
};
type Input = { readonly chat: string; readonly rule: ApprovalRule };
export type DrawCounts = { drawn: number; told: number; failed: number };

const most = 100;

/** Draws what is out of date; stops at the first sign that the chat cannot be reached, and goes on next time. */
export async function drawCards(needs: Needs, input: Input): Promise<DrawCounts> {
  const counts: DrawCounts = { drawn: 0, told: 0, failed: 0 };
  if (!(await tellNotices(needs, input, counts))) return counts;
  const inDigest = await drawDigest(needs, input, counts);
  for (const listed of await needs.posts.toRedraw(most)) {
    // The newest state: a minute may have passed in the chat's queue since the list was read.
    const post = await needs.posts.get(listed.id);
    if (post === null || post.status === 'skipped' || !post.redraw) continue;
    if (!(await drawPost(needs, input, post, inDigest, counts))) return counts;
  }
  return counts;
}

/** false: the chat cannot be reached, leave it for now. */
async function drawPost(needs: Needs, input: Input, post: ShownPost, inDigest: boolean, counts: DrawCounts): Promise<boolean> {
  if (post.card === null && post.status === 'awaiting' && inDigest) return drawn(needs, input, post, null);
  const finished = post.status === 'published' || post.status === 'failed' || post.status === 'unconfirmed';
  if (post.card === null && post.status !== 'awaiting' && !finished) return drawn(needs, input, post, null);
  const context = await contextOf(needs, post.page);
  const asked = post.card !== null || post.status === 'awaiting';
  const card = asked ? drawCard(post, context) : drawResult(post, context);
  const sent =
    post.card === null
      ? await needs.chat.sendCard(input.chat, { ...card, picture: asked ? await pictureOf(needs, post) : null })
      : await redrawn(needs, input, post, post.card, card);
  return noteSent(needs, sent, counts, (place) => drawn(needs, input, post, place));
}

async function redrawn(needs: Needs, input: Input, post: ShownPost, place: CardPlace, card: CardText): Promise<ChatOutcome<CardPlace>> {
  const edited = await needs.chat.editCard(place, { ...card, picture: null });
  if (edited.outcome !== 'refused' || edited.why !== 'gone-card') return edited;
  // Somebody deleted the card: the decision works without it, and a new one is sent.
  return needs.chat.sendCard(input.chat, { ...card, picture: await pictureOf(needs, post) });
}

/** The card shows what was stored when it was drawn; what was written meanwhile is drawn next. */
async function drawn(needs: Needs, input: Input, post: ShownPost, place: CardPlace | null): Promise<boolean> {
  await change(needs.posts, post.id, (current) => {
    if (current.status === 'skipped') return null;
    const firstShown = current.status === 'awaiting' && current.card === null && place !== null;
    const objectBy = firstShown && current.objectBy !== null && input.rule.mode === 'auto-after' ? addMs(needs.clock(), input.rule.ms) : null;
    const next = { ...current, card: place ?? current.card, redraw: current.rev !== post.rev };
    return next.status === 'awaiting' && objectBy !== null ? { ...next, objectBy } : next;
  });
  return true;
}

async function noteSent<T>(needs: Needs, sent: ChatOutcome<T>, counts: DrawCounts, then: (value: T) => Promise<boolean>): Promise<boolean> {
  if (sent.outcome === 'sent') {
    counts.drawn += 1;
    return then(sent.value);
  }
  counts.failed += 1;
  needs.log.error(
    { outcome: sent.outcome, detail: sent.detail, ...(sent.outcome === 'refused' ? { why: sent.why } : {}) },
    'the chat could not be reached; it is tried again',
  );
  return sent.outcome === 'refused' && sent.why === 'other';
}

async function contextOf(needs: Needs, page: string) {
  return { words: needs.words, zone: needs.zone, nextSlot: await needs.nextSlot(page, needs.clock()) };
}

async function pictureOf(needs: Needs, post: ShownPost): Promise<Uint8Array | null> {
  const first = mediaOf(post.content)[0];
  return first === undefined ? null : needs.pictures.bytes(first.sha256);
}

/** Opens, draws or closes the digest; true while it stands for the waiting posts that have no card of their own. */
async function drawDigest(needs: Needs, input: Input, counts: DrawCounts): Promise<boolean> {
  const waiting = await withoutCard(needs);
  const known = await needs.digests.get(input.chat);
  const open = known?.open === true;
  if (!open && waiting.length <= digestOver) return false;
  const digest = open ? known : await openDigest(needs, input.chat, known);
  if (digest === null) return false;
  const shown = waiting.find((post) => post.id === digest.shows) ?? waiting[0] ?? null;
  if (digest.place !== null && shown !== null && shown.id === digest.shows && !digest.redraw) return true;
  const sent = await sendDigest(needs, input, digest, await digestView(needs, shown, waiting));
  await noteSent(needs, sent, counts, async (place) => {
    await change(needs.digests, input.chat, (current) => ({
      ...current,
      place: shown === null ? null : place,
      shows: shown?.id ?? null,
      open: shown !== null,
      redraw: current.rev !== digest.rev,
    }));
    return true;
  });
  return true;
}

async function openDigest(needs: Needs, chat: string, known: Digest | null): Promise<Digest | null> {
  const fresh: Digest = { id: chat, rev: 0, place: null, shows: null, open: true, redraw: true };
  if (known === null) return (await needs.digests.add(fresh)) ? fresh : null;
  const written = await needs.digests.replace(known, { ...fresh, rev: known.rev });
  return written.outcome === 'written' ? written.value : null;
}

async function digestView(needs: Needs, shown: Awaiting | null, waiting: readonly Awaiting[]): Promise<CardView> {
  if (shown === null) return { text: needs.words.card.digestDone, buttons: [], picture: null };
  const card = drawCard(shown, await contextOf(needs, shown.page));
  const turn = [
    { label: needs.words.card.previous, press: pressData('previous', shown) },
    { label: needs.words.card.next, press: pressData('next', shown) },
  ];
  const head = needs.words.card.digestHead(waiting.indexOf(shown) + 1, waiting.length);
  return { text: `${card.text}\n${head}`, picture: await pictureOf(needs, shown), buttons: [...card.buttons, ...(waiting.length > 1 ? [turn] : [])] };
}

async function sendDigest(needs: Needs, input: Input, digest: Digest, view: CardView): Promise<ChatOutcome<CardPlace>> {
  if (digest.place === null) return needs.chat.sendCard(input.chat, view);
  const edited = await needs.chat.editCard(digest.place, view);
  return edited.outcome === 'refused' && edited.why === 'gone-card' ? needs.chat.sendCard(input.chat, view) : edited;
}

/** Tells each pending notice once: its beginning, and its end. false: the chat cannot be reached. */
async function tellNotices(needs: Needs, input: Input, counts: DrawCounts): Promise<boolean> {
  for (const notice of await needs.notices.pending(20)) {
    const text = notice.over === null ? notice.text : notice.over.text;
    const sent = await needs.chat.sendText(input.chat, text);
    if (sent.outcome === 'sent') counts.told += 1;
    if (sent.outcome === 'refused' && sent.why !== 'other') {
      needs.log.error({ why: sent.why, detail: sent.detail, notice: notice.id }, 'the chat could not be reached; staff cannot be told');
      return false;
    }
    // After no answer it counts as told: a notice is told once rather than twice.
    const now = needs.clock();
    await needs.notices.replace(notice, {
      ...notice,
      toldAt: notice.toldAt ?? now,
      over: notice.over === null ? null : { ...notice.over, toldAt: now },
      pending: false,
    });
  }
  return true;
}

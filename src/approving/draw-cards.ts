/** What the chat shows is brought up to what the store holds: cards, the digest, notices. */

import { change } from '../change.ts';
import { mediaOf } from '../identity.ts';
import type { Words } from '../locale/words.ts';
import { noteTold } from '../notice.ts';
import type { CardView, ChatOutcome, Digest, Ports } from '../ports.ts';
import type { Awaiting, CardPlace, Post, ShownPost } from '../post.ts';
import { addMs, type Zone } from '../time.ts';
import type { RuleOf } from './ask-staff.ts';
import { type CardText, drawCard, drawResult } from './card.ts';
import { afterDecided, belongsInDigest, digestOver, withoutCard } from './digest.ts';
import { keepDecisions } from './journal.ts';
import { pressData } from './press-data.ts';

type Needs = Pick<Ports, 'posts' | 'decisions' | 'digests' | 'notices' | 'pictures' | 'chat' | 'clock' | 'log'> & {
  readonly words: Words;
  readonly zone: Zone;
  /** When a post would go out if it were approved at `now`. */
  readonly nextSlot: (page: string, now: Date) => Promise<Date | 'asap' | null>;
};
/** `chats`: every staff chat; notices go to the first of them. */
type Input = { readonly chats: readonly string[]; readonly chatOf: (page: string) => string; readonly ruleOf: RuleOf };
export type DrawCounts = { drawn: number; told: number; failed: number };

const most = 100;

/** Draws what is out of date; leaves a chat at the first sign that it cannot be reached, and goes on there next time. */
export async function drawCards(needs: Needs, input: Input): Promise<DrawCounts> {
  const counts: DrawCounts = { drawn: 0, told: 0, failed: 0 };
  const left = new Set<string>();
  if (!(await tellNotices(needs, input, counts))) left.add(input.chats[0] ?? '');
  const withDigest = new Set<string>();
  for (const chat of input.chats) {
    const digest = left.has(chat) ? 'no-chat' : await drawDigest(needs, input, chat, counts);
    if (digest === 'no-chat') left.add(chat);
    if (digest === 'stands') withDigest.add(chat);
  }
  const listedPosts = await needs.posts.toRedraw(most);
  // Before anything is sent: a chat that cannot be reached holds up no record.
  for (const listed of listedPosts) await keepDecisions(needs, listed);
  for (const listed of listedPosts) {
    if (left.has(input.chatOf(listed.page))) continue;
    // The newest state: a minute may have passed in the chat's queue since the list was read.
    const post = await needs.posts.get(listed.id);
    if (post === null || post.status === 'skipped' || !post.redraw) continue;
    if (post.status === 'awaiting' && belongsInDigest(post) && withDigest.has(input.chatOf(post.page))) continue;
    if (!(await drawPost(needs, input, post, counts))) left.add(input.chatOf(post.page));
  }
  return counts;
}

/** false: the chat cannot be reached, leave it for now. */
async function drawPost(needs: Needs, input: Input, post: ShownPost, counts: DrawCounts): Promise<boolean> {
  const finished = post.status === 'published' || post.status === 'failed' || post.status === 'unconfirmed';
  if (post.card === null && post.status !== 'awaiting' && !finished) return drawn(needs, input, post, null);
  const context = await contextOf(needs, post.page);
  const asked = post.card !== null || post.status === 'awaiting';
  const card = asked ? drawCard(withObjectionTime(post, input, needs.clock()), context) : drawResult(post, context);
  const sent =
    post.card === null
      ? await needs.chat.sendCard(input.chatOf(post.page), { ...card, picture: asked ? await pictureOf(needs, post) : null })
      : await redrawn(needs, input, post, post.card, card);
  return noteSent(needs, sent, counts, (place) => drawn(needs, input, post, place));
}

async function redrawn(needs: Needs, input: Input, post: ShownPost, place: CardPlace, card: CardText): Promise<ChatOutcome<CardPlace>> {
  // A short card about the result shows no picture; whoever is to decide must see it.
  const picture = post.status === 'awaiting' && place.form === 'text' ? await pictureOf(needs, post) : 'keep';
  const edited = await needs.chat.editCard(place, { ...card, picture });
  if (edited.outcome !== 'refused' || edited.why !== 'gone-card') return edited;
  // Somebody deleted the card: the decision works without it, and a new one is sent.
  return needs.chat.sendCard(input.chatOf(post.page), { ...card, picture: await pictureOf(needs, post) });
}

/** The time to object runs from the moment when the card is there to be seen. */
function withObjectionTime<P extends Post>(post: P, { ruleOf }: Input, now: Date): P {
  if (post.status !== 'awaiting' || post.card !== null || post.objectBy === null) return post;
  const rule = ruleOf(post);
  if (rule.mode !== 'auto-after') return post;
  return { ...post, objectBy: addMs(now, rule.ms) };
}

/** The card shows what was stored when it was drawn; what was written meanwhile is drawn next. */
async function drawn(needs: Needs, input: Input, post: ShownPost, place: CardPlace | null): Promise<boolean> {
  await change(needs.posts, post.id, (current) => {
    if (current.status === 'skipped') return null;
    const timed = place === null ? current : withObjectionTime(current, input, needs.clock());
    return { ...timed, card: place ?? current.card, redraw: current.rev !== post.rev };
  });
  return true;
}

async function noteSent<T>(needs: Needs, sent: ChatOutcome<T>, counts: DrawCounts, then: (value: T) => Promise<boolean>): Promise<boolean> {
  if (sent.outcome === 'sent') {
    counts.drawn += 1;
    return then(sent.value);
  }
  return noteTrouble(needs, sent, counts);
}

/** true: this one message was refused, others may still go; false: leave the chat for now. */
function noteTrouble(needs: Needs, sent: Exclude<ChatOutcome<never>, { outcome: 'sent' }>, counts: DrawCounts): boolean {
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

/** Opens, draws or closes the digest; it stands for the waiting posts that have no card of their own. */
async function drawDigest(needs: Needs, input: Input, chat: string, counts: DrawCounts): Promise<'stands' | 'none' | 'no-chat'> {
  const waiting = await withoutCard(needs, (post) => input.chatOf(post.page) === chat);
  const known = await needs.digests.get(chat);
  const open = known?.open === true;
  if (!open && waiting.length <= digestOver) return 'none';
  const digest = open ? known : await openDigest(needs, chat, known);
  if (digest === null) return 'none';
  const shown = waiting.find((post) => post.id === digest.shows) ?? (await afterDecided(needs, digest.shows, waiting));
  const joined = waiting.filter((post) => post.redraw);
  const upToDate = digest.place !== null && shown !== null && shown.id === digest.shows && !digest.redraw && joined.length === 0;
  if (upToDate) return 'stands';
  if (digest.place === null && shown === null) return digestDrawn(needs, digest, null, null);
  const sent = await sendDigest(needs, chat, digest, await digestView(needs, shown, waiting));
  const goOn = await noteSent(needs, sent, counts, async (place) => {
    await digestDrawn(needs, digest, place, shown);
    for (const post of joined) await drawn(needs, input, post, null);
    return true;
  });
  return goOn ? 'stands' : 'no-chat';
}

/** Whoever turned the digest while it was being drawn gets the page that was asked for next. */
async function digestDrawn(needs: Needs, digest: Digest, place: CardPlace | null, shown: Awaiting | null): Promise<'stands'> {
  await change(needs.digests, digest.id, (current) => {
    const turned = current.rev !== digest.rev;
    const shows = turned ? current.shows : (shown?.id ?? null);
    return { ...current, place: shown === null ? null : place, shows, open: shown !== null, redraw: turned };
  });
  return 'stands';
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

async function sendDigest(needs: Needs, chat: string, digest: Digest, view: CardView): Promise<ChatOutcome<CardPlace>> {
  if (digest.place === null) return needs.chat.sendCard(chat, view);
  const edited = await needs.chat.editCard(digest.place, view);
  return edited.outcome === 'refused' && edited.why === 'gone-card' ? needs.chat.sendCard(chat, view) : edited;
}

/** Tells each pending notice: its beginning, and its end. What was not surely delivered stays pending. false: the chat cannot be reached. */
async function tellNotices(needs: Needs, input: Input, counts: DrawCounts): Promise<boolean> {
  for (const notice of await needs.notices.pending(20)) {
    const sent = await needs.chat.sendText(input.chats[0] ?? '', notice.over === null ? notice.text : notice.over.text);
    const told = sent.outcome === 'sent';
    const goOn = told || noteTrouble(needs, sent, counts);
    if (told) {
      counts.told += 1;
      await noteTold(needs, notice, needs.clock());
    }
    if (!goOn) return false;
  }
  return true;
}

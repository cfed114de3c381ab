/** What the chat shows is brought up to what the store holds: cards, the digest, questions, notices. */

import { change } from '../change.ts';
import { mediaOf, sha256 } from '../identity.ts';
import { keepDecisions } from '../journal.ts';
import type { Words } from '../locale/words.ts';
import type { StaffMember } from '../newsroom.ts';
import { noteTold } from '../notice.ts';
import type { CardView, ChatOutcome, Digest, Ports, Room } from '../ports.ts';
import type { Awaiting, CardPlace, Post, ShownPost, Skipped } from '../post.ts';
import { changedFields, type Difference, differenceOf, printsOf } from '../revision.ts';
import { may } from '../staff.ts';
import { addMs, type Zone } from '../time.ts';
import { sendQuestions } from './ask-question.ts';
import { type CardContext, type CardText, drawCard, drawJoined, drawResult, reasonRows } from './card.ts';
import { afterDecided, belongsInDigest, digestOver, withoutCard } from './digest.ts';
import { pressData } from './press-data.ts';
import { digestIdOf, expiryOf, isSameRoom, type Rules } from './rules.ts';
import { isUndoable, withStandingConsents } from './transitions.ts';

type Needs = Pick<Ports, 'posts' | 'articles' | 'revisions' | 'decisions' | 'questions' | 'digests' | 'notices' | 'pictures' | 'chat' | 'clock' | 'log'> & {
  readonly words: Words;
  readonly zone: Zone;
  /** When this post would go out if it were approved at `now`. */
  readonly nextSlot: (post: Awaiting, now: Date) => Promise<Date | 'asap' | null>;
  /** The next free times for a post. */
  readonly freeTimes: (postId: string, count: number) => Promise<readonly Date[]>;
};
export type DrawCounts = { drawn: number; told: number; failed: number };

const most = 100;
const roomKey = digestIdOf;

/** Draws what is out of date; leaves a chat at the first sign that it cannot be reached, and goes on there next time. */
export async function drawCards(needs: Needs, rules: Rules): Promise<DrawCounts> {
  const counts: DrawCounts = { drawn: 0, told: 0, failed: 0 };
  const left = new Set<string>();
  const leave = (room: Room) => left.add(room.chat);
  // Somebody waits for a question with the telephone in the hand.
  counts.told += await sendQuestions(needs, (sent) => sent.outcome === 'sent' || noteTrouble(needs, sent, counts));
  await tellNotices(needs, rules, counts, left);
  const withDigest = new Set<string>();
  for (const room of rules.rooms) {
    const digest = left.has(room.chat) ? 'no-chat' : await drawDigest(needs, rules, room, counts);
    if (digest === 'no-chat') leave(room);
    if (digest === 'stands') withDigest.add(roomKey(room));
  }
  const listedPosts = await needs.posts.toRedraw(most);
  // Before anything is sent: a chat that cannot be reached holds up no record.
  for (const listed of listedPosts) await keepDecisions(needs, listed);
  for (const listed of listedPosts) {
    const room = rules.roomOf(listed.page);
    if (left.has(room.chat)) continue;
    // The newest state: a minute may have passed in the chat's queue since the list was read.
    const post = await needs.posts.get(listed.id);
    if (post === null || post.redraw !== true) continue;
    if (post.status === 'skipped') {
      if (!(await drawEnded(needs, post, counts))) leave(room);
      continue;
    }
    if (post.status === 'awaiting' && belongsInDigest(post) && withDigest.has(roomKey(room))) continue;
    if (!(await drawPost(needs, rules, post, counts))) leave(room);
  }
  return counts;
}

/** false: the chat cannot be reached, leave it for now. */
async function drawPost(needs: Needs, rules: Rules, post: ShownPost, counts: DrawCounts): Promise<boolean> {
  const finished = post.status === 'published' || post.status === 'failed' || post.status === 'unconfirmed';
  const room = rules.roomOf(post.page);
  if (post.card === null && post.status !== 'awaiting' && !finished && !(await isAskedWhy(needs, room, post))) return drawn(needs, rules, post, null);
  const context = await contextOf(needs, rules, post);
  const asked = post.card !== null || post.status === 'awaiting';
  const card = asked ? drawCard(withObjectionTime(post, rules, needs.clock()), context) : drawResult(post, context);
  const sent = post.card === null ? await sentNew(needs, room, post, card, asked) : await redrawn(needs, room, post, post.card, card);
  return noteSent(needs, sent, counts, (place) => drawn(needs, rules, post, place));
}

/** The card of a post that another tells now asks nothing any more. false: leave the chat for now. */
async function drawEnded(needs: Needs, post: Skipped, counts: DrawCounts): Promise<boolean> {
  const sent = post.card == null ? null : await needs.chat.editCard(post.card, { ...drawJoined(post, needs.words), picture: 'keep' });
  if (sent !== null && sent.outcome !== 'sent' && !(sent.outcome === 'refused' && sent.why === 'gone-card')) return noteTrouble(needs, sent, counts);
  if (sent?.outcome === 'sent') counts.drawn += 1;
  await change(needs.posts, post.id, (current) => (current.status === 'skipped' ? { ...current, redraw: false } : null));
  return true;
}

/** A card about a result shows no picture, and is not noted as if it did. */
async function sentNew(needs: Needs, room: Room, post: ShownPost, card: CardText, asked: boolean): Promise<ChatOutcome<CardPlace>> {
  if (!asked) return needs.chat.sendCard(destination(room), { ...card, picture: null });
  const { pictures, mark } = await shownWith(needs, post);
  return nowShowing(await needs.chat.sendCard(destination(room), { ...card, ...pictures }), mark);
}

function destination(room: Room): Room | string {
  return room.topic === null ? room.chat : room;
}

async function redrawn(needs: Needs, room: Room, post: ShownPost, place: CardPlace, card: CardText): Promise<ChatOutcome<CardPlace>> {
  // Kept is what stood there, which may be nothing.
  const kept = showsPictures(post, place);
  const shown = kept ? { pictures: { picture: 'keep' as const }, mark: place.shows } : await shownWith(needs, post);
  const marked = { mark: shown.mark };
  const pictures = async () => {
    const anew = await shownWith(needs, post);
    marked.mark = anew.mark;
    return anew.pictures;
  };
  const edited = await needs.chat.editCard(place, { ...card, ...shown.pictures, ...(kept ? { pictures } : {}) });
  if (edited.outcome !== 'refused' || edited.why !== 'gone-card') return nowShowing(edited, marked.mark);
  // Somebody deleted the card: the decision works without it, and a new one is sent.
  return sentNew(needs, room, post, card, true);
}

/** A short card about the result shows no picture, and another picture may have been chosen: whoever is to decide must see it. */
function showsPictures(post: ShownPost, place: CardPlace): boolean {
  return place.shows === undefined ? post.status !== 'awaiting' : place.shows === picturesMark(post);
}

function nowShowing(sent: ChatOutcome<CardPlace>, shows: string | undefined): ChatOutcome<CardPlace> {
  return sent.outcome === 'sent' ? { ...sent, value: { ...sent.value, shows } } : sent;
}

/** No mark: a picture was not in the media folder, so that it does not stand on the card. */
async function shownWith(needs: Needs, post: ShownPost): Promise<{ readonly pictures: Pick<CardView, 'picture' | 'more'>; readonly mark: string | undefined }> {
  const pictures = await picturesOf(needs, post);
  const count = (pictures.picture === null ? 0 : 1) + (pictures.more ?? []).length;
  return { pictures, mark: count === mediaOf(post.content).length ? picturesMark(post) : undefined };
}

function picturesMark(post: ShownPost): string {
  return sha256(
    mediaOf(post.content)
      .map((media) => media.sha256)
      .join(' '),
  ).slice(0, 16);
}

/** The time to object runs from the moment when the card is there to be seen. */
function withObjectionTime<P extends Post>(post: P, { ruleOf }: Rules, now: Date): P {
  if (post.status !== 'awaiting' || post.card !== null || post.objectBy === null) return post;
  const rule = ruleOf(post);
  if (rule.mode !== 'auto-after') return post;
  return { ...post, objectBy: addMs(now, rule.ms) };
}

/** The card shows what was stored when it was drawn; what was written meanwhile is drawn next. */
async function drawn(needs: Needs, rules: Rules, post: ShownPost, place: CardPlace | null): Promise<boolean> {
  await change(needs.posts, post.id, (current) => {
    if (current.status === 'skipped') return null;
    const timed = place === null ? current : withObjectionTime(current, rules, needs.clock());
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

async function contextOf(needs: Needs, rules: Rules, post: ShownPost): Promise<CardContext> {
  const now = needs.clock();
  // Only a card that asks tells when the post would go out: for the others nothing is planned.
  const nextSlot = post.status === 'awaiting' ? await needs.nextSlot(post, now) : null;
  const context = { words: needs.words, zone: needs.zone, now, page: rules.nameOf(post.page), nextSlot };
  const asked =
    post.status === 'awaiting'
      ? {
          needed: rules.neededOf(post),
          deciders: decidersOf(rules, post),
          consents: withStandingConsents(post, rules.staff).consents ?? [],
          expiresAt: expiryOf(post, rules),
        }
      : {};
  const free = post.menu === 'time' ? { free: await needs.freeTimes(post.id, 8) } : {};
  const pictures = post.menu === 'picture' ? { pictures: (await needs.articles.get(post.articleId))?.images.length ?? 0 } : {};
  const sister = post.sister?.postId == null ? {} : { sister: await needs.posts.get(post.sister.postId) };
  const difference = await correctedIn(needs, post);
  return { ...context, ...asked, ...free, ...pictures, ...sister, ...(difference === null ? {} : { difference }) };
}

function decidersOf({ staff }: Rules, post: Awaiting): readonly StaffMember[] {
  const said = new Set((post.consents ?? []).map(({ by }) => by.id));
  return staff.filter((member) => may(member, 'approver', post.page) && !said.has(member.id));
}

/** What was before the first change that nobody decided about, and what is after the last one; null where nothing was edited. */
async function correctedIn(needs: Needs, post: ShownPost): Promise<readonly Difference[] | null> {
  const { correction } = post;
  if (correction == null) return null;
  const within = (await needs.revisions.of(post.articleId)).filter(({ number }) => number >= correction.from && number <= correction.to);
  const edits = within.filter((one) => one.kind === 'edited');
  const [first, last] = [edits[0], edits.at(-1)];
  if (first === undefined || last === undefined) return null;
  const differences = differenceOf(changedFields(printsOf(first.was), printsOf(last.is)), first.was, last.is);
  return post.status === 'published' ? differences.filter((one) => !standsAlready(one, post.content.message)) : differences;
}

/** What the portal changed before the post went out, and the post took in, is no news to whoever looks at the Page. */
function standsAlready({ gone, come }: Difference, message: string): boolean {
  const isThere = (part: string) => message.includes(part.trim());
  return come.length > 0 && come.every(isThere) && !gone.some(isThere);
}

async function picturesOf(needs: Needs, post: ShownPost): Promise<Pick<CardView, 'picture' | 'more'>> {
  const bytes: Uint8Array[] = [];
  for (const media of mediaOf(post.content)) {
    const kept = await needs.pictures.bytes(media.sha256);
    if (kept !== null) bytes.push(kept);
  }
  const [picture = null, ...more] = bytes;
  return more.length === 0 ? { picture } : { picture, more };
}

/** Opens, draws or closes the digest; it stands for the waiting posts that have no card of their own. */
async function drawDigest(needs: Needs, rules: Rules, room: Room, counts: DrawCounts): Promise<'stands' | 'none' | 'no-chat'> {
  const waiting = await withoutCard(needs, (post) => isSameRoom(rules.roomOf(post.page), room));
  const id = digestIdOf(room);
  const known = await needs.digests.get(id);
  const open = known?.open === true;
  if (!open && waiting.length <= digestOver) return 'none';
  const digest = open ? known : await openDigest(needs, id, known);
  if (digest === null) return 'none';
  const shown = waiting.find((post) => post.id === digest.shows) ?? (await afterDecided(needs, digest.shows, waiting));
  const joined = waiting.filter((post) => post.redraw);
  const upToDate = digest.place !== null && shown !== null && shown.id === digest.shows && !digest.redraw && joined.length === 0;
  if (upToDate) return 'stands';
  const decided = shown?.id === digest.shows ? (digest.decided ?? null) : digest.shows;
  if (digest.place === null && shown === null) return digestDrawn(needs, digest, null, null, null);
  const sent = await sendDigest(needs, room, digest, await digestView(needs, rules, shown, waiting, decided));
  const goOn = await noteSent(needs, sent, counts, async (place) => {
    await digestDrawn(needs, digest, place, shown, decided);
    if (shown === null && decided !== null) await askForReason(needs, decided);
    for (const post of joined) await drawn(needs, rules, post, null);
    return true;
  });
  return goOn ? 'stands' : 'no-chat';
}

/** The digest is closed with its last draft: where that was rejected, a card of its own asks why. */
async function askForReason(needs: Needs, postId: string): Promise<void> {
  await change(needs.posts, postId, (post): Post | null =>
    post.status === 'rejected' && post.card === null && post.reason == null ? { ...post, redraw: true } : null,
  );
}

async function isAskedWhy(needs: Needs, room: Room, post: ShownPost): Promise<boolean> {
  if (post.status !== 'rejected' || post.reason != null) return false;
  const digest = await needs.digests.get(digestIdOf(room));
  return digest !== null && !digest.open && digest.decided === post.id;
}

/** Whoever turned the digest while it was being drawn gets the page that was asked for next. */
async function digestDrawn(needs: Needs, digest: Digest, place: CardPlace | null, shown: Awaiting | null, decided: string | null): Promise<'stands'> {
  await change(needs.digests, digest.id, (current) => {
    const turned = current.rev !== digest.rev;
    const shows = turned ? current.shows : (shown?.id ?? null);
    return { ...current, place: shown === null ? null : place, shows, decided, open: shown !== null, redraw: turned };
  });
  return 'stands';
}

async function openDigest(needs: Needs, id: string, known: Digest | null): Promise<Digest | null> {
  const fresh: Digest = { id, rev: 0, place: null, shows: null, open: true, redraw: true };
  if (known === null) return (await needs.digests.add(fresh)) ? fresh : null;
  const written = await needs.digests.replace(known, { ...fresh, rev: known.rev });
  return written.outcome === 'written' ? written.value : null;
}

async function digestView(needs: Needs, rules: Rules, shown: Awaiting | null, waiting: readonly Awaiting[], decided: string | null): Promise<CardView> {
  const last = decided === null ? null : await needs.posts.get(decided);
  const undo = last !== null && isUndoable(last) ? last : null;
  const undoLine = undo === null ? '' : `\n${needs.words.card.digestLast(undo.title, needs.words.statuses[undo.status])}`;
  const undoRow = undo === null ? [] : [[{ label: needs.words.card.digestUndo, press: pressData('back', undo) }]];
  const reasons = undo?.status === 'rejected' ? reasonRows(undo, needs.words) : [];
  // Nobody draws it again from here on: it must invite to nothing.
  if (shown === null) return { text: needs.words.card.digestDone, buttons: [], picture: null };
  const card = drawCard(shown, await contextOf(needs, rules, shown));
  const turn = [
    { label: needs.words.card.previous, press: pressData('previous', shown) },
    { label: needs.words.card.next, press: pressData('next', shown) },
  ];
  const head = needs.words.card.digestHead(waiting.indexOf(shown) + 1, waiting.length);
  const buttons = [...card.buttons, ...(waiting.length > 1 ? [turn] : []), ...reasons, ...undoRow];
  const { picture } = await picturesOf(needs, shown);
  return { text: `${card.text}${undoLine}\n${head}`, picture, buttons };
}

async function sendDigest(needs: Needs, room: Room, digest: Digest, view: CardView): Promise<ChatOutcome<CardPlace>> {
  if (digest.place === null) return needs.chat.sendCard(destination(room), view);
  const edited = await needs.chat.editCard(digest.place, view);
  return edited.outcome === 'refused' && edited.why === 'gone-card' ? needs.chat.sendCard(destination(room), view) : edited;
}

/** Tells each pending notice where it belongs: its beginning, and its end. What was not surely delivered stays pending; a chat that cannot be reached is left. */
async function tellNotices(needs: Needs, rules: Rules, counts: DrawCounts, left: Set<string>): Promise<void> {
  for (const notice of await needs.notices.pending(50)) {
    if (notice.notBefore !== undefined && notice.notBefore > needs.clock()) continue;
    const room = notice.room ?? rules.rooms[0] ?? { chat: '', topic: null };
    if (left.has(room.chat)) continue;
    const { mention } = notice;
    const sent = await needs.chat.sendText(destination(room), notice.over === null ? notice.text : notice.over.text, mention === undefined ? {} : { mention });
    if (sent.outcome === 'sent') {
      counts.told += 1;
      await noteTold(needs, notice, needs.clock());
    } else if (!noteTrouble(needs, sent, counts)) left.add(room.chat);
  }
}

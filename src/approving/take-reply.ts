/** A reply to a question → the change that it asked for. Decided like a press: who, about which version, in one write. */
import type { StoredArticle } from '../article.ts';
import { change } from '../change.ts';
import { factWarnings, wordsOf } from '../facts.ts';
import { noted } from '../journal.ts';
import { type Words, wordsFor, wordsIn } from '../locale/words.ts';
import type { StaffMember } from '../newsroom.ts';
import type { ChatMessage, Ports, Question, Room } from '../ports.ts';
import { type Awaiting, type Content, type Published, type Rejected, type ShownPost, toWaiting, type Warning } from '../post.ts';
import { may } from '../staff.ts';
import { dayAndTime } from '../time.ts';
import { parseTypedTime } from '../typed-time.ts';
import { withPicture } from './choose-picture.ts';
import { type DecideNeeds, noteTime } from './decide.ts';
import { redrawDigest } from './digest.ts';
import { isEditable, isLiveFree, proposeEdit, withContent, withMessage } from './transitions.ts';

type Needs = DecideNeeds & Pick<Ports, 'chat' | 'articles'>;
type Input = {
  readonly message: ChatMessage;
  readonly staff: readonly StaffMember[];
  readonly chats: readonly string[];
  /** The chat as it is known now, after a group became a supergroup. */
  readonly currentChat: (chat: string) => string;
  readonly roomOf: (page: string) => Room;
  readonly now: Date;
};
/** `next` as after a press. */
export type Replied = { readonly next: 'schedule' | 'draw' | 'nothing' };

const nothing: Replied = { next: 'nothing' };
/** What fits below a card's rule beside the facts; Facebook takes more, but nobody approves what cannot be read at a glance. */
export const longestTyped = 5000;
const longestReason = 300;

/** null: the message answers no question of ours. */
export async function takeReply(needs: Needs, input: Input): Promise<Replied | null> {
  const { message, staff, currentChat } = input;
  if (message.replyTo === null || !message.replyTo.bot || message.command !== null) return null;
  const answered = message.replyTo.message;
  const question = (await needs.questions.withMessage(answered)).find((one) => currentChat(one.room.chat) === message.chat);
  if (question === undefined) return null;
  const member = staff.find((one) => one.id === message.user?.id);
  const told = wordsFor(member, message.user, needs.words);
  const say = async (text: string, next: Replied['next'] = 'nothing', replyTo = message.message): Promise<Replied> => {
    const sent = await needs.chat.sendText({ chat: message.chat, topic: message.topic }, text, { replyTo });
    if (sent.outcome !== 'sent') needs.log.warn({ detail: sent.detail }, 'a reply was not answered');
    return { next };
  };
  if (message.user === null) return say(told.chat.anonymous);
  if (message.user.id !== question.of.id) return say(told.questions.another(question.of.name));
  // The same reply may come again after a crash, and was answered; another one must not vanish without a word.
  if (question.state === 'answered')
    return question.answeredBy === undefined || question.answeredBy === message.message ? nothing : say(told.questions.answered);
  if (question.until <= input.now) return say(told.questions.late);
  const post = await needs.posts.get(question.postId);
  if (post === null || post.status === 'skipped') return say(told.press.unknown);
  const least = question.kind === 'reason' || question.kind === 'live-text' ? 'approver' : 'editor';
  if (!may(member, least, post.page)) return say(told.press.notApprover);
  const taken = await take(needs, input, question, post, told);
  if (taken.outcome === 'again') return say(taken.why);
  await change(needs.questions, question.id, (current): Question | null =>
    current.message === question.message ? { ...current, state: 'answered', answeredBy: message.message } : null,
  );
  needs.log.info({ postId: post.id, kind: question.kind, user: message.user.id, outcome: taken.outcome }, 'reply taken');
  return say(taken.said, taken.outcome === 'done' ? taken.next : 'draw', taken.outcome === 'done' ? (post.card?.message ?? message.message) : message.message);
}

/** `again`: the question stays open. `lost`: it was about something that is not so any more. */
type Taken =
  | { readonly outcome: 'done'; readonly said: string; readonly next: Replied['next'] }
  | { readonly outcome: 'again'; readonly why: string }
  | { readonly outcome: 'lost'; readonly said: string };

async function take(needs: Needs, input: Input, question: Question, post: ShownPost, told: Words): Promise<Taken> {
  const text = input.message.text.trim();
  switch (question.kind) {
    case 'text':
      return text === '' || text.length > longestTyped
        ? { outcome: 'again', why: told.questions.length(told.number(longestTyped)) }
        : takeText(needs, input, question, text, told);
    case 'live-text':
      return text === '' || text.length > longestTyped
        ? { outcome: 'again', why: told.questions.length(told.number(longestTyped)) }
        : takeLiveText(needs, input, question, text, told);
    case 'reason':
      return takeReason(needs, input, question, [...text].slice(0, longestReason).join(''), told);
    case 'time':
      return takeTime(needs, input, question, post, told);
    case 'picture':
      return takePicture(needs, input, question, post, told);
  }
}

function about(question: Question, post: ShownPost): boolean {
  return post.version === question.version;
}

const lost = (told: Words): Taken => ({ outcome: 'lost', said: told.press.changed });

type From = { readonly by: Question['of']; readonly at: Date; readonly from: { readonly chat: string; readonly message: number } };
const fromOf = ({ message, now }: Input, { of }: Question): From => ({ by: of, at: now, from: message });

async function takeText(needs: Needs, input: Input, question: Question, text: string, told: Words): Promise<Taken> {
  const seen = { already: false };
  const article = await articleOf(needs, question);
  const written = await change(needs.posts, question.postId, (post): Awaiting | null => {
    if (!isEditable(post)) return null;
    const content = withMessage(post.content, text, wordsIn(post.language).linkLine);
    // The update came again after a crash: it was done.
    seen.already = post.version === question.version + 1 && post.content.message === content.message;
    if (!about(question, post)) return null;
    const edited = { ...withContent(post, content, input.now), warnings: warningsAfter(post, content, article) };
    return noted(edited, { verb: 'edit-text', ...fromOf(input, question) });
  });
  return written !== null || seen.already ? { outcome: 'done', said: told.questions.textTaken, next: 'draw' } : lost(told);
}

async function articleOf(needs: Needs, { postId }: Question): Promise<StoredArticle | null> {
  const post = await needs.posts.get(postId);
  return post === null ? null : needs.articles.get(post.articleId);
}

/** Figures and names that a person typed are held against the article as the desk's own are; the words that stood there before count as known unless they were doubted. */
function warningsAfter(post: ShownPost, content: Content, article: StoredArticle | null): readonly Warning[] {
  if (article === null) return post.warnings;
  const others = post.warnings.filter(({ kind }) => kind !== 'figures' && kind !== 'names');
  const trusted = others.length === post.warnings.length ? post.content.message : '';
  return [...factWarnings(content.message, `${wordsOf(article)}\n${trusted}`), ...others];
}

/** Its warnings stand on the card before the second press sends it. */
async function takeLiveText(needs: Needs, input: Input, question: Question, text: string, told: Words): Promise<Taken> {
  const article = await articleOf(needs, question);
  const written = await change(needs.posts, question.postId, (post): Published | null => {
    if (post.status !== 'published' || !about(question, post) || !isLiveFree(post)) return null;
    const content = withMessage(post.content, text, wordsIn(post.language).linkLine);
    const proposed = proposeEdit(post, content.message, warningsAfter(post, content, article), question.of, input.now);
    return noted(proposed, { verb: 'propose-live', note: content.message, ...fromOf(input, question) });
  });
  return written === null ? lost(told) : { outcome: 'done', said: told.questions.liveTaken, next: 'draw' };
}

async function takeReason(needs: Needs, input: Input, question: Question, reason: string, told: Words): Promise<Taken> {
  if (reason === '') return { outcome: 'again', why: told.questions.empty };
  const written = await change(needs.posts, question.postId, (post): Rejected | null => {
    if (post.status !== 'rejected' || !about(question, post)) return null;
    return noted({ ...post, reason, updatedAt: input.now, redraw: true }, { verb: 'reason', note: reason, ...fromOf(input, question) });
  });
  if (written?.card === null) await redrawDigest(needs, input.roomOf(written.page));
  return written === null ? lost(told) : { outcome: 'done', said: told.press.noted, next: 'draw' };
}

async function takeTime(needs: Needs, input: Input, question: Question, post: ShownPost, told: Words): Promise<Taken> {
  if (!isEditable(post) || !about(question, post)) return lost(told);
  const typed = parseTypedTime(input.message.text, input.now, needs.zone);
  if (typed === null || typed.wholeDay) return { outcome: 'again', why: told.questions.noTime };
  const given = await needs.giveTime(post.id, typed.at);
  switch (given.outcome) {
    case 'too-late':
      return lost(told);
    case 'refused':
      return { outcome: 'again', why: given.why(told) };
    case 'given':
      await noteTime(needs, post.id, { by: question.of, now: input.now, from: input.message }, typed.at, needs.zone);
      return { outcome: 'done', said: told.press.timeGiven(dayAndTime(typed.at, needs.zone)), next: post.status === 'awaiting' ? 'draw' : 'schedule' };
  }
}

async function takePicture(needs: Needs, input: Input, question: Question, post: ShownPost, told: Words): Promise<Taken> {
  if (!isEditable(post) || !about(question, post)) return lost(told);
  const { picture } = input.message;
  if (picture === null) return { outcome: 'again', why: told.questions.noPicture };
  const file = await needs.chat.download(picture);
  const alt = input.message.text.trim() === '' ? null : input.message.text.trim();
  const chosen =
    file.outcome !== 'sent'
      ? null
      : await withPicture(needs, post, { url: `telegram:${input.message.message}`, alt, bytes: file.value }, wordsIn(post.language).linkLine);
  if (chosen === null) return { outcome: 'again', why: told.press.noPicture };
  const written = await change(needs.posts, post.id, (current): Awaiting | null =>
    isEditable(current) && about(question, current)
      ? noted({ ...toWaiting(current, null, input.now), ...chosen }, { verb: 'change-picture', ...fromOf(input, question) })
      : null,
  );
  return written === null ? lost(told) : { outcome: 'done', said: told.press.pictureChanged, next: 'draw' };
}

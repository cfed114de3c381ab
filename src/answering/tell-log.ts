/** What happened to a post: every decision about it, in order. */
import { type ChatReply, textReply } from '../chat-command.ts';
import type { Decision } from '../decision.ts';
import type { Words } from '../locale/words.ts';
import type { Ports } from '../ports.ts';
import { expiryReasons, type Post, returnReasons } from '../post.ts';
import { dayAndTime, type Zone } from '../time.ts';
import type { Asked } from './command.ts';

const mostLines = 30;

type Needs = Pick<Ports, 'posts' | 'digests' | 'decisions'> & { readonly zone: Zone };

/** The post whose card is replied to, or which the digest shows that is replied to. */
export async function tellLog(needs: Needs, asked: Asked, currentChat: (chat: string) => string): Promise<ChatReply> {
  const { words } = asked;
  const post = await postMeant(needs, asked, currentChat);
  if (post === null || post.status === 'skipped') return textReply(words.chat.log.how);
  const decisions = [...(await needs.decisions.of(post.id)), ...(post.journal ?? [])];
  // Those of the chain first: what is only noted in the post yet was decided after them.
  const unique = [...new Map(decisions.map((one) => [one.id, one])).values()];
  const lines = unique.slice(-mostLines).map((one) => lineOf(one, asked, needs.zone));
  const earlier = unique.length > lines.length ? [words.chat.log.earlier(words.number(unique.length - lines.length))] : [];
  const head = `${post.title}\n${words.chat.log.now(words.statuses[post.status])}`;
  return textReply([head, ...earlier, ...(lines.length === 0 ? [words.chat.log.nothing] : lines)].join('\n'));
}

async function postMeant(needs: Needs, { message }: Asked, currentChat: (chat: string) => string): Promise<Post | null> {
  const card = message.replyTo?.message;
  if (card === undefined) return null;
  const [post] = (await needs.posts.withCard(card)).filter(
    (one) => one.status !== 'skipped' && one.card !== null && currentChat(one.card.chat) === message.chat,
  );
  if (post !== undefined) return post;
  for (const id of [message.chat, `${message.chat}#${message.topic}`]) {
    const digest = await needs.digests.get(id);
    if (digest?.place?.message === card && digest.shows !== null) return needs.posts.get(digest.shows);
  }
  return null;
}

const longestNote = 60;

function lineOf(decision: Decision, { words }: Asked, zone: Zone): string {
  const { at, by, verb, version } = decision;
  const who = by === 'desk' ? words.press.auto : by.name;
  const note = noteOf(decision, words);
  const noted = note === '' ? '' : `: ${note.length > longestNote ? `${note.slice(0, longestNote)}…` : note}`;
  return `• ${dayAndTime(at, zone)} ${who} – ${words.verbs[verb]}${version === null ? '' : ` (${words.chat.log.version(String(version))})`}${noted}`;
}

/** What people understand of a note: numbers of records and names of errors are for the audit. */
function noteOf({ verb, note }: Decision, words: Words): string {
  switch (verb) {
    case 'publish':
    case 'fail':
      return '';
    case 'return': {
      const reason = returnReasons.find((one) => one === note);
      return reason === undefined ? '' : words.chat.log.returned[reason];
    }
    case 'expire': {
      const reason = expiryReasons.find((one) => one === note);
      return reason === undefined ? '' : words.expiryReasons[reason];
    }
    case 'correct':
      return (note ?? '').replace(/ \([0-9a-f]{24}\|\d+\)$/, '');
    case 'change-time':
      return note ?? words.chat.log.planner;
    default:
      return (note ?? '').replaceAll(/\s+/g, ' ');
  }
}

/** What a call came to, in the words of the chat port, and whether it may be tried again. */
import type { ChatOutcome } from '../../src/ports.ts';
import { minute, second } from '../../src/time.ts';
import type { Reply } from './client.ts';

/** `send` makes something new and is never repeated after no answer; `edit` leads to the same end when done twice. */
export type Deed = 'send' | 'edit';
/** How often this message was tried, and why. */
export type Tally = { throttled: number; unreached: number; unanswered: number; moved: number };
export type Failed = Extract<ChatOutcome<never>, { outcome: 'refused' | 'unknown' }>;

const longestSilenceMs = 5 * minute;
const mostThrottled = 10;
const waitsUnreached = [second, 3 * second];

export function newTally(): Tally {
  return { throttled: 0, unreached: 0, unanswered: 0, moved: 0 };
}

/** Milliseconds after which the same call is to be made again; null when this was the last word. */
export function againAfter(reply: Reply<unknown>, deed: Deed, tally: Tally): number | null {
  if (reply.kind === 'answer') return null;
  if (reply.kind === 'refused') {
    // A message that was refused was surely not delivered.
    if (reply.retryAfterMs !== null) return reply.retryAfterMs <= longestSilenceMs && tally.throttled++ < mostThrottled ? reply.retryAfterMs : null;
    return reply.movedTo !== null && deed === 'send' && tally.moved++ < 1 ? 0 : null;
  }
  if (!reply.reached) return waitsUnreached[tally.unreached++] ?? null;
  return deed === 'edit' && tally.unanswered++ < 1 ? second : null;
}

const goneCard = [
  'message to edit not found',
  'message to be edited not found',
  "message can't be edited",
  'message_id_invalid',
  'message to delete not found',
  'no text in the message to edit',
  'no caption in the message to edit',
];
const noChat = [
  'chat not found',
  'not enough rights',
  'have no rights',
  'need administrator rights',
  'message thread not found',
  'topic_closed',
  'topic_deleted',
  'group chat was deactivated',
  'group chat was upgraded',
  'chat_write_forbidden',
  'chat_restricted',
  'chat_admin_required',
  'peer_id_invalid',
  'user is deactivated',
  'bot was kicked',
  'bot was blocked',
  'not a member',
];

function whyOf(code: number, detail: string): Extract<Failed, { outcome: 'refused' }>['why'] {
  if (code === 401) return 'bad-token';
  if (code === 403) return 'no-chat';
  const text = detail.toLowerCase();
  // A Bot API server answers 404 to a token that it cannot even read; its messages of other kinds carry 400.
  if (code === 404) return 'bad-token';
  if (goneCard.some((part) => text.includes(part))) return 'gone-card';
  if (noChat.some((part) => text.includes(part))) return 'no-chat';
  return 'other';
}

/** The port's outcome for a call that was not answered with a value. */
export function toFailed(reply: Exclude<Reply<unknown>, { kind: 'answer' }>): Failed {
  if (reply.kind === 'refused') return { outcome: 'refused', why: whyOf(reply.code, reply.detail), detail: reply.detail };
  if (!reply.reached) return { outcome: 'refused', why: 'no-connection', detail: `not sent, no connection: ${reply.detail}` };
  return { outcome: 'unknown', detail: reply.detail };
}

export function isUnchanged(reply: Reply<unknown>): boolean {
  return reply.kind === 'refused' && reply.code === 400 && reply.detail.toLowerCase().includes('message is not modified');
}

const pictureProblems = ['photo_', 'image_process_failed', 'wrong type of the web page content', 'file is too big', 'file too large', 'entity too large'];

/** The bytes cannot be sent as a photo (sides, ratio, size), but may go as a file. */
export function isPictureProblem(reply: Reply<unknown>): boolean {
  if (reply.kind !== 'refused') return false;
  return reply.code === 413 || (reply.code === 400 && pictureProblems.some((part) => reply.detail.toLowerCase().includes(part)));
}

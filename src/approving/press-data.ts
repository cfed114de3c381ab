/** What stands in a button: verb, post, which version and content of it was shown, and perhaps a choice. At most 64 bytes. */
import { contentHash } from '../identity.ts';
import type { Content } from '../post.ts';

const letters = [
  ['approve', 'a'],
  ['reject', 'r'],
  ['retry', 't'],
  ['previous', 'p'],
  ['next', 'n'],
  // Opens or closes further buttons: the choice says which.
  ['menu', 'm'],
  // Asks for a reply: the choice says of which kind.
  ['ask', 'q'],
  // At a time: the choice is the minute since 1970, base 36; `auto`: the planner chooses.
  ['time', 's'],
  ['now', 'w'],
  ['picture', 'i'],
  ['reason', 'y'],
  ['back', 'b'],
  ['confirm-live', 'l'],
  ['drop-live', 'd'],
  ['withdraw', 'g'],
  ['update-live', 'u'],
  ['keep-live', 'k'],
] as const;
export type PressVerb = (typeof letters)[number][0];

export type PressData = { readonly verb: PressVerb; readonly postId: string; readonly version: number; readonly mark: string; readonly choice: string | null };

/** What a button is bound to. After an old backup the same version of a post may have another content: hence the mark of that. */
export type PressedPost = { readonly id: string; readonly version: number; readonly page: string; readonly content: Content };

function markOf(post: PressedPost): string {
  return contentHash(post.page, post.content).slice(0, 8);
}

export function pressData(verb: PressVerb, post: PressedPost, choice: string | null = null): string {
  const letter = letters.find(([name]) => name === verb)?.[1];
  return `${letter}:${post.id}:${post.version}:${markOf(post)}${choice === null ? '' : `:${choice}`}`;
}

/** The button stood under exactly what the post is now. */
export function showsNow(data: Pick<PressData, 'version' | 'mark'>, post: PressedPost): boolean {
  return post.version === data.version && markOf(post) === data.mark;
}

/** null for anything that no card of ours carries. */
export function parsePressData(data: string): PressData | null {
  const match = /^([a-z]):([0-9a-f]{24}):(\d{1,9}):([0-9a-f]{8})(?::([0-9a-z-]{1,12}))?$/.exec(data);
  const verb = letters.find(([, letter]) => letter === match?.[1])?.[0];
  const postId = match?.[2];
  const mark = match?.[4];
  if (verb === undefined || postId === undefined || mark === undefined) return null;
  return { verb, postId, version: Number(match?.[3]), mark, choice: match?.[5] ?? null };
}

const minute = 60_000;

/** A whole minute as a choice, and back; null: it is none. */
export function timeChoice(at: Date): string {
  return Math.floor(at.getTime() / minute).toString(36);
}
export function timeOfChoice(choice: string): Date | null {
  const minutes = Number.parseInt(choice, 36);
  return Number.isSafeInteger(minutes) && minutes > 0 && minutes < 1e9 ? new Date(minutes * minute) : null;
}

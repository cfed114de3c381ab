/** What stands in a button: verb, post, and which version and content of it was shown. At most 64 bytes. */
import { contentHash } from '../identity.ts';
import type { Content } from '../post.ts';

const letters = { approve: 'a', reject: 'r', retry: 't', previous: 'p', next: 'n' } as const;
export type PressVerb = keyof typeof letters;
const verbs: readonly PressVerb[] = ['approve', 'reject', 'retry', 'previous', 'next'];

export type PressData = { readonly verb: PressVerb; readonly postId: string; readonly version: number; readonly mark: string };

/** What a button is bound to. After an old backup the same version of a post may have another content: hence the mark of that. */
export type PressedPost = { readonly id: string; readonly version: number; readonly page: string; readonly content: Content };

function markOf(post: PressedPost): string {
  return contentHash(post.page, post.content).slice(0, 8);
}

export function pressData(verb: PressVerb, post: PressedPost): string {
  return `${letters[verb]}:${post.id}:${post.version}:${markOf(post)}`;
}

/** The button stood under exactly what the post is now. */
export function showsNow(data: PressData, post: PressedPost): boolean {
  return post.version === data.version && markOf(post) === data.mark;
}

/** null for anything that no card of ours carries. */
export function parsePressData(data: string): PressData | null {
  const match = /^([arpnt]):([0-9a-f]{24}):(\d{1,9}):([0-9a-f]{8})$/.exec(data);
  const verb = verbs.find((name) => letters[name] === match?.[1]);
  const postId = match?.[2];
  const mark = match?.[4];
  return verb === undefined || postId === undefined || mark === undefined ? null : { verb, postId, version: Number(match?.[3]), mark };
}

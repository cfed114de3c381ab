/** What stands in a button: verb, post and the version that was shown. At most 64 bytes. */

const letters = { approve: 'a', reject: 'r', retry: 't', previous: 'p', next: 'n' } as const;
export type PressVerb = keyof typeof letters;
const verbs: readonly PressVerb[] = ['approve', 'reject', 'retry', 'previous', 'next'];

export type PressData = { readonly verb: PressVerb; readonly postId: string; readonly version: number };

export function pressData(verb: PressVerb, post: { readonly id: string; readonly version: number }): string {
  return `${letters[verb]}:${post.id}:${post.version}`;
}

/** null for anything that no card of ours carries. */
export function parsePressData(data: string): PressData | null {
  const match = /^([arpnt]):([0-9a-f]{24}):(\d{1,9})$/.exec(data);
  const verb = verbs.find((name) => letters[name] === match?.[1]);
  const postId = match?.[2];
  return verb === undefined || postId === undefined ? null : { verb, postId, version: Number(match?.[3]) };
}

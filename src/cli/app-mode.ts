/**
 * Posts of an app in development mode are seen by nobody but its own people, and no program can read the mode. So a
 * person looks, and the desk keeps who said so and when; another app or another Page asks anew.
 */
import { change } from '../change.ts';
import type { ModeConfirmed, Ports } from '../ports.ts';

/** Which app posts to which Pages, as it is now. */
export type Posting = { readonly app: string; readonly pages: readonly string[] };
/** `changed`: what was confirmed was another app, or did not name all of these Pages. */
export type ModeKnown =
  | { readonly known: 'confirmed'; readonly word: ModeConfirmed }
  | { readonly known: 'changed'; readonly word: ModeConfirmed }
  | { readonly known: 'never' };

export async function readMode({ desk }: Pick<Ports, 'desk'>, posting: Posting): Promise<ModeKnown> {
  const word = (await desk.get('desk'))?.mode ?? null;
  if (word === null) return { known: 'never' };
  const holds = word.app === posting.app && posting.pages.every((page) => word.pages.includes(page));
  return { known: holds ? 'confirmed' : 'changed', word };
}

/** Keeps a person's word. Throws a DeskError when it cannot be stored; false before the desk was ever started. */
export async function confirmMode({ desk }: Pick<Ports, 'desk'>, posting: Posting, by: string, at: Date): Promise<boolean> {
  return (await change(desk, 'desk', (state) => ({ ...state, mode: { by, at, app: posting.app, pages: posting.pages } }))) !== null;
}

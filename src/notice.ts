/** What staff must hear once: opened by its cause, told in the chat, and told once more when it is over. */
import type { Log } from './log.ts';
import type { Notice, NoticeStore } from './ports.ts';

type Needs = { readonly notices: NoticeStore; readonly log: Log };

/** Opens a notice unless the same cause is open already. The same cause speaks once, however often it is met. */
export async function openNotice(needs: Needs, id: string, text: string, now: Date): Promise<void> {
  const known = await needs.notices.get(id);
  if (known !== null && known.over === null) return;
  const fresh: Notice = { id, rev: 0, text, openedAt: now, toldAt: null, over: null, pending: true };
  needs.log.warn({ notice: id, text }, 'staff must know');
  // Another process that was quicker opened the same notice: nothing is lost.
  if (known === null) await needs.notices.add(fresh);
  else await needs.notices.replace(known, fresh);
}

/**
 * Closes the notice of a cause; staff hear the end only of what they heard the beginning of, and nothing when `text` is
 * null. Returns whether there is something to tell.
 */
export async function closeNotice(needs: Needs, id: string, text: string | null, now: Date): Promise<boolean> {
  const known = await needs.notices.get(id);
  if (known === null || known.over !== null) return false;
  const tell = known.toldAt !== null && text !== null;
  needs.log.info({ notice: id }, 'mended');
  await needs.notices.replace(known, { ...known, over: { text: text ?? '', at: now, toldAt: tell ? null : now }, pending: tell });
  return tell;
}

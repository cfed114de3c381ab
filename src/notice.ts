/** What staff must hear once: opened by its cause, told in the chat, and told once more when it is over. */
import { change } from './change.ts';
import type { Log } from './log.ts';
import type { Notice, NoticeStore } from './ports.ts';

type Needs = { readonly notices: NoticeStore; readonly log: Log };

/** Opens a notice unless the same cause is open already. The same cause speaks once, however often it is met. */
export async function openNotice(needs: Needs, id: string, text: string, now: Date, to: Pick<Notice, 'room' | 'mention' | 'notBefore'> = {}): Promise<void> {
  const known = await needs.notices.get(id);
  if (known !== null && known.over === null) return;
  const fresh: Notice = { id, rev: 0, text, openedAt: now, toldAt: null, over: null, pending: true, ...to };
  needs.log.warn({ notice: id, text }, 'staff must know');
  // Another process that was quicker opened the same notice: nothing is lost.
  if (known === null) await needs.notices.add(fresh);
  else await needs.notices.replace(known, fresh);
}

/** Says it although the same cause spoke at `last` (null: never) before; what staff have not heard yet is said along. Whoever is quicker speaks. */
export async function tellAnew(needs: Needs, id: string, text: string, last: Date | null, now: Date): Promise<void> {
  const open = (before: string) => ({ text: before === '' ? text : `${before}\n${text}`, openedAt: now, toldAt: null, over: null, pending: true });
  needs.log.warn({ notice: id, text }, 'staff must know');
  if (await needs.notices.add({ id, rev: 0, ...open('') })) return;
  await change(needs.notices, id, (known): Notice | null =>
    known.openedAt.getTime() === last?.getTime() ? { ...known, ...open(known.pending ? known.text : '') } : null,
  );
}

/**
 * Closes the notice of a cause; staff hear the end only of what they heard the beginning of, and nothing when `text` is
 * null. Returns whether there is something to tell.
 */
export async function closeNotice(needs: Needs, id: string, text: string | null, now: Date): Promise<boolean> {
  const closed = await change(needs.notices, id, (known): Notice | null => {
    if (known.over !== null) return null;
    const tell = known.toldAt !== null && text !== null;
    return { ...known, over: { text: text ?? '', at: now, toldAt: tell ? null : now }, pending: tell };
  });
  if (closed !== null) needs.log.info({ notice: id }, 'mended');
  return closed?.pending === true;
}

/** Notes that staff have heard what `notice` had to tell; its end, where it came meanwhile, is told next. */
export async function noteTold(needs: Pick<Needs, 'notices'>, notice: Notice, now: Date): Promise<void> {
  await change(needs.notices, notice.id, (current): Notice | null => {
    if (current.openedAt.getTime() !== notice.openedAt.getTime()) return null;
    const toldAt = current.toldAt ?? now;
    if (current.over === null) return { ...current, toldAt, pending: false };
    if (notice.over !== null) return { ...current, over: { ...current.over, toldAt: now }, pending: false };
    const tell = current.over.text !== '';
    return { ...current, toldAt, over: { ...current.over, toldAt: tell ? null : now }, pending: tell };
  });
}

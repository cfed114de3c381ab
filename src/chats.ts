/** What became of the chats: groups that are supergroups now, and chats that the bot was thrown out of. Kept, so that a restart knows. */
import { change } from './change.ts';
import { closeNotice, openNotice } from './notice.ts';
import type { ChatState, Digest, Incoming, Ports } from './ports.ts';

type Needs = Pick<Ports, 'chats' | 'digests' | 'chat' | 'log'>;

/** By the number that a chat has now. A group may move once; more than once is followed all the same. */
export async function readChats(needs: Pick<Ports, 'chats'>): Promise<(chat: string) => string> {
  const moved = new Map((await needs.chats.all()).flatMap((one) => (one.movedTo === null ? [] : [[one.id, one.movedTo] as const])));
  return (chat) => {
    let current = chat;
    for (let steps = 0; steps < 10; steps++) current = moved.get(current) ?? current;
    return current;
  };
}

/** Tells the adapter what is known, so that the first message after a restart already finds its way. */
export async function tellMoves(needs: Pick<Ports, 'chats' | 'chat'>): Promise<void> {
  for (const { id, movedTo } of await needs.chats.all()) if (movedTo !== null) needs.chat.moved(id, movedTo);
}

/**
 * A group became a supergroup: from now on it is known by its new number. Cards keep the number under which they were sent, since only
 * under that they can be edited; the digest goes on under the new one.
 */
export async function moveChat(needs: Needs, from: string, to: string): Promise<void> {
  if (from === to) return;
  await keepState(needs, from, { movedTo: to });
  needs.chat.moved(from, to);
  const digest = await needs.digests.get(from);
  if (digest?.open && (await needs.digests.add({ ...digest, id: to, rev: 0, redraw: true })))
    await change(needs.digests, from, (old): Digest => ({ ...old, open: false, place: null, shows: null }));
  needs.log.warn({ from, to, fix: `Write ${to} in place of ${from} in the settings.` }, 'the group became a supergroup; it is followed');
}

async function keepState(needs: Pick<Needs, 'chats'>, id: string, fields: Partial<Pick<ChatState, 'movedTo' | 'outSince'>>): Promise<void> {
  if (await needs.chats.add({ id, rev: 0, movedTo: null, outSince: null, ...fields })) return;
  await change(needs.chats, id, (current): ChatState => ({ ...current, ...fields }));
}

type PlaceNeeds = Needs & Pick<Ports, 'notices'> & { readonly words: { readonly thrownOut: (name: string) => string; readonly takenBack: string } };
type Place = Extract<Incoming, { kind: 'place' }>;

/** Thrown out of a chat of the staff: kept, and told as soon as there is a chat to tell it in. Taken back: what was not drawn meanwhile is drawn. */
export async function notePlace(needs: PlaceNeeds, { chat, inChat, by }: Place, chats: readonly string[], now: Date): Promise<'draw' | 'nothing'> {
  if (!chats.includes(chat)) return 'nothing';
  const notice = `thrown-out:${chat}`;
  if (!inChat) {
    await keepState(needs, chat, { outSince: now });
    await openNotice(needs, notice, needs.words.thrownOut(by.name), now, { room: { chat, topic: null } });
    needs.log.error({ chat, by: by.id, fix: 'Add the bot to the group again.' }, 'the bot was thrown out of a staff chat');
    return 'nothing';
  }
  await keepState(needs, chat, { outSince: null });
  await closeNotice(needs, notice, needs.words.takenBack, now);
  return 'draw';
}

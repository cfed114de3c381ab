/** What was sent to a group in the last minute, by whatever process: Telegram counts on when a process ends, and counts all processes as one. */
import { change } from '../../src/change.ts';
import { messageOf } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import type { Clock, Ports } from '../../src/ports.ts';
import { addMs, minute, second } from '../../src/time.ts';
import { isGroup } from './pace.ts';

/** Both never throw: a store that cannot be reached holds up no message, a 429 is waited out. */
export type Sends = {
  /** How long ago, in milliseconds, oldest first. */
  ages(chat: string): Promise<readonly number[]>;
  note(chat: string, messages: number): Promise<void>;
};

/** A private chat has no limit by the minute. */
export const nothingNoted: Sends = { ages: async () => [], note: async () => {} };

const keptMs = minute + 5 * second;

export function createSends({ paces, log }: Pick<Ports, 'paces'> & { readonly log: Log }, now: Clock): Sends {
  const recent = (sends: readonly Date[], at: Date) => sends.filter((sent) => sent > addMs(at, -keptMs) && sent <= at);
  const report = (error: unknown) => log.warn({ detail: messageOf(error) }, 'what was sent to a group in the last minute could not be stored');

  async function ages(chat: string): Promise<readonly number[]> {
    const kept = await paces.get(chat);
    const at = now();
    return recent(kept?.sends ?? [], at).map((sent) => at.getTime() - sent.getTime());
  }

  async function note(chat: string, messages: number): Promise<void> {
    const at = now();
    const sent = Array.from({ length: messages }, () => at);
    const written = await change(paces, chat, (current) => ({ ...current, sends: [...recent(current.sends, at), ...sent] }));
    if (written === null) await paces.add({ id: chat, rev: 0, sends: sent });
  }

  return {
    ages: async (chat) => {
      if (!isGroup(chat)) return [];
      return ages(chat).catch((error: unknown) => {
        report(error);
        return [];
      });
    },
    note: async (chat, messages) => {
      if (isGroup(chat)) await note(chat, messages).catch(report);
    },
  };
}

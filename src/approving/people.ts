/** What people of the staff are called whom the settings name by their number alone: asked of the chat, and kept while the process lives. */
import type { StaffMember } from '../newsroom.ts';
import type { Chat } from '../ports.ts';
import { addMs, minute, second } from '../time.ts';

/** A chat that does not answer holds up no card. */
const patience = 3 * second;
const askAgainAfter = 30 * minute;
/** Of a longer list the others stay numbers. */
const most = 30;

export type People = {
  /** With the names that are known by now. */
  readonly named: (staff: readonly StaffMember[]) => readonly StaffMember[];
  /** Asks for what is missing, not too often. Resolves when it is known, and after 3 s in any case. */
  readonly learn: (staff: readonly StaffMember[], chat: string, now: Date) => Promise<void>;
};

export function createPeople(chat: Pick<Chat, 'nameOf'>): People {
  const names = new Map<number, string>();
  const state = { askAt: new Date(0) };
  const ask = async (ids: readonly number[], where: string) => {
    for (const id of ids) {
      const name = await chat.nameOf(where, id);
      if (name !== null) names.set(id, name);
    }
  };
  return {
    named: (staff) => staff.map((member) => (member.name === null ? { ...member, name: names.get(member.id) ?? null } : member)),
    learn: async (staff, where, now) => {
      const nameless = staff.filter(({ id, name }) => name === null && !names.has(id)).map(({ id }) => id);
      if (nameless.length === 0 || now < state.askAt) return;
      state.askAt = addMs(now, askAgainAfter);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, patience);
      });
      await Promise.race([ask(nameless.slice(0, most), where), late]);
      clearTimeout(timer);
    },
  };
}

/** The commands of the chat. How each is called and what it does stands in `src/locale/`, in both languages; the answers are bound in `src/app.ts`. */
import type { Role } from './newsroom.ts';
import type { Person } from './person.ts';
import type { ChatDocument, ReportMessage } from './ports.ts';

/** In the order of the menu. */
export const chatCommandNames = [
  'queue',
  'plan',
  'draft',
  'report',
  'followers',
  'pause',
  'resume',
  'log',
  'staff',
  'addStaff',
  'removeStaff',
  'help',
] as const;
export type ChatCommandName = (typeof chatCommandNames)[number];

/** How a command is called (1 to 32 of a-z, 0-9, _), what it does, for the menu, and what follows the name, if anything. */
export type CommandWords = { readonly name: string; readonly does: string; readonly takes?: string };

/** `anyone`: also who is not of the staff yet. */
export type May = Role | 'anyone';

export type ChatReply =
  | { readonly form: 'text'; readonly text: string; readonly mention?: readonly Person[] }
  | ({ readonly form: 'picture' } & ReportMessage)
  | ({ readonly form: 'document' } & ChatDocument);

export function textReply(text: string): ChatReply {
  return { form: 'text', text };
}

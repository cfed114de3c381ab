/** One row a command: who may, and the use case that answers. Bound in `src/app.ts`. */
import type { ChatCommandName, ChatReply, May } from '../chat-command.ts';
import type { Words } from '../locale/words.ts';
import type { StaffMember } from '../newsroom.ts';
import type { ChatMessage, ChatUser } from '../ports.ts';

/** A command as it was asked. `words`: of the language of who asked. */
export type Asked = {
  readonly by: ChatUser;
  /** What the person may; null: nobody of the staff. */
  readonly member: StaffMember | null;
  /** What followed the command's name. */
  readonly argument: string;
  readonly words: Words;
  readonly now: Date;
  readonly message: ChatMessage;
};
export type ChatCommand = { readonly may: May; readonly answer: (asked: Asked) => Promise<ChatReply | readonly ChatReply[]> };
export type ChatCommands = Readonly<Record<ChatCommandName, ChatCommand>>;

/** A command in the chat → its answer, in the language of who asked. */
import { type ChatCommandName, type ChatReply, chatCommandNames, textReply } from '../chat-command.ts';
import { DeskError } from '../errors.ts';
import { type Words, wordsFor, wordsIn } from '../locale/words.ts';
import type { StaffMember } from '../newsroom.ts';
import type { ChatMessage, CommandMenu, Ports } from '../ports.ts';
import { may } from '../staff.ts';
import type { Asked, ChatCommands } from './command.ts';

type Needs = Pick<Ports, 'chat' | 'log'> & { readonly words: Words };
type Input = {
  readonly message: ChatMessage;
  readonly commands: ChatCommands;
  readonly staff: readonly StaffMember[];
  /** The chats in which staff work; anybody may write to the bot alone. */
  readonly chats: readonly string[];
  readonly now: Date;
};

/** The menus that Telegram shows: for people with a Vietnamese Telegram, with an English one, and for all others in the newsroom's language. */
export function commandMenus(words: Words): readonly CommandMenu[] {
  const menu = (language: CommandMenu['language'], { chat }: Words): CommandMenu => ({
    language,
    commands: chatCommandNames.map((name) => ({ name: chat.commands[name].name, does: chat.commands[name].does })),
  });
  return [menu('vi', wordsIn('vi')), menu('en', wordsIn('en')), menu(null, words)];
}

/** By the name in either language, whatever language the person has. */
export function commandNamed(name: string): ChatCommandName | null {
  return chatCommandNames.find((one) => wordsIn('vi').chat.commands[one].name === name || wordsIn('en').chat.commands[one].name === name) ?? null;
}

/** Answers a command. An error of a use case is told to who asked when it says what to do; anything else is thrown, and tried again. */
export async function answerCommand(needs: Needs, input: Input): Promise<void> {
  const { message, staff } = input;
  const name = message.command === null ? null : commandNamed(message.command.name);
  if (message.command === null || (name === null && !message.direct && message.command.name !== 'start')) return;
  const member = staff.find((one) => one.id === message.user?.id) ?? null;
  const words = wordsFor(member, message.user, needs.words);
  if (message.user === null) return send(needs, message, textReply(words.chat.anonymous));
  const asked: Asked = { by: message.user, member, argument: message.command.argument, words, now: input.now, message };
  // Whoever opens the chat with the bot sends `/start` first.
  const replies = await repliesTo(needs, input, name ?? 'help', asked);
  for (const reply of replies) await send(needs, message, reply);
}

async function repliesTo(needs: Needs, input: Input, name: ChatCommandName, asked: Asked): Promise<readonly ChatReply[]> {
  const command = input.commands[name];
  const { words, by } = asked;
  if (command.may !== 'anyone') {
    if (!asked.message.direct && !input.chats.includes(asked.message.chat)) return [textReply(words.chat.elsewhere)];
    if (asked.member === null) return [textReply(words.chat.notStaff(String(by.id)))];
    if (!may(asked.member, command.may, null)) return [textReply(words.chat.mayNot(words.chat.roles[command.may]))];
  }
  needs.log.info({ command: name, user: by.id, chat: asked.message.chat }, 'command');
  try {
    return [await command.answer(asked)].flat();
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    return [textReply([error.message, error.fix].filter((part) => part !== '').join('\n'))];
  }
}

async function send(needs: Needs, message: ChatMessage, reply: ChatReply): Promise<void> {
  const room = { chat: message.chat, topic: message.topic };
  const extras = { replyTo: message.message };
  const sent =
    reply.form === 'text'
      ? await needs.chat.sendText(room, reply.text, { ...extras, ...(reply.mention === undefined ? {} : { mention: reply.mention }) })
      : reply.form === 'picture'
        ? await needs.chat.sendReport(room, reply, extras)
        : await needs.chat.sendDocument(room, reply, extras);
  if (sent.outcome !== 'sent') needs.log.warn({ detail: sent.detail }, 'an answer could not be sent');
}

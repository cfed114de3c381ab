/** The parts of a message as Telegram takes them. Plain text without parse_mode, so that "<3" in a headline breaks nothing. */
import { Input } from 'telegraf';
import type { ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity } from 'telegraf/types';
import type { Person } from '../../src/person.ts';
import type { Button, CardView, Destination, Room } from '../../src/ports.ts';

/** Telegram counts UTF-16 units, as JavaScript's `length` does. */
export const longestCaption = 1024;
export const longestText = 4096;
export const longestPopup = 200;
export const mostPhotoBytes = 10_000_000;

/** At most `most` UTF-16 units, cut at a whole word and marked with …; a word is only broken where there is no other way. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most - 1);
  const space = head.search(/\s\S*$/u);
  const end = space > most / 2 ? space : head.length;
  // Half of a surrogate pair is no character.
  return `${head
    .slice(0, end)
    .replace(/[\uD800-\uDBFF]$/u, '')
    .trimEnd()}…`;
}

function toButton(button: Button): InlineKeyboardButton {
  return 'press' in button ? { text: button.label, callback_data: button.press } : { text: button.label, url: button.open };
}

/** No buttons are said explicitly: an empty list takes those away that are there. */
export function toKeyboard(buttons: CardView['buttons']): InlineKeyboardMarkup {
  return { inline_keyboard: buttons.filter((row) => row.length > 0).map((row) => row.map(toButton)) };
}

/** Numbers as numbers: the ids of supergroups have up to 52 bits, which a double holds. */
export function toChatId(chat: string): number | string {
  return /^-?\d{1,16}$/.test(chat) ? Number(chat) : chat;
}

function isPng(bytes: Uint8Array): boolean {
  return bytes[0] === 0x89 && bytes[1] === 0x50;
}

/** telegraf sends no file at all for a plain Uint8Array, and writes the file's name unescaped into the header. */
export function toFile(bytes: Uint8Array, name = isPng(bytes) ? 'picture.png' : 'picture.jpg') {
  return Input.fromBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name.replace(/[^A-Za-z0-9._-]+/g, '-'));
}

export function toRoom(to: Destination): Room {
  return typeof to === 'string' ? { chat: to, topic: null } : to;
}

/** The General topic has the number 1 and is refused by it: it is meant where none is named. */
export function toThread(topic: number | null): { readonly message_thread_id?: number } {
  return topic === null || topic <= 1 ? {} : { message_thread_id: topic };
}

/** A message that was deleted meanwhile is no reason not to answer. */
export function toAnswered(message: number) {
  return { message_id: message, allow_sending_without_reply: true };
}

/** Only whom it is for is asked: they are mentioned in its text. */
export function toForceReply(placeholder: string): ForceReply {
  return { force_reply: true, selective: true, input_field_placeholder: shorten(placeholder, 64) };
}

/** Each person's name where it stands in the text, one after the other, as a mention by the numeric id; offsets are UTF-16 units. */
export function mentionsIn(text: string, people: readonly Person[]): MessageEntity[] {
  const found: MessageEntity[] = [];
  let from = 0;
  for (const { id, name } of people) {
    const offset = name === '' ? -1 : text.indexOf(name, from);
    if (offset === -1) continue;
    found.push({ type: 'text_mention', offset, length: name.length, user: { id, is_bot: false, first_name: name } });
    from = offset + name.length;
  }
  return found;
}

/** Pieces of at most `most` UTF-16 units, cut between paragraphs or lines where it can be, else between words; nothing is left out. */
export function splitText(text: string, most: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const head = rest.slice(0, most);
    const cut = [head.lastIndexOf('\n\n'), head.lastIndexOf('\n'), head.lastIndexOf(' ')].find((at) => at > most / 2) ?? wholeLetters(head);
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return [...pieces, rest];
}

/** Half of a surrogate pair is no character. */
function wholeLetters(head: string): number {
  return /[\uD800-\uDBFF]$/u.test(head) ? head.length - 1 : head.length;
}

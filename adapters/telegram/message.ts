/** The parts of a message as Telegram takes them. Plain text without parse_mode, so that "<3" in a headline breaks nothing. */
import { Input } from 'telegraf';
import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'telegraf/types';
import type { Button, CardView } from '../../src/ports.ts';

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

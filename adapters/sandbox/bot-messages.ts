/** A message of the chat as the Bot API tells it. */
import { bot, people, type StaffChat } from './identity.ts';
import { pictureSize } from './pixels.ts';
import type { ChatButton, ChatMessage, Entity, Memory } from './state.ts';

export function botUser(): Record<string, unknown> {
  return { id: bot.id, is_bot: true, first_name: bot.name, username: bot.username };
}

export function personUser(id: number): Record<string, unknown> {
  const person = people.find((each) => each.id === id);
  return { id, is_bot: false, first_name: person?.name ?? String(id), language_code: 'vi' };
}

export function chatOf(chat: StaffChat): Record<string, unknown> {
  return chat.kind === 'private' ? { id: chat.id, type: 'private', first_name: chat.title } : { id: chat.id, type: 'supergroup', title: chat.title };
}

export const fileIdOf = (file: string): string => `SB${file}`;

function photoSizes(file: string, memory: Memory): unknown {
  const bytes = memory.bytes(file);
  const size = bytes === null ? null : pictureSize(bytes);
  return [
    { file_id: fileIdOf(file), file_unique_id: file.slice(0, 16), width: size?.width ?? 800, height: size?.height ?? 600, file_size: bytes?.length ?? 0 },
  ];
}

function entityOf(entity: Entity): Record<string, unknown> {
  const { url, ...rest } = entity;
  return url === null ? rest : { ...rest, url };
}

function buttonOf(button: ChatButton): Record<string, unknown> {
  return button.data === null ? { text: button.text, url: button.url } : { text: button.text, callback_data: button.data };
}

const unix = (instant: string): number => Math.floor(Date.parse(instant) / 1000);

export function toBotMessage(message: ChatMessage, chat: StaffChat, memory: Memory): Record<string, unknown> {
  const withMedia = message.picture !== null || message.document !== null;
  const entities = message.entities.length === 0 ? {} : { [withMedia ? 'caption_entities' : 'entities']: message.entities.map(entityOf) };
  const words = message.text === '' ? {} : { [withMedia ? 'caption' : 'text']: message.text };
  const repliedTo = message.replyTo === null ? undefined : memory.state.messages.find((each) => each.id === message.replyTo);
  return {
    message_id: message.id,
    from: message.from === bot.id ? botUser() : personUser(message.from),
    chat: chatOf(chat),
    date: unix(message.at),
    ...(message.editedAt === null ? {} : { edit_date: unix(message.editedAt) }),
    ...(message.album === null ? {} : { media_group_id: message.album }),
    ...(repliedTo === undefined ? {} : { reply_to_message: toBotMessage({ ...repliedTo, replyTo: null }, chat, memory) }),
    ...(message.picture === null ? {} : { photo: photoSizes(message.picture, memory) }),
    ...(message.document === null
      ? {}
      : {
          document: {
            file_id: fileIdOf(message.document.file),
            file_unique_id: message.document.file.slice(0, 16),
            file_name: message.document.name,
            mime_type: message.document.type,
          },
        }),
    ...words,
    ...entities,
    ...(message.keyboard.length === 0 ? {} : { reply_markup: { inline_keyboard: message.keyboard.map((row) => row.map(buttonOf)) } }),
  };
}

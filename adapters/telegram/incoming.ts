/** What comes besides presses: messages, the bot's own place in a chat, groups that became supergroups. Parsed here, dealt with by the application. */
import { z } from 'zod';
import type { ChatMessage, ChatUser, Incoming } from '../../src/ports.ts';

/** Who writes for a group's anonymous admins, and for a linked or a borrowed channel: never a person. */
const groupAnonymousBot = 1_087_968_824;

/** Who a message or press is from, or who a member is. */
export const sender = z.object({
  id: z.int(),
  is_bot: z.boolean().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  language_code: z.string().optional(),
});
type Sender = z.infer<typeof sender>;
const chat = z.object({ id: z.int(), type: z.string().optional() });
const message = z.object({
  message_id: z.int(),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  from: sender.optional(),
  sender_chat: chat.optional(),
  chat,
  text: z.string().optional(),
  caption: z.string().optional(),
  photo: z.array(z.object({ file_id: z.string(), width: z.int().optional() })).optional(),
  document: z.object({ file_id: z.string(), mime_type: z.string().optional() }).optional(),
  reply_to_message: z.object({ message_id: z.int(), from: sender.optional(), sender_chat: chat.optional() }).optional(),
  migrate_to_chat_id: z.int().optional(),
  migrate_from_chat_id: z.int().optional(),
});
type Message = z.infer<typeof message>;
const placeChange = z.object({ chat, from: sender, new_chat_member: z.object({ status: z.string(), is_member: z.boolean().optional() }) });

function nameOf(from: Sender): string {
  const full = [from.first_name, from.last_name].filter((part) => part !== undefined && part.trim() !== '').join(' ');
  return full !== '' ? full : (from.username ?? String(from.id));
}

export function toUser(from: Sender): ChatUser {
  const language = from.language_code?.toLowerCase().split('-')[0];
  return { id: from.id, name: nameOf(from), ...(language === undefined ? {} : { language: language === 'vi' ? 'vi' : 'en' }) };
}

/** null where no person can be told: anonymous admins, channels, other bots. */
function personOf(from: Sender | undefined, asChat: unknown): ChatUser | null {
  if (from === undefined || asChat !== undefined || from.is_bot === true || from.id === groupAnonymousBot) return null;
  return toUser(from);
}

/** `/queue@desk_bot 5` → `queue`, `5`. One that names another bot is not for us. */
function commandOf(text: string, botName: string): ChatMessage['command'] {
  const match = /^\/([a-z0-9_]{1,32})(?:@(\w+))?(?:\s+([\s\S]*))?$/i.exec(text.trim());
  const [, name, bot, argument] = match ?? [];
  if (name === undefined || (bot !== undefined && bot.toLowerCase() !== botName.toLowerCase())) return null;
  return { name: name.toLowerCase(), argument: (argument ?? '').trim() };
}

/** The largest size of a photo; a picture that was sent as a file, uncompressed. */
function pictureOf({ photo, document }: Message): string | null {
  const largest = [...(photo ?? [])].sort((a, b) => (a.width ?? 0) - (b.width ?? 0)).at(-1);
  if (largest !== undefined) return largest.file_id;
  return document !== undefined && /^image\//.test(document.mime_type ?? '') ? document.file_id : null;
}

/** null for what says nothing to us: service messages, and forms that are not known. */
export function toIncoming(given: unknown, botName: string): Incoming | null {
  const parsed = message.safeParse(given);
  if (!parsed.success) return null;
  const { data } = parsed;
  if (data.migrate_to_chat_id !== undefined) return { kind: 'moved', from: String(data.chat.id), to: String(data.migrate_to_chat_id) };
  if (data.migrate_from_chat_id !== undefined) return { kind: 'moved', from: String(data.migrate_from_chat_id), to: String(data.chat.id) };
  const text = data.text ?? data.caption ?? '';
  const picture = pictureOf(data);
  if (text === '' && picture === null) return null;
  const answered = data.reply_to_message;
  return {
    kind: 'message',
    chat: String(data.chat.id),
    direct: data.chat.type === 'private',
    // In the General topic a reply carries a number that is no topic.
    topic: data.is_topic_message === true ? (data.message_thread_id ?? null) : null,
    message: data.message_id,
    user: personOf(data.from, data.sender_chat),
    text,
    command: commandOf(text, botName),
    picture,
    replyTo:
      answered === undefined || answered.message_id === data.message_thread_id
        ? null
        : { message: answered.message_id, user: personOf(answered.from, answered.sender_chat), bot: answered.from?.is_bot === true },
  };
}

export function toPlace(given: unknown): Incoming | null {
  const parsed = placeChange.safeParse(given);
  if (!parsed.success) return null;
  const { status, is_member } = parsed.data.new_chat_member;
  const inChat = status !== 'left' && status !== 'kicked' && !(status === 'restricted' && is_member === false);
  return { kind: 'place', chat: String(parsed.data.chat.id), inChat, by: toUser(parsed.data.from) };
}

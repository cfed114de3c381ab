/** Reading Bot API parameters: JSON values, or their text in a form. */
import { badRequest } from './bot-errors.ts';
import { parseBotHtml } from './bot-html.ts';
import { isRecord, type Params, parseJson } from './request-params.ts';
import type { ChatButton, Entity } from './state.ts';

const sending = ['chat_id', 'message_thread_id', 'disable_notification', 'protect_content', 'reply_parameters', 'reply_markup'];
const onMessage = ['chat_id', 'message_id', 'reply_markup'];

/** Every method that is imitated, with the parameters it knows. */
export const methods: ReadonlyMap<string, readonly string[]> = new Map([
  ['getMe', []],
  ['getWebhookInfo', []],
  ['getUpdates', ['offset', 'limit', 'timeout', 'allowed_updates']],
  ['deleteWebhook', ['drop_pending_updates']],
  ['setWebhook', ['url', 'certificate', 'ip_address', 'max_connections', 'allowed_updates', 'drop_pending_updates', 'secret_token']],
  ['getChat', ['chat_id']],
  ['getChatMember', ['chat_id', 'user_id']],
  ['getChatMemberCount', ['chat_id']],
  ['getChatAdministrators', ['chat_id']],
  ['setMyCommands', ['commands', 'scope', 'language_code']],
  ['getFile', ['file_id']],
  ['sendChatAction', ['chat_id', 'message_thread_id', 'action']],
  ['sendMessage', [...sending, 'text', 'parse_mode', 'entities', 'link_preview_options']],
  ['sendPhoto', [...sending, 'photo', 'caption', 'parse_mode', 'caption_entities', 'show_caption_above_media', 'has_spoiler']],
  ['sendDocument', [...sending, 'document', 'thumbnail', 'caption', 'parse_mode', 'caption_entities', 'disable_content_type_detection']],
  ['sendMediaGroup', ['chat_id', 'message_thread_id', 'media', 'disable_notification', 'protect_content', 'reply_parameters']],
  ['editMessageText', [...onMessage, 'text', 'parse_mode', 'entities', 'link_preview_options']],
  ['editMessageCaption', [...onMessage, 'caption', 'parse_mode', 'caption_entities', 'show_caption_above_media']],
  ['editMessageReplyMarkup', onMessage],
  ['editMessageMedia', [...onMessage, 'media']],
  ['deleteMessage', ['chat_id', 'message_id']],
  ['answerCallbackQuery', ['callback_query_id', 'text', 'show_alert', 'url', 'cache_time']],
]);

/** Telegram itself overlooks unknown parameters; here a typo shows at once. telegraf adds `method` to uploads. */
export function allowOnly(method: string, params: Params, known: readonly string[]): void {
  for (const name of params.values.keys())
    if (!known.includes(name) && name !== 'method') throw badRequest(`the sandbox knows no parameter "${name}" of ${method}`);
}

export function given(params: Params, name: string): unknown {
  const value = params.values.get(name);
  if (typeof value !== 'string') return value;
  return /^[[{]/.test(value) ? (parseJson(value) ?? value) : value;
}

export function textOf(params: Params, name: string): string | null {
  const value = params.values.get(name);
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw badRequest(`field "${name}" must be of type String`);
}

export function wholeOf(params: Params, name: string): number | null {
  const text = textOf(params, name);
  if (text === null || text === '') return null;
  if (!/^-?\d{1,16}$/.test(text)) throw badRequest(`field "${name}" must be a Number`);
  return Number(text);
}

export function flagOf(params: Params, name: string): boolean {
  const text = textOf(params, name);
  return text === 'true' || text === '1';
}

export type Written = { readonly text: string; readonly entities: readonly Entity[] };

/** The text or caption with its entities, as Telegram keeps it: trimmed, within its limit. */
export function writtenOf(raw: string | null, parseMode: string | null, entities: unknown, limit: number): Written {
  const given = raw ?? '';
  const marked = parseMode === null || parseMode === '' ? { text: given, entities: entitiesOf(entities, given) } : withMarks(given, parseMode);
  if ([...marked.text.trim()].length > limit) throw badRequest(limit === 4096 ? 'message is too long' : 'message caption is too long');
  return { text: marked.text.trimEnd(), entities: marked.entities };
}

function withMarks(text: string, parseMode: string): Written {
  if (parseMode.toLowerCase() !== 'html') throw badRequest(`the sandbox imitates parse_mode HTML only, not ${parseMode}`);
  return parseBotHtml(text);
}

function entitiesOf(value: unknown, text: string): readonly Entity[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw badRequest('entities must be an Array of MessageEntity');
  return value.map((each: unknown) => {
    const { type, offset, length, url } = isRecord(each) ? each : {};
    if (typeof type !== 'string' || typeof offset !== 'number' || typeof length !== 'number') throw badRequest('entity must have type, offset and length');
    if (offset < 0 || length <= 0 || offset + length > text.length) throw badRequest('entity begins or ends outside the text');
    return { type, offset, length, url: typeof url === 'string' ? url : null };
  });
}

export type Markup = { readonly keyboard: ChatButton[][]; readonly prompt: boolean };

/** The inline keyboard or ForceReply of a message; refuses what Telegram refuses. null when none was given. */
export function markupOf(params: Params): Markup | null {
  const value = given(params, 'reply_markup');
  if (value === undefined || value === null || value === '') return null;
  if (!isRecord(value)) throw badRequest('object expected as reply markup');
  if (value.force_reply === true) return { keyboard: [], prompt: true };
  const rows = value.inline_keyboard;
  if (!Array.isArray(rows)) throw badRequest('object expected as reply markup: the sandbox knows inline_keyboard and force_reply');
  const keyboard = rows.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest('field "inline_keyboard" must be an Array of Arrays');
    return row.map(buttonOf);
  });
  return { keyboard: keyboard.filter((row) => row.length > 0), prompt: false };
}

const buttonFields = ['text', 'url', 'callback_data', 'style', 'icon_custom_emoji_id', 'hide'];

function buttonOf(value: unknown): ChatButton {
  if (!isRecord(value)) throw badRequest('InlineKeyboardButton must be an Object');
  for (const name of Object.keys(value)) if (!buttonFields.includes(name)) throw badRequest(`the sandbox knows no field "${name}" of InlineKeyboardButton`);
  const { text, url, callback_data: data } = value;
  if (typeof text !== 'string' || text === '') throw badRequest('can\'t parse inline keyboard button: Field "text" must be a non-empty String');
  if (typeof url === 'string' && data === undefined) {
    if (!/^(https?|tg):\/\//.test(url)) throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
    return { text, data: null, url };
  }
  if (typeof data !== 'string' || url !== undefined) throw badRequest("can't parse inline keyboard button: exactly one kind of action is needed");
  const bytes = Buffer.byteLength(data);
  if (bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID');
  return { text, data, url: null };
}

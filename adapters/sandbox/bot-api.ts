/** The Bot API as far as a staff chat needs it: one bot, one chat, strict in what it takes. */
import type { Clock } from '../../src/ports.ts';
import { type Answer, answered, json, Refused } from './answers.ts';
import { badRequest, botError } from './bot-errors.ts';
import { botUser, chatOf, personUser, toBotMessage } from './bot-messages.ts';
import { allowOnly, flagOf, given, type Markup, markupOf, methods, textOf, type Written, wholeOf, writtenOf } from './bot-params.ts';
import type { Rate } from './bot-rate.ts';
import type { UpdateQueue } from './bot-updates.ts';
import { webhookAt } from './bot-webhook.ts';
import { bot, people, type StaffChat } from './identity.ts';
import type { SandboxEvent } from './live.ts';
import { pictureSize, pictureType } from './pixels.ts';
import type { Portal } from './portal.ts';
import { isRecord, type Params, parseJson, type UploadedFile, urlOf } from './request-params.ts';
import type { ChatMessage, Memory } from './state.ts';

export type BotNeeds = {
  readonly memory: Memory;
  readonly clock: Clock;
  /** Milliseconds that never go back: rates and the life of a press are counted in real time. */
  readonly monotonic: () => number;
  readonly chat: StaffChat;
  readonly rate: Rate;
  readonly updates: UpdateQueue;
  readonly portal: Portal;
  readonly address: string;
  readonly tell: (event: SandboxEvent) => void;
};

export type BotCall = { readonly token: string; readonly method: string; readonly params: Params };

export type PressOutcome = { readonly outcome: 'pressed'; readonly query: string } | { readonly outcome: 'refused'; readonly why: string };

export type BotApi = {
  call(call: BotCall): Promise<Answer>;
  /** A person presses a button of a message, known by its callback data; one that is there no more too: a telephone may still show it. */
  press(user: number, message: number, data: string): PressOutcome;
  /** A person writes into the chat, perhaps in reply, perhaps with a picture. */
  write(user: number, text: string, replyTo: number | null, picture?: Uint8Array | null): number;
  /** The bytes under the address that `getFile` gave; null: there are none. */
  file(token: string, path: string): Uint8Array | null;
};

const longestText = 4096;
const longestCaption = 1024;
const largestPhoto = 10 * 1024 * 1024;
const largestDocument = 50 * 1024 * 1024;
const deletableMs = 48 * 60 * 60 * 1000;
const answerableMs = 15_000;

type Draft = Pick<ChatMessage, 'picture' | 'document' | 'album'>;
const noMedia: Draft = { picture: null, document: null, album: null };

export function createBotApi(needs: BotNeeds): BotApi {
  const { memory, clock, chat, updates } = needs;
  const { state } = memory;
  /** Presses that still want their one answer. A restart forgets them: an answer is too old then. */
  const queries = new Map<string, { readonly user: number; readonly message: number; readonly at: number }>();
  /** Buttons that messages had before. */
  const formerButtons = new Map<number, Set<string>>();

  const ok = (result: unknown) => json(200, { ok: true, result });
  const shown = (message: ChatMessage) => toBotMessage(message, chat, memory);

  function changed(): void {
    memory.save();
    needs.tell({ kind: 'changed' });
  }

  function checkChat(params: Params): void {
    const id = textOf(params, 'chat_id');
    if (id === null || id === '') throw badRequest('chat_id is empty');
    if (id !== String(chat.id)) throw badRequest('chat not found');
  }

  function checkThread(params: Params): void {
    if (params.values.has('message_thread_id')) throw badRequest('message thread not found');
  }

  function messageOf(params: Params, otherwise: string): ChatMessage {
    checkChat(params);
    const id = wholeOf(params, 'message_id');
    if (id === null) throw badRequest('message identifier is not specified');
    const message = state.messages.find((each) => each.id === id);
    if (message === undefined) throw badRequest(otherwise);
    return message;
  }

  function replyTo(params: Params): number | null {
    const value = given(params, 'reply_parameters');
    if (!isRecord(value)) return null;
    const id = value.message_id;
    if (typeof id === 'number' && state.messages.some((each) => each.id === id)) return id;
    if (value.allow_sending_without_reply === true) return null;
    throw badRequest('message to be replied not found');
  }

  function add(params: Params, written: Written, markup: Markup | null, media: Draft): ChatMessage {
    const reply = replyTo(params);
    state.nextMessage += 1;
    const message: ChatMessage = {
      id: state.nextMessage,
      at: clock().toISOString(),
      editedAt: null,
      from: bot.id,
      text: written.text,
      entities: [...written.entities],
      ...media,
      keyboard: markup?.keyboard ?? [],
      prompt: markup?.prompt ?? false,
      replyTo: reply,
    };
    state.messages.push(message);
    return message;
  }

  const text = (params: Params) => writtenOf(textOf(params, 'text'), textOf(params, 'parse_mode'), given(params, 'entities'), longestText);
  const caption = (params: Params) => writtenOf(textOf(params, 'caption'), textOf(params, 'parse_mode'), given(params, 'caption_entities'), longestCaption);

  /** The bytes behind a file parameter: an uploaded part, `attach://part`, a file_id of ours, or an address of the sample portal. */
  async function fileOf(params: Params, name: string, given: unknown): Promise<UploadedFile> {
    const part = typeof given === 'string' && given.startsWith('attach://') ? params.files.get(given.slice('attach://'.length)) : params.files.get(name);
    if (part !== undefined) {
      if (part.bytes.length === 0) throw badRequest('file must be non-empty');
      return part;
    }
    if (typeof given !== 'string' || given === '') throw badRequest(`there is no ${name} in the request`);
    const kept = given.startsWith('SB') ? memory.bytes(given.slice(2)) : null;
    if (kept !== null) return { name: 'kept', type: 'application/octet-stream', bytes: kept };
    const place = urlOf(given);
    if (place === null) throw badRequest('wrong file identifier/HTTP URL specified');
    const fetched = place.origin === new URL(needs.address).origin ? await needs.portal.picture(place.pathname) : null;
    if (fetched === null) throw badRequest('failed to get HTTP URL content');
    return { name: 'fetched', type: 'application/octet-stream', bytes: fetched };
  }

  function keepPhoto(file: UploadedFile): string {
    if (pictureType(file.bytes) === null) throw badRequest('IMAGE_PROCESS_FAILED');
    if (file.bytes.length > largestPhoto) throw badRequest('PHOTO_SAVE_FILE_INVALID: file is too big');
    const size = pictureSize(file.bytes);
    if (size !== null) {
      const ratio = Math.max(size.width, size.height) / Math.max(1, Math.min(size.width, size.height));
      if (size.width + size.height > 10_000 || ratio > 20) throw badRequest('PHOTO_INVALID_DIMENSIONS');
    }
    return memory.keep(file.bytes);
  }

  function sendMessage(params: Params): Answer {
    checkChat(params);
    checkThread(params);
    const written = text(params);
    if (written.text.trim() === '') throw badRequest('message text is empty');
    const markup = markupOf(params);
    needs.rate.take(1);
    const message = add(params, written, markup, noMedia);
    changed();
    return ok(shown(message));
  }

  async function sendPhoto(params: Params): Promise<Answer> {
    checkChat(params);
    checkThread(params);
    const written = caption(params);
    const markup = markupOf(params);
    const picture = keepPhoto(await fileOf(params, 'photo', params.values.get('photo')));
    needs.rate.take(1);
    const message = add(params, written, markup, { ...noMedia, picture });
    changed();
    return ok(shown(message));
  }

  async function sendDocument(params: Params): Promise<Answer> {
    checkChat(params);
    checkThread(params);
    const written = caption(params);
    const markup = markupOf(params);
    const file = await fileOf(params, 'document', params.values.get('document'));
    if (file.bytes.length > largestDocument) throw badRequest('file is too big');
    needs.rate.take(1);
    const message = add(params, written, markup, { ...noMedia, document: { file: memory.keep(file.bytes), name: file.name, type: file.type } });
    changed();
    return ok(shown(message));
  }

  async function sendMediaGroup(params: Params): Promise<Answer> {
    checkChat(params);
    checkThread(params);
    const media = given(params, 'media');
    if (!Array.isArray(media)) throw badRequest('media must be an Array');
    if (media.length < 2 || media.length > 10) throw badRequest('group must contain from 2 to 10 items');
    const items: { written: Written; picture: string }[] = [];
    for (const item of media) items.push(await albumItem(params, item));
    needs.rate.take(items.length);
    const album = String(clock().getTime());
    const sent = items.map((item) => add(params, item.written, null, { ...noMedia, picture: item.picture, album }));
    changed();
    return ok(sent.map(shown));
  }

  async function albumItem(params: Params, item: unknown): Promise<{ written: Written; picture: string }> {
    const { type, media, caption: words, parse_mode: mode, caption_entities: entities } = isRecord(item) ? item : {};
    if (type !== 'photo') throw badRequest('the sandbox knows media of type photo only');
    const file = await fileOf(params, '', media);
    const written = writtenOf(typeof words === 'string' ? words : null, typeof mode === 'string' ? mode : null, entities, longestCaption);
    return { written, picture: keepPhoto(file) };
  }

  function applyEdit(message: ChatMessage, next: Partial<Pick<ChatMessage, 'text' | 'entities' | 'picture' | 'keyboard'>>): Answer {
    if (message.from !== bot.id || message.prompt) throw badRequest("message can't be edited");
    const before = JSON.stringify([message.text, message.entities, message.picture, message.keyboard]);
    const after = { ...message, ...next };
    if (JSON.stringify([after.text, after.entities, after.picture, after.keyboard]) === before) {
      throw badRequest(
        'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      );
    }
    needs.rate.take(1);
    formerButtons.set(message.id, new Set([...(formerButtons.get(message.id) ?? []), ...dataOf(message)]));
    Object.assign(message, next, { editedAt: clock().toISOString() });
    changed();
    return ok(shown(message));
  }

  // An edit without reply_markup takes the buttons away, as Telegram does.
  const keyboardAfter = (params: Params) => markupOf(params)?.keyboard ?? [];

  function editText(params: Params): Answer {
    const message = messageOf(params, 'message to edit not found');
    if (message.picture !== null || message.document !== null) throw badRequest('there is no text in the message to edit');
    const written = text(params);
    if (written.text.trim() === '') throw badRequest('message text is empty');
    return applyEdit(message, { text: written.text, entities: [...written.entities], keyboard: keyboardAfter(params) });
  }

  function editCaption(params: Params): Answer {
    const message = messageOf(params, 'message to edit not found');
    if (message.picture === null && message.document === null) throw badRequest('there is no caption in the message to edit');
    const written = caption(params);
    return applyEdit(message, { text: written.text, entities: [...written.entities], keyboard: keyboardAfter(params) });
  }

  async function editMedia(params: Params): Promise<Answer> {
    const message = messageOf(params, 'message to edit not found');
    const media = given(params, 'media');
    const { written, picture } = await albumItem(params, typeof media === 'string' ? parseJson(media) : media);
    return applyEdit(message, { text: written.text, entities: [...written.entities], picture, keyboard: keyboardAfter(params) });
  }

  function remove(params: Params): Answer {
    const message = messageOf(params, 'message to delete not found');
    if (clock().getTime() - Date.parse(message.at) > deletableMs) throw badRequest("message can't be deleted");
    state.messages = state.messages.filter((each) => each.id !== message.id);
    changed();
    return ok(true);
  }

  function answerQuery(params: Params): Answer {
    const id = textOf(params, 'callback_query_id') ?? '';
    const query = queries.get(id);
    queries.delete(id);
    if (query === undefined || needs.monotonic() - query.at > answerableMs) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    const words = textOf(params, 'text') ?? '';
    if ([...words].length > 200) throw badRequest('MESSAGE_TOO_LONG');
    needs.tell({ kind: 'popup', query: id, user: query.user, message: query.message, text: words, alert: flagOf(params, 'show_alert') });
    return ok(true);
  }

  function getUpdates(params: Params): Promise<Answer> {
    const limit = wholeOf(params, 'limit') ?? 100;
    const timeoutSeconds = wholeOf(params, 'timeout') ?? 0;
    if (limit < 1 || limit > 100) throw badRequest('limit must be from 1 to 100');
    if (timeoutSeconds < 0) throw badRequest('timeout must be non-negative');
    return updates.poll({
      offset: wholeOf(params, 'offset'),
      limit,
      timeoutSeconds: Math.min(50, timeoutSeconds),
      allowed: kindsOf(params),
    });
  }

  function member(id: number): unknown {
    if (id === bot.id) return { status: 'administrator', user: botUser(), can_delete_messages: true, can_pin_messages: true, is_anonymous: false };
    if (!people.some((person) => person.id === id)) throw badRequest('member not found');
    return { status: id === people[0]?.id ? 'creator' : 'member', user: personUser(id), is_anonymous: false };
  }

  function getMember(params: Params): Answer {
    checkChat(params);
    return ok(member(wholeOf(params, 'user_id') ?? 0));
  }

  function deleteWebhook(params: Params): Answer {
    if (flagOf(params, 'drop_pending_updates')) updates.drop();
    updates.bringTo(null, null);
    return ok(true);
  }

  function setWebhook(params: Params): Answer {
    const secret = textOf(params, 'secret_token');
    if (secret !== null && !/^[\w-]{1,256}$/.test(secret)) throw badRequest('secret token contains unallowed characters');
    const webhook = webhookAt(textOf(params, 'url') ?? '', secret);
    if (webhook === null) throw badRequest('bad webhook: the sandbox brings updates to this machine only');
    if (flagOf(params, 'drop_pending_updates')) updates.drop();
    updates.bringTo(webhook, kindsOf(params));
    return ok(true);
  }

  function kindsOf(params: Params): readonly string[] | null {
    const allowed = given(params, 'allowed_updates');
    if (allowed !== undefined && !Array.isArray(allowed)) throw badRequest('allowed_updates must be an Array of String');
    return Array.isArray(allowed) ? allowed.map(String) : null;
  }

  function getFile(params: Params): Answer {
    const id = textOf(params, 'file_id') ?? '';
    const bytes = id.startsWith('SB') ? memory.bytes(id.slice(2)) : null;
    if (bytes === null) throw badRequest('wrong file_id or the file is temporarily unavailable');
    return ok({ file_id: id, file_unique_id: id.slice(2, 18), file_size: bytes.length, file_path: `photos/${id.slice(2)}` });
  }

  function onChat(params: Params, result: unknown): Answer {
    checkChat(params);
    return ok(result);
  }

  function run(call: BotCall): Answer | Promise<Answer> {
    const { method, params } = call;
    switch (method) {
      case 'getMe':
        return ok({ ...botUser(), can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false });
      case 'getWebhookInfo':
        return ok({ url: updates.webhook()?.url.href ?? '', has_custom_certificate: false, pending_update_count: state.updates.length });
      case 'getUpdates':
        return getUpdates(params);
      case 'deleteWebhook':
        return deleteWebhook(params);
      case 'setWebhook':
        return setWebhook(params);
      case 'getChat':
        return onChat(params, { ...chatOf(chat), accent_color_id: 0, max_reaction_count: 11 });
      case 'getChatMember':
        return getMember(params);
      case 'getChatMemberCount':
        return onChat(params, chat.kind === 'private' ? 2 : people.length + 1);
      case 'getChatAdministrators':
        return onChat(params, [member(bot.id), member(people[0]?.id ?? 0)]);
      case 'setMyCommands':
        return ok(true);
      case 'getFile':
        return getFile(params);
      case 'sendChatAction':
        return onChat(params, true);
      case 'sendMessage':
        return sendMessage(params);
      case 'sendPhoto':
        return sendPhoto(params);
      case 'sendDocument':
        return sendDocument(params);
      case 'sendMediaGroup':
        return sendMediaGroup(params);
      case 'editMessageText':
        return editText(params);
      case 'editMessageCaption':
        return editCaption(params);
      case 'editMessageReplyMarkup':
        return applyEdit(messageOf(params, 'message to edit not found'), { keyboard: keyboardAfter(params) });
      case 'editMessageMedia':
        return editMedia(params);
      case 'deleteMessage':
        return remove(params);
      case 'answerCallbackQuery':
        return answerQuery(params);
      default:
        throw new Refused(botError(404, 'Not Found'));
    }
  }

  function route(call: BotCall): Answer | Promise<Answer> {
    if (!/^\d+:[\w-]+$/.test(call.token)) throw new Refused(botError(404, 'Not Found'));
    if (call.token !== bot.token) throw new Refused(botError(401, 'Unauthorized'));
    const known = methods.get(call.method);
    if (known === undefined) throw new Refused(botError(404, 'Not Found: method not found'));
    allowOnly(call.method, call.params, known);
    return run(call);
  }

  function press(user: number, message: number, data: string): PressOutcome {
    const person = people.find((each) => each.id === user);
    const card = state.messages.find((each) => each.id === message);
    if (person === undefined) return { outcome: 'refused', why: 'nobody in this chat has that id' };
    if (card === undefined || !(dataOf(card).includes(data) || formerButtons.get(message)?.has(data) === true))
      return { outcome: 'refused', why: 'there is no such button' };
    state.nextUpdate += 1;
    const query = `${user}${state.nextUpdate}`;
    queries.set(query, { user, message, at: needs.monotonic() });
    updates.add('callback_query', { id: query, from: personUser(user), message: shown(card), chat_instance: String(chat.id), data });
    return { outcome: 'pressed', query };
  }

  function write(user: number, words: string, replyToId: number | null, picture: Uint8Array | null = null): number {
    state.nextMessage += 1;
    const message: ChatMessage = {
      id: state.nextMessage,
      at: clock().toISOString(),
      editedAt: null,
      from: user,
      text: words,
      entities: [],
      ...noMedia,
      picture: picture === null ? null : memory.keep(picture),
      keyboard: [],
      prompt: false,
      replyTo: replyToId,
    };
    state.messages.push(message);
    const answersBot = state.messages.some((each) => each.id === replyToId && each.from === bot.id);
    // Privacy mode: in a group a bot gets commands and replies to itself, nothing else.
    if (chat.kind === 'private' || words.startsWith('/') || answersBot) updates.add('message', withCommand(shown(message), words));
    changed();
    return message.id;
  }

  function file(token: string, path: string): Uint8Array | null {
    return token === bot.token && path.startsWith('photos/') ? memory.bytes(path.slice('photos/'.length)) : null;
  }

  return { call: (call) => answered(() => route(call)), press, write, file };
}

function dataOf(message: ChatMessage): readonly string[] {
  return message.keyboard.flat().flatMap(({ data }) => data ?? []);
}

function withCommand(message: Record<string, unknown>, text: string): Record<string, unknown> {
  const command = /^\/\w+(@\w+)?/.exec(text)?.[0];
  return command === undefined ? message : { ...message, entities: [{ type: 'bot_command', offset: 0, length: command.length }] };
}

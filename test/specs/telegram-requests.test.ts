import { describe, expect, test } from 'vitest';
import type { RecordedRequest } from '../../adapters/sandbox/recorded-request.ts';
import { specsFolder } from './folder.ts';
import { telegramRequestProblems } from './telegram-requests.ts';

const folder = specsFolder();
if (folder === null) console.warn('SKIPPED: the published API lists are not beside the project, so the check of Bot API requests is not tested');

function problems(path: string, params: Record<string, unknown>): string[] {
  const request: RecordedRequest = { system: 'telegram', method: 'POST', path, params, status: 200 };
  return telegramRequestProblems([request], folder ?? '');
}
const file = { file: 'picture.jpg', bytes: 10 };
const keyboard = { inline_keyboard: [[{ text: 'Duyệt', callback_data: 'approve:1' }], [{ text: 'Xem', url: 'https://example.vn' }]] };

describe.skipIf(folder === null)('Bot API requests held against the published list', () => {
  test('what the adapter sends is known there', () => {
    expect(problems('sendMessage', { chat_id: -1001, text: 'Tin', link_preview_options: { is_disabled: true }, reply_markup: keyboard })).toEqual([]);
    expect(problems('editMessageText', { chat_id: -1001, message_id: 5, text: 'Tin', reply_markup: { inline_keyboard: [] } })).toEqual([]);
    expect(problems('getUpdates', { timeout: 50, offset: 0, allowed_updates: ['callback_query'] })).toEqual([]);
    expect(problems('answerCallbackQuery', { callback_query_id: 'q', text: 'x', show_alert: true })).toEqual([]);
  });

  test('the parts of an upload are text and may be attached by name', () => {
    const upload = { method: 'sendPhoto', chat_id: '-1001', caption: '5', photo: file, reply_markup: JSON.stringify(keyboard) };
    expect(problems('sendPhoto', upload)).toEqual([]);
    const media = JSON.stringify({ type: 'photo', media: 'attach://a1', caption: 'x' });
    expect(problems('editMessageMedia', { method: 'editMessageMedia', chat_id: '-1001', message_id: '5', media, a1: file })).toEqual([]);
    expect(problems('editMessageMedia', { method: 'editMessageMedia', chat_id: '-1001', message_id: '5', media, a2: file }).join()).toContain(
      'names a part that was not sent',
    );
  });

  test('requests to other systems are not its business', () => {
    expect(telegramRequestProblems([{ system: 'facebook', method: 'GET', path: '/100', params: {}, status: 200 }], folder ?? '')).toEqual([]);
  });

  test.each([
    ['an unknown method', 'sendMesage', { chat_id: 1, text: 'x' }, 'no such method'],
    ['an unknown field', 'sendMessage', { chat_id: 1, text: 'x', txt: 'y' }, 'sendMessage.txt: no such field'],
    ['the repeated method outside of an upload', 'sendMessage', { method: 'sendMessage', chat_id: 1, text: 'x' }, 'sendMessage.method: no such field'],
    ['a missing field', 'sendMessage', { chat_id: 1 }, 'text is missing'],
    ['a text for a number', 'editMessageText', { chat_id: 1, message_id: '5', text: 'x' }, 'message_id: is no Integer'],
    ['a number beyond 53 bits', 'getChatMember', { chat_id: 1, user_id: 2 ** 60 }, 'user_id: is no Integer'],
    ['no text at all', 'sendMessage', { chat_id: 1, text: '' }, '0 characters, not 1-4096'],
    ['a text over the limit', 'sendMessage', { chat_id: 1, text: 'ă'.repeat(4097) }, '4097 characters'],
    ['a caption over the limit', 'sendPhoto', { chat_id: '1', photo: file, caption: 'a'.repeat(1025) }, '1025 characters'],
    ['an empty file', 'sendPhoto', { chat_id: '1', photo: { file: 'a.jpg', bytes: 0 } }, 'photo: is no'],
    ['an edit of nothing', 'editMessageText', { text: 'x' }, 'chat_id and message_id are missing'],
    ['an empty markup', 'editMessageText', { chat_id: 1, message_id: 1, text: 'x', reply_markup: {} }, 'inline_keyboard is missing'],
    [
      'a press over 64 bytes',
      'sendMessage',
      { chat_id: 1, text: 'x', reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'ă'.repeat(33) }]] } },
      '66 bytes, not 1-64',
    ],
    [
      'a button of two kinds',
      'sendMessage',
      { chat_id: 1, text: 'x', reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'b', url: 'https://example.vn' }]] } },
      'exactly one kind',
    ],
    ['rows that are no rows', 'sendMessage', { chat_id: 1, text: 'x', reply_markup: { inline_keyboard: [{ text: 'a' }] } }, 'is no Array of'],
    [
      'a style that is none',
      'sendMessage',
      { chat_id: 1, text: 'x', reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'b', style: 'pink' }]] } },
      'must be one of danger, success, primary',
    ],
    ['a popup over the limit', 'answerCallbackQuery', { callback_query_id: 'q', text: 'a'.repeat(201) }, '201 characters'],
    ['an album of one', 'sendMediaGroup', { chat_id: '1', media: [{ type: 'photo', media: 'https://example.vn/a.jpg' }] }, '1 items, not 2-10'],
    ['media of a wrong type', 'editMessageMedia', { chat_id: 1, message_id: 1, media: { type: 'picture', media: 'id' } }, 'must be'],
    ['a preview option that is no object', 'sendMessage', { chat_id: 1, text: 'x', link_preview_options: true }, 'is no'],
    ['a command in capitals', 'setMyCommands', { commands: [{ command: 'HangDoi', description: 'x' }] }, 'other characters'],
    ['too many commands', 'setMyCommands', { commands: Array(101).fill({ command: 'x', description: 'x' }) }, 'more than 100 commands'],
    ['a boolean as text', 'answerCallbackQuery', { callback_query_id: 'q', show_alert: 'true' }, 'is no Boolean'],
  ])('%s is found', (_what, path, params, expected) => {
    expect(problems(path, params).join('\n')).toContain(expected);
  });

  test('a text with markup may be longer than what it shows', () => {
    expect(problems('sendMessage', { chat_id: 1, text: `<b>${'a'.repeat(4096)}</b>`, parse_mode: 'HTML' })).toEqual([]);
  });

  test('the extra field that telegraf adds to buttons is let through', () => {
    expect(problems('sendMessage', { chat_id: 1, text: 'x', reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'b', hide: false }]] } })).toEqual(
      [],
    );
  });
});

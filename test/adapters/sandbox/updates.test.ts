import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxEvent } from '../../../adapters/sandbox/server.ts';
import { second } from '../../../src/time.ts';
import { originOf } from '../../fakes/server.ts';
import { at, type Reply, type SandboxUnderTest, startForTest } from './sandbox-under-test.ts';

let sandbox: SandboxUnderTest;
let card: number;
beforeEach(async () => {
  sandbox = await startForTest();
  card = await sendCard();
});
afterEach(() => sandbox.stop());

async function sendCard(): Promise<number> {
  const sent = await sandbox.bot('sendMessage', {
    chat_id: sandbox.places.telegram.chat,
    text: 'Duyệt bài này?',
    reply_markup: {
      inline_keyboard: [
        [
          { text: 'Duyệt', callback_data: 'yes' },
          { text: 'Xem', url: 'https://a.vn' },
        ],
      ],
    },
  });
  return Number(at(sent.body, 'result', 'message_id'));
}

const poll = (params: Record<string, unknown> = {}) => sandbox.bot('getUpdates', { timeout: 0, ...params });
const count = (reply: Reply) => at(reply.body, 'result', 'length');
const press = (user = 1001) => sandbox.press(user, card, 'yes');
const queryOf = (reply: Reply) => String(at(reply.body, 'result', 0, 'callback_query', 'id'));

describe('a press', () => {
  it('arrives with the person, the message and the data', async () => {
    expect(press(1002).outcome).toBe('pressed');
    expect(at((await poll()).body, 'result', 0, 'callback_query')).toMatchObject({
      from: { id: 1002, first_name: 'Minh', is_bot: false },
      message: { message_id: card },
      data: 'yes',
    });
  });

  it('is refused where there is no such button, card or person', () => {
    expect(sandbox.press(1001, card, 'no').outcome).toBe('refused');
    expect(sandbox.press(1001, 7, 'yes').outcome).toBe('refused');
    expect(sandbox.press(4, card, 'yes').outcome).toBe('refused');
  });

  it('comes from a button that is there no more, too: a telephone may still show it', async () => {
    const { chat } = sandbox.places.telegram;
    await sandbox.bot('editMessageText', { chat_id: chat, message_id: card, text: 'Đã duyệt' });
    expect(press().outcome).toBe('pressed');
    expect(at((await poll()).body, 'result', 0, 'callback_query', 'data')).toBe('yes');
  });

  it('comes once more under its number when its confirmation is said to be lost', async () => {
    expect(sandbox.repeatUpdate()).toBe(false);
    press();
    const id = Number(at((await poll()).body, 'result', 0, 'update_id'));
    expect(count(await poll({ offset: id + 1 }))).toBe(0);
    expect(sandbox.repeatUpdate()).toBe(true);
    expect(at((await poll()).body, 'result', 0, 'update_id')).toBe(id);
  });

  it('comes again until a higher offset confirms it', async () => {
    press();
    const first = await poll();
    expect(count(await poll())).toBe(1);
    const next = Number(at(first.body, 'result', 0, 'update_id')) + 1;
    expect(count(await poll({ offset: next }))).toBe(0);
    expect(count(await poll())).toBe(0);
  });

  it('vanishes when nobody fetches it for 150 seconds', async () => {
    press();
    sandbox.move(149 * second);
    press(1002);
    sandbox.move(second);
    const left = await poll();
    expect([count(left), at(left.body, 'result', 0, 'callback_query', 'from', 'id')]).toEqual([1, 1002]);
  });

  it('is answered once, within 15 seconds, and the popup is told', async () => {
    const events: SandboxEvent[] = [];
    sandbox.watch((event) => events.push(event));
    press();
    const query = queryOf(await poll());
    const answer = { callback_query_id: query, text: 'Đã duyệt', show_alert: true };
    expect((await sandbox.bot('answerCallbackQuery', answer)).status).toBe(200);
    expect(events).toContainEqual({ kind: 'popup', query, user: 1001, message: card, text: 'Đã duyệt', alert: true });
    const again = await sandbox.bot('answerCallbackQuery', answer);
    expect(again.body.description).toBe('Bad Request: query is too old and response timeout expired or query ID is invalid');
  });

  it('cannot be answered after 15 seconds, nor with more than 200 characters', async () => {
    press();
    const query = queryOf(await poll());
    sandbox.move(16 * second);
    expect((await sandbox.bot('answerCallbackQuery', { callback_query_id: query })).status).toBe(400);
    const other = press();
    const long = { callback_query_id: other.outcome === 'pressed' ? other.query : '', text: 'x'.repeat(201) };
    expect((await sandbox.bot('answerCallbackQuery', long)).body.description).toBe('Bad Request: MESSAGE_TOO_LONG');
  });
});

describe('getUpdates', () => {
  it('is held until something comes', async () => {
    const held = poll({ timeout: 30 });
    const early = await Promise.race([held, Promise.resolve('still held')]);
    expect(early).toBe('still held');
    await sandbox.bot('getMe');
    press();
    expect(count(await held)).toBe(1);
  });

  it('answers empty when its time is over', async () => {
    expect(count(await poll({ timeout: 1 }))).toBe(0);
  });

  it('cuts off the older poll with 409 when a new one comes', async () => {
    const older = poll({ timeout: 30 });
    await sandbox.bot('getMe');
    const newer = poll({ timeout: 30 });
    expect(await older).toMatchObject({ status: 409, body: { ok: false, error_code: 409 } });
    press();
    expect(count(await newer)).toBe(1);
  });

  it('loses nothing to a poll whose client hung up', async () => {
    const url = `${sandbox.places.telegram.apiRoot}/bot${sandbox.places.telegram.token}/getUpdates?timeout=30`;
    const gone = new AbortController();
    const left = fetch(url, { signal: gone.signal }).catch(() => 'gone');
    await sandbox.bot('getMe');
    gone.abort();
    expect(await left).toBe('gone');
    press();
    expect(count(await poll())).toBe(1);
  });

  it('keeps to limit and to a negative offset, and refuses nonsense', async () => {
    press();
    press(1002);
    press(1999);
    expect(count(await poll({ limit: 2 }))).toBe(2);
    const last = await poll({ offset: -1 });
    expect([count(last), at(last.body, 'result', 0, 'callback_query', 'from', 'first_name')]).toEqual([1, 'Khách']);
    for (const params of [{ limit: 0 }, { limit: 101 }, { timeout: -1 }, { offset: 'x' }, { allowed_updates: 'callback_query' }])
      expect((await poll(params)).status).toBe(400);
  });

  it('keeps no update of a kind that is not asked for, until the list is reset', async () => {
    await poll({ allowed_updates: ['message'] });
    press();
    expect(count(await poll())).toBe(0);
    await poll({ allowed_updates: [] });
    press();
    expect(count(await poll())).toBe(1);
  });

  it('is emptied by deleteWebhook with drop_pending_updates', async () => {
    press();
    await sandbox.bot('deleteWebhook', { drop_pending_updates: true });
    expect(count(await poll())).toBe(0);
  });
});

describe('a webhook', () => {
  it('is brought each update with its secret, again until it is taken, and ends the polling until it is deleted', async () => {
    const came: { secret: unknown; body: string }[] = [];
    const statuses = [502, 200];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        came.push({ secret: request.headers['x-telegram-bot-api-secret-token'], body });
        response.writeHead(statuses[came.length - 1] ?? 200).end();
        if (came.length === 2) taken();
      });
    });
    let taken = () => {};
    const both = new Promise<void>((resolve) => {
      taken = resolve;
    });
    const url = `${await originOf(server)}/updates`;
    expect((await sandbox.bot('setWebhook', { url, secret_token: 'geheim' })).status).toBe(200);
    expect(at((await sandbox.bot('getWebhookInfo')).body, 'result', 'url')).toBe(url);
    expect((await poll()).status).toBe(409);
    press();
    await both;
    expect(came[0]).toEqual(came[1]);
    expect(came[0]?.secret).toBe('geheim');
    expect(JSON.parse(came[0]?.body ?? '')).toMatchObject({ update_id: expect.any(Number), callback_query: { data: 'yes' } });
    await sandbox.bot('deleteWebhook');
    expect(count(await poll())).toBe(0);
    server.close();
  });

  it('elsewhere than on this machine is refused', async () => {
    expect((await sandbox.bot('setWebhook', { url: 'https://example.org/updates' })).status).toBe(400);
  });
});

describe('what people write', () => {
  it('reaches the bot in a group only as a command or as a reply to it', async () => {
    sandbox.write(1001, 'chào cả nhà', null);
    sandbox.write(1001, '/hangdoi', null);
    sandbox.write(1002, 'sửa lại tiêu đề', card);
    const reply = await poll();
    expect(at(reply.body, 'result', 0, 'message')).toMatchObject({ text: '/hangdoi', entities: [{ type: 'bot_command', offset: 0, length: 8 }] });
    expect(at(reply.body, 'result', 1, 'message', 'reply_to_message', 'message_id')).toBe(card);
    expect(count(reply)).toBe(2);
    expect(sandbox.view().chat.messages).toHaveLength(4);
  });

  it('reaches the bot in a private chat always', async () => {
    const alone = await startForTest({ chat: 'private' });
    alone.write(1001, 'chào', null);
    expect(count(await alone.bot('getUpdates'))).toBe(1);
    await alone.stop();
  });
});

describe('a picture that somebody sends', () => {
  it('comes with its caption, and its bytes are fetched by the address that getFile tells', async () => {
    const bytes = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
    sandbox.write(1002, 'Ảnh mới', card, bytes);
    const update = await poll();
    const id = at(update.body, 'result', 0, 'message', 'photo', 0, 'file_id');
    expect(at(update.body, 'result', 0, 'message', 'caption')).toBe('Ảnh mới');
    const path = at((await sandbox.bot('getFile', { file_id: id })).body, 'result', 'file_path');
    const { apiRoot, token } = sandbox.places.telegram;
    const fetched = await fetch(`${apiRoot}/file/bot${token}/${path}`);
    expect(Buffer.from(await fetched.arrayBuffer()).equals(bytes)).toBe(true);
    expect((await fetch(`${apiRoot}/file/bot${token}x/${path}`)).status).toBe(404);
  });
});

import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Listening, Press } from '../../../src/ports.ts';
import { type BotApi, no, startBotApi } from './bot-api.ts';
import { type Desk, expectClean, openDesk } from './desk.ts';

const secret = 's3cret-of-the-desk';
const webhook = { url: 'https://desk.example.vn/telegram/updates', secret };
let api: BotApi;
let desk: Desk;
let server: Server;
let listening: Listening | null = null;
let address = '';
const presses: Press[] = [];

beforeEach(async () => {
  api = await startBotApi();
  desk = openDesk(api, {}, { webhook });
  presses.length = 0;
  if (desk.chat.webhook === null) throw new Error('no webhook');
  server = createServer(desk.chat.webhook);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  address = `http://127.0.0.1:${bound.port}/telegram/updates`;
});
afterEach(async () => {
  await listening?.stop();
  listening = null;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await api.close();
  expectClean([desk]);
});

function listen(onPress = async () => ({ text: 'Đã duyệt', alert: false })): void {
  listening = desk.chat.listen({
    press: (press) => {
      presses.push(press);
      return onPress();
    },
  });
}
async function ready(): Promise<void> {
  await api.until(() => api.calls('setWebhook').length === 1);
}
const update = {
  update_id: 9,
  callback_query: { id: 'q1', chat_instance: 'x', data: 'd', from: { id: 5, first_name: 'Lan' }, message: { message_id: 9, date: 1, chat: { id: -1001 } } },
};
async function post(body: string, headers: Record<string, string> = { 'x-telegram-bot-api-secret-token': secret }, path = ''): Promise<number> {
  const answer = await fetch(`${address}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  await answer.text();
  return answer.status;
}

test('an update with the secret is taken, its press answered, and nothing is polled', async () => {
  listen();
  await ready();
  expect(await post(JSON.stringify(update))).toBe(200);
  expect(presses).toEqual([{ data: 'd', user: { id: 5, name: 'Lan' }, chat: '-1001', message: 9 }]);
  expect(api.calls('answerCallbackQuery')).toHaveLength(1);
  expect(api.calls('getUpdates')).toEqual([]);
  expect(api.calls('setWebhook')[0]?.params).toEqual({
    url: webhook.url,
    secret_token: secret,
    allowed_updates: ['callback_query', 'message', 'my_chat_member'],
  });
});

test('an update delivered again while the first is worked on is decided once', async () => {
  let release: () => void = () => undefined;
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  listen(async () => {
    await slow;
    return { text: 'x', alert: false };
  });
  await ready();
  const first = post(JSON.stringify(update));
  await new Promise<void>((resolve) => {
    const look = () => (presses.length > 0 ? resolve() : setImmediate(look));
    look();
  });
  // Not taken before it is dealt with: a crash in between loses nothing.
  const again = post(JSON.stringify(update));
  release();
  expect(await Promise.all([first, again])).toEqual([200, 200]);
  expect(presses).toHaveLength(1);
  expect(api.calls('answerCallbackQuery')).toHaveLength(1);
});

test('an update whose handling fails is tried again, and is to come again when the bot ends in between', async () => {
  let failures = 0;
  listen(async () => {
    failures += 1;
    if (failures === 2) void listening?.stop();
    throw new Error('the store is busy');
  });
  await ready();
  expect(await post(JSON.stringify(update))).toBe(503);
  expect(failures).toBe(2);
  expect(api.calls('answerCallbackQuery')).toEqual([]);
  listen();
  await api.until(() => api.calls('setWebhook').length === 2);
  expect(await post(JSON.stringify(update))).toBe(200);
  expect(api.calls('answerCallbackQuery')).toHaveLength(1);
});

test('an update whose handling fails to the last is told, taken, and does not come for ever', async () => {
  listen(async () => {
    throw new Error('broken');
  });
  await ready();
  expect(await post(JSON.stringify(update))).toBe(200);
  expect(presses).toHaveLength(4);
  expect(api.calls('answerCallbackQuery')[0]?.params).toMatchObject({ text: 'Chưa ghi nhận, xin bấm lại.', show_alert: true });
});

test('stopping waits for the press under way, and takes no other', async () => {
  let release: () => void = () => undefined;
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  listen(async () => {
    await slow;
    return { text: 'x', alert: false };
  });
  await ready();
  const first = post(JSON.stringify(update));
  await new Promise<void>((resolve) => {
    const look = () => (presses.length > 0 ? resolve() : setImmediate(look));
    look();
  });
  let stopped = false;
  const stopping = listening?.stop().then(() => {
    stopped = true;
  });
  expect(await post(JSON.stringify({ ...update, update_id: 10 }))).toBe(503);
  expect(stopped).toBe(false);
  release();
  await stopping;
  expect(api.calls('answerCallbackQuery')).toHaveLength(1);
  expect(await first).toBe(200);
});

test.each([
  ['no secret', {}, '', 403],
  ['a wrong secret', { 'x-telegram-bot-api-secret-token': 'wrong' }, '', 403],
  ['another path', { 'x-telegram-bot-api-secret-token': secret }, '/else', 403],
] as const)('%s is refused', async (_what, headers, path, status) => {
  listen();
  await ready();
  expect(await post(JSON.stringify(update), headers, path)).toBe(status);
  expect(presses).toEqual([]);
});

test.each([
  ['null', 'null', 400],
  ['no JSON', '{', 400],
  ['no update', '{"a":1}', 400],
  ['nothing', '', 400],
  ['too much', `"${'a'.repeat(1_000_001)}"`, 413],
])('a body of %s is answered and ends nothing', async (_what, body, status) => {
  listen();
  await ready();
  expect(await post(body)).toBe(status);
  expect(await post(JSON.stringify(update))).toBe(200);
});

test('while nobody listens, or the bot does not know itself yet, Telegram is asked to come again', async () => {
  expect(await post(JSON.stringify(update))).toBe(503);
  api.script('getMe', 'hold');
  listen();
  await api.until(() => api.calls('getMe').length === 1);
  expect(await post(JSON.stringify(update))).toBe(503);
  expect(presses).toEqual([]);
});

test('a webhook that cannot be registered yet is tried again', async () => {
  api.script('setWebhook', no(400, 'Bad Request: bad webhook: Failed to resolve host'), 'hang-up');
  listen();
  await api.until(() => api.calls('setWebhook').length === 3);
  expect(desk.clock.waits).toEqual([5000, 1000]);
  expect(desk.lines.filter((line) => line.includes('Failed to resolve host')).length).toBeGreaterThan(0);
});

test('a line that is cut in the middle of an update is not an error of the server', async () => {
  listen();
  await ready();
  const controller = new AbortController();
  const body = new ReadableStream({
    start(stream) {
      stream.enqueue(new TextEncoder().encode('{"update_id"'));
      setImmediate(() => controller.abort());
    },
  });
  const init = { method: 'POST', body, duplex: 'half', signal: controller.signal, headers: { 'x-telegram-bot-api-secret-token': secret } } as const;
  await expect(fetch(address, init)).rejects.toThrow();
  expect(await post(JSON.stringify(update))).toBe(200);
});

test('without the two settings there is no webhook', () => {
  expect(openDesk(api).chat.webhook).toBe(null);
});

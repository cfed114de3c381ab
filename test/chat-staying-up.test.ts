/** The whole service when something around the chat does not work: no network at the start, slow work, a webhook. Over HTTP, with the real adapters. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type MessageView, type RunningSandbox, startSandbox } from '../adapters/sandbox/server.ts';
import { type Environment, parseConfig } from '../src/config.ts';
import { createSilentLog } from '../src/log.ts';
import { startService } from '../src/main.ts';
import { freePort } from './fakes/server.ts';

const [lan] = [1001] as const;
const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function aSandbox(): Promise<RunningSandbox> {
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, clock: () => new Date(), stateFile: null, chat: 'group', log: createSilentLog() });
  ending.push(() => sandbox.stop());
  return sandbox;
}

/** The service as it runs in production, with addresses of the sandbox; returns its own address. */
async function aService({ places }: RunningSandbox, more: Environment): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'staying-up-'));
  ending.push(() => rm(dir, { recursive: true, force: true }));
  const { facebook, telegram } = places;
  const environment = {
    LOG_LEVEL: 'silent',
    DATA_DIR: dir,
    HTTP_PORT: String(await freePort()),
    PORTAL_FEEDS: places.feeds.join(','),
    ALLOW_PRIVATE_HOSTS: '127.0.0.1',
    FACEBOOK_GRAPH_URL: facebook.graphUrl,
    FACEBOOK_PAGE_ID: facebook.pageId,
    FACEBOOK_PAGE_TOKEN: facebook.pageToken,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_CHAT_ID: telegram.chat,
    TELEGRAM_STAFF: '1001:admin,1002:approver',
    POSTING_TIMES: '07:00,20:00',
    ...more,
  };
  const service = await startService(parseConfig(environment), () => {});
  ending.push(() => service.stop());
  return service.address;
}

/** Waits for what the running service does by itself. */
async function eventually<T>(look: () => T | undefined, what: string, withinMs = 15_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const seen = look();
    if (seen !== undefined) return seen;
    if (Date.now() > end) throw new Error(`it did not come to pass: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function popupsOf(sandbox: RunningSandbox): ReadonlyMap<string, string> {
  const popups = new Map<string, string>();
  sandbox.watch((event) => event.kind === 'popup' && popups.set(event.query, event.text));
  return popups;
}
function firstCard(sandbox: RunningSandbox): Promise<MessageView> {
  return eventually(() => sandbox.view().chat.messages.find((message) => dataOf(message, 'Duyệt') !== undefined), 'a card');
}
function dataOf(card: MessageView, label: string): string | undefined {
  return card.keyboard.flat().find((button) => button.text.includes(label))?.data ?? undefined;
}
function pressed(sandbox: RunningSandbox, card: MessageView, label: string): string {
  const outcome = sandbox.press(lan, card.id, dataOf(card, label) ?? '');
  if (outcome.outcome === 'refused') throw new Error(outcome.why);
  return outcome.query;
}

/** What listens at this port hands everything on. */
async function handOn(port: number, to: string): Promise<void> {
  const server = createServer((request, response) => {
    const { host: _host, ...headers } = request.headers;
    const onward = httpRequest(`${to}${request.url}`, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  ending.push(async () => {
    server.closeAllConnections();
    server.close();
  });
}

it('starts without a network to Telegram, and takes part by itself as soon as there is one', { timeout: 40_000 }, async () => {
  const sandbox = await aSandbox();
  const port = await freePort();
  const address = await aService(sandbox, { TELEGRAM_API_ROOT: `http://127.0.0.1:${port}/telegram` });
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
  sandbox.write(lan, '/trogiup', null);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await handOn(port, sandbox.address);
  await eventually(() => sandbox.view().chat.messages.find(({ text }) => text.includes('/hangdoi')), 'the answer to /trogiup', 20_000);
});

it('answers a button at once while an article that was asked for is read for long', { timeout: 40_000 }, async () => {
  const sandbox = await aSandbox();
  await aService(sandbox, {});
  const popups = popupsOf(sandbox);
  const card = await firstCard(sandbox);
  const { url } = sandbox.publishArticle();
  sandbox.setFault({ system: 'portal', path: '*', fault: 'hang', times: 1_000_000 });
  sandbox.write(lan, `/dang ${url}`, null);
  // Until it is fetched, and for some polls past it.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const from = performance.now();
  const query = pressed(sandbox, card, 'Duyệt');
  expect(await eventually(() => popups.get(query), 'the popup', 5_000)).toMatch(/^Đã duyệt: /);
  expect(performance.now() - from).toBeLessThan(5_000);
  // The command is not answered yet, and Telegram still keeps it: nothing was confirmed past it.
  const offsets = sandbox.requests().flatMap(({ path, params }) => (path === 'getUpdates' ? [Number(params.offset)] : []));
  expect(Math.max(...offsets.slice(-3))).toBe(Math.min(...offsets.slice(-3)));
  sandbox.clearFaults();
});

it('by webhook takes what Telegram brings with the secret, and nothing from anybody else', { timeout: 40_000 }, async () => {
  const sandbox = await aSandbox();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/telegram-updates`;
  await aService(sandbox, { HTTP_PORT: String(port), TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: 'a-secret-of-the-desk' });
  const popups = popupsOf(sandbox);
  const card = await firstCard(sandbox);
  const forged = {
    update_id: 1,
    callback_query: {
      id: '1',
      chat_instance: 'x',
      data: dataOf(card, 'Duyệt'),
      from: { id: lan, is_bot: false, first_name: 'Lan' },
      message: { message_id: card.id, date: 1, chat: { id: Number(sandbox.places.telegram.chat), type: 'group' } },
    },
  };
  const post = (headers: Record<string, string>) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(forged) });
  for (const headers of [{}, { 'x-telegram-bot-api-secret-token': 'A-secret-of-the-desk' }, { 'x-telegram-bot-api-secret-token': 'a-secret-of-the-des' }])
    expect((await post(headers)).status, JSON.stringify(headers)).toBe(403);
  expect(sandbox.requests().filter(({ path }) => path === 'answerCallbackQuery')).toEqual([]);
  const query = pressed(sandbox, card, 'Duyệt');
  expect(await eventually(() => popups.get(query), 'the popup')).toMatch(/^Đã duyệt: /);
  expect(sandbox.requests().filter(({ path }) => path === 'getUpdates')).toEqual([]);
});

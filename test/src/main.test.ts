/** The service as a whole: what it prints, what it serves, how it stops; alone and beside a sandbox of its own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../adapters/sandbox/server.ts';
import { readInput } from '../../src/cli/command.ts';
import { demo } from '../../src/cli/demo.ts';
import { type Environment, parseConfig } from '../../src/config.ts';
import { createSilentLog } from '../../src/log.ts';
import { type RunningService, startService } from '../../src/main.ts';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function aFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'service-'));
  ending.push(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function aSandbox(): Promise<RunningSandbox> {
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, clock: () => new Date(), stateFile: null, chat: 'group', log: createSilentLog() });
  ending.push(() => sandbox.stop());
  return sandbox;
}

async function aService(environment: Environment): Promise<{ service: RunningService; said: string[] }> {
  const said: string[] = [];
  const service = await startService(parseConfig({ LOG_LEVEL: 'silent', ...environment }), (line) => said.push(line));
  let stopped = false;
  const stop = async () => {
    if (!stopped) await service.stop();
    stopped = true;
  };
  ending.push(stop);
  return { service: { ...service, stop }, said };
}

/** Waits for what the running service does by itself. */
async function eventually<T>(look: () => T | Promise<T>, is: (seen: T) => boolean): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const seen = await look();
    if (is(seen)) return seen;
    if (Date.now() > end) throw new Error(`it did not come to pass: ${JSON.stringify(seen)?.slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('finds a running sandbox, puts its articles before staff, posts within five seconds of a press, and is seen at HTTP_PORT', { timeout: 40_000 }, async () => {
  const sandbox = await aSandbox();
  const dir = await aFolder();
  const { service, said } = await aService({ DATA_DIR: dir, HTTP_PORT: new URL(sandbox.address).port, POSTING_TIMES: 'asap' });
  expect(said[0]).toContain('SANDBOX');
  expect(said[0]).toContain(sandbox.address);
  expect(said.at(-1)).toMatch(/^ready/);
  const approvable = () => sandbox.view().chat.messages.filter((message) => message.keyboard.flat().some((button) => button.text.includes('Duyệt')));
  // More than ten drafts: one digest card shows one of them at a time.
  const [digest] = await eventually(approvable, (cards) => cards.length === 1);
  const approve = digest?.keyboard.flat().find((button) => button.text.includes('Duyệt'));
  const pressed = Date.now();
  sandbox.press(1001, digest?.id ?? 0, approve?.data ?? '');
  await eventually(
    () => sandbox.view().posts,
    (posts) => posts.length === 1,
  );
  expect(Date.now() - pressed).toBeLessThan(5_000);
  const health = await fetch(`${sandbox.address}/healthz`);
  expect({ status: health.status, body: await health.json() }).toEqual({ status: 200, body: { live: true, ready: true, why: [] } });
  expect(await (await fetch(`${sandbox.address}/metrics`)).text()).toContain('fanpage_posts{status="published"} 1');
  await service.stop();
  expect((await fetch(`${sandbox.address}/healthz`)).status).toBe(503);
});

it('answers buttons after a restart: the digest and its drafts stand in the store', { timeout: 40_000 }, async () => {
  const sandbox = await aSandbox();
  const environment = { DATA_DIR: await aFolder(), HTTP_PORT: new URL(sandbox.address).port, POSTING_TIMES: 'asap' };
  const first = await aService(environment);
  const cards = () => sandbox.view().chat.messages.filter((message) => message.keyboard.length > 0);
  const [card] = await eventually(cards, (found) => found.length > 0);
  await first.service.stop();
  sandbox.press(1001, card?.id ?? 0, card?.keyboard[0]?.[0]?.data ?? '');
  await aService(environment);
  await eventually(
    () => sandbox.view().posts,
    (posts) => posts.length === 1,
  );
});

it('starts its own sandbox at HTTP_PORT when there is none, and refuses a port that is taken with what to do', async () => {
  const { service } = await aService({ DATA_DIR: await aFolder(), HTTP_PORT: '47310' });
  expect((await fetch(`${service.address}/sandbox/hello`)).status).toBe(200);
  expect((await fetch(`${service.address}/healthz`)).status).toBe(200);
  await service.stop();
  const places = (await aSandbox()).places;
  const real = {
    PORTAL_FEEDS: places.feeds.join(','),
    ALLOW_PRIVATE_HOSTS: '127.0.0.1',
    FACEBOOK_GRAPH_URL: places.facebook.graphUrl,
    FACEBOOK_PAGE_ID: places.facebook.pageId,
    FACEBOOK_PAGE_TOKEN: places.facebook.pageToken,
    TELEGRAM_API_ROOT: places.telegram.apiRoot,
    TELEGRAM_BOT_TOKEN: places.telegram.token,
    TELEGRAM_CHAT_ID: places.telegram.chat,
    NODE_ENV: 'production',
  };
  // With credentials the same program speaks to whatever the addresses name, and has a status page of its own.
  const { service: production, said } = await aService({ ...real, DATA_DIR: await aFolder(), HTTP_PORT: '47311' });
  expect(said.join('\n')).not.toContain('SANDBOX');
  expect((await fetch('http://127.0.0.1:47311/healthz')).status).toBe(200);
  expect((await fetch('http://127.0.0.1:47311/other')).status).toBe(404);
  await expect(aService({ ...real, DATA_DIR: await aFolder(), HTTP_PORT: '47311' })).rejects.toMatchObject({
    name: 'DeskError',
    fix: expect.stringContaining('HTTP_PORT'),
  });
  await production.stop();
});

it('takes updates by webhook at the path of TELEGRAM_WEBHOOK_URL, with the secret only', async () => {
  const sandbox = await aSandbox();
  const { places } = sandbox;
  await aService({
    PORTAL_FEEDS: places.feeds.join(','),
    SANDBOX: 'facebook',
    ALLOW_PRIVATE_HOSTS: '127.0.0.1',
    TELEGRAM_API_ROOT: places.telegram.apiRoot,
    TELEGRAM_BOT_TOKEN: places.telegram.token,
    TELEGRAM_CHAT_ID: places.telegram.chat,
    TELEGRAM_WEBHOOK_URL: 'https://desk.example/telegram-updates',
    TELEGRAM_WEBHOOK_SECRET: 'a-secret',
    DATA_DIR: await aFolder(),
    HTTP_PORT: '47312',
  });
  const post = (secret: string) =>
    fetch('http://127.0.0.1:47312/telegram-updates', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
      body: '{"update_id":1}',
    });
  expect((await post('wrong')).status).toBe(403);
});

it('plays the whole line in the demo within a minute, nothing twice', { timeout: 90_000 }, async () => {
  const said: string[] = [];
  const config = parseConfig({ DATA_DIR: await aFolder(), LOG_LEVEL: 'silent' });
  const code = await demo.run(readInput('demo', demo, ['--json'], { out: (text) => said.push(text), err: () => {}, load: () => config }, 'vi'));
  expect(said).toHaveLength(1);
  const result = JSON.parse(said[0] ?? '');
  expect(result).toMatchObject({ duplicates: 0, report: { sent: true, chart: expect.stringMatching(/\.png$/), week: expect.stringMatching(/^\d{4}-W\d\d$/) } });
  expect(result.published).toBeGreaterThanOrEqual(8);
  expect(result.rejected).toBeGreaterThanOrEqual(1);
  expect(result.drafted).toBe(result.approved + result.rejected);
  expect(result.collected).toBeGreaterThanOrEqual(12);
  expect(code).toBe(0);
});

it('takes over a changed newsroom.yaml on SIGHUP: another person may decide, and a broken file changes nothing', async () => {
  const sandbox = await aSandbox();
  const dir = await aFolder();
  const file = join(dir, 'newsroom.yaml');
  const environment = { LOG_LEVEL: 'silent', DATA_DIR: dir, HTTP_PORT: new URL(sandbox.address).port, POSTING_TIMES: 'asap', TELEGRAM_STAFF: '1999' };
  const said: string[] = [];
  const load = () => parseConfig(environment, [], { path: file, text: readFileSync(file, 'utf8') });
  writeFileSync(file, 'approvals: 1\n');
  const service = await startService(load(), (line) => said.push(line), load);
  ending.push(() => service.stop());
  const cards = () => sandbox.view().chat.messages.filter((message) => message.keyboard.length > 0);
  const [card] = await eventually(cards, (found) => found.length > 0);
  writeFileSync(file, 'staff: [{id: 1001, role: boss}]\n');
  process.emit('SIGHUP');
  await eventually(
    () =>
      sandbox
        .view()
        .chat.messages.map((message) => message.text)
        .join(),
    (texts) => texts.includes('dòng 1, cột 26'),
  );
  sandbox.press(1001, card?.id ?? 0, card?.keyboard[0]?.[0]?.data ?? '');
  await eventually(
    () => sandbox.requests().filter((request) => request.path === 'answerCallbackQuery'),
    (popups) => popups.length === 1,
  );
  writeFileSync(file, 'staff: [{id: 1001}]\n');
  process.emit('SIGHUP');
  await eventually(
    () => said.join(),
    (lines) => lines.includes('Đã dùng cấu hình mới'),
  );
  expect(sandbox.view().posts).toEqual([]);
  sandbox.press(1001, card?.id ?? 0, card?.keyboard[0]?.[0]?.data ?? '');
  await eventually(
    () => sandbox.view().posts,
    (posts) => posts.length === 1,
  );
});

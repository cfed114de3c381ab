// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references as they stand in the file
/** A desk at work whose newsroom.yaml is edited: a Page more, and another token of the first. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { reloadOnChange } from '../src/cli/reload.ts';
import { parseConfig } from '../src/config.ts';
import { createSilentLog } from '../src/log.ts';
import { openDesk } from '../src/main.ts';
import { addMs, hour } from '../src/time.ts';
import { originOf } from './fakes/server.ts';

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** Graph and Telegram in one, with what each Page was asked with. */
async function outside() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const [, system, , page] = pathname.split('/');
    if (system === 'graph') asked.push(`${page} ${request.headers.authorization}`);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(system === 'graph' ? { id: page, followers_count: 10 } : { ok: true, result: { message_id: 1, date: 0, chat: { id: -100 } } }));
  });
  ending.push(() => server.close());
  return { asked, address: await originOf(server) };
}

it('asks for the new Page, and for the old one with its new token, as soon as the file is saved', { timeout: 30_000 }, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'new-page-'));
  ending.push(() => rm(dir, { recursive: true, force: true }));
  const file = join(dir, 'newsroom.yaml');
  const there = await outside();
  const environment = {
    ...{ FIRST: 'token-of-the-first', SWAPPED: 'token-swapped', SECOND: 'token-of-the-second', TELEGRAM_BOT_TOKEN: '1:a', TELEGRAM_CHAT_ID: '-100' },
    ...{ PORTAL_FEEDS: 'https://halam.gov.vn/rss', FACEBOOK_GRAPH_URL: `${there.address}/graph`, TELEGRAM_API_ROOT: `${there.address}/telegram` },
    ...{ DATA_DIR: join(dir, 'data'), LOG_LEVEL: 'silent' },
  };
  let text = '';
  const edit = async (pages: string) => {
    text = `pages: [${pages}]\n`;
    await writeFile(file, text);
  };
  const load = () => parseConfig(environment, [], { path: file, text });
  await edit('{id: "1", token: "${FIRST}"}');
  const configured = load();
  const clock = { now: new Date('2026-11-23T01:00:00.000Z') };
  const desk = await openDesk(configured, { clock: () => clock.now, log: createSilentLog() });
  ending.push(() => desk.close());
  await desk.app.install();
  const said: string[] = [];
  const watch = await reloadOnChange({ desk, configured, load, say: (line) => said.push(line) });
  ending.push(() => watch.stop());

  await desk.app.run('count-followers');
  const before = there.asked.splice(0);
  expect([...new Set(before)]).toEqual(['1 Bearer token-of-the-first']);

  await edit('{id: "1", token: "${SWAPPED}"}, {id: "2", token: "${SECOND}"}');
  process.emit('SIGHUP', 'SIGHUP');
  await expect.poll(() => said, { timeout: 15_000 }).toHaveLength(1);
  clock.now = addMs(clock.now, 2 * hour);
  await desk.app.run('count-followers');
  expect([...new Set(there.asked)].sort()).toEqual(['1 Bearer token-swapped', '2 Bearer token-of-the-second']);
});

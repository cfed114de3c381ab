/** That no call to a Bot API escapes: whichever process of a run makes it, it is held against the published list, and a wrong one fails the run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { startBotApi } from '../adapters/telegram/bot-api.ts';
import { card, openDesk, picture } from '../adapters/telegram/desk.ts';
import { specsFolder } from './folder.ts';
import { readCalls } from './recorded-calls.ts';
import { telegramRequestProblems } from './telegram-requests.ts';

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

it('what the adapter sends is kept whole, uploads too', async () => {
  const api = await startBotApi();
  ending.push(() => api.close());
  const { chat } = openDesk(api);
  await chat.sendCard('-1001', card({ picture }));
  await chat.health('-1001');
  const calls = readCalls(process.env.CALL_RECORD_DIR ?? '');
  expect(calls.map(({ path }) => path).sort()).toEqual(['getChat', 'getChatMember', 'getMe', 'sendPhoto']);
  const sent = calls.find(({ path }) => path === 'sendPhoto');
  expect(sent?.params).toMatchObject({ chat_id: '-1001', caption: card().text, photo: { bytes: picture.length } });
});

describe.skipIf(specsFolder() === null)('a wrong call', () => {
  it('of a program that a test starts is found', () => {
    const dir = mkdtempSync(join(tmpdir(), 'wrong-'));
    ending.push(() => rmSync(dir, { recursive: true, force: true }));
    const body = JSON.stringify({ chat_id: 1, text: 'x', txt: 'y' });
    const call = `require('node:http').request('http://127.0.0.1:9/telegram/bot1:a/sendMessage', { method: 'POST' }).on('error', () => {}).end('${body}')`;
    expect(spawnSync(process.execPath, ['-e', call], { env: { ...process.env, CALL_RECORD_DIR: dir } }).status).toBe(0);
    expect(telegramRequestProblems(readCalls(dir), specsFolder() ?? '')).toEqual(['sendMessage.txt: no such field']);
  });

  it('fails the run, though every test of it passed', { timeout: 60_000 }, () => {
    const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
    const config = fileURLToPath(new URL('./wrong-call/vitest.config.ts', import.meta.url));
    const ran = spawnSync(process.execPath, [vitest, 'run', '--config', config], { encoding: 'utf8', env: { PATH: process.env.PATH } });
    expect(ran.stdout).toContain('1 passed');
    expect(`${ran.stdout}${ran.stderr}`).toContain('sendMessage.txt: no such field');
    expect(ran.status).toBe(1);
  });
});

/** `store copy` as a program of its own, killed in the middle: what it left is refused, and the same command goes on. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { openEngine, openStores } from '../adapters/store/open.ts';
import { fill, linesIn } from './adapters/store/filled.ts';

const program = fileURLToPath(new URL('../dist/src/cli/fanpage.js', import.meta.url));
const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

type Copied = { readonly code: number | null; readonly signal: string | null; readonly said: string };

/** Killed as soon as it says that this collection is on its way; null: left to end by itself. */
function copy(dir: string, killedAt: string | null): Promise<Copied> {
  const env = { PATH: process.env.PATH, LOCALE: 'en', DATA_DIR: join(dir, 'unused') };
  const args = ['store', 'copy', '--from', join(dir, 'from'), '--to', join(dir, 'to')];
  const child = spawn(process.execPath, [program, ...args], { cwd: dir, env, stdio: ['ignore', 'ignore', 'pipe'] });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (killedAt !== null && said.includes(killedAt)) child.kill('SIGKILL');
    });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, said }));
  });
}

it('a store copy that is killed leaves no store that a service would start on, and ends whole when it is run again', { timeout: 60_000 }, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'copy-kill-'));
  ending.push(() => rm(dir, { recursive: true, force: true }));
  const from = await openEngine({ mongoUri: null, dataDir: join(dir, 'from') });
  ending.push(() => from.close());
  await fill(from, 8000);
  const killed = await copy(dir, 'articles ');
  expect(killed).toMatchObject({ code: null, signal: 'SIGKILL' });
  await expect(openStores({ mongoUri: null, dataDir: join(dir, 'to') })).rejects.toMatchObject({ message: expect.stringContaining('half of a copy') });
  expect(await copy(dir, null)).toMatchObject({ code: 0, signal: null });
  const to = await openEngine({ mongoUri: null, dataDir: join(dir, 'to') });
  ending.push(() => to.close());
  expect(await linesIn(to)).toEqual(await linesIn(from));
});

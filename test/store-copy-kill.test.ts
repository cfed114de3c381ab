/** `store copy` as a program of its own, killed in the middle: what it left is refused, and the same command goes on. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { openEngine, openStores } from '../adapters/store/open.ts';
import { fill, linesIn } from './adapters/store/filled.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from './contracts/mongo-test-uri.ts';

const program = fileURLToPath(new URL('../dist/src/cli/fanpage.js', import.meta.url));
const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

type Copied = { readonly code: number | null; readonly signal: string | null; readonly said: string };

type Engine = 'embedded' | 'mongodb';
/** A place of its own, as the command names it and as it is opened. */
function aPlace(dir: string, name: string, engine: Engine) {
  if (engine === 'embedded') return { named: join(dir, name), opened: { mongoUri: null, dataDir: join(dir, name) } };
  const uri = freshDatabase(mongoTestUri ?? '');
  ending.push(() => dropDatabase(uri));
  return { named: uri, opened: { mongoUri: uri, dataDir: join(dir, 'unused') } };
}
const directions: readonly (readonly [Engine, Engine])[] = [
  ['embedded', 'embedded'],
  ...(mongoTestUri === null
    ? []
    : ([
        ['embedded', 'mongodb'],
        ['mongodb', 'embedded'],
      ] as const)),
];

/** Killed as soon as it says that this collection is on its way; null: left to end by itself. */
function copy(dir: string, from: string, to: string, killedAt: string | null): Promise<Copied> {
  const env = { PATH: process.env.PATH, LOCALE: 'en', DATA_DIR: join(dir, 'unused') };
  const args = ['store', 'copy', '--from', from, '--to', to];
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

it.each(directions)(
  'a store copy from %s to %s that is killed leaves no store that a service would start on, and ends whole when it is run again',
  async (one, other) => {
    const dir = await mkdtemp(join(tmpdir(), 'copy-kill-'));
    ending.push(() => rm(dir, { recursive: true, force: true }));
    const source = aPlace(dir, 'from', one);
    const target = aPlace(dir, 'to', other);
    const from = await openEngine(source.opened);
    ending.push(() => from.close());
    // The stand-in of the tests looks through all it has at each write.
    await fill(from, one === other ? 8000 : 600);
    const killed = await copy(dir, source.named, target.named, 'articles ');
    expect(killed).toMatchObject({ code: null, signal: 'SIGKILL' });
    await expect(openStores(target.opened)).rejects.toMatchObject({ message: expect.stringContaining('half of a copy') });
    expect(await copy(dir, source.named, target.named, null)).toMatchObject({ code: 0, signal: null });
    const to = await openEngine(target.opened);
    ending.push(() => to.close());
    expect(await linesIn(to)).toEqual(await linesIn(from));
  },
  60_000,
);

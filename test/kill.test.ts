/** The service beside a sandbox of its own process, killed with SIGKILL at 20 moments and started again each time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { foldLink } from '../src/publishing/on-page.ts';

const program = fileURLToPath(new URL('../dist/src/cli/fanpage.js', import.meta.url));
const kills = 20;

const state = z.object({ posts: z.array(z.object({ id: z.string(), link: z.string().nullable(), message: z.string().nullable() })) });
const article = z.object({ url: z.string() });
const ledgerJson = z.object({
  articles: z.number(),
  published: z.number(),
  skipped: z.number(),
  open: z.number(),
  failed: z.number(),
  unaccounted: z.number(),
});
const queueJson = z.array(z.object({ status: z.string(), url: z.string() }));

const stage = { dir: '', port: 0, children: new Set<ChildProcess>() };
const address = () => `http://127.0.0.1:${stage.port}`;

beforeAll(async () => {
  stage.dir = await mkdtemp(join(tmpdir(), 'kill-'));
  stage.port = await freePort();
});
afterAll(async () => {
  for (const child of stage.children) child.kill('SIGKILL');
  await rm(stage.dir, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const found = server.address();
      server.close(() => (found !== null && typeof found === 'object' ? resolve(found.port) : reject(new Error('no port'))));
    });
  });
}

function environment(dataDir: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    DATA_DIR: join(stage.dir, dataDir),
    HTTP_PORT: String(stage.port),
    POSTING_TIMES: 'asap',
    APPROVAL: 'auto',
    SETTLE_WINDOW: '3s',
    LOG_LEVEL: 'info',
  };
}

type Running = { readonly child: ChildProcess; readonly ready: Promise<void>; readonly sent: () => Promise<void>; readonly ended: Promise<void> };

function launch(command: string, dataDir: string): Running {
  const child = spawn(process.execPath, [program, command], { env: environment(dataDir), stdio: ['ignore', 'ignore', 'pipe'] });
  stage.children.add(child);
  let seen = '';
  const listeners = new Set<() => void>();
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    seen += text;
    for (const listener of listeners) listener();
  });
  const until = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!pattern.test(seen)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      child.once('exit', () => reject(new Error(`${command} ended early: ${seen.slice(-500)}`)));
      look();
    });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return { child, ready: until(/^ready/m), sent: () => until(/sent to the Page/), ended };
}

async function post(path: string): Promise<unknown> {
  const response = await fetch(`${address()}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  return response.json();
}

function ask(command: string, ...args: string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, command, ...args, '--json'], { env: environment('desk'), stdio: ['ignore', 'pipe', 'ignore'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.once('exit', () => {
      try {
        resolve(JSON.parse(out));
      } catch (error) {
        reject(error);
      }
    });
  });
}

async function linksOnPage(): Promise<readonly string[]> {
  const view = state.parse(await (await fetch(`${address()}/sandbox/state`)).json());
  return view.posts.map((one) => foldLink(one.link ?? /https?:\/\/\S+/.exec(one.message ?? '')?.[0] ?? one.id));
}

/** Waits for something outside this process, which no fake clock can hurry. */
async function eventually<T>(look: () => Promise<T>, is: (seen: T) => boolean, forMs: number): Promise<T> {
  const end = Date.now() + forMs;
  for (;;) {
    const seen = await look();
    if (is(seen)) return seen;
    if (Date.now() > end) throw new Error(`it did not come to pass in time: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** A fixed sequence of numbers from 0 to 1: the same moments in every run. */
function* moments(seed: number): Generator<number> {
  for (let x = seed; ; ) {
    x = (x * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield x / 2_147_483_648;
  }
}

it('puts every approved article on the Page exactly once', { timeout: 240_000 }, async () => {
  const sandbox = launch('sandbox', 'sandbox');
  await sandbox.ready;
  const moment = moments(20261122);
  const published: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    published.push(foldLink(article.parse(await post('/sandbox/article')).url));
    const service = launch('start', 'desk');
    service.ready.catch(() => {});
    // Half of the moments lie anywhere from the start on, the other half right around the send.
    const wait = moment.next().value ?? 0;
    if (kill % 2 === 0) await Promise.race([service.sent(), new Promise((resolve) => setTimeout(resolve, 15_000))]);
    await new Promise((resolve) => setTimeout(resolve, kill % 2 === 0 ? wait * 60 : 300 + wait * 3_000));
    service.child.kill('SIGKILL');
    await service.ended;
  }
  const service = launch('start', 'desk');
  await service.ready;
  const ledger = await eventually(
    async () => ledgerJson.parse(await ask('ledger')),
    (seen) => seen.open === 0 && seen.published >= kills,
    60_000,
  );
  const queue = queueJson.parse(await ask('queue', '--all'));
  service.child.kill('SIGTERM');
  await service.ended;

  const links = await linksOnPage();
  expect(new Set(links).size).toBe(links.length);
  for (const link of published) expect(links).toContain(link);
  expect([...links].sort()).toEqual(
    queue
      .filter((row) => row.status === 'published')
      .map((row) => foldLink(row.url))
      .sort(),
  );
  expect(ledger).toMatchObject({ failed: 0, unaccounted: 0, published: links.length });
  sandbox.child.kill('SIGTERM');
  await sandbox.ended;
});

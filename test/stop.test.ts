/** SIGTERM while something outside hangs for ever: the service ends within ten seconds, and the next one settles what was under way. */
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, describe, expect, it } from 'vitest';
import { type RunningSandbox, startSandbox } from '../adapters/sandbox/server.ts';
import { createSilentLog } from '../src/log.ts';
import { dropDatabase, freshDatabase, mongoTestUri } from './contracts/mongo-test-uri.ts';
import { type Launched, launch } from './fakes/fanpage.ts';
import { listenHere } from './fakes/server.ts';

const limitMs = 10_000;

const ending: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ending.reverse()) await end();
});

type Stage = { readonly sandbox: RunningSandbox; readonly dir: string; readonly start: () => Launched };

async function aStage(more: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, clock: () => new Date(), stateFile: null, chat: 'group', log: createSilentLog() });
  const dir = await mkdtemp(join(tmpdir(), 'stop-'));
  ending.push(
    () => sandbox.stop(),
    () => rm(dir, { recursive: true, force: true }),
  );
  const env = {
    DATA_DIR: dir,
    HTTP_PORT: new URL(sandbox.address).port,
    POSTING_TIMES: 'asap',
    APPROVAL: 'auto',
    SETTLE_WINDOW: '3s',
    ...more,
  };
  const start = (): Launched => {
    const service = launch(['start'], env);
    ending.push(() => service.kill('SIGKILL'));
    return service;
  };
  return { sandbox, dir, start };
}

/** In front of a MongoDB: from `hang` on, nothing that is sent either way arrives, and whoever calls is taken and never answered. */
async function aMongoThatHangs(uri: string): Promise<{ readonly uri: string; readonly hang: () => void }> {
  const real = new URL(uri);
  const sockets = new Set<Socket>();
  let hangs = false;
  const server = createServer((near) => {
    sockets.add(near.on('error', () => {}));
    if (hangs) return void near.pause();
    const far = connect(Number(real.port), real.hostname).on('error', () => {});
    sockets.add(far);
    near.pipe(far).pipe(near);
  });
  const port = await listenHere(server);
  ending.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const hang = () => {
    hangs = true;
    for (const socket of sockets) socket.unpipe().pause();
  };
  return { uri: `mongodb://127.0.0.1:${port}${real.pathname}${real.search}`, hang };
}

async function eventually(is: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!is()) {
    if (Date.now() > end) throw new Error(`it did not come to pass: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Milliseconds from the signal to the end. */
async function stopped(service: Launched): Promise<number> {
  const from = performance.now();
  service.child.kill('SIGTERM');
  expect(await service.ended, service.said().slice(-800)).toBe(0);
  return performance.now() - from;
}

function repeated(sandbox: RunningSandbox): readonly string[] {
  const links = sandbox.view().posts.map((post) => post.link ?? /https?:\/\/\S+/.exec(post.message ?? '')?.[0] ?? post.id);
  return links.filter((link, at) => links.indexOf(link) !== at);
}

describe.concurrent('a service that is told to end', () => {
  it('while Facebook hangs in the middle of a post: the post is on the Page once in the end', { timeout: 90_000 }, async () => {
    const { sandbox, start } = await aStage();
    const hangs = { system: 'facebook', method: 'POST', fault: 'hang', effect: true, times: 1 } as const;
    sandbox.setFault(hangs);
    const service = start();
    await eventually(() => sandbox.requests().some((request) => request.method === 'POST' && /feed|photos|videos/.test(request.path)), 'a post that hangs');
    expect(await stopped(service)).toBeLessThan(limitMs);
    const before = sandbox.view().posts.length;
    const next = start();
    await eventually(() => sandbox.view().posts.length > before + 3, 'further posts');
    expect(repeated(sandbox)).toEqual([]);
    await stopped(next);
    expect(repeated(sandbox)).toEqual([]);
  });

  it.each(['telegram', 'portal'] as const)('while %s hangs', { timeout: 60_000 }, async (system) => {
    const { sandbox, start } = await aStage();
    sandbox.setFault({ system, fault: 'hang', times: 1_000_000 });
    const service = start();
    await service.ready;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await stopped(service)).toBeLessThan(limitMs);
  });

  it('while another program holds the store', { timeout: 60_000 }, async () => {
    const { dir, start } = await aStage();
    const service = start();
    await service.ready;
    const holder = new Database(join(dir, 'desk.db'));
    holder.exec('BEGIN IMMEDIATE');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    try {
      expect(await stopped(service)).toBeLessThan(limitMs);
    } finally {
      holder.exec('ROLLBACK');
      holder.close();
    }
  });

  it.runIf(mongoTestUri !== null)('while MongoDB hangs', { timeout: 60_000 }, async () => {
    const database = freshDatabase(mongoTestUri ?? '');
    ending.push(() => dropDatabase(database));
    const mongo = await aMongoThatHangs(database);
    const { sandbox, start } = await aStage({ MONGODB_URI: mongo.uri });
    const service = start();
    await service.ready;
    await eventually(() => sandbox.view().posts.length > 0, 'a post');
    mongo.hang();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await stopped(service)).toBeLessThan(limitMs);
    expect(repeated(sandbox)).toEqual([]);
  });

  it('with nothing in its way, at once', { timeout: 60_000 }, async () => {
    const { sandbox, start } = await aStage();
    const service = start();
    await eventually(() => sandbox.view().posts.length > 2, 'posts');
    expect(await stopped(service)).toBeLessThan(limitMs / 2);
    expect(repeated(sandbox)).toEqual([]);
  });
});

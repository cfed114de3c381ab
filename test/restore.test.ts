/** Publish, restore an older backup, start again: over HTTP, with the real adapters against the sandbox. Nothing appears twice. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { type RunningSandbox, startSandbox } from '../adapters/sandbox/server.ts';
import { runCommand } from '../src/cli/fanpage.ts';
import { parseConfig } from '../src/config.ts';
import { createSilentLog } from '../src/log.ts';
import { startService } from '../src/main.ts';
import { foldLink } from '../src/publishing/on-page.ts';

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function eventually<T>(look: () => T | Promise<T>, is: (seen: T) => boolean): Promise<T> {
  const end = Date.now() + 50_000;
  for (;;) {
    const seen = await look();
    if (is(seen)) return seen;
    if (Date.now() > end) throw new Error(`it did not come to pass: ${JSON.stringify(seen)?.slice(0, 800)}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

type Stage = { readonly sandbox: RunningSandbox; readonly environment: Readonly<Record<string, string>>; readonly dir: string };

async function aStage(): Promise<Stage> {
  const dir = await mkdtemp(join(tmpdir(), 'restore-'));
  ending.push(() => rm(dir, { recursive: true, force: true }));
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, clock: () => new Date(), stateFile: null, chat: 'private', log: createSilentLog() });
  ending.push(() => sandbox.stop());
  const environment = {
    LOG_LEVEL: 'silent',
    DATA_DIR: join(dir, 'data'),
    HTTP_PORT: new URL(sandbox.address).port,
    POSTING_TIMES: 'asap',
    MIN_GAP_MINUTES: '120',
  };
  return { sandbox, environment, dir };
}

async function running(stage: Stage, work: () => Promise<void>): Promise<void> {
  const service = await startService(parseConfig(stage.environment), () => {});
  try {
    await work();
  } finally {
    await service.stop();
  }
}

async function command(stage: Stage, ...argv: string[]): Promise<unknown> {
  let out = '';
  const code = await runCommand([...argv, '--json'], { out: (text) => (out += text), err: () => {}, load: () => parseConfig(stage.environment) });
  expect(code, out).toBe(0);
  return JSON.parse(out);
}

const offeredBy = ({ sandbox }: Stage, but: readonly string[]) =>
  sandbox
    .view()
    .chat.messages.flatMap((message) => message.keyboard.flat().map((button) => ({ message: message.id, ...button })))
    .filter((button) => button.text.includes('Duyệt') && !but.includes(button.data ?? ''));

/** Approves what the chat offers; answers with the button's data. */
async function approveNext(stage: Stage, but: readonly string[] = []): Promise<string> {
  const { sandbox } = stage;
  const [button] = await eventually(
    () => offeredBy(stage, but),
    (found) => found.length > 0,
  );
  sandbox.press(1001, button?.message ?? 0, button?.data ?? '');
  return button?.data ?? '';
}

const links = ({ sandbox }: Stage) => sandbox.view().posts.map((post) => foldLink(post.link ?? /https?:\/\/\S+/.exec(post.message ?? '')?.[0] ?? post.id));

const turnOut = z.object({ published: z.number(), adopted: z.number() });

it('restoring an older backup posts nothing twice, and nothing that was not approved again', { timeout: 180_000 }, async () => {
  const stage = await aStage();
  const file = join(stage.dir, 'yesterday.backup');
  const rows = async () =>
    z.array(z.object({ status: z.string(), url: z.string(), slot: z.string().nullable() })).parse(await command(stage, 'queue', '--all'));
  const withStatus = async (status: string) => (await rows()).filter((row) => row.status === status).map((row) => foldLink(row.url));
  /** Publishes at the next time that is planned. */
  const publishNext = async () => {
    const slots = (await rows()).flatMap((row) => (row.status === 'scheduled' && row.slot !== null ? [row.slot] : []));
    const [next] = slots.sort();
    return next === undefined ? { published: 0, adopted: 0 } : turnOut.parse(await command(stage, 'run', 'publish', '--at', next));
  };
  await running(stage, async () => {
    const first = await approveNext(stage);
    await eventually(
      () => links(stage),
      (found) => found.length === 1,
    );
    // This one waits for its Page's gap, two hours long, when the backup is taken beside the running service.
    await approveNext(stage, [first]);
    await eventually(
      () => withStatus('scheduled'),
      (found) => found.length === 1,
    );
    await command(stage, 'backup', file);
  });
  const [waiting] = await withStatus('scheduled');
  // Later it went out.
  expect(await publishNext()).toMatchObject({ published: 1 });
  expect(links(stage)).toEqual(expect.arrayContaining([waiting]));
  const before = links(stage);
  expect(before).toHaveLength(2);

  await command(stage, 'restore', file);
  expect(await withStatus('published')).toHaveLength(1);
  expect(await withStatus('scheduled')).toEqual([]);
  const pressed: string[] = [];
  await running(stage, async () => {
    await eventually(
      () =>
        stage.sandbox
          .view()
          .chat.messages.map((message) => message.text)
          .join('\n'),
      (texts) => texts.includes('khôi phục'),
    );
    // Nothing went out by itself; what was approved then is asked again, and approved again.
    expect(links(stage)).toEqual(before);
    // A card that still shows the lost time is refused, and drawn anew.
    await eventually(
      async () => {
        // The last press may still be on its way when nothing more is offered.
        if (offeredBy(stage, pressed).length > 0) pressed.push(await approveNext(stage, pressed));
        return withStatus('scheduled');
      },
      (found) => found.length >= 3 && found.includes(waiting ?? ''),
    );
  });
  // One in two hours; the one that stands on the Page is recognised there, whatever its turn.
  let adopted = 0;
  for (let turn = 0; turn < 14; turn++) adopted += (await publishNext()).adopted;
  expect(adopted).toBe(1);
  const found = links(stage);
  expect(new Set(found).size).toBe(found.length);
  expect(found).toEqual(expect.arrayContaining(before));
  expect(await command(stage, 'ledger')).toMatchObject({ unaccounted: 0 });
});

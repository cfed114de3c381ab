/** Two hundred drafts within a minute, albums among them: they do not bury the chat, no message is refused for haste, over a restart neither, and each can be decided. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, it } from 'vitest';
import { createPictures } from '../adapters/media/pictures.ts';
import { type RunningSandbox, startSandbox } from '../adapters/sandbox/server.ts';
import { type Config, parseConfig, withSandbox } from '../src/config.ts';
import { postIdOf } from '../src/identity.ts';
import { createSilentLog } from '../src/log.ts';
import { type Desk, openDesk } from '../src/main.ts';
import type { Content, Draft } from '../src/post.ts';
import { addMs, instantOf } from '../src/time.ts';
import { createClockwork } from './adapters/telegram/desk.ts';

const drafts = 200;
/** Every so many is an album, which has a card of its own. */
const albumEvery = 25;
const picturesAnAlbum = 3;

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

type Running = { readonly desk: Desk; readonly stop: () => Promise<void> };
const clock = { now: instantOf('2026-11-11', '06:45', 'Asia/Ho_Chi_Minh') };
const steady = createClockwork();

async function start(config: Config): Promise<Running> {
  const desk = await openDesk(config, { clock: () => clock.now, log: createSilentLog(), chatTime: steady });
  const bot = desk.ports.chat.listen({ press: async (press) => (await desk.app.press(press)).answer });
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    await bot.stop();
    await desk.close();
  };
  ending.push(stop);
  return { desk, stop };
}

async function albumOf(dir: string, number: number, link: string): Promise<Content> {
  const pictures = createPictures({ dir: join(dir, 'media') });
  const each = await Promise.all(
    Array.from({ length: picturesAnAlbum }, async (_, index) => {
      const background = { r: number, g: 40 * index, b: 120 };
      const bytes = await sharp({ create: { width: 800, height: 600, channels: 3, background } })
        .jpeg()
        .toBuffer();
      const kept = await pictures.keep(bytes);
      if (kept === null) throw new Error('no picture');
      return { url: `${link}/${index}.jpg`, alt: '', sha256: kept.sha256 };
    }),
  );
  return { form: 'photo', message: `Tin số ${number}`, link, pictures: each };
}

async function aDraft(config: Config, dir: string, number: number): Promise<Draft> {
  const createdAt = addMs(clock.now, number * 300);
  const page = config.pages[0]?.id ?? '';
  const url = `https://halam.example/tin/${number}`;
  const album = number % albumEvery === 0;
  return {
    id: postIdOf(String(number), page),
    rev: 0,
    articleId: String(number),
    page,
    source: config.sources[0]?.url ?? '',
    title: `Tin số ${number}`,
    url,
    createdAt,
    updatedAt: createdAt,
    kind: album ? 'photos' : 'news',
    language: 'vi',
    articleAt: createdAt,
    content: album ? await albumOf(dir, number, url) : { form: 'link', message: `Tin số ${number}`, link: url, preview: null },
    warnings: [],
    version: 1,
    card: null,
    redraw: false,
    status: 'draft',
  };
}

/** Presses over HTTP, and gives what was flashed. */
function press(sandbox: RunningSandbox, user: number, message: number, data: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const told = new Map<string, string>();
    let query: string | null = null;
    const look = () => {
      const text = query === null ? undefined : told.get(query);
      if (text === undefined) return;
      end();
      resolve(text);
    };
    const end = sandbox.watch((event) => {
      if (event.kind === 'popup') told.set(event.query, event.text);
      look();
    });
    const pressed = sandbox.press(user, message, data);
    if (pressed.outcome === 'refused') return reject(new Error(pressed.why));
    query = pressed.query;
    look();
  });
}

it('200 drafts in one minute come within the group’s 20 messages a minute, those without pictures as one digest card, and each is decided', {
  timeout: 60_000,
}, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'flood-'));
  ending.push(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    clock: () => clock.now,
    stateFile: null,
    chat: 'group',
    log: createSilentLog(),
    monotonic: steady.ticks,
  });
  ending.push(() => sandbox.stop());
  const config = withSandbox(parseConfig({ DATA_DIR: dir }), sandbox.places);
  let running = await start(config);
  for (let number = 1; number <= drafts; number++) {
    await running.desk.ports.posts.add(await aDraft(config, dir, number));
    if (number % 50 === 0) await running.desk.app.run('ask-staff');
  }
  await running.desk.app.run('ask-staff');
  await running.desk.app.run('ask-staff');
  // What came before there were eleven has cards of its own, and each album; all else is on the digest.
  const albums = drafts / albumEvery;
  expect(sandbox.view().chat.messages.length).toBeLessThanOrEqual(12 + albums * (picturesAnAlbum + 1));
  const popups: string[] = [];
  for (let round = 0; round < drafts + 5; round++) {
    const label = round % 3 === 0 ? '❌ Loại' : '✅ Duyệt';
    const open = sandbox.view().chat.messages.flatMap((message) => {
      const data = message.keyboard.flat().find((button) => button.text === label)?.data;
      return data == null ? [] : [{ message: message.id, data }];
    });
    if (open.length === 0) break;
    for (const { message, data } of open) popups.push(await press(sandbox, round % 2 === 0 ? 1001 : 1002, message, data));
    if (round === 40) {
      // In the middle of a full minute: Telegram counts on.
      await running.stop();
      running = await start(config);
    }
    await running.desk.app.run('ask-staff');
  }
  const left = await running.desk.ports.posts.count();
  expect(left.awaiting + left.draft).toBe(0);
  expect(left.approved + left.rejected).toBe(drafts);
  // Nobody's press was answered with anything but what was decided.
  expect(popups.filter((text) => /^Đã (duyệt|loại): /.test(text))).toHaveLength(drafts);
  const calls = sandbox.requests().filter((request) => request.system === 'telegram');
  // The sandbox refuses the 21st message or edit in any minute, and each picture of an album counts.
  expect(calls.filter((request) => request.status === 429)).toEqual([]);
  const sends = calls.filter((request) => /^(send|edit|delete)/.test(request.path));
  expect(sends.filter((request) => request.status !== 200)).toEqual([]);
  expect(calls.filter((request) => request.path === 'sendMediaGroup')).toHaveLength(albums);
  expect(calls.filter((request) => request.path === 'answerCallbackQuery')).toHaveLength(popups.length);
  // And in all that time the queue did not stand still.
  expect(sends.length).toBeGreaterThan(drafts);
  const counted = sends.length + albums * (picturesAnAlbum - 1);
  const minutes = (steady.ticks() - 1_000_000) / 60_000;
  expect(counted / minutes).toBeGreaterThan(18);
});

/** An album on its card, through the whole line: the real adapter of the chat against the sandbox over HTTP. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type MessageView, type RunningSandbox, startSandbox } from '../adapters/sandbox/server.ts';
import { createChat } from '../adapters/telegram/chat.ts';
import { type App, createApp } from '../src/app.ts';
import { sha256 } from '../src/identity.ts';
import { vi } from '../src/locale/vi.ts';
import { createSilentLog } from '../src/log.ts';
import { createClockwork, picture } from './adapters/telegram/desk.ts';
import { anArticle, createFakeDesk, type FakeDesk, keyOf, publishOnPortal } from './fakes/desk.ts';

const url = 'https://halam.example/tin/1';
const lan = { id: 1001, name: 'Lan' };
/** Pictures that differ: what stands behind the end of a PNG is no part of it. */
const bytesOf = (number: number) => Uint8Array.from([...picture, number]);
const imagesOf = (...numbers: readonly number[]) => numbers.map((number) => ({ url: `https://halam.example/anh/${number}.png`, caption: `Ảnh ${number}` }));
const anAlbum = (...numbers: readonly number[]) => anArticle({ url, kind: 'photos', images: imagesOf(...numbers) });

let sandbox: RunningSandbox;
let desk: FakeDesk;
let app: App;
beforeEach(async () => {
  const steady = createClockwork();
  const now = { clock: () => new Date('2026-11-23T01:00:00Z') };
  sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    clock: () => now.clock(),
    stateFile: null,
    chat: 'private',
    log: createSilentLog(),
    monotonic: steady.ticks,
  });
  const { telegram } = sandbox.places;
  desk = await createFakeDesk({ chat: telegram.chat, staff: [{ id: lan.id, role: 'admin' }] });
  now.clock = desk.clock;
  const chat = createChat(
    { ...telegram, webhook: null },
    { log: createSilentLog(), ticks: steady.ticks, wait: steady.wait, random: () => 0.5, troubleText: vi.press.failed },
  );
  app = createApp({ ...desk.ports, chat }, desk.config);
  for (let number = 1; number < 9; number++)
    desk.portal.pictures.set(imagesOf(number)[0]?.url ?? '', { outcome: 'read', bytes: bytesOf(number), type: 'image/png' });
  publishOnPortal(desk, [anAlbum(1, 2, 3)]);
});
afterEach(() => sandbox.stop());

async function run(...jobs: readonly Parameters<App['run']>[0][]): Promise<void> {
  for (const job of jobs) expect(await app.run(job), job).toMatchObject({ outcome: 'done' });
}
/** Oldest first. */
const messages = (): readonly MessageView[] => [...sandbox.view().chat.messages].sort((a, b) => a.id - b.id);
async function shown(): Promise<readonly string[]> {
  const answers = messages().flatMap(({ picture: at }) => (at === null ? [] : [fetch(new URL(at, sandbox.address))]));
  return Promise.all(answers.map(async (answer) => sha256(new Uint8Array(await (await answer).arrayBuffer()))));
}
const hashesOf = (...numbers: readonly number[]) => numbers.map((number) => sha256(bytesOf(number)));
async function press(label: string): Promise<void> {
  const card = messages().findLast((message) => message.keyboard.length > 0);
  const data = card?.keyboard.flat().find((button) => button.text === label)?.data;
  if (card === undefined || data == null) throw new Error(`no button ${label}`);
  await app.press({ data, user: lan, chat: desk.config.chat, message: card.id });
  await run('ask-staff');
}

it('stands above the text with the buttons, all of it in its order, and goes out so', async () => {
  await run('collect', 'draft', 'ask-staff');
  expect(await shown()).toEqual(hashesOf(1, 2, 3));
  const [first, second, third, card] = messages();
  expect([first?.album, second?.album, third?.album].every((album) => album !== null && album === first?.album)).toBe(true);
  expect(card?.text).toContain(vi.card.album(3));
  await press(vi.card.approve);
  await run('schedule', 'publish', 'ask-staff');
  expect(desk.page.sends).toMatchObject([{ form: 'photo', pictures: [1, 2, 3].map((number) => ({ bytes: bytesOf(number) })) }]);
  // Nothing was sent again for the new state.
  expect(messages()).toHaveLength(4);
  expect(messages()[3]?.text).toContain('✅ Đã đăng lúc');
});

it('is replaced whole when the portal changes it, and by the one picture that staff choose; the old ones go', async () => {
  await run('collect', 'draft', 'ask-staff');
  desk.portal.pages.set(url, { outcome: 'read', key: keyOf(url), article: anAlbum(1, 4) });
  desk.pass(24 * 3_600_000);
  await run('watch', 'ask-staff');
  expect(await shown()).toEqual(hashesOf(1, 4));
  expect(messages()).toHaveLength(3);
  await press(vi.card.changePicture);
  await press(vi.card.pictureNumber(2));
  expect(await shown()).toEqual(hashesOf(4));
  await press(vi.card.approve);
  await run('schedule', 'publish');
  expect(desk.page.sends).toMatchObject([{ form: 'photo', pictures: [{ bytes: bytesOf(4) }] }]);
});

it('stands there once when somebody deleted the card below it', async () => {
  await run('collect', 'draft', 'ask-staff');
  const card = messages().findLast((message) => message.keyboard.length > 0);
  const { telegram } = sandbox.places;
  await fetch(`${telegram.apiRoot}/bot${telegram.token}/deleteMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chat_id: Number(telegram.chat), message_id: card?.id }),
  });
  const [post] = await desk.ports.posts.withStatus('awaiting', 1);
  if (post === undefined) throw new Error('nothing waits');
  await desk.ports.posts.replace(post, { ...post, redraw: true });
  await run('ask-staff');
  expect(await shown()).toEqual(hashesOf(1, 2, 3));
  expect(messages()).toHaveLength(4);
});

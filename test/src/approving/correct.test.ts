import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Article } from '../../../src/article.ts';
import { sha256 } from '../../../src/identity.ts';
import { vi } from '../../../src/locale/vi.ts';
import type { CardView } from '../../../src/ports.ts';
import type { Post } from '../../../src/post.ts';
import { hour, minute } from '../../../src/time.ts';
import { storeEngines } from '../../contracts/engines.ts';
import { anArticle, chatId, createFakeDesk, type FakeDesk, keyOf, publishOnPortal } from '../../fakes/desk.ts';

const { url, title, lead } = anArticle();
const lan = { id: 7, name: 'Lan' };
const corrected = 'Thông xe cầu Hạ Lam';
type Job = Parameters<FakeDesk['app']['run']>[0];

async function run(desk: FakeDesk, ...jobs: readonly Job[]): Promise<void> {
  for (const job of jobs) expect(await desk.app.run(job), job).toMatchObject({ outcome: 'done' });
}
const { engines, closeAll } = storeEngines();
const on = { open: engines[0]?.open };
afterEach(closeAll);

async function deskWith(over: Partial<Article> = {}, config: Partial<FakeDesk['config']> = {}): Promise<FakeDesk> {
  const desk = await createFakeDesk(config, await on.open?.());
  for (const image of over.images ?? []) desk.portal.pictures.set(image.url, pictureAt(image.url));
  publishOnPortal(desk, [anArticle(over)]);
  await run(desk, 'collect', 'draft', 'ask-staff');
  return desk;
}
/** What the portal shows from now on, seen by the watch and shown to staff. */
async function portalShows(desk: FakeDesk, over: Partial<Article> | null): Promise<void> {
  const gone = { kind: 'withdrawn', status: 410, detail: 'gone', retryAt: null } as const;
  desk.portal.pages.set(url, over === null ? { outcome: 'failed', problem: gone } : { outcome: 'read', key: keyOf(url), article: anArticle({ ...over }) });
  desk.pass(24 * hour);
  await run(desk, 'watch', 'ask-staff');
}
async function post(desk: FakeDesk): Promise<Exclude<Post, { status: 'skipped' }>> {
  const [only] = await desk.ports.posts.list(true, 9);
  if (only === undefined || only.status === 'skipped') throw new Error('no post');
  return only;
}
function card(desk: FakeDesk): CardView {
  const last = [...desk.chat.cards.values()].at(-1);
  if (last === undefined) throw new Error('no card');
  return last;
}
function dataOf(desk: FakeDesk, label: string): string {
  const button = card(desk)
    .buttons.flat()
    .find((one) => one.label === label);
  if (button === undefined || !('press' in button)) throw new Error(`no button ${label}`);
  return button.press;
}
const pressData = async (desk: FakeDesk, data: string, user = lan) => (await desk.app.press({ data, user, chat: chatId, message: 1 })).answer.text;
const press = (desk: FakeDesk, label: string, user = lan) => pressData(desk, dataOf(desk, label), user);
async function verbs(desk: FakeDesk): Promise<readonly string[]> {
  const { id, journal = [] } = await post(desk);
  return [...(await desk.ports.decisions.of(id)), ...journal].map((one) => one.verb);
}
async function published(): Promise<FakeDesk> {
  const desk = await deskWith();
  await press(desk, vi.card.approve);
  await run(desk, 'schedule', 'publish', 'ask-staff');
  expect((await post(desk)).status).toBe('published');
  return desk;
}

const bytesAt = (at: string) => new TextEncoder().encode(`picture at ${at}`);
const pictureAt = (at: string) => ({ outcome: 'read', bytes: bytesAt(at), type: 'image/jpeg' }) as const;
const labelsOf = (desk: FakeDesk) =>
  card(desk)
    .buttons.flat()
    .map(({ label }) => label);

/** Answers the last question of the chat as `lan`. */
async function reply(desk: FakeDesk, text: string, picture: string | null = null): Promise<void> {
  await run(desk, 'ask-staff');
  const message = [...desk.chat.prompts.keys()].at(-1);
  const replyTo = { message: message ?? 0, user: null, bot: true };
  await desk.app.hear({ kind: 'message', chat: chatId, direct: false, topic: null, message: 900, user: lan, text, command: null, picture, replyTo });
  await run(desk, 'ask-staff');
}

for (const engine of engines) {
  describe.skipIf(!engine.there)(`on ${engine.name}:`, () => {
    beforeEach(() => {
      on.open = engine.open;
    });
    corrections();
  });
}

function corrections(): void {
  describe('an article that its portal changes while its post waits', () => {
    it('waits with the new text, and its card tells what was and what is; buttons of before decide nothing', async () => {
      const desk = await deskWith();
      const old = dataOf(desk, vi.card.approve);
      await portalShows(desk, { title: corrected });
      const { text } = card(desk);
      expect(text.startsWith(corrected)).toBe(true);
      expect(text).toContain([vi.card.correctedBefore, vi.card.was(`tiêu đề: ${title}`), vi.card.is(`tiêu đề: ${corrected}`)].join('\n'));
      expect(await pressData(desk, old)).toBe(vi.press.changed);
      expect(await post(desk)).toMatchObject({ status: 'awaiting', version: 2, title: corrected });
      // Nobody had accepted anything: the card alone tells.
      expect(desk.chat.texts).toEqual([]);
      expect(await verbs(desk)).toEqual(['correct']);
      expect(await desk.ports.revisions.open(9)).toEqual([]);
    });

    it('twice is told from what staff saw first', async () => {
      const desk = await deskWith();
      await portalShows(desk, { title: 'Tựa giữa' });
      await portalShows(desk, { title: corrected });
      expect(card(desk).text).toContain([vi.card.was(`tiêu đề: ${title}`), vi.card.is(`tiêu đề: ${corrected}`)].join('\n'));
      expect(card(desk).text).not.toContain('Tựa giữa');
    });

    it('in what the post does not tell asks nobody', async () => {
      const desk = await deskWith();
      await portalShows(desk, { body: 'Thân bài khác.' });
      expect(await post(desk)).toMatchObject({ status: 'awaiting', version: 1 });
      expect(card(desk).text).not.toContain(vi.card.correctedBefore);
    });

    it('leaves the words that staff gave it, where the portal changed something else', async () => {
      const desk = await deskWith();
      await press(desk, vi.card.editText);
      await reply(desk, 'Lời của ban biên tập');
      await portalShows(desk, { body: 'Thân bài khác.' });
      expect(await post(desk)).toMatchObject({ version: 2, content: { message: 'Lời của ban biên tập' } });
      await portalShows(desk, { title: corrected });
      expect(await post(desk)).toMatchObject({ version: 3, content: { message: expect.stringContaining(corrected) } });
    });
  });

  describe('an article that its portal changes after its post was approved', () => {
    it('waits again, its approval void, and whoever had accepted it is told', async () => {
      const desk = await deskWith();
      await press(desk, vi.card.approve);
      await run(desk, 'ask-staff');
      await portalShows(desk, { title: corrected });
      const now = await post(desk);
      expect(now).toMatchObject({ status: 'awaiting', version: 2, returned: 'content-changed' });
      expect(now).not.toHaveProperty('approval');
      expect(desk.chat.texts).toContain(`${vi.correction.waits(title)}\n${url}`);
      await run(desk, 'schedule', 'publish');
      expect(desk.page.sends).toEqual([]);
      await press(desk, vi.card.approve);
      await run(desk, 'schedule', 'publish');
      expect(desk.page.sends).toMatchObject([{ message: expect.stringContaining(corrected) }]);
      expect(await verbs(desk)).toEqual(['approve', 'correct', 'approve', 'publish']);
    });

    it('goes out by no approval of before while the new text cannot be read, and gets it as soon as it can', async () => {
      const desk = await deskWith();
      await press(desk, vi.card.approve);
      const read = desk.portal.readArticle;
      const slow = { outcome: 'failed', problem: { kind: 'slow', status: null, detail: 'x', retryAt: null } } as const;
      Object.assign(desk.portal, { readArticle: async () => slow });
      await portalShows(desk, { title: corrected });
      expect(await post(desk)).toMatchObject({ status: 'awaiting', version: 2, title });
      expect(await desk.ports.revisions.open(9)).toHaveLength(1);
      Object.assign(desk.portal, { readArticle: read });
      await run(desk, 'watch');
      expect(await post(desk)).toMatchObject({ status: 'awaiting', version: 3, title: corrected });
      expect(await desk.ports.revisions.open(9)).toEqual([]);
    });
  });

  describe('an article that its portal changes after its post is out', () => {
    it('asks on the card with the new words, and changes nothing on the Page before a person said so', async () => {
      const desk = await published();
      await portalShows(desk, { title: corrected });
      const { text, buttons } = card(desk);
      expect(text.startsWith(corrected)).toBe(true);
      expect(text).toContain([vi.card.correctedLive, vi.card.was(`tiêu đề: ${title}`), vi.card.is(`tiêu đề: ${corrected}`)].join('\n'));
      expect(buttons.flat().map(({ label }) => label)).toEqual([vi.card.openPost, vi.card.updateLive, vi.card.keepLive, vi.card.withdrawLive]);
      expect(desk.chat.texts).toContain(`${vi.correction.live(title)}\n${url}`);
      await run(desk, 'settle');
      expect(desk.page.live[0]?.message).toContain(lead ?? title);
      expect(desk.page.live[0]?.message).toContain(title);
      // An editor may not.
      expect(await press(desk, vi.card.updateLive, { id: 8, name: 'Minh' })).toBe(vi.press.notApprover);
      expect(await press(desk, vi.card.updateLive)).toBe(vi.press.liveDue);
      await run(desk, 'settle', 'ask-staff');
      expect(desk.page.live[0]?.message?.startsWith(corrected)).toBe(true);
      expect(await post(desk)).toMatchObject({ status: 'published', live: null, approval: { by: lan } });
      expect(card(desk).text).not.toContain(vi.card.correctedLive);
      expect(await verbs(desk)).toEqual(expect.arrayContaining(['approve', 'correct', 'edit-live']));
    });

    it.each([
      ['told whole', ''],
      ['too long to be told whole', ` ${'Cầu dài 1,2 km, rộng 24 m, có bốn làn xe cơ giới và hai làn xe thô sơ. '.repeat(12).trim()}`],
    ])('does not bring back old words that the portal had changed before, seen by the publisher alone: a lead that is %s', async (_, rest) => {
      const desk = await deskWith();
      const newer = 'Cầu có tổng vốn 950 tỷ đồng.';
      const shows = (over: Partial<Article>) => desk.portal.pages.set(url, { outcome: 'read', key: keyOf(url), article: anArticle(over) });
      await press(desk, vi.card.approve);
      shows({ lead: newer + rest });
      await run(desk, 'schedule', 'publish', 'ask-staff');
      expect(await post(desk)).toMatchObject({ status: 'awaiting', content: { message: expect.stringContaining(newer) } });
      await press(desk, vi.card.approve);
      shows({ lead: newer + rest, title: corrected });
      desk.pass(minute);
      await run(desk, 'schedule', 'publish', 'ask-staff');
      const { status, content } = await post(desk);
      expect([status, content.message]).toEqual(['awaiting', expect.stringContaining(corrected)]);
      expect(content.message).toContain(newer);
      expect(content.message).not.toContain(lead);
    });

    it('tells on the card only what the Page does not show yet', async () => {
      const desk = await deskWith();
      const newer = 'Cầu có tổng vốn 950 tỷ đồng.';
      await press(desk, vi.card.approve);
      desk.portal.pages.set(url, { outcome: 'read', key: keyOf(url), article: anArticle({ lead: newer }) });
      await run(desk, 'schedule', 'publish', 'ask-staff');
      await press(desk, vi.card.approve);
      await run(desk, 'schedule', 'publish', 'ask-staff');
      expect((await post(desk)).status).toBe('published');
      await portalShows(desk, { lead: newer, title: corrected });
      const { text } = card(desk);
      expect(text).toContain(`+ tiêu đề: ${corrected}`);
      expect(text).not.toContain(lead);
    });

    it('is kept when somebody says so; the next change asks anew, and the old button says nothing about it', async () => {
      const desk = await published();
      await portalShows(desk, { title: corrected });
      const old = dataOf(desk, vi.card.updateLive);
      expect(await press(desk, vi.card.keepLive)).toBe(vi.press.liveKept);
      await run(desk, 'ask-staff', 'settle');
      expect(desk.page.live[0]?.message?.startsWith(title)).toBe(true);
      expect(card(desk).text.startsWith(title)).toBe(true);
      expect(await verbs(desk)).toContain('keep-live');
      await portalShows(desk, { title: 'Lần nữa' });
      expect(card(desk).text).toContain(vi.card.is('tiêu đề: Lần nữa'));
      await pressData(desk, old);
      await run(desk, 'settle');
      expect(desk.page.live[0]?.message?.startsWith(title)).toBe(true);
    });

    it('is withdrawn after being asked once more', async () => {
      const desk = await published();
      await portalShows(desk, { title: corrected });
      await press(desk, vi.card.withdrawLive);
      await run(desk, 'ask-staff');
      await press(desk, vi.card.confirmWithdraw);
      await run(desk, 'settle', 'ask-staff');
      expect(desk.page.live).toEqual([]);
      expect((await post(desk)).status).toBe('retracted');
      expect(await verbs(desk)).toContain('withdraw-live');
    });
  });

  describe('an article that its portal takes down', () => {
    it('asks about a post that is out: withdraw or keep, and asks no more when it is back', async () => {
      const desk = await published();
      await portalShows(desk, null);
      expect(card(desk).text).toContain(vi.card.withdrawnLive);
      const labels = () =>
        card(desk)
          .buttons.flat()
          .map(({ label }) => label);
      expect(labels()).toEqual([vi.card.openPost, vi.card.keepLive, vi.card.withdrawLive]);
      expect(desk.chat.texts).toContain(`${vi.correction.gone(title)}\n${url}`);
      await portalShows(desk, {});
      expect(card(desk).text).not.toContain(vi.card.withdrawnLive);
      expect(labels()).not.toContain(vi.card.keepLive);
    });

    it('holds what waits with all that is known of it, in the audit; back, no button of before decides', async () => {
      const desk = await deskWith();
      const old = dataOf(desk, vi.card.approve);
      const { categories, shownAt } = await post(desk);
      await portalShows(desk, null);
      expect(await post(desk)).toMatchObject({ status: 'held', categories, shownAt });
      await portalShows(desk, {});
      expect(await post(desk)).toMatchObject({ status: 'awaiting', version: 2, categories });
      expect(await pressData(desk, old)).toBe(vi.press.changed);
      expect(await verbs(desk)).toEqual(['hold', 'release']);
    });
  });

  it('takes a change in when its post is on its way no sooner than it is known what became of it', async () => {
    const desk = await deskWith();
    await press(desk, vi.card.approve);
    await run(desk, 'schedule');
    const scheduled = await post(desk);
    if (scheduled.status !== 'scheduled') throw new Error(scheduled.status);
    const now = desk.clock();
    const claim = { by: 'host|1|b', at: now, until: new Date(now.getTime() + 48 * hour) };
    await desk.ports.posts.replace(scheduled, { ...scheduled, status: 'publishing', claim, sendingAt: null });
    await portalShows(desk, { title: corrected });
    expect(await desk.ports.revisions.open(9)).toHaveLength(1);
    expect((await post(desk)).status).toBe('publishing');
    const claimed = await post(desk);
    if (claimed.status !== 'publishing') throw new Error(claimed.status);
    const { claim: _claim, sendingAt: _sending, ...slotted } = claimed;
    await desk.ports.posts.replace(claimed, { ...slotted, status: 'published', publishedAt: now, remoteId: '100_1', permalink: null, how: 'sent' });
    desk.pass(2 * minute);
    await run(desk, 'watch', 'ask-staff');
    expect(await desk.ports.revisions.open(9)).toEqual([]);
    expect(card(desk).text).toContain(vi.card.correctedLive);
  });

  describe('pictures that staff chose', () => {
    const [first, second] = ['https://halam.example/anh/1.jpg', 'https://halam.example/anh/2.jpg'];
    const images = [
      { url: first, caption: 'Ảnh một' },
      { url: second, caption: 'Ảnh hai' },
    ];
    const shaOf = (at: string) => sha256(bytesAt(at));
    async function withSecond(): Promise<FakeDesk> {
      const desk = await deskWith({ images });
      await press(desk, vi.card.changePicture);
      await run(desk, 'ask-staff');
      await press(desk, vi.card.pictureNumber(2));
      await run(desk, 'ask-staff');
      return desk;
    }

    it('stay when the portal changes the words, and the link stays in the text', async () => {
      const desk = await withSecond();
      await portalShows(desk, { images, title: corrected });
      const { content, warnings } = await post(desk);
      expect(content).toMatchObject({ form: 'photo', pictures: [{ url: second, sha256: shaOf(second), alt: 'Ảnh hai' }] });
      expect(content.message.startsWith(corrected)).toBe(true);
      expect(content.message).toContain(`Xem chi tiết: ${url}`);
      expect(warnings.map(({ kind }) => kind)).not.toContain('chosen-picture-stays');
      expect(card(desk).picture).toEqual(bytesAt(second));
    });

    it('stay when the portal changes other pictures, which the card says', async () => {
      const desk = await withSecond();
      desk.portal.pictures.set('https://halam.example/anh/9.jpg', pictureAt('https://halam.example/anh/9.jpg'));
      await portalShows(desk, { images: [{ url: 'https://halam.example/anh/9.jpg', caption: null }, ...images.slice(1)], title: corrected });
      expect((await post(desk)).content).toMatchObject({ form: 'photo', pictures: [{ url: second }] });
      expect(card(desk).text).toContain(vi.warnings['chosen-picture-stays']);
      expect(card(desk).picture).toEqual(bytesAt(second));
    });

    it('go when the portal took out that very one, which the card says; and the warning goes when another is chosen', async () => {
      const desk = await withSecond();
      await portalShows(desk, { images: images.slice(0, 1) });
      expect((await post(desk)).content).toMatchObject({ form: 'link', preview: { url: first } });
      expect(card(desk).text).toContain(vi.warnings['chosen-picture-gone']);
      await press(desk, vi.card.changePicture);
      await run(desk, 'ask-staff');
      await press(desk, vi.card.pictureNumber(1));
      await run(desk, 'ask-staff');
      expect(card(desk).text).not.toContain(vi.warnings['chosen-picture-gone']);
    });

    it('stay where somebody sent them', async () => {
      const desk = await deskWith({ images });
      desk.chat.uploads.set('sent', new Uint8Array([99]));
      await press(desk, vi.card.changePicture);
      await run(desk, 'ask-staff');
      await press(desk, vi.card.ownPicture);
      await reply(desk, 'Ảnh của ban biên tập', 'sent');
      await portalShows(desk, { images: [], title: corrected });
      expect((await post(desk)).content).toMatchObject({ form: 'photo', pictures: [{ sha256: sha256(new Uint8Array([99])), alt: 'Ảnh của ban biên tập' }] });
      expect(card(desk).picture).toEqual(new Uint8Array([99]));
    });

    it('stay away where staff took them away, and the preview of the link is shown instead', async () => {
      const desk = await deskWith({ images, kind: 'photos' });
      await press(desk, vi.card.changePicture);
      await run(desk, 'ask-staff');
      await press(desk, vi.card.noPicture);
      await run(desk, 'ask-staff');
      expect((await post(desk)).content).toMatchObject({ form: 'link', preview: { url: first } });
      await portalShows(desk, { images, kind: 'photos', title: corrected });
      expect((await post(desk)).content).toMatchObject({ form: 'link', message: expect.stringContaining(corrected) });
    });

    it('are what goes out when the publisher is the first to see the change', async () => {
      const desk = await withSecond();
      await press(desk, vi.card.approve);
      desk.portal.pages.set(url, { outcome: 'read', key: keyOf(url), article: anArticle({ images, title: corrected }) });
      await run(desk, 'schedule', 'publish', 'ask-staff');
      expect(desk.page.sends).toEqual([]);
      expect(await post(desk)).toMatchObject({ status: 'awaiting', returned: 'content-changed', content: { form: 'photo', pictures: [{ url: second }] } });
      await press(desk, vi.card.approve);
      await run(desk, 'schedule', 'publish');
      expect(desk.page.sends).toMatchObject([{ form: 'photo', message: expect.stringContaining(corrected) }]);
      expect(desk.page.sends[0]).toMatchObject({ pictures: [{ bytes: bytesAt(second) }] });
    });
  });

  describe('an album whose pictures the portal changes', () => {
    const imagesOf = (...numbers: readonly number[]) => numbers.map((number) => ({ url: `https://halam.example/anh/${number}.jpg`, caption: `Ảnh ${number}` }));
    const album = (...numbers: readonly number[]): Partial<Article> => ({ kind: 'photos', images: imagesOf(...numbers) });
    const bytesOf = (...numbers: readonly number[]) => imagesOf(...numbers).map((image) => bytesAt(image.url));

    it('waits with the new ones, which stand above the card, and the card tells which went and came', async () => {
      const desk = await deskWith(album(1, 2, 3));
      const old = dataOf(desk, vi.card.approve);
      for (const image of imagesOf(4)) desk.portal.pictures.set(image.url, pictureAt(image.url));
      await portalShows(desk, album(1, 4, 3));
      const shown = card(desk);
      expect([shown.picture, ...(shown.more ?? [])]).toEqual(bytesOf(1, 4, 3));
      expect(shown.text).toContain(vi.card.was('ảnh: https://halam.example/anh/2.jpg (Ảnh 2)'));
      expect(shown.text).toContain(vi.card.is('ảnh: https://halam.example/anh/4.jpg (Ảnh 4)'));
      expect(await pressData(desk, old)).toBe(vi.press.changed);
      await press(desk, vi.card.approve);
      await run(desk, 'schedule', 'publish');
      expect(desk.page.sends).toMatchObject([{ form: 'photo', pictures: bytesOf(1, 4, 3).map((bytes) => ({ bytes })) }]);
    });

    it('asks about one that is out: its words are the same, and Facebook lets nobody change the pictures of a post', async () => {
      const desk = await deskWith(album(1, 2));
      await press(desk, vi.card.approve);
      await run(desk, 'schedule', 'publish', 'ask-staff');
      await portalShows(desk, album(1));
      expect(card(desk).text).toContain(`${vi.card.correctedElse}\n${vi.card.was('ảnh: https://halam.example/anh/2.jpg (Ảnh 2)')}`);
      expect(labelsOf(desk)).toEqual([vi.card.openPost, vi.card.keepLive, vi.card.withdrawLive]);
    });
  });

  describe('an article that its portal edits and then takes down', () => {
    it('asks about a post that is out with what was edited beside; back with the other words, it asks about these', async () => {
      const desk = await published();
      // Nobody looked in between: both stand in the revisions when the posts take them in.
      const lookAgain = desk.ports.revisions.open;
      Object.assign(desk.ports.revisions, { open: async () => [] });
      await portalShows(desk, { title: corrected });
      Object.assign(desk.ports.revisions, { open: lookAgain });
      await portalShows(desk, null);
      expect(card(desk).text).toContain(
        [vi.card.withdrawnLive, vi.card.editedFirst, vi.card.was(`tiêu đề: ${title}`), vi.card.is(`tiêu đề: ${corrected}`)].join('\n'),
      );
      expect(labelsOf(desk)).toEqual([vi.card.openPost, vi.card.keepLive, vi.card.withdrawLive]);
      expect(desk.chat.texts).toEqual([`${vi.correction.gone(title)}\n${url}`]);
      await portalShows(desk, { title: corrected });
      expect(card(desk).text).not.toContain(vi.card.withdrawnLive);
      expect(card(desk).text).toContain(vi.card.is(`tiêu đề: ${corrected}`));
      await press(desk, vi.card.updateLive);
      await run(desk, 'settle');
      expect(desk.page.live[0]?.message?.startsWith(corrected)).toBe(true);
      expect(await desk.ports.revisions.open(9)).toEqual([]);
    });

    it('holds a post that waits, tells what was edited on its card, and is before staff with the new words when it is back', async () => {
      const desk = await deskWith();
      const lookAgain = desk.ports.revisions.open;
      Object.assign(desk.ports.revisions, { open: async () => [] });
      await portalShows(desk, { title: corrected });
      Object.assign(desk.ports.revisions, { open: lookAgain });
      await portalShows(desk, null);
      expect((await post(desk)).status).toBe('held');
      expect(card(desk).text).toContain([vi.card.editedFirst, vi.card.was(`tiêu đề: ${title}`), vi.card.is(`tiêu đề: ${corrected}`)].join('\n'));
      await portalShows(desk, { title: corrected });
      expect(await post(desk)).toMatchObject({ status: 'awaiting', title: corrected });
      expect(card(desk).text.startsWith(corrected)).toBe(true);
      expect(card(desk).text).toContain(vi.card.correctedBefore);
      expect(await verbs(desk)).toEqual(['hold', 'correct', 'release', 'correct']);
    });

    it('asks no more about the edit when somebody had kept the post as it is', async () => {
      const desk = await published();
      await portalShows(desk, { title: corrected });
      await press(desk, vi.card.keepLive);
      await portalShows(desk, null);
      expect(card(desk).text).toContain(vi.card.withdrawnLive);
      expect(card(desk).text).not.toContain(vi.card.editedFirst);
      await portalShows(desk, { title: corrected });
      expect(labelsOf(desk)).not.toContain(vi.card.keepLive);
    });
  });
}

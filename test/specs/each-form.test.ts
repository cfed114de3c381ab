import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFanPage } from '../../adapters/facebook/fan-page.ts';
import { createPortal } from '../../adapters/portal/portal.ts';
import { drawPicture } from '../../adapters/sandbox/portal-pictures.ts';
import { startSandbox } from '../../adapters/sandbox/server.ts';
import { articleKinds } from '../../src/article.ts';
import { parseConfig, withSandbox } from '../../src/config.ts';
import { sha256 } from '../../src/identity.ts';
import { createSilentLog } from '../../src/log.ts';
import { openDesk } from '../../src/main.ts';
import type { PagePostInput } from '../../src/ports.ts';
import type { Uploads } from '../../src/post.ts';
import { addMs, hour, instantOf, second } from '../../src/time.ts';
import { type SandboxUnderTest, startForTest } from '../adapters/sandbox/sandbox-under-test.ts';
import { film } from '../tools/film.ts';
import { facebookRequestProblems } from './facebook-requests.ts';
import { specsFolder } from './folder.ts';

const folder = specsFolder();
const zone = 'Asia/Ho_Chi_Minh';
const forms = ['link', 'picture', 'album', 'video', 'reel'] as const;
let sandbox: SandboxUnderTest;
let picture = new Uint8Array();

beforeAll(async () => {
  sandbox = await startForTest({ videoWorkMs: 0 });
  picture = Uint8Array.from((await drawPicture('cau-1.jpg')) ?? []);
});
afterAll(() => sandbox.stop());

function postOf(form: (typeof forms)[number]): PagePostInput {
  const message = `Khánh thành cầu Bến Vân (${form})`;
  const image = { bytes: picture, alt: 'Cầu Bến Vân' };
  const bytes = film(form === 'reel' ? { width: 720, height: 1280, seconds: 20 } : { width: 1280, height: 720, seconds: 20 });
  const file = { size: bytes.length, read: async (from: number, to: number) => bytes.subarray(from, to) };
  switch (form) {
    case 'link':
      return { form, message, link: sandbox.view().articles[0]?.url ?? '' };
    case 'picture':
      return { form: 'photo', message, pictures: [image] };
    case 'album':
      return { form: 'photo', message, pictures: [image, { ...image, alt: null }, image] };
    case 'video':
    case 'reel':
      return { form: 'video', as: form, message, sha256: sha256(bytes), file, cover: form === 'video' ? image : null };
  }
}

describe.skipIf(folder === null)('a post of each form', () => {
  it.each(forms)('%s: every request of it is one that the published lists have', async (form) => {
    const page = createFanPage(sandbox.places.facebook);
    const before = sandbox.requests().length;
    const post = postOf(form);
    const held: { uploads: Uploads | null } = { uploads: null };
    const keep = async (uploads: Uploads) => {
      held.uploads = uploads;
      return true;
    };
    expect(await page.upload(post, null, keep)).toEqual({ outcome: 'ready' });
    expect((await page.publish(post, held.uploads)).outcome).toMatch(/^(?:published|unknown)$/);
    if (post.form === 'link') expect(await page.rescrape(post.link)).toEqual({ outcome: 'read', value: null });
    const requests = sandbox.requests().slice(before);
    expect(requests.filter(({ method }) => method === 'POST').length).toBeGreaterThan(0);
    expect(facebookRequestProblems(requests, folder ?? '')).toEqual([]);
  });

  it.each(forms)('%s that is out: reading, changing and removing it, and its figures, too', async (form) => {
    const page = createFanPage(sandbox.places.facebook);
    const posted = sandbox.view().posts.find(({ message }) => message?.endsWith(`(${form})`));
    if (posted === undefined) throw new Error(`no post of the form ${form}`);
    const before = sandbox.requests().length;
    expect(await page.readPost(posted.id)).toMatchObject({ outcome: 'read', value: { message: posted.message } });
    expect(await page.readBack(posted.id)).toMatchObject({ outcome: 'read', value: { visible: true } });
    expect((await page.figures(posted.id)).outcome).toBe('read');
    expect(await page.edit(posted.id, `${posted.message} – cập nhật`)).toEqual({ outcome: 'done' });
    expect((await page.postsSince(addMs(sandbox.now(), -hour))).outcome).toBe('read');
    expect(await page.remove(posted.id)).toEqual({ outcome: 'done' });
    const requests = sandbox.requests().slice(before);
    expect(requests.map(({ method }) => method)).toEqual(expect.arrayContaining(['GET', 'POST', 'DELETE']));
    expect(facebookRequestProblems(requests, folder ?? '')).toEqual([]);
  });

  it('and what is asked about the Page itself', async () => {
    const page = createFanPage(sandbox.places.facebook);
    const before = sandbox.requests().length;
    expect((await page.followers()).outcome).toBe('read');
    for (const figure of ['stock', 'came', 'went'] as const)
      expect((await page.daily(figure, addMs(sandbox.now(), -72 * hour), sandbox.now())).outcome, figure).toBe('read');
    expect((await page.health()).outcome).toBe('read');
    expect(facebookRequestProblems(sandbox.requests().slice(before), folder ?? '')).toEqual([]);
  });
});

describe.skipIf(folder === null)('an article of each kind', () => {
  it('goes through the whole line to the Page, by requests that the published lists have', { timeout: 60_000 }, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'each-kind-'));
    const clock = { now: instantOf('2026-11-09', '00:00', zone) };
    const log = createSilentLog();
    const place = await startSandbox({ host: '127.0.0.1', port: 0, clock: () => clock.now, stateFile: null, chat: 'private', videoWorkMs: 0, log });
    clock.now = instantOf('2026-11-09', '06:30', zone);
    const env = { DATA_DIR: dataDir, POSTING_TIMES: 'asap', MIN_GAP_MINUTES: '0', APPROVAL: 'auto' };
    const config = withSandbox(parseConfig(env), place.places);
    // Without the pauses that a portal and a chat of the world are given.
    let waited = 0;
    const wait = async (ms: number) => {
      waited += ms;
    };
    const desk = await openDesk(config, { clock: () => clock.now, log, chatTime: { ticks: () => waited, wait } });
    try {
      const { privateHosts, sources } = config;
      Object.assign(desk.ports.portal, createPortal({ zone, privateHosts, sources, wait, clock: () => addMs(clock.now, waited) }));
      await desk.app.install();
      const kinds = new Map<string, string>();
      // The sandbox's portal brings every kind within a few days.
      for (let step = 0; step < 40 && kinds.size < articleKinds.length; step++) {
        for (const job of ['collect', 'draft', 'ask-staff', 'schedule', 'publish', 'settle'] as const) {
          await desk.app.run(job);
          // What is planned for the next moment is due by then.
          clock.now = addMs(clock.now, second);
        }
        for (const post of await desk.ports.posts.list(true, 200)) if (post.status === 'published') kinds.set(post.kind, post.content.form);
        clock.now = addMs(clock.now, 6 * hour);
      }
      expect(Object.fromEntries(kinds)).toEqual({ news: 'link', digest: 'link', photos: 'photo', infographic: 'photo', video: 'video', document: 'link' });
      expect(facebookRequestProblems(place.requests(), folder ?? '')).toEqual([]);
    } finally {
      await desk.close();
      await place.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});

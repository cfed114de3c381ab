import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFanPage } from '../../adapters/facebook/fan-page.ts';
import { drawPicture } from '../../adapters/sandbox/portal-pictures.ts';
import { sha256 } from '../../src/identity.ts';
import type { PagePostInput } from '../../src/ports.ts';
import type { Uploads } from '../../src/post.ts';
import { type SandboxUnderTest, startForTest } from '../adapters/sandbox/sandbox-under-test.ts';
import { film } from '../tools/film.ts';
import { facebookRequestProblems } from './facebook-requests.ts';
import { specsFolder } from './folder.ts';

const folder = specsFolder();
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
});

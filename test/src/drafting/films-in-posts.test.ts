/** A video article through the line, from its page to the Page: the film itself, a reel, or the link where the film cannot be had. */
import { describe, expect, it } from 'vitest';
import { vi } from '../../../src/locale/vi.ts';
import type { FileReading } from '../../../src/ports.ts';
import { anArticle, createFakeDesk, publishOnPortal } from '../../fakes/desk.ts';
import { film } from '../../tools/film.ts';

const address = 'https://halam.example/phim/cau.mp4';

type Told = { readonly file?: Uint8Array; readonly reading?: FileReading; readonly video?: string | null };

/** What went to the Page, and what staff read before. */
async function published({ file, reading, video = address }: Told) {
  const desk = await createFakeDesk();
  if (file !== undefined) desk.portal.files.set(address, file);
  if (reading !== undefined) Object.assign(desk.portal, { openFile: async () => reading });
  publishOnPortal(desk, [anArticle({ kind: 'video', video })]);
  const run = async (...jobs: readonly Parameters<typeof desk.app.run>[0][]) => {
    for (const job of jobs) expect((await desk.app.run(job)).outcome, job).toBe('done');
  };
  await run('collect', 'draft', 'ask-staff');
  const card = desk.chat.cards.get(1);
  const button = card?.buttons.flat().find(({ label }) => label === vi.card.approve);
  if (card === undefined || button === undefined || !('press' in button)) throw new Error('no card');
  await desk.app.press({ data: button.press, user: { id: 7, name: 'Hà' }, chat: '-500', message: 1 });
  await run('schedule', 'publish');
  expect(desk.page.sends).toHaveLength(1);
  return { sent: desk.page.sends[0], card: card.text };
}

const asLink = { form: 'link', link: 'https://halam.example/tin/1' };

describe('a video article', () => {
  it.each([
    ['lying, of any length', { width: 1280, height: 720, seconds: 300 }, 'video'],
    ['upright and 3 s short', { width: 720, height: 1280, seconds: 3 }, 'reel'],
    ['upright and 90 s long', { width: 720, height: 1280, seconds: 90 }, 'reel'],
    ['filmed by a telephone held upright', { width: 1280, height: 720, seconds: 20, turned: true }, 'reel'],
    ['upright and longer than a reel', { width: 720, height: 1280, seconds: 91 }, 'video'],
    ['upright and shorter than a reel', { width: 720, height: 1280, seconds: 2 }, 'video'],
    ['square', { width: 720, height: 720, seconds: 20 }, 'video'],
    ['upright, but wider than 9 to 16', { width: 1080, height: 1350, seconds: 20 }, 'video'],
    ['upright, but narrower', { width: 1080, height: 2400, seconds: 20 }, 'video'],
    ['upright and a few lines short', { width: 1080, height: 1904, seconds: 20 }, 'reel'],
    ['upright and too small', { width: 480, height: 854, seconds: 20 }, 'video'],
  ] as const)('whose film is %s goes out so', async (_, size, as) => {
    const { sent, card } = await published({ file: film(size) });
    expect(sent).toMatchObject({ form: 'video', as });
    expect(sent?.message).toContain('https://halam.example/tin/1');
    expect(card).toContain(vi.card.film(as, vi.number(size.seconds)));
  });

  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield film({ width: 1280, height: 720, seconds: 20 }).subarray(0, 40);
    throw new Error('connection lost');
  };
  const problem = { kind: 'too-big', status: null, detail: 'over 1 GB', retryAt: null } as const;

  it.each<[string, Told]>([
    ['is not there', {}],
    ['is too large', { reading: { outcome: 'failed', problem } }],
    ['breaks off', { reading: { outcome: 'open', chunks: broken(), size: null, type: 'video/mp4' } }],
    ['is a page', { file: new TextEncoder().encode('<!doctype html><title>Đăng nhập</title>') }],
    ['stands on YouTube', { video: 'https://www.youtube.com/watch?v=abc' }],
    ['is a list of pieces', { video: 'https://halam.example/phim/cau.m3u8' }],
    ['is not named', { video: null }],
  ])('whose film %s goes out as a link, and the card says why', async (_, told) => {
    const { sent, card } = await published(told);
    expect(sent).toMatchObject(asLink);
    expect(card).toContain(vi.warnings['video-as-link']);
  });
});

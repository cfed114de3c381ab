import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createPictures } from '../../../adapters/media/pictures.ts';
import { createApp } from '../../../src/app.ts';
import type { Article } from '../../../src/article.ts';
import { foreignFormatOf } from '../../../src/drafting/foreign-format.ts';
import { vi } from '../../../src/locale/vi.ts';
import { anArticle, createFakeDesk, publishOnPortal } from '../../fakes/desk.ts';

const dir = mkdtempSync(join(tmpdir(), 'pictures-in-posts-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function noise(width: number, height: number, seed: number) {
  const pixels = Buffer.alloc(40 * 30 * 3);
  let state = seed;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    pixels[i] = state >>> 24;
  }
  return sharp(pixels, { raw: { width: 40, height: 30, channels: 3 } }).resize(width, height, { fit: 'fill' });
}
const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.alloc(500)]);

/** The draft of an article with these pictures, made with the real media folder. */
async function drafted(kind: Article['kind'], pictures: readonly (readonly [bytes: Uint8Array, caption: string | null])[]) {
  const desk = await createFakeDesk();
  const stored = createPictures({ dir });
  const app = createApp({ ...desk.ports, pictures: stored }, desk.config);
  const images = pictures.map(([, caption], place) => ({ url: `https://halam.example/${place}.jpg`, caption }));
  for (const [place, [bytes]] of pictures.entries()) desk.portal.pictures.set(`https://halam.example/${place}.jpg`, { outcome: 'read', bytes, type: null });
  publishOnPortal(desk, [anArticle({ kind, images })]);
  for (const job of ['collect', 'draft'] as const) expect((await app.run(job)).outcome).toBe('done');
  const [post] = await desk.ports.posts.withStatus('draft', 2);
  if (post?.content.form !== 'photo') throw new Error('no post of pictures');
  const sizes = await Promise.all(
    post.content.pictures.map(async ({ sha256 }) => {
      const { width, height } = await sharp((await stored.bytes(sha256)) ?? Buffer.alloc(0)).metadata();
      return [width, height];
    }),
  );
  return { pictures: post.content.pictures, warnings: post.warnings, sizes };
}

describe('an album made of files as portals have them', () => {
  it('leaves out what is too small, broken, a copy or in a format of cameras, says so, and takes alternative texts from the captions', async () => {
    const first = await noise(1200, 900, 1).jpeg().toBuffer();
    const smallCopy = await sharp(first).resize(500).jpeg({ quality: 60 }).toBuffer();
    const made = await drafted('photos', [
      [smallCopy, 'Cầu Hạ Lam nhìn từ trên cao. Ảnh: Minh Đức'],
      [first, null],
      [heic, 'Ảnh chụp bằng điện thoại'],
      [await noise(150, 150, 3).jpeg().toBuffer(), 'Nhỏ'],
      [first.subarray(0, 5000), 'Hỏng'],
      [await noise(900, 900, 4).webp().toBuffer(), 'IMG_2031.JPG'],
      [await noise(900, 600, 5).avif().toBuffer(), null],
    ]);
    expect(made.sizes).toEqual([
      [1200, 900],
      [900, 900],
      [900, 600],
    ]);
    expect(made.pictures.map(({ alt }) => alt)).toEqual(['Cầu Hạ Lam nhìn từ trên cao.', null, null]);
    expect(made.warnings).toContainEqual({ kind: 'pictures-left-out', facts: false, detail: '3' });
    expect(made.warnings).toContainEqual({ kind: 'picture-format', facts: false, detail: 'HEIC' });
    expect(vi.warning({ kind: 'picture-format', detail: 'HEIC' })).toMatch(/JPEG hoặc PNG.*HEIC/);
  });

  it('frames a panorama of a photo story, and never an infographic', async () => {
    const strip = await noise(2000, 400, 6).jpeg().toBuffer();
    expect((await drafted('photos', [[strip, null]])).sizes).toEqual([[2000, 1000]]);
    expect((await drafted('infographic', [[strip, null]])).sizes).toEqual([[2000, 400]]);
    const tall = await noise(400, 3000, 7).jpeg().toBuffer();
    expect((await drafted('infographic', [[tall, null]])).sizes).toEqual([[400, 3000]]);
    expect((await drafted('photos', [[tall, null]])).sizes).toEqual([[400, 3000]]);
  });
});

describe('the name of a format that cannot be posted', () => {
  it('is told by the first bytes, and of nothing else', async () => {
    const texts: readonly (readonly [string, string | null])[] = [
      ['\0\0\0\x18ftypheic\0\0\0\0mif1', 'HEIC'],
      ['\0\0\0\x18ftyphevc\0\0\0\0', 'HEIC'],
      ['\0\0\0\x18ftypmif1\0\0\0\0heic', 'HEIF'],
      ['\0\0\0\x1cftypmif1\0\0\0\0avifmif1', null],
      ['\0\0\0\x18ftypavif\0\0\0\0', null],
      ['\0\0\0\x18ftypisom\0\0\0\0', null],
      ['II*\0....', 'TIFF'],
      ['MM\0*....', 'TIFF'],
      ['BM\x36\x10\0\0\0\0\0\0', 'BMP'],
      ['BMW là hãng xe', null],
      ['8BPS\0\x01', 'PSD'],
      ['%PDF-1.7', 'PDF'],
      ['\xff\x0a\0', 'JPEG XL'],
      ['<svg xmlns="…">', 'SVG'],
      ['\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x -->\n<svg>', 'SVG'],
      ['<!doctype html><svg>', null],
      ['', null],
    ];
    for (const [text, name] of texts) expect(foreignFormatOf(Buffer.from(text, 'latin1')), JSON.stringify(text)).toBe(name);
    for (const format of ['jpeg', 'png', 'gif', 'webp', 'avif'] as const)
      expect(foreignFormatOf(await noise(210, 210, 9).toFormat(format).toBuffer())).toBeNull();
  });
});

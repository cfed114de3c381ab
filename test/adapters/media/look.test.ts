import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { fitPicture } from '../../../adapters/media/fit-picture.ts';
import { drawPicture } from '../../../adapters/sandbox/portal-pictures.ts';

/** Bits in which the looks of two pictures differ; two of one picture are taken for one up to 5. */
async function difference(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [a, b] = [await fitPicture(one), await fitPicture(other)];
  if (a === null || b === null) throw new Error('no picture');
  return (BigInt(`0x${a.look}`) ^ BigInt(`0x${b.look}`)).toString(2).replaceAll('0', '').length;
}

const names = ['song-1.jpg', 'cau-1.jpg', 'cho-1.jpg', 'den-long-1.jpg', 'rung-1.jpg', 'truong-hoc-1.jpg', 'dong-lua-1.jpg'];
const scenes: Uint8Array[] = [];
beforeAll(async () => {
  for (const name of names) scenes.push((await drawPicture(name)) ?? new Uint8Array());
});

describe('the look of a picture', () => {
  it('hardly differs in a smaller size, compressed anew, as another format, a little brighter', async () => {
    for (const scene of scenes) {
      const copies = [
        sharp(scene).resize({ width: 400 }).jpeg({ quality: 90 }),
        sharp(scene).jpeg({ quality: 35 }),
        sharp(scene).webp({ quality: 70 }),
        sharp(scene).modulate({ brightness: 1.08 }).jpeg(),
      ];
      for (const copy of copies) expect(await difference(scene, await copy.toBuffer())).toBeLessThanOrEqual(5);
    }
  });

  it('differs between pictures', async () => {
    for (const [place, scene] of scenes.entries()) for (const other of scenes.slice(place + 1)) expect(await difference(scene, other)).toBeGreaterThan(5);
  });
});

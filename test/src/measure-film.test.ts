import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureFilm } from '../../src/measure-film.ts';
import type { VideoFile } from '../../src/ports.ts';
import { film } from '../tools/film.ts';

function fileOf(bytes: Uint8Array): VideoFile & { readonly read: (from: number, to: number) => Promise<Uint8Array>; asked: number } {
  const file = {
    size: bytes.length,
    asked: 0,
    read: async (from: number, to: number) => {
      file.asked += to - from;
      return bytes.subarray(from, to);
    },
  };
  return file;
}

describe('a film', () => {
  it('tells its size and length, wherever its index stands, from a few bytes of it', async () => {
    for (const indexLast of [false, true]) {
      const file = fileOf(film({ width: 1920, height: 1080, seconds: 185.5, padding: 5_000_000, indexLast }));
      expect(await measureFilm(file)).toEqual({ isFilm: true, width: 1920, height: 1080, seconds: 185.5 });
      expect(file.asked).toBeLessThan(2000);
    }
  });

  it('that was held upright is upright', async () => {
    expect(await measureFilm(fileOf(film({ width: 1920, height: 1080, seconds: 20, turned: true })))).toMatchObject({ width: 1080, height: 1920 });
  });

  it('is known by its first bytes; a page, a picture or nothing is none', async () => {
    const text = (words: string) => fileOf(new TextEncoder().encode(words));
    expect(await measureFilm(text('<!doctype html><html></html>'))).toMatchObject({ isFilm: false });
    expect(await measureFilm(text(''))).toMatchObject({ isFilm: false });
    expect(await measureFilm(fileOf(new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 0, 0, 0, 0, 0, 0, 0, 0, 0])))).toEqual({
      isFilm: true,
      width: null,
      height: null,
      seconds: null,
    });
  });

  it('that is damaged anywhere is never an error and never endless', async () => {
    const whole = film({ width: 640, height: 360, seconds: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), { maxLength: 12 }),
        fc.nat({ max: whole.length }),
        async (changes, length) => {
          const bytes = Uint8Array.from(whole);
          for (const [place, value] of changes) bytes[place] = value;
          const measured = await measureFilm(fileOf(bytes.subarray(0, length)));
          expect(measured.width === null || measured.width >= 1).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

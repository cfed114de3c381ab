import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { fitPicture, formatOf, frameFor, sizeFor } from '../../../adapters/media/fit-picture.ts';

type Colour = { readonly r: number; readonly g: number; readonly b: number; readonly alpha?: number };
const red: Colour = { r: 200, g: 20, b: 20 };
const blue: Colour = { r: 20, g: 20, b: 200 };

function plain(width: number, height: number, background: Colour = red) {
  return sharp({ create: { width, height, channels: background.alpha === undefined ? 3 : 4, background } });
}
/** Red with a blue upper left quarter, to see which way is up. */
function flag(width: number, height: number) {
  const corner = { create: { width: width / 2, height: height / 2, channels: 3 as const, background: blue } };
  return plain(width, height).composite([{ input: corner, left: 0, top: 0 }]);
}
/** As photos are: every pixel another one. The same at each run. */
function noise(width: number, height: number) {
  const pixels = Buffer.alloc(width * height * 3);
  let state = 7;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    pixels[i] = state >>> 24;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}
async function kept(bytes: Uint8Array) {
  const picture = await fitPicture(bytes);
  if (picture === null) throw new Error('refused');
  return { ...picture, meta: await sharp(picture.bytes).metadata() };
}
async function pixelAt(bytes: Uint8Array, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (y * info.width + x) * info.channels;
  return [...data.subarray(at, at + 3)];
}
function isNear(pixel: readonly number[], { r, g, b }: Colour, by = 12): boolean {
  return [r, g, b].every((wanted, i) => Math.abs(wanted - (pixel[i] ?? 999)) <= by);
}

/** A black PNG of one bit a pixel: a few kilobytes, whatever it unpacks to. Of the `rows` it claims only these are in it. */
function black(width: number, height: number, rows = height): Uint8Array {
  const crcTable = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    let crc = 0xffffffff;
    for (const byte of body) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc(rows * (1 + Math.ceil(width / 8))));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

describe('what counts as a picture', () => {
  it.each(['jpeg', 'png', 'gif', 'webp', 'avif'] as const)('%s does, by its bytes', async (format) => {
    const bytes = await plain(300, 240).toFormat(format).toBuffer();
    expect(formatOf(bytes)).toBe(format);
    const { width, height, meta } = await kept(bytes);
    expect({ width, height }).toEqual({ width: 300, height: 240 });
    expect(['jpeg', 'png']).toContain(meta.format);
    expect({ width: meta.width, height: meta.height, space: meta.space }).toEqual({ width: 300, height: 240, space: 'srgb' });
  });

  it('a login page, SVG, TIFF, PDF, text or nothing does not', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><rect width="400" height="400"/></svg>';
    const others = [
      '<!doctype html><title>Đăng nhập</title>',
      svg,
      `<?xml version="1.0"?>${svg}`,
      `\uFEFF${svg}`,
      '%PDF-1.7\n',
      'GIF8',
      'RIFF....AVI ',
      '....ftypisom',
      'null',
      '',
    ].map((text) => Buffer.from(text));
    for (const bytes of [...others, await plain(300, 300).tiff().toBuffer()]) expect(await fitPicture(bytes)).toBeNull();
  });

  it('a picture of less than 200 px on a side does not', async () => {
    expect(await fitPicture(await plain(199, 600).jpeg().toBuffer())).toBeNull();
    expect(await fitPicture(await plain(600, 199).png().toBuffer())).toBeNull();
    expect(await fitPicture(await plain(200, 200).jpeg().toBuffer())).not.toBeNull();
    expect(await fitPicture(await plain(1, 1).gif().toBuffer())).toBeNull();
  });

  it('one that Telegram takes for a strip does not', async () => {
    expect(await fitPicture(await plain(200, 4001).png().toBuffer())).toBeNull();
    expect(await fitPicture(await plain(4000, 200).png().toBuffer())).not.toBeNull();
  });

  it('a bomb of many pixels in few bytes does not, whether they are in it or only promised', async () => {
    const start = performance.now();
    expect(black(8001, 8001).length).toBeLessThan(20_000);
    expect(await fitPicture(black(8001, 8001))).toBeNull();
    expect(await fitPicture(black(100_000, 100_000, 3))).toBeNull();
    expect(await fitPicture(black(2_000_000_000, 300, 0))).toBeNull();
    expect(performance.now() - start).toBeLessThan(2000);
    expect(await fitPicture(black(3000, 3000))).toMatchObject({ width: 2048, height: 2048 });
  });

  it('a file that was cut off anywhere does not', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif'] as const) {
      const whole = await noise(320, 320).toFormat(format).toBuffer();
      for (const share of [0.001, 0.01, 0.1, 0.5, 0.9, 0.97]) {
        const cut = whole.subarray(0, Math.floor(whole.length * share));
        expect(await fitPicture(cut), `${format} at ${share}`).toBeNull();
      }
    }
  });

  it('random bytes behind a true beginning do not, and never throw', async () => {
    const heads = ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'GIF89a', 'RIFF\x20\0\0\0WEBP', '\0\0\0\x18ftypavif'];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 400 }), async (head, rest) => {
        expect(await fitPicture(Buffer.concat([Buffer.from(head, 'latin1'), rest]))).toBeNull();
      }),
      { numRuns: 60 },
    );
  });
});

describe('the size of a post’s picture', () => {
  it('is at most 2048 px on the longest side, never enlarged', () => {
    expect(sizeFor({ width: 4096, height: 2731 })).toEqual({ width: 2048, height: 1366 });
    expect(sizeFor({ width: 3000, height: 4000 })).toEqual({ width: 1536, height: 2048 });
    expect(sizeFor({ width: 640, height: 480 })).toEqual({ width: 640, height: 480 });
    expect(sizeFor({ width: 5000, height: 5000 })).toEqual({ width: 2048, height: 2048 });
  });

  it('keeps an infographic legible: 1080 px wide as long as Telegram’s limits leave it', () => {
    expect(sizeFor({ width: 2160, height: 10_000 })).toEqual({ width: 1080, height: 5000 });
    expect(sizeFor({ width: 900, height: 7000 })).toEqual({ width: 900, height: 7000 });
    expect(sizeFor({ width: 1200, height: 12_000 })).toEqual({ width: 910, height: 9090 });
  });

  it('keeps to every limit and nearly to the shape, whatever comes', () => {
    const side = fc.integer({ min: 1, max: 60_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const size = sizeFor({ width, height });
        const refused = Math.min(width, height) < 200 || Math.max(width, height) / Math.min(width, height) > 20;
        expect(size === null).toBe(refused);
        if (size === null) return;
        expect(size.width + size.height).toBeLessThanOrEqual(10_000);
        expect(Math.max(size.width, size.height) / Math.min(size.width, size.height)).toBeLessThanOrEqual(20);
        expect(size.width).toBeLessThanOrEqual(Math.min(width, 2048));
        expect(size.height).toBeLessThanOrEqual(height);
        if (size.height > 2048) expect(size.width).toBeLessThanOrEqual(1080);
        // Each side is rounded by less than a pixel.
        expect(Math.abs(size.width - (width * size.height) / height)).toBeLessThanOrEqual(1 + width / height);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a kept picture', () => {
  let phone: Buffer;
  beforeAll(async () => {
    const exif = {
      IFD0: { Copyright: 'Phóng viên A', Model: 'SecretCam 9' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '15/1 7/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '108/1 48/1 0/1' },
    };
    // Orientation 6: the camera was held upright; the pixels lie on their left side.
    phone = await sharp(await flag(800, 600).png().toBuffer())
      .rotate(-90)
      .withExif(exif)
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toBuffer();
  });

  it('stands upright', async () => {
    expect((await sharp(phone).metadata()).orientation).toBe(6);
    const { bytes, width, height, meta } = await kept(phone);
    expect({ width, height, orientation: meta.orientation }).toEqual({ width: 800, height: 600, orientation: undefined });
    expect(isNear(await pixelAt(bytes, 20, 20), blue)).toBe(true);
    expect(isNear(await pixelAt(bytes, 780, 20), red)).toBe(true);
    expect(isNear(await pixelAt(bytes, 20, 580), red)).toBe(true);
  });

  it('has lost where and with what it was taken', async () => {
    const before = await sharp(phone).metadata();
    expect(before.exif?.includes('SecretCam 9')).toBe(true);
    const { bytes, meta } = await kept(phone);
    expect([meta.exif, meta.icc, meta.iptc, meta.xmp, meta.comments]).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(Buffer.from(bytes).includes('SecretCam')).toBe(false);
    expect(Buffer.from(bytes).includes('Exif')).toBe(false);
  });

  it('has screen colours when it came for print, or in grey', async () => {
    const print = await plain(400, 300).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(print).metadata()).space).toBe('cmyk');
    const { bytes, meta } = await kept(print);
    expect({ space: meta.space, channels: meta.channels }).toEqual({ space: 'srgb', channels: 3 });
    const [r = 0, g = 0, b = 0] = await pixelAt(bytes, 200, 150);
    expect(r).toBeGreaterThan(150);
    expect(Math.max(g, b)).toBeLessThan(90);
    const grey = await kept(await plain(400, 300).greyscale().jpeg().toBuffer());
    expect(grey.meta.space).toBe('srgb');
  });

  it('has 8 bits a colour', async () => {
    const deep = await plain(300, 300).toColourspace('rgb16').png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    expect((await kept(deep)).meta.depth).toBe('uchar');
  });

  it('stands on white where it was transparent', async () => {
    const { bytes, meta } = await kept(await plain(300, 300, { r: 0, g: 0, b: 0, alpha: 0 }).png().toBuffer());
    expect(meta.hasAlpha).toBe(false);
    expect(await pixelAt(bytes, 150, 150)).toEqual([255, 255, 255]);
  });

  it('stays PNG when it is a drawing, becomes JPEG when it is a photo', async () => {
    const drawing = await kept(await flag(900, 600).png().toBuffer());
    expect({ extension: drawing.extension, format: drawing.meta.format }).toEqual({ extension: 'png', format: 'png' });
    expect(await pixelAt(drawing.bytes, 20, 20)).toEqual([blue.r, blue.g, blue.b]);
    const photo = await kept(await noise(900, 600).blur(3).png().toBuffer());
    expect({ extension: photo.extension, format: photo.meta.format }).toEqual({ extension: 'jpg', format: 'jpeg' });
  });

  it('is the first frame of an animation', async () => {
    const frames = [await plain(240, 240, blue).png().toBuffer(), await plain(240, 240, red).png().toBuffer()];
    const { bytes, meta } = await kept(
      await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
    );
    expect({ width: meta.width, height: meta.height, pages: meta.pages }).toEqual({ width: 240, height: 240, pages: undefined });
    expect(isNear(await pixelAt(bytes, 120, 120), blue)).toBe(true);
  });

  it('is under 4 MB, at the cost of quality, even where no pixel is like its neighbour', async () => {
    const hard = await noise(1080, 6000).jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer();
    expect(hard.length).toBeGreaterThan(5_000_000);
    const { bytes, width, height } = await kept(hard);
    expect(bytes.length).toBeLessThan(4_000_000);
    // Quality was given up no further than needed, and no pixel was.
    expect(bytes.length).toBeGreaterThan(3_000_000);
    expect({ width, height }).toEqual({ width: 1080, height: 6000 });
  });

  it('is scaled as its size says', async () => {
    const { width, height, meta } = await kept(await plain(2200, 1100).jpeg().toBuffer());
    expect([width, height, meta.width, meta.height]).toEqual([2048, 1024, 2048, 1024]);
  });

  it('is not cut, and a strip is laid on a backdrop of itself where that is wanted: nothing of it is lost', async () => {
    const strip = await flag(2000, 400).jpeg({ quality: 95 }).toBuffer();
    const bare = await kept(strip);
    expect([bare.meta.width, bare.meta.height]).toEqual([2000, 400]);
    const framed = await fitPicture(strip, true);
    if (framed === null) throw new Error('refused');
    expect([framed.width, framed.height]).toEqual([2000, 1000]);
    expect((await sharp(framed.bytes).metadata()).height).toBe(1000);
    // The whole strip stands in the middle: its corners are there; above it there is the darkened backdrop.
    expect(isNear(await pixelAt(framed.bytes, 20, 320), blue)).toBe(true);
    expect(isNear(await pixelAt(framed.bytes, 1980, 320), red)).toBe(true);
    expect(isNear(await pixelAt(framed.bytes, 20, 680), red)).toBe(true);
    const [r = 255] = await pixelAt(framed.bytes, 1980, 100);
    expect(r).toBeLessThan(150);
    // It is still known as the same picture.
    expect(framed.look).toBe(bare.look);
    const again = await fitPicture(strip, true);
    expect(Buffer.from(again?.bytes ?? []).equals(Buffer.from(framed.bytes))).toBe(true);
  });

  it('gets no frame when it is up to three times as wide as high, or tall', async () => {
    for (const [width, height] of [
      [1200, 400],
      [640, 480],
      [400, 2000],
    ] as const) {
      expect(frameFor({ width, height })).toBeNull();
      expect(await fitPicture(await plain(width, height).jpeg().toBuffer(), true)).toMatchObject({ width, height });
    }
  });

  it('has the same bytes each time', async () => {
    const source = await noise(1000, 700).jpeg().toBuffer();
    const [first, second] = [await kept(source), await kept(source)];
    expect(Buffer.from(first.bytes).equals(Buffer.from(second.bytes))).toBe(true);
  });
});

/** Any picture a portal may serve, made into one that both Facebook and Telegram take. */
import type { Sharp } from 'sharp';

/** Facebook's documents allow 10 MB, its refusals name 4. */
const mostBytes = 4_000_000;
/** Larger than any press camera's; a picture that claims more is a bomb. Bounds what decoding takes to some 400 MB. */
const mostPixels = 64_000_000;
const leastSide = 200;
const longSide = 2048;
/** An infographic stays legible on a phone when its width does not fall below this. */
const legibleWidth = 1080;
/** Telegram refuses photos beyond these. */
const mostWidthAndHeight = 10_000;
const mostRatio = 20;
/** A wider one is a strip on a telephone, and an album's tile shows a piece from its middle. */
const widestUnframed = 3;
const frameRatio = 2;
const qualities = [85, 78, 70, 60, 50, 40, 30];
const decodeSeconds = 30;

/** `look`: see `KeptPicture`. */
export type FitPicture = {
  readonly bytes: Uint8Array;
  readonly extension: 'jpg' | 'png';
  readonly width: number;
  readonly height: number;
  readonly look: string;
};
type Size = { readonly width: number; readonly height: number };
type Format = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif';

/** What the first bytes say; null for all else, SVG too: it is a document that may hold scripts and outside references. */
export function formatOf(bytes: Uint8Array): Format | null {
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'gif';
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return 'webp';
  const brands = head.startsWith('ftyp', 4) ? head.slice(8, Math.min(head.length, head.charCodeAt(3))) : '';
  return /avi[fs]/.test(brands) ? 'avif' : null;
}

/**
 * The size to post a picture in, null when it is too small or too narrow to be posted. Never enlarges. The longest side
 * is at most 2048 px, except that a tall picture keeps a width of 1080 px as long as Telegram's limits leave it.
 */
export function sizeFor({ width, height }: Size): Size | null {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  if (short < leastSide || long / short > mostRatio) return null;
  const scale = Math.min(1, Math.max(longSide / long, height > width ? legibleWidth / width : 0), mostWidthAndHeight / (width + height));
  // Rounding the short side up and the long one down keeps the ratio within its limit, and the sum, too.
  const scaled = (side: number) => (side === short && short !== long ? Math.ceil(side * scale - 1e-9) : Math.floor(side * scale + 1e-9));
  return { width: scaled(width), height: scaled(height) };
}

/** Pixels as they are to be seen: upright, scaled, on white; sharp turns them to 8-bit sRGB and leaves all metadata behind. */
function pixelsOf(image: Sharp, size: Size) {
  return image
    .autoOrient()
    .resize({ ...size, fit: 'fill' })
    .flatten({ background: '#ffffff' })
    .timeout({ seconds: decodeSeconds })
    .raw()
    .toBuffer({ resolveWithObject: true });
}

/** The frame that a strip gets; null for all else. A tall picture needs none: it is opened by a touch and read downwards. */
export function frameFor({ width, height }: Size): Size | null {
  return width > height * widestUnframed ? { width, height: Math.round(width / frameRatio) } : null;
}

/** The whole picture in the middle of a darkened, blurred copy of itself. */
async function inFrame(drawn: Sharp, frame: Size): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  const backdrop = drawn
    .clone()
    .resize({ ...frame, fit: 'cover' })
    .blur(24)
    .modulate({ brightness: 0.6 });
  const input = await drawn.clone().png({ compressionLevel: 1 }).toBuffer();
  const { data, info } = await sharp(await backdrop.png({ compressionLevel: 1 }).toBuffer())
    .composite([{ input, gravity: 'centre' }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info });
}

async function asJpeg(drawn: Sharp): Promise<Buffer | null> {
  for (const quality of qualities) {
    const bytes = await drawn.clone().jpeg({ quality, progressive: true }).toBuffer();
    if (bytes.length < mostBytes) return bytes;
  }
  return null;
}

/** Drawings and screenshots, whose few colours stay sharp as PNG at no great cost; a photo's PNG is many times its JPEG. */
async function asPng(drawn: Sharp, jpeg: Buffer): Promise<Buffer | null> {
  const bytes = await drawn.clone().png({ compressionLevel: 9 }).toBuffer();
  return bytes.length <= 2 * jpeg.length && bytes.length < mostBytes / 2 ? bytes : null;
}

/**
 * Whether a pixel is brighter than its right neighbour, for 8 rows of 8: 64 bits that a smaller copy, or one that was compressed anew,
 * shares but for a few (difference hash).
 */
async function lookOf(drawn: Sharp): Promise<string> {
  const pixels = await drawn.clone().greyscale().resize(9, 8, { fit: 'fill', kernel: 'lanczos3' }).raw().toBuffer();
  let bits = 0n;
  for (let row = 0; row < 8; row++)
    for (let column = 0; column < 8; column++) bits = (bits << 1n) | ((pixels[row * 9 + column] ?? 0) > (pixels[row * 9 + column + 1] ?? 0) ? 1n : 0n);
  return bits.toString(16).padStart(16, '0');
}

/**
 * The picture fit to post: JPEG or PNG under 4 MB, upright, on white, without metadata, within both platforms' limits.
 * Of an animation the first frame. Never cropped; `framed`: a strip is laid on a backdrop. null when the bytes are no whole picture, or one that is too small, too narrow or
 * too large. The same input gives the same bytes.
 */
export async function fitPicture(bytes: Uint8Array, framed = false): Promise<FitPicture | null> {
  const format = formatOf(bytes);
  if (format === null) return null;
  const { default: sharp } = await import('sharp');
  // No picture comes twice in a row: the cache would only hold on to memory (measured with 24-megapixel photos: 900 MB instead of 370).
  sharp.cache(false);
  try {
    // 'error': cut-off and damaged pictures are refused, oddities that every browser shows are not.
    const image = sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error' });
    const size = sizeFor((await image.metadata()).autoOrient);
    if (size === null) return null;
    // Decoded once (at most 30 MB of pixels), encoded until it fits.
    const { data, info } = await pixelsOf(image, size);
    const bare = sharp(data, { raw: info });
    const frame = framed ? frameFor(size) : null;
    const drawn = frame === null ? bare : await inFrame(bare, frame);
    const jpeg = await asJpeg(drawn);
    if (jpeg === null) return null;
    const png = format === 'png' || format === 'gif' ? await asPng(drawn, jpeg) : null;
    const made = { ...(frame ?? size), look: await lookOf(bare) };
    return png === null ? { ...made, bytes: jpeg, extension: 'jpg' } : { ...made, bytes: png, extension: 'png' };
  } catch {
    // libvips says only in words what it found broken; for us it is no picture.
    return null;
  }
}

/** Draws the sample portal's pictures by name: `song-2.jpg` is the second look of the scene `song`. */
import { createRequire } from 'node:module';
import { infographics } from './infographics.ts';
import { diceOf, svg } from './scene-parts.ts';
import { scenes } from './scenes.ts';

const require = createRequire(import.meta.url);
const fontFiles = ['400Regular/BeVietnamPro_400Regular.ttf', '600SemiBold/BeVietnamPro_600SemiBold.ttf', '700Bold/BeVietnamPro_700Bold.ttf'].map((file) =>
  require.resolve(`@expo-google-fonts/be-vietnam-pro/${file}`),
);

function drawingOf(name: string): string | null {
  const infographic = infographics[name.replace(/\.\w+$/, '')];
  if (infographic !== undefined) return infographic();
  const match = /^([a-z-]+)-(\d{1,4})\.\w+$/.exec(name);
  const scene = scenes[match?.[1] ?? ''];
  return scene === undefined ? null : svg(scene(diceOf(name)));
}

/** JPEG or PNG bytes; null when there is no such picture. Takes some tens of milliseconds. */
export async function drawPicture(name: string): Promise<Uint8Array | null> {
  const drawing = drawingOf(name);
  if (drawing === null) return null;
  // Both have native parts: loaded with the first picture.
  const { renderAsync } = await import('@resvg/resvg-js');
  const png = (await renderAsync(drawing, { font: { fontFiles, loadSystemFonts: false, defaultFontFamily: 'Be Vietnam Pro' } })).asPng();
  if (name.endsWith('.png')) return png;
  const { default: sharp } = await import('sharp');
  return sharp(png).jpeg({ quality: 84, mozjpeg: false }).toBuffer();
}

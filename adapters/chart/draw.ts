/** Charts as PNG pictures, drawn by resvg with a font from a package: a server needs no font of its own. */
import { createRequire } from 'node:module';
import type { Charts } from '../../src/ports.ts';
import { drawComparison } from './comparison-picture.ts';
import { drawGrowth } from './growth-picture.ts';
import { escapeXml, type Measure } from './text.ts';
import { drawWeek } from './week-picture.ts';

const family = 'Be Vietnam Pro';

/** Throws when the font is not installed. resvg itself says nothing about a missing font file: it draws no text. */
function fontFiles(): string[] {
  const require = createRequire(import.meta.url);
  return [
    require.resolve('@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf'),
    require.resolve('@expo-google-fonts/be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf'),
    require.resolve('@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf'),
  ];
}

/** Draws with a font of its own; the drawing library (and its native part) is loaded with the first chart. */
export function createDrawing(): Charts {
  const widths = new Map<string, number>();

  async function drawn(draw: (measure: Measure) => string): Promise<Uint8Array> {
    const { Resvg, renderAsync } = await import('@resvg/resvg-js');
    const options = { font: { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: family } };
    const measure: Measure = (text, size, weight) => {
      const key = `${weight} ${text}`;
      const known = widths.get(key);
      if (known !== undefined) return known * size;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" font-family="${family}"><text font-size="100" font-weight="${weight}">${escapeXml(text)}</text></svg>`;
      const box = new Resvg(svg, options).getBBox();
      const perPixel = box === undefined ? 0 : (box.x + box.width) / 100;
      if (widths.size >= mostWidths) widths.clear();
      widths.set(key, perPixel);
      return perPixel * size;
    };
    return new Uint8Array((await renderAsync(draw(measure), options)).asPng());
  }

  return {
    growth: (chart) => drawn((measure) => drawGrowth(chart, family, measure)),
    comparison: (chart) => drawn((measure) => drawComparison(chart, family, measure)),
    week: (chart) => drawn((measure) => drawWeek(chart, family, measure)),
  };
}

/** Measuring is the dear part of drawing: widths are remembered, up to so many. */
const mostWidths = 5000;

/** What every picture is drawn from: texts at their places, the heading, the sheet of paper. */
import type { GrowthChart } from '../../src/ports.ts';
import { type Colours, coloursOf } from './colours.ts';
import { drawable, escapeXml, type Fitted, fitText, type Measure, type Weight } from './text.ts';

// A phone shows these 1200 px on some 360: nothing smaller than 28 px is legible there.
export const width = 1200;
export const margin = 64;
export const inner = width - 2 * margin;
export const lineHeight = 1.28;

/** What is drawn, and how far down it reaches. */
export type Block = { readonly svg: string; readonly bottom: number };
type Anchor = 'start' | 'middle' | 'end';
/** `halo`: with a rim of this colour, so that a number stays legible over a line. */
type TextStyle = { readonly size: number; readonly weight: Weight; readonly fill: string; readonly anchor?: Anchor; readonly halo?: string };

/** What every part of the picture is drawn with. */
export type Pen = {
  readonly measure: Measure;
  readonly colour: Colours;
  /** 12.345 in Vietnamese. */
  readonly count: (value: number) => string;
  /** With its sign, and a minus as wide as the plus. */
  readonly change: (value: number) => string;
};

/** One text at a place; `y` is its base line. */
export function label(text: string, x: number, y: number, style: TextStyle): string {
  const { size, weight, fill, anchor = 'start', halo } = style;
  const rim = halo === undefined ? '' : ` stroke="${halo}" stroke-width="9" stroke-linejoin="round" paint-order="stroke"`;
  return `<text x="${px(x)}" y="${px(y)}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}"${rim}>${escapeXml(drawable(text))}</text>`;
}

export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Lines of a fitted text below one another, the first one's top at `top`. */
export function paragraph(fitted: Fitted, x: number, top: number, style: Omit<TextStyle, 'size'>): Block {
  const step = fitted.size * lineHeight;
  const svg = fitted.lines.map((line, i) => label(line, x, top + i * step + fitted.size, { ...style, size: fitted.size })).join('');
  return { svg, bottom: top + fitted.lines.length * step };
}

export function header(chart: Pick<GrowthChart, 'title' | 'subtitle'>, top: number, pen: Pen): Block {
  const title = fitText(chart.title, { width: inner, lines: 2, sizes: [60, 54, 48, 42], weight: 700 }, pen.measure);
  const subtitle = fitText(chart.subtitle, { width: inner, lines: 2, sizes: [36, 32], weight: 400 }, pen.measure);
  const upper = paragraph(title, margin, top, { weight: 700, fill: pen.colour.ink });
  const lower = paragraph(subtitle, margin, upper.bottom + 2, { weight: 400, fill: pen.colour.soft });
  return { svg: upper.svg + lower.svg, bottom: lower.bottom };
}

/** What a picture in this language and these colours is drawn with. */
export function penOf({ locale, theme }: Pick<GrowthChart, 'locale' | 'theme'>, measure: Measure): Pen {
  const plain = new Intl.NumberFormat(locale);
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
  const minus = (text: string) => text.replace('-', '−');
  return { measure, colour: coloursOf(theme), count: (value) => minus(plain.format(value)), change: (value) => minus(signed.format(value)) };
}

/** The parts on their paper, as one SVG 1200 px wide. */
export function framed(parts: readonly string[], tall: number, family: string, pen: Pen): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${tall}" viewBox="0 0 ${width} ${tall}" font-family="${escapeXml(family)}">`,
    `<rect width="${width}" height="${tall}" fill="${pen.colour.paper}"/>`,
    ...parts,
    '</svg>',
  ].join('');
}

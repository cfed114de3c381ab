/** The week ahead as SVG: a day below the other, each with its strip of 24 hours and its posts by name. */
import type { WeekChart } from '../../src/ports.ts';
import { type Block, framed, header, inner, label, margin, type Pen, penOf, px, width } from './drawing.ts';
import { fitText, type Measure } from './text.ts';

type Day = WeekChart['days'][number];
type MarkKind = Day['marks'][number]['kind'];

const stripHeight = 44;
const lineTall = 46;
const timeWidth = 116;

/** The whole picture, 1200 px wide, as high as it has days and posts. `family` is the font that `measure` measures. */
export function drawWeek(chart: WeekChart, family: string, measure: Measure): string {
  const pen = penOf(chart, measure);
  const parts: string[] = [];
  const add = (block: Block): number => {
    parts.push(block.svg);
    return block.bottom;
  };
  let bottom = add(header(chart, margin - 8, pen));
  bottom = add(legend(chart, bottom + 26, pen));
  for (const day of chart.days) bottom = add(dayBlock(day, bottom + 34, pen));
  return framed([pattern(pen), ...parts], Math.ceil(bottom + margin - 16), family, pen);
}

/** Hours in which nothing goes out are hatched. */
function pattern({ colour }: Pen): string {
  return `<defs><pattern id="closed" width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="12" height="12" fill="${colour.gap}"/><line x1="0" y1="0" x2="0" y2="12" stroke="${colour.hatch}" stroke-width="6"/></pattern></defs>`;
}

function legend(chart: WeekChart, top: number, pen: Pen): Block {
  let x = margin;
  let base = top + 34;
  const parts = chart.legend.map(({ kind, label: text }) => {
    const wide = 34 + pen.measure(text, 28, 400) + 36;
    if (x + wide - 36 > width - margin) {
      x = margin;
      base += 46;
    }
    const sign =
      kind === 'closed'
        ? `<rect x="${px(x - 2)}" y="${px(base - 22)}" width="26" height="24" rx="5" fill="url(#closed)" stroke="${pen.colour.axis}"/>`
        : kind === 'trial'
          ? mark('free', x + 11, base - 10, pen) + trialRing(x + 11, base - 10, pen)
          : mark(kind, x + 11, base - 10, pen);
    const drawn = `${sign}${label(text, x + 34, base, { size: 28, weight: 400, fill: pen.colour.soft })}`;
    x += wide;
    return drawn;
  });
  return { svg: parts.join(''), bottom: base + 10 };
}

function mark(kind: MarkKind, x: number, y: number, { colour }: Pen): string {
  switch (kind) {
    case 'published':
      return `<rect x="${px(x - 10)}" y="${px(y - 10)}" width="20" height="20" rx="4" fill="${colour.up}"/>`;
    case 'hand':
      return `<path d="M${px(x)} ${px(y - 13)} l13 13 -13 13 -13 -13 z" fill="${colour.target}"/>`;
    case 'planned':
      return `<circle cx="${px(x)}" cy="${px(y)}" r="11" fill="${colour.line}"/>`;
    case 'foreseen':
      return `<circle cx="${px(x)}" cy="${px(y)}" r="9" fill="${colour.paper}" stroke="${colour.line}" stroke-width="5"/>`;
    case 'free':
      return `<circle cx="${px(x)}" cy="${px(y)}" r="6" fill="${colour.axis}"/>`;
  }
}

/** Around a mark: its hour is tried. */
function trialRing(x: number, y: number, { colour }: Pen): string {
  return `<circle cx="${px(x)}" cy="${px(y)}" r="16" fill="none" stroke="${colour.target}" stroke-width="3" stroke-dasharray="6 4"/>`;
}

function dayBlock(day: Day, top: number, pen: Pen): Block {
  const { colour } = pen;
  const head = fitText(day.label, { width: inner * 0.5, lines: 1, sizes: [36, 32], weight: 700 }, pen.measure);
  const note = day.note === null ? null : fitText(day.note, { width: inner * 0.48, lines: 1, sizes: [28], weight: 600 }, pen.measure);
  const base = top + 36;
  const strip = stripAt(day, base + 16, pen);
  let at = strip.bottom + 10;
  const lines = day.lines.map((line) => {
    at += lineTall;
    const text = fitText(line.text, { width: inner - timeWidth, lines: 1, sizes: [30], weight: 400 }, pen.measure).lines[0] ?? '';
    const fill = line.kind === 'foreseen' ? colour.soft : colour.ink;
    return (
      label(line.time, margin, at, { size: 30, weight: 700, fill: line.kind === 'foreseen' ? colour.soft : colour.line }) +
      label(text, margin + timeWidth, at, { size: 30, weight: 400, fill })
    );
  });
  if (day.more !== null) {
    at += lineTall;
    lines.push(label(day.more, margin + timeWidth, at, { size: 28, weight: 400, fill: colour.soft }));
  }
  const heading = label(head.lines[0] ?? '', margin, base, { size: head.size, weight: 700, fill: colour.ink });
  const noted = note === null ? '' : label(note.lines[0] ?? '', width - margin, base, { size: 28, weight: 600, fill: colour.target, anchor: 'end' });
  return { svg: heading + noted + strip.svg + lines.join(''), bottom: at + 8 };
}

/** 24 hours from left to right: what is closed, what is in which slot. */
function stripAt(day: Day, top: number, pen: Pen): Block {
  const { colour } = pen;
  const x = (share: number) => margin + share * inner;
  const bars = day.closed.map(
    ({ from, to }) => `<rect x="${px(x(from))}" y="${px(top)}" width="${px((to - from) * inner)}" height="${stripHeight}" fill="url(#closed)"/>`,
  );
  const hours = [0, 6, 12, 18, 24].map((hour) => {
    const at = x(hour / 24);
    const anchor = hour === 0 ? 'start' : hour === 24 ? 'end' : 'middle';
    const tick =
      hour === 0 || hour === 24
        ? ''
        : `<line x1="${px(at)}" y1="${px(top)}" x2="${px(at)}" y2="${px(top + stripHeight)}" stroke="${colour.grid}" stroke-width="2"/>`;
    return tick + label(String(hour), at, top + stripHeight + 30, { size: 28, weight: 400, fill: colour.soft, anchor });
  });
  const middle = top + stripHeight / 2;
  const marks = day.marks.map(({ at, kind, trial }) => mark(kind, x(at), middle, pen) + (trial ? trialRing(x(at), middle, pen) : ''));
  const ground = `<rect x="${margin}" y="${px(top)}" width="${inner}" height="${stripHeight}" rx="10" fill="${colour.card}"/>`;
  const edge = `<rect x="${margin}" y="${px(top)}" width="${inner}" height="${stripHeight}" rx="10" fill="none" stroke="${colour.axis}" stroke-width="2"/>`;
  return { svg: [ground, ...bars, ...hours, edge, ...marks].join(''), bottom: top + stripHeight + 34 };
}

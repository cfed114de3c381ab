/** Pages beside one another as SVG: a row a Page, its name and followers, a bar for its net, its rate and posts. */
import type { ComparisonChart } from '../../src/ports.ts';
import { framed, header, inner, label, margin, type Pen, penOf, px, width } from './drawing.ts';
import { fitText, type Measure } from './text.ts';

const rowHeight = 112;
/** Where the columns end: followers, rate and posts are written up to their right edge. */
const right = { followers: margin + 520, rate: width - margin - 130, posts: width - margin };
const nameWidth = 350;
const bars = { left: margin + 560, right: width - margin - 270 };

type Row = ComparisonChart['rows'][number];

/** The whole picture, 1200 px wide, as high as it has rows. `family` is the font that `measure` measures. */
export function drawComparison(chart: ComparisonChart, family: string, measure: Measure): string {
  const pen = penOf(chart, measure);
  const top = header(chart, margin - 8, pen);
  const head = top.bottom + 64;
  const most = Math.max(1, ...chart.rows.map((row) => Math.abs(row.net ?? 0)));
  const rows = chart.rows.map((row, i) => rowAt(row, i, head + 24 + i * rowHeight, most, pen));
  const tall = Math.ceil(head + 24 + chart.rows.length * rowHeight + margin - 16);
  return framed([top.svg, headings(chart, head, pen), ...rows], tall, family, pen);
}

function headings({ words }: ComparisonChart, base: number, pen: Pen): string {
  const style = { size: 28, weight: 600, fill: pen.colour.soft } as const;
  const end = { ...style, anchor: 'end' } as const;
  return [
    label(words.page, margin, base, style),
    label(fitted(words.followers, 220, pen), right.followers, base, end),
    label(words.net, bars.left, base, style),
    label(words.rate, right.rate, base, end),
    label(words.posts, right.posts, base, end),
  ].join('');
}

function fitted(text: string, room: number, pen: Pen): string {
  return fitText(text, { width: room, lines: 1, sizes: [28], weight: 600 }, pen.measure).lines[0] ?? '';
}

function rowAt(row: Row, index: number, top: number, most: number, pen: Pen): string {
  const base = top + rowHeight / 2 + 12;
  const ground =
    index % 2 === 0 ? `<rect x="${margin - 24}" y="${px(top)}" width="${inner + 48}" height="${rowHeight}" rx="18" fill="${pen.colour.card}"/>` : '';
  const name = fitText(`${index + 1}. ${row.name}`, { width: nameWidth, lines: 2, sizes: [34, 30, 28], weight: 600 }, pen.measure);
  const lines = name.lines.map((line, i) =>
    label(line, margin, base + (i - (name.lines.length - 1) / 2) * name.size * 1.2, { size: name.size, weight: 600, fill: pen.colour.ink }),
  );
  const rate = { size: 32, weight: row.best ? 700 : 400, fill: row.best ? pen.colour.up : pen.colour.ink, anchor: 'end' } as const;
  return [
    ground,
    ...lines,
    label(row.followers, right.followers, base, { size: 32, weight: 400, fill: pen.colour.ink, anchor: 'end' }),
    bar(row.net, top, base, most, pen),
    label(row.rate, right.rate, base, rate),
    label(row.posts, right.posts, base, { size: 32, weight: 400, fill: pen.colour.ink, anchor: 'end' }),
  ].join('');
}

/** From its left edge, as long as the net is great; what is lost in the colour of losses. */
function bar(net: number | null, top: number, base: number, most: number, pen: Pen): string {
  if (net === null) return label('–', bars.left, base, { size: 32, weight: 400, fill: pen.colour.soft });
  const fill = net < 0 ? pen.colour.down : net === 0 ? pen.colour.axis : pen.colour.up;
  const long = Math.max(6, ((bars.right - bars.left) * Math.abs(net)) / most);
  const rect = `<rect x="${px(bars.left)}" y="${px(top + rowHeight - 34)}" width="${px(long)}" height="16" rx="6" fill="${fill}"/>`;
  return rect + label(pen.change(net), bars.left, base, { size: 34, weight: 700, fill: net === 0 ? pen.colour.soft : fill });
}

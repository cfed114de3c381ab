/** The growth picture as SVG: title, figures, followers of each day as a line, their net as bars, the last weeks with the target. Laid out from top to bottom. */
import type { GrowthChart } from '../../src/ports.ts';
import { type Block, framed, header, inner, label, lineHeight, margin, type Pen, paragraph, penOf, px, width } from './drawing.ts';
import { type Scale, scaleFor } from './scale.ts';
import { drawable, type Fitted, fitText, type Measure } from './text.ts';

type Column = { readonly middle: number; readonly left: number; readonly width: number };
/** The field of a drawing: its columns are the days. */
type Plot = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly columns: readonly Column[];
  readonly scale: Scale;
};

function figureColour(value: string, { colour }: Pen): string {
  if (/^\s*\+/.test(value)) return colour.up;
  return /^\s*[-−–]\s*\d/.test(value) ? colour.down : colour.ink;
}

type Card = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

function cardBlock(card: Card, value: string, valueSize: number, words: Fitted, pen: Pen): string {
  const base = card.top + 22 + valueSize;
  return [
    `<rect x="${px(card.left)}" y="${px(card.top)}" width="${px(card.width)}" height="${px(card.height)}" rx="20" fill="${pen.colour.card}"/>`,
    label(value, card.left + 24, base, { size: valueSize, weight: 700, fill: figureColour(value, pen) }),
    paragraph(words, card.left + 24, base + valueSize * 0.3, { weight: 400, fill: pen.colour.soft }).svg,
  ].join('');
}

/** The big figures as cards, at most four in a row, each row as wide as the picture, all values in one size. */
function figures(chart: GrowthChart, top: number, pen: Pen): Block {
  const rowCount = Math.ceil(chart.figures.length / 4);
  if (rowCount === 0) return { svg: '', bottom: top };
  const perRow = Math.ceil(chart.figures.length / rowCount);
  const gap = 20;
  const room = { width: (inner - gap * (perRow - 1)) / perRow - 48, sizes: [64, 56, 50, 44, 38, 32] };
  const fitted = chart.figures.map((figure) => ({
    value: fitText(figure.value, { ...room, lines: 1, weight: 700 }, pen.measure),
    words: fitText(figure.label, { ...room, lines: 2, sizes: [30, 28], weight: 400 }, pen.measure),
  }));
  const valueSize = Math.min(...fitted.map(({ value }) => value.size));
  const lines = Math.max(...fitted.map(({ words }) => words.lines.length));
  const tall = 28 + valueSize * 1.3 + lines * 30 * lineHeight + 22;
  const cards = fitted.map(({ value, words }, i) => {
    const row = Math.floor(i / perRow);
    const inRow = Math.min(perRow, fitted.length - row * perRow);
    const wide = (inner - gap * (inRow - 1)) / inRow;
    const card = { left: margin + (i % perRow) * (wide + gap), top: top + row * (tall + gap), width: wide, height: tall };
    return cardBlock(card, value.lines[0] ?? '', valueSize, words, pen);
  });
  return { svg: cards.join(''), bottom: top + rowCount * (tall + gap) - gap };
}

/** A drawing's heading; at the right, where a day is missing, what the hatching means. */
function heading(text: string, missing: string | null, top: number, pen: Pen): Block {
  const key = missing === null ? null : fitText(missing, { width: inner * 0.4, lines: 1, sizes: [28], weight: 400 }, pen.measure);
  const keyText = key?.lines[0] ?? '';
  const keyWidth = key === null ? 0 : pen.measure(keyText, 28, 400);
  const swatch = width - margin - keyWidth - 56;
  const fitted = fitText(text, { width: inner - keyWidth - 80, lines: 1, sizes: [36, 32, 28], weight: 600 }, pen.measure);
  const legend =
    key === null
      ? ''
      : `<rect x="${px(swatch)}" y="${px(top + 9)}" width="40" height="28" rx="6" fill="url(#gap)" stroke="${pen.colour.grid}"/>${label(keyText, width - margin, top + 34, { size: 28, weight: 400, fill: pen.colour.soft, anchor: 'end' })}`;
  return { svg: paragraph(fitted, margin, top, { weight: 600, fill: pen.colour.ink }).svg + legend, bottom: top + 48 };
}

function columnsOf(days: number, left: number, right: number): Column[] {
  const each = (right - left) / days;
  return Array.from({ length: days }, (_, i) => ({ middle: left + (i + 0.5) * each, left: left + i * each, width: each }));
}

/** Where a value stands in the plot, in pixels from the picture's top. */
function yOf(plot: Plot, value: number): number {
  const share = (value - plot.scale.low) / (plot.scale.high - plot.scale.low);
  return plot.bottom - share * (plot.bottom - plot.top);
}

/** Lines at the ticks with their numbers at the left; zero stands out where there are values below it. */
function grid(plot: Plot, text: (value: number) => string, { colour }: Pen): string {
  return plot.scale.ticks
    .map((tick) => {
      const y = px(yOf(plot, tick));
      const stroke = tick === 0 ? colour.axis : colour.grid;
      const line = `<line x1="${px(plot.left)}" x2="${px(plot.right)}" y1="${y}" y2="${y}" stroke="${stroke}" stroke-width="2"/>`;
      return line + label(text(tick), plot.left - 18, Number(y) + 10, { size: 28, weight: 400, fill: colour.soft, anchor: 'end' });
    })
    .join('');
}

/** Hatching over the days of which nothing is known: neither zero nor a guess. */
function gaps(plot: Plot, values: readonly (number | null)[]): string {
  return values
    .map((value, i) => {
      const column = plot.columns[i];
      if (value !== null || column === undefined) return '';
      const inset = Math.min(8, column.width * 0.1);
      return `<rect x="${px(column.left + inset)}" y="${px(plot.top)}" width="${px(column.width - 2 * inset)}" height="${px(plot.bottom - plot.top)}" rx="10" fill="url(#gap)"/>`;
    })
    .join('');
}

type Point = { readonly x: number; readonly y: number; readonly value: number; readonly index: number };

/** Neighbouring points belong together; a missing day parts them. */
function runs(points: readonly Point[]): Point[][] {
  const parts: Point[][] = [];
  for (const point of points) {
    const part = parts.at(-1);
    if (part !== undefined && part.at(-1)?.index === point.index - 1) part.push(point);
    else parts.push([point]);
  }
  return parts;
}

type Telling = Point & { readonly side: 'above' | 'below' | 'either' };

/** Greatest, least, last and first, each point once. Only the greatest must stand above and the least below, or a neighbour's number is taken for theirs. */
function tellingPoints(points: readonly Point[]): Telling[] {
  const sorted = [...points].sort((a, b) => a.value - b.value || a.index - b.index);
  const [least, greatest] = [sorted[0], sorted.at(-1)];
  const telling = [...new Set([greatest, least, points.at(-1), points[0]])].flatMap((point) => (point === undefined ? [] : [point]));
  return telling.map((point) => ({ ...point, side: point.value === greatest?.value ? 'above' : point.value === least?.value ? 'below' : 'either' }));
}

type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
function meets(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** The values of the telling points, above or below, where they cover the line least and not the target's (`crossing`); left out where another label stands. */
function pointLabels(plot: Plot, points: readonly Point[], crossing: number | null, pen: Pen): string {
  const size = 32;
  const line = points.flatMap((point, i) => stepsBetween(point, points[i + 1]));
  const crosses = (box: Box) => crossing !== null && box.top < crossing + 4 && crossing - 4 < box.bottom;
  const placed: Box[] = [];
  const texts: string[] = [];
  for (const point of tellingPoints(points)) {
    const text = pen.count(point.value);
    const half = pen.measure(text, size, 700) / 2 + 8;
    const middle = Math.min(Math.max(point.x, plot.left + half), width - margin - half);
    const boxAt = (base: number): Box => ({ left: middle - half, right: middle + half, top: base - size * 0.8, bottom: base + 4 });
    const covers = (base: number) => line.filter((dot) => meets(dot, boxAt(base))).length;
    const usual = [...(point.side === 'below' ? [] : [point.y - 24]), ...(point.side === 'above' ? [] : [point.y + 48])];
    const clear = usual.filter((base) => !crosses(boxAt(base)));
    // Rather on its other side, as far away as it must be, than across the target's line.
    const further = [48, 68, 88, 108, 128].map((below) => point.y + below).filter((base) => base < plot.bottom && !crosses(boxAt(base)));
    const bases = clear.length > 0 ? clear : [...further, ...usual];
    const free = bases.filter((base) => !placed.some((box) => meets(box, boxAt(base))));
    const base = free.sort((a, b) => covers(a) - covers(b))[0];
    if (base === undefined) continue;
    placed.push(boxAt(base));
    texts.push(label(text, middle, base, { size, weight: 700, fill: pen.colour.ink, anchor: 'middle', halo: pen.colour.paper }));
  }
  return texts.join('');
}

/** Small boxes along the line from one point to its neighbour, to keep labels off it. */
function stepsBetween(from: Point, to: Point | undefined): Box[] {
  const next = to !== undefined && to.index === from.index + 1 ? to : from;
  return Array.from({ length: 9 }, (_, i) => {
    const x = from.x + ((next.x - from.x) * i) / 8;
    const y = from.y + ((next.y - from.y) * i) / 8;
    return { left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 };
  });
}

function followersLine(plot: Plot, values: readonly (number | null)[], pen: Pen, crossing: number | null = null): string {
  const points = values.flatMap((value, index): Point[] => {
    const column = plot.columns[index];
    return value === null || column === undefined ? [] : [{ x: column.middle, y: yOf(plot, value), value, index }];
  });
  const parts = runs(points).filter((part) => part.length > 1);
  const path = (part: readonly Point[]) => part.map((point, i) => `${i === 0 ? 'M' : 'L'}${px(point.x)} ${px(point.y)}`).join('');
  const areas = parts.map((part) => `<path d="${path(part)}V${px(plot.bottom)}H${px(part[0]?.x ?? 0)}Z" fill="url(#under)"/>`);
  const lines = parts.map(
    (part) => `<path d="${path(part)}" fill="none" stroke="${pen.colour.line}" stroke-width="6" stroke-linejoin="round" stroke-linecap="round"/>`,
  );
  const radius = values.length > 14 ? 6 : 10;
  const dots = points.map(
    (point) => `<circle cx="${px(point.x)}" cy="${px(point.y)}" r="${radius}" fill="${pen.colour.paper}" stroke="${pen.colour.line}" stroke-width="5"/>`,
  );
  return areas.join('') + lines.join('') + dots.join('') + pointLabels(plot, points, crossing, pen);
}

/** The largest size at which each bar's number stays within its column; null when only the extremes can be labelled. */
function barLabelSize(values: readonly number[], column: number, pen: Pen): number | null {
  const widest = (size: number) => Math.max(...values.map((value) => pen.measure(pen.change(value), size, 600)));
  return [34, 30, 28].find((size) => widest(size) <= column - 8) ?? null;
}

function netBars(plot: Plot, values: readonly (number | null)[], pen: Pen): string {
  const known = values.filter((value) => value !== null);
  const column = plot.columns[0]?.width ?? 0;
  const size = barLabelSize(known, column, pen);
  const extremes = [values.indexOf(Math.max(...known)), values.indexOf(Math.min(...known))];
  const barWidth = Math.min(column * 0.6, 96);
  const zero = yOf(plot, 0);
  return values
    .map((value, i) => {
      const place = plot.columns[i];
      if (value === null || place === undefined) return '';
      const end = yOf(plot, value);
      const fill = value < 0 ? pen.colour.down : pen.colour.up;
      // Zero was read, too: a flat mark tells it from a day without a reading.
      const tall = Math.max(Math.abs(zero - end), 4);
      const rect = `<rect x="${px(place.middle - barWidth / 2)}" y="${px(Math.min(zero, end))}" width="${px(barWidth)}" height="${px(tall)}" rx="${px(Math.min(6, tall / 2))}" fill="${value === 0 ? pen.colour.axis : fill}"/>`;
      if (size === null && !extremes.includes(i)) return rect;
      const base = value < 0 ? end + (size ?? 28) + 4 : end - 12;
      const text = pen.change(value);
      const half = pen.measure(text, size ?? 28, 600) / 2;
      const x = Math.min(Math.max(place.middle, plot.left + half), width - margin - half);
      return (
        rect + label(text, x, base, { size: size ?? 28, weight: 600, fill: value === 0 ? pen.colour.soft : fill, anchor: 'middle', halo: pen.colour.paper })
      );
    })
    .join('');
}

/** The days' names under the columns: all in one line or all in two, every second or third day where there are many. */
function dayNames(days: readonly { readonly label: string }[], columns: readonly Column[], top: number, pen: Pen): Block {
  const column = columns[0]?.width ?? inner;
  const every = Math.ceil(104 / column);
  const room = { width: column * every - 12, sizes: [30, 28], weight: 400 } as const;
  const inOneLine = days.every((day) => pen.measure(drawable(day.label), 28, 400) <= room.width);
  const named = days.flatMap((day, i) => {
    const place = columns[i];
    if (place === undefined || i % every !== 0) return [];
    // "T2 16/11": the weekday above, the date below.
    const parts = inOneLine ? [day.label] : drawable(day.label).split(/ (.*)/, 2);
    return [{ x: place.middle, lines: parts.flatMap((part) => fitText(part, { ...room, lines: 1 }, pen.measure)) }];
  });
  const size = Math.min(...named.flatMap(({ lines }) => lines.map((line) => line.size)), 30);
  const step = size * 1.2;
  const svg = named.flatMap(({ x, lines }) =>
    lines.map((line, n) => label(line.lines[0] ?? '', x, top + size + n * step, { size, weight: 400, fill: pen.colour.soft, anchor: 'middle' })),
  );
  return { svg: svg.join(''), bottom: top + step * Math.max(0, ...named.map(({ lines }) => lines.length)) };
}

/** Both drawings over one row of days, so that a day is one column from top to bottom. */
function drawings(chart: GrowthChart, top: number, pen: Pen): Block {
  const followers = chart.days.map((day) => day.followers);
  const net = chart.days.map((day) => day.net);
  const knownFollowers = followers.filter((value) => value !== null);
  const knownNet = net.filter((value) => value !== null);
  const upper = scaleFor(knownFollowers.length > 0 ? knownFollowers : [0], 4);
  const lower = scaleFor([0, ...knownNet], 3);
  const widths = [...upper.ticks.map(pen.count), ...lower.ticks.map(pen.change)].map((text) => pen.measure(text, 28, 400));
  const left = margin + Math.max(...widths) + 18;
  const right = width - margin;
  const columns = columnsOf(chart.days.length, left, right);
  const missing = (values: readonly (number | null)[]) => (values.includes(null) ? chart.words.noReading : null);

  const first = heading(chart.words.followers, missing(followers), top, pen);
  const linePlot: Plot = { left, right, top: first.bottom + 56, bottom: first.bottom + 56 + 210, columns, scale: upper };
  const second = heading(chart.words.net, missing(net), linePlot.bottom + 56, pen);
  const barsTop = second.bottom + 52;
  const barPlot: Plot = { left, right, top: barsTop, bottom: barsTop + 170, columns, scale: lower };
  const names = dayNames(chart.days, columns, barPlot.bottom + (lower.low < 0 ? 52 : 16), pen);
  const svg = [
    first.svg,
    gaps(linePlot, followers),
    knownFollowers.length > 0 ? grid(linePlot, pen.count, pen) + followersLine(linePlot, followers, pen) : '',
    second.svg,
    gaps(barPlot, net),
    knownNet.length > 0 ? grid(barPlot, pen.change, pen) + netBars(barPlot, net, pen) : '',
    names.svg,
  ];
  return { svg: svg.join(''), bottom: names.bottom };
}

/** The target belongs into the picture where it does not press the line flat against the ground. */
function targetInSight(values: readonly number[], target: number): boolean {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const span = Math.max(greatest - least, greatest * 0.01, 1);
  return target <= greatest + 3 * span && target >= least - 3 * span;
}

function targetLine(plot: Plot, target: { readonly value: number; readonly label: string }, inSight: boolean, pen: Pen): string {
  const style = { size: 28, weight: 600, fill: pen.colour.target, anchor: 'end', halo: pen.colour.paper } as const;
  const fitted = fitText(inSight ? target.label : `↑ ${target.label}`, { width: inner * 0.5, lines: 1, sizes: [28], weight: 600 }, pen.measure).lines[0] ?? '';
  if (!inSight) return label(fitted, plot.right, plot.top - 16, style);
  const y = yOf(plot, target.value);
  const line = `<line x1="${px(plot.left)}" x2="${px(plot.right)}" y1="${px(y)}" y2="${px(y)}" stroke="${pen.colour.target}" stroke-width="4" stroke-dasharray="14 10"/>`;
  return line + label(fitted, plot.left + pen.measure(fitted, 28, 600) + 12, y - 14, style);
}

/** Followers at the end of each week, with the target as a line. */
function weeksDrawing(chart: GrowthChart, top: number, pen: Pen): Block {
  const values = chart.weeks.map((week) => week.followers);
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return { svg: '', bottom: top };
  const inSight = chart.target !== null && targetInSight(known, chart.target.value);
  const scale = scaleFor([...known, ...(inSight && chart.target !== null ? [chart.target.value] : [])], 4);
  const left = margin + Math.max(...scale.ticks.map((tick) => pen.measure(pen.count(tick), 28, 400))) + 18;
  const columns = columnsOf(values.length, left, width - margin);
  const head = heading(chart.words.weeks, values.includes(null) ? chart.words.noReading : null, top + 56, pen);
  const plot: Plot = { left, right: width - margin, top: head.bottom + 56, bottom: head.bottom + 56 + 210, columns, scale };
  const names = dayNames(chart.weeks, columns, plot.bottom + 16, pen);
  const target = chart.target === null ? '' : targetLine(plot, chart.target, inSight, pen);
  const crossing = inSight && chart.target !== null ? yOf(plot, chart.target.value) : null;
  const line = followersLine(plot, values, pen, crossing);
  return { svg: head.svg + gaps(plot, values) + grid(plot, pen.count, pen) + target + line + names.svg, bottom: names.bottom };
}

/** Nothing was read all week: said in words, not drawn as a flat line. */
function nothingRead(chart: GrowthChart, top: number, pen: Pen): Block {
  const tall = 480;
  const text = fitText(chart.words.empty, { width: inner - 200, lines: 3, sizes: [40, 36, 32], weight: 600 }, pen.measure);
  const block = tall / 2 - (text.lines.length * text.size * lineHeight) / 2;
  const field = `<rect x="${margin}" y="${px(top)}" width="${inner}" height="${tall}" rx="20" fill="url(#gap)" stroke="${pen.colour.grid}" stroke-width="2"/>`;
  const plate = `<rect x="${margin + 60}" y="${px(top + block - 40)}" width="${inner - 120}" height="${px(tall - 2 * block + 80)}" rx="20" fill="${pen.colour.paper}"/>`;
  return { svg: field + plate + paragraph(text, width / 2, top + block, { weight: 600, fill: pen.colour.soft, anchor: 'middle' }).svg, bottom: top + tall };
}

function foot(chart: GrowthChart, top: number, pen: Pen): Block {
  if (chart.note === null || drawable(chart.note) === '') return { svg: '', bottom: top };
  const text = fitText(chart.note, { width: inner, lines: 4, sizes: [28], weight: 400 }, pen.measure);
  return paragraph(text, margin, top + 24, { weight: 400, fill: pen.colour.soft });
}

function definitions({ colour }: Pen): string {
  return `<defs>
<pattern id="gap" width="16" height="16" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="16" height="16" fill="${colour.gap}"/><rect width="5" height="16" fill="${colour.hatch}"/></pattern>
<linearGradient id="under" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${colour.line}" stop-opacity="0.18"/><stop offset="1" stop-color="${colour.line}" stop-opacity="0.02"/></linearGradient>
</defs>`;
}

/** The whole picture as SVG, 1200 px wide, as high as its content (about 1650). `family` is the font that `measure` measures. */
export function drawGrowth(chart: GrowthChart, family: string, measure: Measure): string {
  const pen = penOf(chart, measure);
  const empty = chart.days.every((day) => day.followers === null && day.net === null);
  const top = header(chart, margin - 8, pen);
  const cards = figures(chart, top.bottom + 32, pen);
  const body = empty ? nothingRead(chart, cards.bottom + 48, pen) : drawings(chart, cards.bottom + 52, pen);
  const weeks = weeksDrawing(chart, body.bottom, pen);
  const note = foot(chart, weeks.bottom, pen);
  const tall = Math.ceil(note.bottom + margin - 16);
  return framed([definitions(pen), top.svg, cards.svg, body.svg, weeks.svg, note.svg], tall, family, pen);
}

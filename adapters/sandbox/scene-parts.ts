/** Small pieces of the drawn pictures: skies, hills, water, trees, people. All numbers are pixels of a 1200 × 630 picture. */
import { chance } from './chance.ts';

export const width = 1200;
export const height = 630;

export type Dice = (least: number, most: number) => number;

/** Throws that are the same each time for one picture. */
export function diceOf(seed: string): Dice {
  let throws = 0;
  return (least, most) => {
    throws += 1;
    return least + chance(seed, throws) * (most - least);
  };
}

export function times(count: number, draw: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => draw(index)).join('');
}

export function rect(x: number, y: number, w: number, h: number, fill: string, more = ''): string {
  return `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${w.toFixed(1)}" height="${h.toFixed(1)}" fill="${fill}" ${more}/>`;
}

export function circle(x: number, y: number, r: number, fill: string, more = ''): string {
  return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${r.toFixed(1)}" fill="${fill}" ${more}/>`;
}

export function shape(path: string, fill: string, more = ''): string {
  return `<path d="${path}" fill="${fill}" ${more}/>`;
}

export function line(path: string, stroke: string, thick: number, more = ''): string {
  return `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${thick}" stroke-linecap="round" ${more}/>`;
}

/** A vertical gradient under `id`, from top to bottom. */
export function gradient(id: string, ...colours: readonly string[]): string {
  const stops = colours.map((colour, index) => `<stop offset="${(index / Math.max(1, colours.length - 1)).toFixed(2)}" stop-color="${colour}"/>`);
  return `<defs><linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops.join('')}</linearGradient></defs>`;
}

export type Light = 'day' | 'dawn' | 'dusk' | 'night';
const skies: Record<Light, readonly string[]> = {
  day: ['#4d9fd6', '#a9d6ee', '#e8f4f5'],
  dawn: ['#7fa8c9', '#f4c9a0', '#fdebc8'],
  dusk: ['#3d4a7a', '#c56a6a', '#f6b26b'],
  night: ['#0d1638', '#22306a', '#4a4a86'],
};

export function sky(light: Light): string {
  return gradient('sky', ...skies[light]) + rect(0, 0, width, height, 'url(#sky)');
}

export function sun(x: number, y: number, light: Light): string {
  const colour = light === 'night' ? '#f4f1d6' : light === 'day' ? '#fff6d0' : '#ffe2a6';
  return circle(x, y, 120, colour, 'opacity="0.12"') + circle(x, y, 80, colour, 'opacity="0.22"') + circle(x, y, 46, colour, 'opacity="0.95"');
}

export function clouds(dice: Dice, count: number, colour = '#ffffff'): string {
  return times(count, () => {
    const x = dice(40, 1120);
    const y = dice(50, 190);
    const size = dice(0.6, 1.3);
    const puff = (dx: number, dy: number, rx: number, ry: number) =>
      `<ellipse cx="${(x + dx * size).toFixed(1)}" cy="${(y + dy * size).toFixed(1)}" rx="${(rx * size).toFixed(1)}" ry="${(ry * size).toFixed(1)}"/>`;
    return `<g fill="${colour}" opacity="0.75">${puff(0, 0, 70, 18)}${puff(-30, -10, 34, 18)}${puff(18, -16, 42, 22)}${puff(52, -4, 30, 14)}</g>`;
  });
}

/** A ridge of soft hills from `y` down to the bottom. */
export function hills(dice: Dice, y: number, swing: number, fill: string): string {
  const steps = 6;
  let path = `M0 ${(y + dice(-swing, swing)).toFixed(0)}`;
  for (let step = 1; step <= steps; step++) {
    const x = (width / steps) * step;
    const half = x - width / steps / 2;
    path += ` Q${half.toFixed(0)} ${(y + dice(-swing * 1.6, swing)).toFixed(0)} ${x.toFixed(0)} ${(y + dice(-swing * 0.4, swing * 0.6)).toFixed(0)}`;
  }
  return shape(`${path} V${height} H0 Z`, fill);
}

export function water(y: number, top: string, bottom: string, dice: Dice): string {
  const ripples = times(46, () => {
    const depth = dice(0, 1);
    const at = y + 12 + depth * (height - y - 20);
    const long = 20 + depth * dice(30, 110);
    const x = dice(0, width);
    return line(`M${x.toFixed(0)} ${at.toFixed(0)} h${long.toFixed(0)}`, '#ffffff', 1.5 + depth * 2, `opacity="${(0.1 + depth * 0.22).toFixed(2)}"`);
  });
  return gradient('water', top, bottom) + rect(0, y, width, height - y, 'url(#water)') + ripples;
}

export function tree(x: number, y: number, size: number, leaf = '#2f6b3c'): string {
  return (
    rect(x - 4 * size, y - 36 * size, 8 * size, 38 * size, '#6b4a32') +
    circle(x, y - 62 * size, 34 * size, leaf) +
    circle(x - 22 * size, y - 44 * size, 24 * size, leaf) +
    circle(x + 22 * size, y - 44 * size, 24 * size, leaf) +
    circle(x + 8 * size, y - 72 * size, 16 * size, '#ffffff', 'opacity="0.10"')
  );
}

export function palm(x: number, y: number, size: number): string {
  const fronds = [-80, -45, -10, 25, 60, 100].map((turn) => {
    const angle = ((turn - 100) * Math.PI) / 180;
    const tipX = x + 10 * size + Math.cos(angle) * 70 * size;
    const tipY = y - 120 * size + Math.sin(angle) * 46 * size + 24 * size;
    return line(`M${x + 10 * size} ${y - 122 * size} Q${x + 10 * size + Math.cos(angle) * 40 * size} ${y - 150 * size} ${tipX} ${tipY}`, '#2d7048', 9 * size);
  });
  return line(`M${x} ${y} Q${x - 8 * size} ${y - 60 * size} ${x + 10 * size} ${y - 122 * size}`, '#7a5a3a', 9 * size) + fronds.join('');
}

/** A person seen from afar, with a conical hat where asked. */
export function person(x: number, y: number, size: number, coat: string, hat: boolean): string {
  const head = circle(x, y - 46 * size, 8 * size, '#e2b48c');
  const body = shape(
    `M${x - 12 * size} ${y} Q${x - 14 * size} ${y - 36 * size} ${x} ${y - 38 * size} Q${x + 14 * size} ${y - 36 * size} ${x + 12 * size} ${y} Z`,
    coat,
  );
  const cone = shape(
    `M${x - 19 * size} ${y - 46 * size} L${x} ${y - 64 * size} L${x + 19 * size} ${y - 46 * size} Q${x} ${y - 40 * size} ${x - 19 * size} ${y - 46 * size} Z`,
    '#efdca4',
  );
  return body + head + (hat ? cone : shape(`M${x - 8 * size} ${y - 48 * size} A8 8 0 0 1 ${x + 8 * size} ${y - 48 * size} Z`, '#2b2320'));
}

export function star(x: number, y: number, r: number, fill: string): string {
  const points = times(10, (index) => {
    const angle = -Math.PI / 2 + (index * Math.PI) / 5;
    const far = index % 2 === 0 ? r : r * 0.4;
    return `${(x + Math.cos(angle) * far).toFixed(1)},${(y + Math.sin(angle) * far).toFixed(1)} `;
  });
  return `<polygon points="${points}" fill="${fill}"/>`;
}

export function flag(x: number, y: number, tall: number): string {
  const w = tall * 0.42;
  const h = w * 0.66;
  return rect(x - 2, y - tall, 4, tall, '#d9d4c8') + rect(x + 2, y - tall, w, h, '#d8262c') + star(x + 2 + w / 2, y - tall + h / 2, h * 0.3, '#ffdd33');
}

export function windows(x: number, y: number, columns: number, rows: number, w: number, h: number, gap: number, fill: string): string {
  return times(columns * rows, (index) => rect(x + (index % columns) * (w + gap), y + Math.floor(index / columns) * (h + gap * 1.3), w, h, fill, 'rx="2"'));
}

export function boat(x: number, y: number, size: number, hull: string): string {
  return (
    shape(
      `M${x - 60 * size} ${y - 6 * size} Q${x} ${y + 26 * size} ${x + 66 * size} ${y - 12 * size} Q${x} ${y + 2 * size} ${x - 60 * size} ${y - 6 * size} Z`,
      hull,
    ) +
    shape(`M${x - 24 * size} ${y - 2 * size} Q${x - 2 * size} ${y - 36 * size} ${x + 24 * size} ${y - 2 * size} Z`, '#c9a26a') +
    person(x + 40 * size, y - 4 * size, 0.6 * size, '#3a5a86', true)
  );
}

export function svg(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${content}</svg>`;
}

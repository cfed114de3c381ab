/** The pictures of the sample portal, drawn: one function a scene, another look for each variant. */
import {
  boat,
  circle,
  clouds,
  type Dice,
  flag,
  gradient,
  height,
  hills,
  type Light,
  line,
  palm,
  person,
  rect,
  shape,
  sky,
  star,
  sun,
  times,
  tree,
  water,
  width,
  windows,
} from './scene-parts.ts';

const daylight: readonly Light[] = ['day', 'dawn', 'dusk', 'day'];

function lightOf(dice: Dice): Light {
  return daylight[Math.floor(dice(0, 3.99))] ?? 'day';
}

function river(dice: Dice): string {
  const light = lightOf(dice);
  const sunX = dice(200, 1000);
  const reflection = times(12, (row) => rect(sunX - 40 + row * 2, 372 + row * 20, 80 - row * 3, 5, '#fff3cf', 'opacity="0.45" rx="3"'));
  return (
    sky(light) +
    sun(sunX, 190, light) +
    clouds(dice, 4) +
    hills(dice, 290, 60, '#7f9fb0') +
    hills(dice, 330, 34, '#54806f') +
    water(360, light === 'dusk' ? '#d98b6d' : '#8fc3d6', '#2f6f8f', dice) +
    reflection +
    boat(dice(200, 420), 470, 0.9, '#5a3a28') +
    boat(dice(640, 900), 540, 1.3, '#6b4430') +
    shape('M0 630 V520 Q120 500 220 560 T430 630 Z', '#3f6b3a') +
    palm(90, 560, 1.2) +
    palm(170, 590, 0.9)
  );
}

function fields(dice: Dice): string {
  const greens = ['#c9cf5a', '#a9c24e', '#8cb548', '#6fa544', '#588f3e', '#477b38'];
  const terraces = greens.map((green, row) => {
    const y = 320 + row * 52;
    const bend = dice(-40, 40);
    const rice = times(70, (index) => line(`M${index * 18 + (row % 2) * 9} ${y + 46} q3 -10 ${dice(-4, 6).toFixed(1)} -16`, '#ffffff', 2, 'opacity="0.16"'));
    return shape(`M0 ${y} Q300 ${y - 30 + bend} 620 ${y} T1200 ${y - 12} V630 H0 Z`, green) + rice;
  });
  const birds = times(5, () => {
    const x = dice(120, 1060);
    const y = dice(70, 200);
    return line(`M${x} ${y} q12 -12 22 0 q12 -12 22 0`, '#ffffff', 4, 'opacity="0.85"');
  });
  const light = lightOf(dice);
  return (
    sky(light) +
    sun(dice(700, 1050), 150, light) +
    hills(dice, 260, 70, '#6d97a0') +
    hills(dice, 300, 40, '#4d7f62') +
    terraces.join('') +
    birds +
    person(dice(260, 380), 520, 1.5, '#8a3b52', true) +
    person(dice(480, 560), 560, 1.8, '#2f5d8a', true) +
    person(dice(820, 960), 500, 1.3, '#46664a', true)
  );
}

function bridge(dice: Dice): string {
  const light = lightOf(dice);
  const deck = 400;
  const towers = [380, 820];
  const cables = towers
    .map((x) =>
      times(
        9,
        (index) =>
          line(`M${x} ${150 + index * 14} L${x - 50 - index * 36} ${deck}`, '#f4efe2', 2.5) +
          line(`M${x} ${150 + index * 14} L${x + 50 + index * 36} ${deck}`, '#f4efe2', 2.5),
      ),
    )
    .join('');
  const cars = times(9, (index) =>
    rect(60 + index * 130 + dice(-30, 30), deck - 13, 34, 12, ['#d8262c', '#ffffff', '#2f5d8a', '#f5c542'][index % 4] ?? '#fff', 'rx="4"'),
  );
  return (
    sky(light) +
    sun(600, 210, light) +
    clouds(dice, 3) +
    hills(dice, 350, 40, '#6a8f96') +
    water(430, '#86b8c9', '#2b5f7c', dice) +
    cables +
    towers.map((x) => shape(`M${x - 15} 520 L${x - 8} 120 H${x + 8} L${x + 15} 520 Z`, '#efe9da')).join('') +
    rect(0, deck, width, 16, '#d9d2c0') +
    rect(0, deck + 16, width, 6, '#9a927e') +
    cars
  );
}

function office(dice: Dice): string {
  const columns = times(8, (index) => rect(330 + index * 74, 290, 22, 180, '#fffaf0') + rect(324 + index * 74, 282, 34, 10, '#e9dfc8'));
  const people = times(7, (index) =>
    person(250 + index * 110 + dice(-24, 24), 600 + dice(-14, 12), 1.15, ['#1f3a5f', '#7a2e3a', '#ffffff', '#3b3f46'][index % 4] ?? '#333', false),
  );
  return (
    sky('day') +
    clouds(dice, 4) +
    hills(dice, 380, 30, '#7fa58f') +
    rect(200, 250, 800, 230, '#f0dfb8') +
    rect(260, 190, 680, 62, '#e6d2a5') +
    shape('M460 190 L600 120 L740 190 Z', '#b23a34') +
    star(600, 166, 18, '#ffdd33') +
    windows(222, 300, 1, 3, 70, 36, 18, '#7fa3b8') +
    windows(912, 300, 1, 3, 70, 36, 18, '#7fa3b8') +
    windows(280, 204, 12, 1, 34, 32, 22, '#7fa3b8') +
    columns +
    rect(560, 360, 80, 112, '#6b4a32', 'rx="3"') +
    times(4, (step) => rect(300 - step * 26, 472 + step * 14, 600 + step * 52, 14, ['#e9e2d2', '#ddd4c0', '#d0c6af', '#c4b99f'][step] ?? '#ccc')) +
    rect(0, 528, width, 102, '#b9c7a0') +
    shape('M420 528 H780 L900 630 H300 Z', '#d9d2c3') +
    flag(150, 520, 380) +
    tree(80, 560, 1.3) +
    tree(1090, 560, 1.5) +
    tree(1160, 590, 1.1) +
    people
  );
}

function market(dice: Dice): string {
  const awnings = ['#d8453b', '#f0b429', '#2f8f83', '#e8743b', '#5b7fb8'];
  const fruit = ['#e2493b', '#f2a33a', '#8cbf4a', '#f5d44f', '#9b4f96', '#5fa05a'];
  const stalls = times(5, (index) => {
    const x = 20 + index * 236;
    const colour = awnings[index] ?? '#d8453b';
    const stripes = times(6, (stripe) => shape(`M${x + stripe * 37} 250 h37 l6 62 q-22 18 -44 0 Z`, stripe % 2 === 0 ? colour : '#fff8ea'));
    const goods = times(24, (piece) =>
      circle(x + 22 + (piece % 8) * 24 + dice(-3, 3), 436 - Math.floor(piece / 8) * 18, 12, fruit[(index + Math.floor(piece / 8)) % fruit.length] ?? '#e2493b'),
    );
    return (
      rect(x + 6, 300, 7, 220, '#7a5a3a') +
      rect(x + 214, 300, 7, 220, '#7a5a3a') +
      stripes +
      goods +
      rect(x, 444, 226, 84, '#a9713f') +
      rect(x, 444, 226, 14, '#c48a52')
    );
  });
  const people = times(8, (index) =>
    person(
      80 + index * 148 + dice(-30, 30),
      610 + dice(-16, 10),
      1.7,
      ['#8a3b52', '#2f5d8a', '#46664a', '#b06a2c', '#5b4a86'][index % 5] ?? '#555',
      index % 2 === 0,
    ),
  );
  return (
    gradient('hall', '#f6e3c0', '#e9c48d') +
    rect(0, 0, width, height, 'url(#hall)') +
    shape('M0 120 L600 20 L1200 120 V0 H0 Z', '#b5653f') +
    times(13, (index) => line(`M${index * 100} 120 L600 20`, '#8f4c30', 4)) +
    times(9, (index) => circle(70 + index * 132, 178, 20, '#ffefb0', 'opacity="0.9"') + line(`M${70 + index * 132} 110 V160`, '#7a4a30', 3)) +
    rect(0, 520, width, 110, '#c9b48f') +
    stalls +
    people
  );
}

function school(dice: Dice): string {
  const children = times(
    12,
    (index) =>
      person(160 + index * 76 + dice(-14, 14), 596 + (index % 3) * 10, 1.05, index % 3 === 0 ? '#ffffff' : '#f7f7f2', false) +
      shape(`M${160 + index * 76} 560 l8 8 l-16 0 Z`, '#d8262c'),
  );
  return (
    sky('day') +
    clouds(dice, 4) +
    hills(dice, 360, 44, '#79a88a') +
    rect(140, 250, 920, 250, '#f7d98b') +
    rect(140, 236, 920, 22, '#c8563f') +
    rect(500, 200, 200, 300, '#f3c86a') +
    shape('M486 204 L600 140 L714 204 Z', '#c8563f') +
    windows(170, 284, 5, 2, 46, 58, 16, '#8fbdd0') +
    windows(724, 284, 5, 2, 46, 58, 16, '#8fbdd0') +
    circle(600, 190, 17, '#fffbe9') +
    rect(560, 390, 80, 110, '#8a5a3a', 'rx="40"') +
    rect(0, 500, width, 130, '#d9b98a') +
    flag(600, 560, 250) +
    tree(70, 540, 1.7, '#3e7d3a') +
    tree(1130, 540, 1.8, '#3e7d3a') +
    tree(990, 520, 1, '#4c8f47') +
    children
  );
}

function teaHills(dice: Dice): string {
  const slopes = times(4, (slope) => {
    const y = 300 + slope * 74;
    const shade = ['#6fae57', '#5d9c4b', '#4b8a41', '#3c7736'][slope] ?? '#4b8a41';
    const x = dice(200, 1000);
    const outline = `M${x - 760} 660 Q${x - 300} ${y - 20} ${x} ${y - 40} T${x + 800} 660 Z`;
    const rows = times(16, (row) => {
      const path = `M${x - 700} ${y + 74 + row * 17} Q${x} ${y - 34 + row * 17} ${x + 700} ${y + 84 + row * 17}`;
      return line(path, '#2f5f2c', 6, 'opacity="0.35" stroke-dasharray="1 11"');
    });
    return `<clipPath id="slope${slope}"><path d="${outline}"/></clipPath>${shape(outline, shade)}<g clip-path="url(#slope${slope})">${rows}</g>`;
  });
  return (
    sky('dawn') +
    sun(dice(200, 1000), 170, 'dawn') +
    hills(dice, 250, 70, '#92b0b8') +
    rect(0, 0, width, height, '#ffffff', 'opacity="0.08"') +
    slopes +
    person(330, 500, 1.5, '#b03a48', true) +
    person(430, 540, 1.6, '#31577f', true) +
    person(860, 520, 1.5, '#7a4a86', true)
  );
}

function harbour(dice: Dice): string {
  const colours = ['#c8452f', '#2f6f9f', '#e0a030', '#4f8a5a', '#8a8f98'];
  const stack = (x: number, y: number, columns: number, rows: number) =>
    times(columns * rows, (index) =>
      rect(x + (index % columns) * 62, y - Math.floor(index / columns) * 30, 60, 28, colours[Math.floor(dice(0, 4.99))] ?? '#c8452f', 'stroke="#00000022"'),
    );
  const crane = (x: number) =>
    line(`M${x} 470 L${x + 30} 150 L${x + 60} 470`, '#d9772b', 10) +
    line(`M${x - 110} 190 L${x + 190} 170`, '#d9772b', 10) +
    line(`M${x + 30} 150 L${x - 90} 190 M${x + 30} 150 L${x + 170} 172`, '#d9772b', 4) +
    line(`M${x - 70} 190 V300`, '#555', 2) +
    rect(x - 100, 300, 60, 26, '#2f6f9f');
  return (
    sky('day') +
    sun(1020, 130, 'day') +
    clouds(dice, 4) +
    hills(dice, 360, 30, '#86a6b0') +
    water(460, '#6fa5bd', '#235a78', dice) +
    crane(250) +
    crane(560) +
    shape('M640 470 H1130 L1080 550 H690 Z', '#33475f') +
    rect(690, 540, 394, 10, '#b2382f') +
    stack(700, 440, 5, 4) +
    rect(1030, 350, 60, 120, '#f4f1ea') +
    windows(1038, 362, 2, 2, 18, 14, 8, '#3d5a73') +
    rect(0, 470, 600, 34, '#8d8a82') +
    stack(20, 440, 3, 3) +
    stack(390, 440, 2, 2)
  );
}

function road(dice: Dice): string {
  const dashes = times(7, (index) => {
    const near = (index + 1) / 7;
    return shape(`M${600 - 4 * near} ${350 + near * near * 280} h${8 * near} l${3 * near} ${30 * near} h${-14 * near} Z`, '#fff6d8');
  });
  const lamps = times(6, (index) => {
    const near = ((index + 1) / 6) ** 1.6;
    const left = 570 - near * 480;
    const right = 630 + near * 480;
    const y = 350 + near * 250;
    const tall = 170 * near + 18;
    return (
      line(`M${left} ${y} V${y - tall} h${28 * near}`, '#58646b', 2 + near * 4) + line(`M${right} ${y} V${y - tall} h${-28 * near}`, '#58646b', 2 + near * 4)
    );
  });
  const light = lightOf(dice);
  return (
    sky(light) +
    sun(600, 250, light) +
    clouds(dice, 4) +
    hills(dice, 320, 60, '#7296a0') +
    hills(dice, 345, 26, '#5c8a60') +
    rect(0, 350, width, 280, '#7fa35a') +
    shape('M560 350 H640 L1120 630 H80 Z', '#5a5f66') +
    shape('M566 350 L120 630 H96 L562 350 Z', '#f3efe2') +
    shape('M634 350 L1080 630 H1104 L638 350 Z', '#f3efe2') +
    dashes +
    lamps +
    rect(690, 470, 120, 76, '#d8453b', 'rx="8"') +
    rect(704, 480, 92, 30, '#bfe0ee', 'rx="4"') +
    circle(712, 546, 13, '#222') +
    circle(788, 546, 13, '#222') +
    rect(420, 420, 70, 46, '#f5f5f0', 'rx="6"') +
    rect(428, 426, 54, 18, '#9fc4d6', 'rx="3"') +
    circle(434, 466, 8, '#222') +
    circle(476, 466, 8, '#222')
  );
}

function lanterns(dice: Dice): string {
  const colours = ['#e8452f', '#f6a623', '#f2d04b', '#d9486e', '#4fa6a0', '#8f5fb8'];
  const strings = times(4, (row) => {
    const y = 60 + row * 62;
    const bulbs = times(10, (index) => {
      const x = 40 + index * 124 + (row % 2) * 50;
      const at = y + 44 * Math.sin((x / width) * Math.PI) + 16;
      const colour = colours[Math.floor(dice(0, 5.99))] ?? '#e8452f';
      const size = 17 + row * 3;
      return (
        circle(x, at, size * 2.6, colour, 'opacity="0.14"') +
        `<ellipse cx="${x}" cy="${at.toFixed(0)}" rx="${size}" ry="${size * 1.15}" fill="${colour}"/>` +
        `<ellipse cx="${x}" cy="${at.toFixed(0)}" rx="${size * 0.45}" ry="${size * 1.1}" fill="#fff3c4" opacity="0.55"/>` +
        line(`M${x} ${at + size * 1.15} v14`, '#ffd97a', 3)
      );
    });
    return line(`M0 ${y} Q600 ${y + 90} 1200 ${y}`, '#2b2548', 3) + bulbs;
  });
  const floating = times(16, () => {
    const x = dice(20, 1180);
    const y = dice(470, 600);
    return circle(x, y, 26, '#ffcf6b', 'opacity="0.18"') + shape(`M${x - 12} ${y} h24 l-5 10 h-14 Z`, '#f29c38') + circle(x, y - 5, 5, '#fff1b8');
  });
  const houses = times(9, (index) => {
    const x = index * 138 - 10;
    const tall = 90 + dice(0, 70);
    return (
      rect(x, 440 - tall, 128, tall, '#2a2350') +
      shape(`M${x - 10} ${440 - tall} h148 l-24 -26 h-100 Z`, '#3b2f63') +
      windows(x + 16, 456 - tall, 4, 2, 16, 20, 10, '#ffcf6b')
    );
  });
  return (
    sky('night') +
    sun(1010, 110, 'night') +
    times(60, () => circle(dice(0, width), dice(0, 300), dice(0.6, 2), '#ffffff', 'opacity="0.7"')) +
    houses +
    water(440, '#2a2f66', '#12183d', dice) +
    floating +
    strings
  );
}

function hospital(dice: Dice): string {
  return (
    sky('day') +
    clouds(dice, 5) +
    rect(220, 170, 760, 350, '#f3f7f8') +
    rect(220, 156, 760, 18, '#2f8f9d') +
    windows(250, 200, 6, 4, 44, 42, 16, '#8cc0d2') +
    windows(666, 200, 5, 4, 44, 42, 16, '#8cc0d2') +
    rect(560, 110, 80, 80, '#d8453b', 'rx="12"') +
    rect(592, 122, 16, 56, '#ffffff') +
    rect(572, 142, 56, 16, '#ffffff') +
    rect(540, 420, 120, 100, '#5e97a8') +
    rect(598, 420, 4, 100, '#f3f7f8') +
    rect(0, 520, width, 110, '#b8c3c6') +
    rect(0, 512, width, 12, '#8fb07c') +
    tree(110, 530, 1.5) +
    tree(1090, 530, 1.6) +
    rect(760, 500, 210, 86, '#ffffff', 'rx="12"') +
    rect(760, 540, 210, 12, '#d8453b') +
    rect(920, 510, 44, 30, '#8cc0d2', 'rx="5"') +
    rect(826, 512, 30, 10, '#d8453b') +
    rect(836, 502, 10, 30, '#d8453b') +
    circle(806, 588, 20, '#2b2f33') +
    circle(924, 588, 20, '#2b2f33') +
    person(340, 600, 1.6, '#ffffff', false) +
    person(410, 606, 1.6, '#7fc4bd', false) +
    person(500, 596, 1.5, dice(0, 1) > 0.5 ? '#ffffff' : '#4f86a8', false)
  );
}

function solar(dice: Dice): string {
  const panels = times(18, (index) => {
    const row = Math.floor(index / 6);
    const column = index % 6;
    const size = 1 + row * 0.42;
    const x = 40 + column * 196 * (0.8 + row * 0.12) + row * 4;
    const y = 410 + row * 70;
    const grid = times(3, (bar) => line(`M${x + 40 * size * (bar + 1) - 14 * size} ${y} l-20 ${46 * size}`, '#9cc3e6', 1.5, 'opacity="0.7"'));
    return shape(`M${x} ${y} h${130 * size} l-22 ${48 * size} h${-130 * size} Z`, '#1f4f86', 'stroke="#e3ecf2" stroke-width="3"') + grid;
  });
  const turbine = (x: number, y: number, size: number) =>
    line(`M${x} ${y} V${y - 190 * size}`, '#ffffff', 7 * size) +
    times(
      3,
      (blade) =>
        `<g transform="rotate(${blade * 120 + dice(0, 60)} ${x} ${y - 190 * size})">${shape(`M${x} ${y - 190 * size} q10 -50 0 ${-100 * size} q-10 50 0 ${100 * size} Z`, '#ffffff')}</g>`,
    );
  return (
    sky('day') +
    sun(180, 140, 'day') +
    clouds(dice, 3) +
    hills(dice, 330, 50, '#7fa7a0') +
    turbine(820, 360, 1) +
    turbine(960, 350, 0.8) +
    turbine(1080, 345, 0.65) +
    hills(dice, 390, 16, '#8fae5c') +
    panels
  );
}

function forest(dice: Dice): string {
  const layer = (y: number, colour: string, count: number, size: number) =>
    times(count, (index) => {
      const x = (width / count) * index + dice(-20, 20);
      const tall = size * dice(0.8, 1.2);
      return (
        times(3, (tier) =>
          shape(`M${x} ${y - tall + tier * tall * 0.24} l${tall * (0.2 + tier * 0.07)} ${tall * 0.42} h${-tall * (0.4 + tier * 0.14)} Z`, colour),
        ) + rect(x - 4, y - 10, 8, 18, '#4a3626')
      );
    });
  return (
    sky('dawn') +
    sun(dice(300, 900), 160, 'dawn') +
    hills(dice, 260, 80, '#9db9b4') +
    layer(400, '#5d8f7c', 22, 150) +
    layer(480, '#3f7560', 16, 210) +
    rect(0, 470, width, 160, '#5a7a45') +
    layer(600, '#265140', 11, 300) +
    person(560, 600, 1.4, '#3f6b3a', true) +
    person(640, 606, 1.4, '#b06a2c', false)
  );
}

function digital(dice: Dice): string {
  const rows = times(
    4,
    (row) =>
      rect(472, 232 + row * 56, 250 - dice(0, 80), 14, '#b9c8d6', 'rx="7"') +
      rect(472, 254 + row * 56, 170 - dice(0, 60), 10, '#dbe4ec', 'rx="5"') +
      circle(440, 246 + row * 56, 16, row < 3 ? '#2f9e6e' : '#f0b429') +
      (row < 3 ? line(`M432 ${246 + row * 56} l6 7 l11 -13`, '#ffffff', 4) : ''),
  );
  const dots = times(26, () => circle(dice(0, width), dice(0, height), dice(2, 6), '#ffffff', 'opacity="0.25"'));
  return (
    gradient('screen', '#1d5f8a', '#3aa0a8') +
    rect(0, 0, width, height, 'url(#screen)') +
    dots +
    times(5, (ring) => circle(600, 330, 210 + ring * 80, 'none', `stroke="#ffffff" stroke-opacity="${0.16 - ring * 0.025}" stroke-width="2"`)) +
    rect(370, 140, 460, 330, '#0f2f47', 'rx="20"') +
    rect(388, 158, 424, 294, '#f7fafc', 'rx="8"') +
    rect(388, 158, 424, 40, '#b23a34') +
    star(414, 178, 11, '#ffdd33') +
    rect(438, 172, 150, 12, '#ffffff', 'rx="6"') +
    rows +
    shape('M300 470 H900 L950 510 Q600 530 250 510 Z', '#dfe7ec') +
    rect(900, 250, 130, 240, '#0f2f47', 'rx="20"') +
    rect(910, 270, 110, 196, '#ffffff', 'rx="6"') +
    circle(965, 340, 32, '#2f9e6e') +
    line('M949 340 l12 14 l21 -26', '#ffffff', 7) +
    rect(930, 392, 70, 10, '#cfd9e1', 'rx="5"') +
    rect(940, 412, 50, 10, '#e1e8ee', 'rx="5"') +
    person(220, 560, 2.6, '#f2c14e', false) +
    person(1080, 580, 2.6, '#e8743b', false)
  );
}

function weather(dice: Dice): string {
  const rain = times(110, () => {
    const x = dice(0, width);
    const y = dice(230, 560);
    return line(`M${x} ${y} l-7 24`, '#e3f1fa', 2.5, `opacity="${dice(0.25, 0.7).toFixed(2)}"`);
  });
  return (
    gradient('grey', '#51697f', '#8fa7b5', '#c6d3d6') +
    rect(0, 0, width, height, 'url(#grey)') +
    clouds(dice, 6, '#dfe8ee') +
    hills(dice, 380, 50, '#5f7d80') +
    hills(dice, 430, 26, '#496b5b') +
    water(470, '#7d98a5', '#3f5f70', dice) +
    shape('M0 630 V540 Q200 500 380 560 T760 590 T1200 540 V630 Z', '#3b5a45') +
    palm(960, 590, 1.3) +
    palm(1060, 600, 1) +
    tree(180, 600, 1.2) +
    rain +
    shape('M430 560 a60 52 0 0 1 120 0 Z', '#d8453b') +
    line('M490 560 v50', '#5a3a28', 5) +
    person(490, 630, 1.3, '#2f5d8a', false)
  );
}

function stadium(dice: Dice): string {
  const crowd = times(240, (index) =>
    circle(
      30 + (index % 40) * 29 + dice(-5, 5),
      190 + Math.floor(index / 40) * 24 + dice(-3, 3),
      8,
      ['#d8453b', '#f0b429', '#ffffff', '#2f6f9f', '#4f8a5a'][Math.floor(dice(0, 4.99))] ?? '#fff',
    ),
  );
  const lanes = times(6, (lane) => line(`M0 ${430 + lane * 34} Q600 ${400 + lane * 34} 1200 ${430 + lane * 34}`, '#f6e0d2', 3));
  const runners = times(5, (index) => {
    const x = 260 + index * 170 + dice(-20, 20);
    const y = 470 + index * 26;
    const colour = ['#2f6f9f', '#f0b429', '#4f8a5a', '#7a4a86', '#ffffff'][index] ?? '#fff';
    return (
      circle(x + 12, y - 74, 12, '#e2b48c') +
      line(`M${x + 8} ${y - 58} L${x - 4} ${y - 24}`, colour, 18) +
      line(`M${x - 4} ${y - 24} l24 14 l-8 22 M${x - 4} ${y - 24} l-16 18 l-22 2`, '#8a5a3a', 8) +
      line(`M${x + 6} ${y - 54} l22 12 l10 -12 M${x + 6} ${y - 54} l-20 12 l-14 -8`, '#e2b48c', 7)
    );
  });
  return (
    sky('day') +
    clouds(dice, 3) +
    rect(0, 150, width, 190, '#6d7f8e') +
    crowd +
    rect(0, 330, width, 30, '#c8563f') +
    rect(0, 360, width, 60, '#5f9e4a') +
    rect(0, 410, width, 220, '#c4563f') +
    lanes +
    runners +
    flag(60, 330, 250) +
    flag(1100, 330, 250)
  );
}

export const scenes: Readonly<Record<string, (dice: Dice) => string>> = {
  song: river,
  'dong-lua': fields,
  cau: bridge,
  'tru-so': office,
  cho: market,
  'truong-hoc': school,
  'doi-che': teaHills,
  cang: harbour,
  duong: road,
  'den-long': lanterns,
  'benh-vien': hospital,
  'dien-mat-troi': solar,
  rung: forest,
  'dich-vu-so': digital,
  'thoi-tiet': weather,
  'san-van-dong': stadium,
};

/** The planner: 10,000 waiting posts of 50 Pages over 30 days, and what one more costs. */
import { createVietnameseCalendar } from '../../dist/adapters/calendar/vietnam.js';
import { plainTimetable } from '../../dist/src/newsroom.js';
import { planPage } from '../../dist/src/scheduling/plan.js';
import { chance } from './chance.mjs';

const day = 86_400_000;
const now = new Date('2026-11-26T01:00:00Z');
const pages = 50;
const posts = 10_000;
const kinds = ['news', 'news', 'news', 'digest', 'photos', 'infographic', 'video', 'document'];

/** Seven times a day for 30 days are 210 places a Page: its 200 posts need them all, so every one is looked at. */
function inputs() {
  const random = chance(7);
  const calendar = createVietnameseCalendar();
  const plain = plainTimetable({ times: ['06:30', '08:00', '09:30', '11:30', '14:00', '17:00', '20:00'], gapMinutes: 20, zone: 'Asia/Ho_Chi_Minh' });
  const freshness = Object.fromEntries(Object.keys(plain.freshness).map((kind) => [kind, 30 * day]));
  const timetable = { ...plain, freshness, quiet: [{ from: '22:00', to: '06:00' }], mostPerDay: 12 };
  return Array.from({ length: pages }, (_, page) => ({
    timetable,
    calendar,
    pauses: [],
    onPage: [],
    opensAt: now,
    stopped: false,
    forecast: true,
    now,
    waiting: Array.from({ length: posts / pages }, (_one, number) => onePost(`${page}-${number}`, random)),
  }));
}

function onePost(id, random) {
  const articleAt = new Date(now.getTime() - Math.floor(random() * day));
  return {
    id,
    source: `https://portal-${Math.floor(random() * 50)}.example/rss`,
    kind: kinds[Math.floor(random() * kinds.length)],
    title: 'Tin',
    articleAt,
    createdAt: articleAt,
    approval: { by: 'auto', at: new Date(articleAt.getTime() + Math.floor(random() * 3_600_000)), hash: '' },
    slot: null,
  };
}

function milliseconds(work) {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

export async function run(note) {
  const all = inputs();
  for (const input of all.slice(0, 5)) planPage(input);
  note('planning…');
  const whole = median(Array.from({ length: 5 }, () => milliseconds(() => all.map(planPage))));
  const planned = all.map(planPage).reduce((sum, plan) => sum + plan.planned.length, 0);
  const random = chance(8);
  const [page] = all;
  const oneMore = median(
    Array.from({ length: 15 }, (_, number) => milliseconds(() => planPage({ ...page, waiting: [...page.waiting, onePost(`more-${number}`, random)] }))),
  );
  return [
    {
      what: `${posts} posts × ${pages} Pages × 30 days, all planned (${planned} have a time)`,
      measured: `${Math.round(whole)} ms`,
      wanted: '≤ 1000 ms',
      ok: whole <= 1000 && planned === posts,
    },
    { what: 'one more post of one Page', measured: `${oneMore.toFixed(1)} ms`, wanted: '≤ 20 ms', ok: oneMore <= 20 },
  ];
}

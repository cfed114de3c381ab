/**
 * Quarters of two newsrooms, planned by the planner and by what it replaced, the next free slot for whoever comes first, on the
 * same input, three quarters each. Both plan the posting times of one Page. First come, first served in two forms: the plain one posts what has
 * grown stale in its queue; the other lets it go and gives its place to the next. The planner must be no worse than either, in every quarter.
 */
import { createVietnameseCalendar } from '../../dist/adapters/calendar/vietnam.js';
import { freshUntil } from '../../dist/src/freshness.js';
import { plainTimetable } from '../../dist/src/newsroom.js';
import { hoursFrom } from '../../dist/src/scheduling/hours.js';
import { nextPlace } from '../../dist/src/scheduling/places.js';
import { planPage } from '../../dist/src/scheduling/plan.js';
import { takenFrom } from '../../dist/src/scheduling/taken.js';
import { addDays, dayOf, instantOf, weekdayOf } from '../../dist/src/time.js';
import { chance } from './chance.mjs';

const zone = 'Asia/Ho_Chi_Minh';
const hour = 3_600_000;
const days = 91;
const firstDay = '2026-09-01';
const seeds = [42, 7, 2026];
const calendar = createVietnameseCalendar();

/** Times every so many minutes from one hour to another. */
function every(minutes, from, to) {
  const times = [];
  for (let at = from * 60; at < to * 60; at += minutes) times.push(`${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`);
  return times;
}

const newsrooms = [
  {
    name: 'the first one: one portal, 5–6 articles a day, 6 posting times',
    portals: 1,
    perDay: 5.5,
    times: ['07:00', '09:30', '11:30', '14:00', '17:00', '20:00'],
    gapMinutes: 20,
  },
  { name: 'the big one: 50 portals, 250 articles a day, 192 posting times', portals: 50, perDay: 250, times: every(5, 6, 22), gapMinutes: 5 },
  { name: 'the big one, overloaded: 250 articles a day, 96 posting times', portals: 50, perDay: 250, times: every(10, 6, 22), gapMinutes: 10 },
];

/** What is approved when: offices publish on weekdays from 7 to 18, less at weekends; a few portals publish much, documents come in heaps. */
function arrivals(newsroom, seed) {
  const random = chance(seed);
  const weights = Array.from({ length: newsroom.portals }, (_, portal) => 1 / (portal + 3));
  const sum = weights.reduce((a, b) => a + b, 0);
  const posts = [];
  for (let ahead = 0; ahead < days; ahead++) {
    const day = addDays(firstDay, ahead);
    // Weekdays carry more than their share, so that the week's mean is what was said.
    const mean = newsroom.perDay * (weekdayOf(day) <= 5 ? 1.2 : 0.5);
    const count = Math.round(mean * (0.75 + random() * 0.5));
    const heap = { hour: 14 + Math.floor(random() * 3), portal: Math.floor(random() * newsroom.portals) };
    for (let number = 0; number < count; number++) {
      const document = random() < 0.2;
      const inHeap = document && random() < 0.8;
      const portal = inHeap ? heap.portal : ranked(weights, random() * sum);
      const minute = inHeap ? heap.hour * 60 + Math.floor(random() * 20) : Math.floor(7 * 60 + random() * 11 * 60);
      const articleAt = new Date(instantOf(day, '00:00', zone).getTime() + minute * 60_000);
      const approvedAt = new Date(articleAt.getTime() + Math.floor((5 + random() * 55) * 60_000));
      const kind = document ? 'document' : random() < 0.85 ? 'news' : 'photos';
      posts.push({
        id: `${String(ahead).padStart(3, '0')}-${String(number).padStart(4, '0')}`,
        source: `p${portal}`,
        kind,
        title: 'Tin',
        articleAt,
        createdAt: articleAt,
        approval: { by: 'auto', at: approvedAt, hash: '' },
        slot: null,
      });
    }
  }
  return posts.sort((a, b) => a.approval.at - b.approval.at || (a.id < b.id ? -1 : 1));
}

/** In whose stretch of all weights, one after the other, a value lies. */
function ranked(weights, value) {
  let left = value;
  for (const [place, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return place;
  }
  return weights.length - 1;
}

/** Each on its approval takes the next free slot, and keeps it; `checks`: it goes without when that is too late for it. */
function firstComeFirstServed(newsroom, posts, checks) {
  const timetable = timetableOf(newsroom);
  const hours = hoursFrom({ timetable, pauses: [], calendar }, posts[0].approval.at);
  const taken = takenFrom(hours, newsroom.gapMinutes * 60_000, []);
  const last = instantOf(addDays(firstDay, days), '00:00', zone).getTime();
  const out = [];
  for (const post of posts) {
    const place = nextPlace({ hours, taken }, post.approval.at.getTime(), last);
    if (place === null || (checks && place.at >= freshUntil(post, timetable.freshness).getTime())) continue;
    taken.add(place.at);
    out.push({ post, at: place.at });
  }
  return out.sort((a, b) => a.at - b.at);
}

/** As the desk does it: planned anew at every approval and every slot; what is due is posted. */
function planned(newsroom, posts) {
  const timetable = timetableOf(newsroom);
  const out = [];
  let waiting = [];
  let next = 0;
  const last = instantOf(addDays(firstDay, days), '00:00', zone).getTime();
  let now = posts[0].approval.at.getTime();
  while (now < last) {
    while (next < posts.length && posts[next].approval.at.getTime() <= now) waiting.push(posts[next++]);
    const onPage = out.slice(-400).map(({ post, at }) => ({ at: new Date(at), source: post.source, kind: post.kind }));
    const plan = planPage({ timetable, calendar, pauses: [], onPage, waiting, opensAt: new Date(now), stopped: false, forecast: false, now: new Date(now) });
    const slots = new Map(plan.planned.filter((one) => one.firm).map((one) => [one.id, one.slot]));
    const stale = new Set(plan.unplanned.filter((one) => one.why === 'stale').map((one) => one.id));
    const due = plan.planned.filter((one) => one.at.getTime() <= now);
    for (const one of due) out.push({ post: waiting.find((post) => post.id === one.id), at: one.at.getTime() });
    const gone = new Set(due.map((one) => one.id));
    waiting = waiting.filter((post) => !gone.has(post.id) && !stale.has(post.id)).map((post) => ({ ...post, slot: slots.get(post.id) ?? null }));
    const ahead = plan.planned.filter((one) => !gone.has(one.id)).map((one) => one.at.getTime());
    const approval = next < posts.length ? posts[next].approval.at.getTime() : last;
    // In a big newsroom there is a slot every few minutes: what was approved meanwhile is planned then.
    now = Math.max(now + 1, newsroom.portals > 1 && ahead.length > 0 ? ahead[0] : Math.min(ahead[0] ?? last, approval));
  }
  return out;
}

function timetableOf(newsroom) {
  return { ...plainTimetable({ times: newsroom.times, gapMinutes: newsroom.gapMinutes, zone }), quiet: [{ from: '22:00', to: '06:00' }] };
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

/** Jain's index of what each source had posted of a day's posts, over the days: 1 when all that had something had as much. */
function fairness(posts, out) {
  const had = new Map();
  for (const post of posts) group(had, dayOf(post.approval.at, zone), () => new Set()).add(post.source);
  const perDay = new Map();
  for (const { post, at } of out)
    count(
      group(perDay, dayOf(new Date(at), zone), () => new Map()),
      post.source,
    );
  const indexes = [...perDay].map(([day, counts]) => {
    const sources = new Set([...(had.get(day) ?? []), ...counts.keys()]);
    const shares = [...sources].map((source) => counts.get(source) ?? 0);
    const total = shares.reduce((a, b) => a + b, 0);
    return total ** 2 / (shares.length * shares.reduce((a, b) => a + b * b, 0));
  });
  return indexes.reduce((a, b) => a + b, 0) / indexes.length;
}

function group(map, key, create) {
  if (!map.has(key)) map.set(key, create());
  return map.get(key);
}
function count(map, key) {
  map.set(key, (map.get(key) ?? 0) + 1);
}

/** The most documents one after the other, of the mean day. */
function documentsInRow(out) {
  const most = new Map();
  let row = 0;
  let last = '';
  for (const { post, at } of out) {
    const day = dayOf(new Date(at), zone);
    row = post.kind === 'document' ? (day === last ? row + 1 : 1) : 0;
    last = day;
    most.set(day, Math.max(most.get(day) ?? 0, row));
  }
  return [...most.values()].reduce((a, b) => a + b, 0) / most.size;
}

function figures(newsroom, posts, out) {
  const timetable = timetableOf(newsroom);
  const waits = out.map(({ post, at }) => (at - post.approval.at.getTime()) / hour);
  const stale = out.filter(({ post, at }) => at >= freshUntil(post, timetable.freshness).getTime()).length;
  const soon = out.filter(({ post, at }) => at - post.approval.at.getTime() <= 12 * hour && at < freshUntil(post, timetable.freshness).getTime()).length;
  const age = out.map(({ post, at }) => (at - post.articleAt.getTime()) / (freshUntil(post, timetable.freshness).getTime() - post.articleAt.getTime()));
  return {
    posted: (100 * (out.length - stale)) / posts.length,
    soon: (100 * soon) / posts.length,
    wait: quantile(waits, 0.5),
    stale: (100 * stale) / posts.length,
    age: 100 * quantile(age, 0.5),
    fairness: fairness(posts, out),
    documents: documentsInRow(out),
  };
}

/** What it is, how it is written, and which way is better. Shares are of all that was approved. */
const measures = [
  ['posted', 'posted while fresh', (value) => `${value.toFixed(1)} %`, 1],
  ['soon', 'posted within 12 hours of its approval', (value) => `${value.toFixed(1)} %`, 1],
  ['wait', 'median wait from approval, of what was posted', (value) => `${value.toFixed(1)} h`, -1],
  ['stale', 'posted when stale', (value) => `${value.toFixed(1)} %`, -1],
  ['age', 'median age at posting, in parts of its freshness', (value) => `${value.toFixed(0)} %`, -1],
  ['fairness', 'fairness among portals (Jain, by day)', (value) => value.toFixed(3), 1],
  ['documents', 'longest row of documents, mean day', (value) => value.toFixed(1), -1],
];

export async function run(note) {
  const rows = [];
  for (const newsroom of newsrooms) {
    const quarters = seeds.map((seed) => {
      note(`${newsroom.name}, seed ${seed}…`);
      const posts = arrivals(newsroom, seed);
      return {
        ours: figures(newsroom, posts, planned(newsroom, posts)),
        plain: figures(newsroom, posts, firstComeFirstServed(newsroom, posts, false)),
        fresh: figures(newsroom, posts, firstComeFirstServed(newsroom, posts, true)),
      };
    });
    const mean = (who, key) => quarters.reduce((sum, quarter) => sum + quarter[who][key], 0) / quarters.length;
    for (const [key, what, write, way] of measures) {
      const noWorse = ({ ours, ...others }) =>
        Object.values(others).every((other) => (ours[key] - other[key]) * way >= -1e-9 || write(ours[key]) === write(other[key]));
      rows.push({
        what: `${newsroom.name}: ${what}`,
        measured: write(mean('ours', key)),
        wanted: `no worse than ${write(mean('plain', key))} (first come, first served), ${write(mean('fresh', key))} (the same, nothing stale)`,
        ok: quarters.every(noWorse),
      });
    }
  }
  return rows;
}

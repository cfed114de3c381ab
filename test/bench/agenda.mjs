/**
 * Beside Agenda on one MongoDB server: due jobs, taken and finished. Two comparisons, in each the same number of jobs, as many at a time, the
 * same write concern, and as many acknowledged writes a job, counted by the driver: jobs as both schedulers run them, each with its record of
 * when it was taken and finished (ours stores one thing in it, since Agenda writes once more); and posts that are due, against jobs of Agenda's
 * that mark a post as being sent and as published. In turns, on databases of their own, after a round that warms both up.
 */
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import mongoose from 'mongoose';
import { createVietnameseCalendar } from '../../dist/adapters/calendar/vietnam.js';
import { createProcesses } from '../../dist/adapters/process/processes.js';
import { kinds, toStored } from '../../dist/adapters/store/documents.js';
import { openEngine } from '../../dist/adapters/store/open.js';
import { createStores } from '../../dist/adapters/store/stores.js';
import { createApp } from '../../dist/src/app.js';
import { change } from '../../dist/src/change.js';
import { parseConfig } from '../../dist/src/config.js';
import { runJob } from '../../dist/src/job-run.js';
import { createSilentLog } from '../../dist/src/log.js';
import { scheduledPost } from './scheduled-post.mjs';
import { createPage, createStaff } from './year-outside.mjs';

const server = process.env.MONGODB_TEST_URI ?? null;
const names = Array.from({ length: 50 }, (_, n) => String(100 + n));
const perName = 8;
const jobs = names.length * perName;
const rounds = 5;
const clock = () => new Date();
const minuteAgo = () => Date.now() - 60_000;

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** How many documents the server said that it wrote, and how many commands it answered. */
function countWrites(client) {
  const counted = { writes: 0, commands: 0 };
  client.on('commandSucceeded', ({ commandName, reply }) => {
    counted.commands += 1;
    if (['insert', 'update', 'delete'].includes(commandName)) counted.writes += reply.n ?? 0;
    if (commandName === 'findAndModify') counted.writes += reply.lastErrorObject?.n ?? 0;
  });
  return counted;
}

let databases = 0;
function freshDatabase() {
  const [address, options] = server.split('?');
  databases += 1;
  return `${address.replace(/\/[^/]*$/, '')}/bench_${process.pid}_${Date.now()}_${databases}?monitorCommands=true${options === undefined ? '' : `&${options}`}`;
}

async function timed(counted, work) {
  const before = { ...counted };
  const begun = performance.now();
  await work();
  return { seconds: (performance.now() - begun) / 1000, writes: counted.writes - before.writes, commands: counted.commands - before.commands };
}

// ---------------------------------------------------------------- ours

async function withOurs(work) {
  const engine = await openEngine({ mongoUri: freshDatabase(), dataDir: 'unused' });
  const connection = mongoose.connections.at(-1);
  try {
    return await work({ engine, stores: createStores(engine), counted: countWrites(connection.getClient()) });
  } finally {
    await connection.dropDatabase();
    await engine.close();
  }
}

/** Every name's jobs one after the other, as beats come; the names side by side. */
function ourJobs() {
  return withOurs(async ({ stores, counted }) => {
    const needs = { ...stores, clock, log: createSilentLog(), processes: createProcesses() };
    for (const id of names) await stores.pages.add({ id, rev: 0, nextSendAt: clock(), stopped: null, usage: null });
    const state = new Map();
    for (const id of names) state.set(id, await stores.pages.get(id));
    const from = minuteAgo();
    const runOne = async (name) => {
      for (let n = 0; n < perName; n++) {
        const store = async () => {
          state.set(name, await change(stores.pages, name, (page) => ({ ...page, nextSendAt: clock() }), state.get(name)));
          return { stored: 1 };
        };
        const outcome = await runJob(needs, { name, kind: 'alone', work: store }, new Date(from + n));
        if (outcome.outcome !== 'done') throw new Error(`a job was not done: ${outcome.outcome}`);
      }
    };
    return timed(counted, () => Promise.all(names.map(runOne)));
  });
}

function ourPosts() {
  return withOurs(async ({ engine, stores, counted }) => {
    const lines = names.map((id) => `  - {id: "${id}", token: "\${PAGE_TOKEN}"}`);
    const text = `newsroom: {chat: -100}\nsources: [{url: "https://127.0.0.1:9/rss"}]\ntimetable: {times: asap, gap: 0s}\npages:\n${lines.join('\n')}\n`;
    const config = parseConfig({ PAGE_TOKEN: 'page-token', TELEGRAM_BOT_TOKEN: '1:token', LOG_LEVEL: 'silent' }, [], { path: 'newsroom.yaml', text });
    const fanPages = names.map((id) => createPage(id, { clock }));
    const nowhere = async () => ({ outcome: 'failed', problem: { kind: 'unreachable', status: null, detail: '', retryAt: null } });
    const ports = {
      ...stores,
      ...{ clock, log: createSilentLog(), fanPages: fanPages.map(({ page }) => page), chat: createStaff().chat, processes: createProcesses() },
      ...{ calendar: createVietnameseCalendar(), portal: { readFeed: nowhere, readArticle: nowhere, lookAgain: nowhere } },
    };
    const app = createApp(ports, { ...config, chat: config.telegram.chat });
    await app.install();
    const slot = minuteAgo();
    const posts = names.flatMap((page, at) => Array.from({ length: perName }, (_, n) => scheduledPost(at * perName + n, page, new Date(slot + n))));
    await engine.insertAll(
      'posts',
      posts.map((post) => toStored(kinds.posts, post)),
    );
    const taken = await timed(counted, () => app.run('publish'));
    const published = fanPages.reduce((sum, one) => sum + one.published(), 0);
    if (published !== jobs) throw new Error(`${published} of ${jobs} posts were published`);
    return taken;
  });
}

// ---------------------------------------------------------------- Agenda

/** `work`: what is done in each job. With a queue for each name, filled side by side; with one for all it is slower. */
async function withAgenda(work) {
  // The write concern that ours insists on.
  const options = { autoCreate: false, w: 'majority', journal: true, wtimeoutMS: 10_000 };
  const connection = await mongoose.createConnection(freshDatabase(), options).asPromise();
  const counted = countWrites(connection.getClient());
  const backend = new MongoBackend({ mongo: connection.db });
  const agenda = new Agenda({ backend, processEvery: '20 milliseconds', maxConcurrency: names.length, defaultConcurrency: names.length });
  try {
    await agenda.ready;
    const due = minuteAgo();
    const job = (name, at, n) => ({ name, type: 'normal', priority: 0, nextRunAt: new Date(due + n), data: { post: at * perName + n } });
    await connection.db.collection('agendaJobs').insertMany(names.flatMap((name, at) => Array.from({ length: perName }, (_, n) => job(name, at, n))));
    const posts = connection.db.collection('posts');
    await posts.insertMany(Array.from({ length: jobs }, (_, n) => ({ _id: n, status: 'scheduled' })));
    let finished = 0;
    const all = new Promise((resolve) => {
      agenda.on('complete', () => {
        finished += 1;
        if (finished === jobs) resolve();
      });
    });
    for (const name of names) agenda.define(name, (one) => work(posts, one.attrs.data.post));
    const taken = await timed(counted, async () => {
      await agenda.start();
      await all;
    });
    const left = await connection.db.collection('agendaJobs').countDocuments({ lastFinishedAt: null });
    if (left > 0) throw new Error(`${left} of Agenda's jobs are not finished in the database`);
    return taken;
  } finally {
    await agenda.stop(false);
    await connection.dropDatabase();
    await connection.close();
  }
}

const theirJobs = () => withAgenda(async () => {});
const theirPosts = () =>
  withAgenda(async (posts, id) => {
    await posts.updateOne({ _id: id, status: 'scheduled' }, { $set: { status: 'sending' } });
    await posts.updateOne({ _id: id, status: 'sending' }, { $set: { status: 'published', remoteId: `1_${id}` } });
  });

// ---------------------------------------------------------------- beside each other

async function beside(what, sides, note) {
  const taken = { ours: [], theirs: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const who of round % 2 === 0 ? ['ours', 'theirs'] : ['theirs', 'ours']) {
      const one = await sides[who]();
      note(`agenda: ${what}, ${who}: ${(jobs / one.seconds).toFixed(0)} a second, ${one.writes} writes, ${one.commands} commands`);
      if (round > 0) taken[who].push(one);
    }
  }
  const figures = (all) => ({
    rate: median(all.map((one) => jobs / one.seconds)),
    writes: median(all.map((one) => one.writes / jobs)),
    commands: median(all.map((one) => one.commands / jobs)),
  });
  const [ours, theirs] = [figures(taken.ours), figures(taken.theirs)];
  const told = ({ rate, writes, commands }) => `${rate.toFixed(0)} a second (${writes.toFixed(1)} acknowledged writes, ${commands.toFixed(1)} commands each)`;
  // Where they differ in writes, each is taken for what the same number of writes gives.
  const ratio = (ours.rate * ours.writes) / (theirs.rate * theirs.writes);
  return { ratio, measured: `${ratio.toFixed(2)} ×: ours ${told(ours)}, Agenda ${told(theirs)}` };
}

export async function run(note) {
  if (server === null) {
    note('NOT RUN: without MONGODB_TEST_URI nothing is measured beside Agenda');
    return [];
  }
  const scheduled = await beside('jobs', { ours: ourJobs, theirs: theirJobs }, note);
  const posted = await beside('posts', { ours: ourPosts, theirs: theirPosts }, note);
  return [
    { what: 'due jobs taken and finished beside Agenda 6, same acknowledged writes', measured: scheduled.measured, wanted: '≥ 1 ×', ok: scheduled.ratio >= 1 },
    { what: 'due posts published, with all looks before, beside jobs of Agenda that look at nothing', measured: posted.measured, wanted: '–', ok: true },
  ];
}

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageView, RunningSandbox } from '../../adapters/sandbox/server.ts';
import type { App } from '../app.ts';
import { type Config, withSandbox } from '../config.ts';
import type { JobCounts, JobName } from '../job-run.ts';
import type { Words } from '../locale/words.ts';
import { createSilentLog } from '../log.ts';
import { type Desk, openDesk } from '../main.ts';
import type { Press, PressAnswer } from '../ports.ts';
import { foldLink } from '../publishing/on-page.ts';
import { dueSpan, type Span } from '../reporting/span.ts';
import { addDays, addMs, dayForPeople, instantOf, minute } from '../time.ts';
import type { Command, CommandInput } from './command.ts';

/** The newsroom's day in the demo: when the portal is polled, when posts go out, when followers are counted. */
const times = ['06:45', '07:00', '09:30', '11:30', '14:00', '16:00', '17:00', '20:00', '23:30'];
/** Followers are counted for two weeks, so that the report has a week to compare with; posting begins on the Wednesday of the second. */
const daysBefore = 7;
const firstPostingDay = 2;
/** The unattended staff reject every so many cards, and approve the rest. */
const rejectEvery = 6;

type Clock = { now: Date };
type Tally = { collected: number; drafted: number; approved: number; rejected: number; published: number };
type Stage = {
  readonly input: CommandInput;
  readonly clock: Clock;
  readonly sandbox: RunningSandbox;
  readonly desk: Desk;
  readonly config: Config;
  readonly tally: Tally;
  readonly staff: UnattendedStaff;
};

/** The whole line in a fresh sandbox, over HTTP, on a clock that jumps: a week of a newsroom within a minute. */
export const demo: Command = {
  options: [],
  flags: [],
  positionals: [],
  run: async (input) => {
    const dir = await mkdtemp(join(tmpdir(), 'fanpage-demo-'));
    const configured = {
      ...input.config(),
      sandbox: ['portal', 'facebook', 'telegram'] as const,
      dataDir: dir,
      mongoUri: null,
      approval: { mode: 'required' } as const,
      reportChats: [],
    };
    const week = weekToPlay(configured.zone);
    const clock: Clock = { now: instantOf(addDays(week.days[0] ?? '', -daysBefore), '00:00', configured.zone) };
    const { startSandbox } = await import('../../adapters/sandbox/server.ts');
    const log = createSilentLog();
    const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, clock: () => clock.now, stateFile: null, chat: 'private', log });
    const config = withSandbox({ ...configured, sources: [], pages: [], facebook: null, telegram: null, staff: [] }, sandbox.places);
    const desk = await openDesk(config, { clock: () => clock.now, log });
    const staff = createUnattendedStaff(sandbox, desk.app, input.words);
    const bot = desk.ports.chat.listen({ press: staff.answer });
    try {
      input.print(input.words.command.demo.start(sandbox.address));
      const tally: Tally = { collected: 0, drafted: 0, approved: 0, rejected: 0, published: 0 };
      return await playWeeks({ input, clock, sandbox, desk, config, tally, staff }, week, dir);
    } finally {
      await bot.stop();
      await desk.close();
      await sandbox.stop();
    }
  },
};

/** The last week whose report is due by the real clock: the demo ends in the past, never in the future. */
function weekToPlay(zone: string): Span {
  return dueSpan('week', new Date(), zone, '08:00');
}

async function playWeeks(stage: Stage, week: Span, dir: string): Promise<number> {
  const { input, clock, config, desk, tally } = stage;
  const monday = week.days[0] ?? '';
  await desk.app.install();
  for (let day = addDays(monday, -daysBefore); day < addDays(monday, 7); day = addDays(day, 1)) {
    await playDay(stage, day, day >= addDays(monday, firstPostingDay));
  }
  await runAt(stage, instantOf(addDays(monday, 7), '08:05', config.zone), ['publish', 'count-followers', 'weekly-report', 'ask-staff']);
  const sent = (await desk.ports.reports.get(`${desk.ports.fanPages[0]?.id}|${week.name}|${config.telegram?.chat}`))?.sentAt ?? null;
  const { report, message } = await desk.app.drawnReport(week.name, null, false);
  const chart = join(dir, message.fileName);
  await writeFile(chart, message.picture);
  const now = await desk.ports.fanPages[0]?.followers();
  const followers = now?.outcome === 'read' ? now.value : null;
  const duplicates = duplicatesOn(stage.sandbox);
  input.answer({ ...tally, duplicates, followers: { now: followers }, report: { week: report.week, sent: sent !== null, chart } });
  input.print(input.words.command.demo.end(tally.published, duplicates, chart));
  input.print(`\n${message.caption}`);
  const ok = duplicates === 0 && sent !== null && tally.published > 0 && clock.now <= new Date();
  return ok ? 0 : 1;
}

async function playDay(stage: Stage, day: string, posting: boolean): Promise<void> {
  const { input, config, tally } = stage;
  const before = { ...tally };
  for (const time of times) {
    // A few seconds past the full minute, as a beat would come.
    const at = addMs(instantOf(day, time, config.zone), minute / 20);
    await runAt(stage, at, ['count-followers']);
    if (!posting) continue;
    if (time === '06:45' || time === '16:00') await askAndDecide(stage);
    await runAt(stage, at, ['publish', 'settle']);
    // Cards are brought up to date once a day: the chat takes one message a second.
    if (time === '23:30') await runAt(stage, at, ['ask-staff', 'measure-posts']);
  }
  if (!posting) return;
  const followers = await stage.desk.ports.fanPages[0]?.followers();
  const count = followers?.outcome === 'read' ? input.words.number(followers.value) : '?';
  const done = input.words.command.demo.did(
    tally.collected - before.collected,
    tally.approved - before.approved,
    tally.rejected - before.rejected,
    tally.published - before.published,
    count,
  );
  input.print(input.words.command.demo.day(dayForPeople(day, false), done));
}

async function runAt(stage: Stage, at: Date, jobs: readonly JobName[]): Promise<void> {
  stage.clock.now = at;
  for (const job of jobs) await runOne(stage, job);
}

async function runOne(stage: Stage, job: JobName): Promise<JobCounts> {
  const outcome = await stage.desk.app.run(job);
  if (outcome.outcome === 'failed') throw outcome.error;
  const counts = outcome.outcome === 'done' ? outcome.counts : {};
  if (job === 'collect') stage.tally.collected += counts.added ?? 0;
  if (job === 'draft') stage.tally.drafted += counts.drafted ?? 0;
  if (job === 'publish') stage.tally.published += (counts.published ?? 0) + (counts.adopted ?? 0);
  if (job === 'settle') stage.tally.published += counts.found ?? 0;
  return counts;
}

/** Collect, draft, show to staff, let them press, and give what they approved a slot. */
async function askAndDecide(stage: Stage): Promise<void> {
  for (const job of ['collect', 'draft', 'ask-staff'] as const) await runOne(stage, job);
  const decided = await stage.staff.decideAll();
  stage.tally.approved += decided.approved;
  stage.tally.rejected += decided.rejected;
  await runOne(stage, 'schedule');
}

type UnattendedStaff = {
  readonly answer: (press: Press) => Promise<PressAnswer>;
  /** Presses a button on every card that has one; resolves when the bot has answered all. */
  readonly decideAll: () => Promise<{ approved: number; rejected: number }>;
};

/** Staff who press what the sandbox's chat shows, like a thumb would: through Telegram's updates. */
function createUnattendedStaff(sandbox: RunningSandbox, app: App, words: Words): UnattendedStaff {
  let pressed = 0;
  const waiting = new Set<() => void>();
  const answered = () => new Promise<void>((resolve) => waiting.add(resolve));
  const person = sandbox.places.staff[0]?.id ?? 0;
  return {
    answer: async (press) => {
      const decided = await app.press(press);
      for (const resolve of waiting) resolve();
      waiting.clear();
      return decided.answer;
    },
    decideAll: async () => {
      const done = { approved: 0, rejected: 0 };
      for (const message of sandbox.view().chat.messages) {
        const approve = buttonOf(message, words.card.approve);
        const reject = buttonOf(message, words.card.reject);
        if (approve === null || reject === null) continue;
        pressed += 1;
        const rejects = pressed % rejectEvery === 0;
        const answer = answered();
        sandbox.press(person, message.id, rejects ? reject : approve);
        await answer;
        if (rejects) done.rejected += 1;
        else done.approved += 1;
      }
      return done;
    },
  };
}

function buttonOf(message: MessageView, label: string): string | null {
  return message.keyboard.flat().find((button) => button.text === label)?.data ?? null;
}

/** Posts of the sandbox's Page that lead to an article which another post leads to already. */
function duplicatesOn(sandbox: RunningSandbox): number {
  const links = sandbox.view().posts.map((post) => foldLink(post.link ?? /https?:\/\/\S+/.exec(post.message ?? '')?.[0] ?? post.id));
  return links.length - new Set(links).size;
}

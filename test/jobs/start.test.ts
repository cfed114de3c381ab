import { afterEach, describe, expect, it, vi } from 'vitest';
import { type RunningJobs, startJobs } from '../../jobs/start.ts';
import { type JobRow, jobTable } from '../../jobs/table.ts';
import { type JobName, type JobOutcome, jobNames } from '../../src/job-run.ts';
import { createSilentLog } from '../../src/log.ts';

/** New Year: no beat comes during a test. */
const never = '0 0 1 1 *';
const ending: RunningJobs[] = [];
const nothing: JobOutcome = { outcome: 'done', counts: { done: 0 } };
const something: JobOutcome = { outcome: 'done', counts: { done: 1 } };

type Run = { readonly name: JobName; readonly end: (outcome: JobOutcome) => Promise<void>; readonly fail: (error: Error) => Promise<void> };

/** Jobs whose runs end when the test says so. */
function startTable(rows: readonly { readonly name: JobName; readonly wakes?: readonly JobName[] }[]) {
  const runs: Run[] = [];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const run = (name: JobName): Promise<JobOutcome> =>
    new Promise((resolve, reject) => {
      const end = (outcome: JobOutcome) => {
        resolve(outcome);
        return settle();
      };
      const fail = (error: Error) => {
        reject(error);
        return settle();
      };
      runs.push({ name, end, fail });
    });
  const table: JobRow[] = rows.map((row) => ({ name: row.name, beat: never, wakes: row.wakes ?? [] }));
  const jobs = startJobs({ run }, { zone: 'Asia/Ho_Chi_Minh', log: createSilentLog(), table });
  const last = (name: JobName): Run => {
    const found = runs.findLast((one) => one.name === name);
    if (found === undefined) throw new Error(`${name} did not run`);
    return found;
  };
  return { jobs, last, names: () => runs.map((one) => one.name) };
}

async function stopped(jobs: RunningJobs): Promise<boolean> {
  return Promise.race([jobs.stop().then(() => true), new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]);
}

describe('the jobs', () => {
  it('all run once at the start', async () => {
    const { jobs, last, names } = startTable([{ name: 'collect' }, { name: 'draft' }, { name: 'publish' }]);
    expect(names()).toEqual(['collect', 'draft', 'publish']);
    for (const name of names()) await last(name).end(nothing);
    expect(names()).toHaveLength(3);
    await jobs.stop();
  });

  it('woken while they run, however often, run once more right after', async () => {
    const { jobs, last, names } = startTable([{ name: 'publish' }]);
    for (let i = 0; i < 3; i++) jobs.wake('publish');
    expect(names()).toHaveLength(1);
    await last('publish').end(nothing);
    expect(names()).toHaveLength(2);
    await last('publish').end(nothing);
    expect(names()).toHaveLength(2);
    jobs.wake('publish');
    expect(names()).toHaveLength(3);
    await last('publish').end(nothing);
    await jobs.stop();
  });

  it('wake what may have become due when they did something, and only then', async () => {
    const { jobs, last, names } = startTable([{ name: 'draft', wakes: ['ask-staff'] }, { name: 'ask-staff', wakes: ['schedule'] }, { name: 'schedule' }]);
    for (const name of ['ask-staff', 'schedule', 'draft'] as const) await last(name).end(nothing);
    expect(names()).toHaveLength(3);
    jobs.wake('draft');
    await last('draft').end(something);
    await last('ask-staff').end(something);
    expect(names().slice(3)).toEqual(['draft', 'ask-staff', 'schedule']);
    await last('schedule').end(nothing);
    await jobs.stop();
  });

  it('that are woken in the very moment in which they end run again', async () => {
    const { jobs, last, names } = startTable([{ name: 'publish' }, { name: 'settle', wakes: ['publish'] }]);
    // Both end in one turn of the loop: the wake falls at every distance from the end.
    for (let round = 0; round < 6; round++) {
      const before = names().filter((name) => name === 'publish').length;
      const publishing = last('publish');
      const settling = last('settle');
      const ended = publishing.end(nothing);
      let turns = Promise.resolve();
      for (let i = 0; i < round; i++) turns = turns.then(() => {});
      void turns.then(() => jobs.wake('publish'));
      await ended;
      expect(names().filter((name) => name === 'publish').length, `after ${round} turns`).toBe(before + 1);
      await settling.end(nothing);
      jobs.wake('settle');
    }
    await last('publish').end(nothing);
    await last('settle').end(nothing);
    await jobs.stop();
  });

  it('that fail, or throw, or do not exist stop nothing', async () => {
    const { jobs, last, names } = startTable([{ name: 'collect', wakes: ['draft'] }, { name: 'draft' }]);
    await last('draft').end(nothing);
    await last('collect').end({ outcome: 'failed', error: new Error('down') });
    jobs.wake('collect');
    await last('collect').fail(new Error('a bug'));
    jobs.wake('weekly-report');
    jobs.wake('collect');
    expect(names()).toEqual(['collect', 'draft', 'collect', 'collect']);
    await last('collect').end({ outcome: 'busy' });
    await jobs.stop();
  });
});

describe('a beat', () => {
  it('is the same instant for every process: the whole second that stands in the table', async () => {
    const moments: (Date | null)[] = [];
    const heard = new Promise<void>((resolve) => {
      const run = async (_job: JobName, moment: Date | null = null) => {
        moments.push(moment);
        if (moment !== null) resolve();
        return nothing;
      };
      const table: JobRow[] = [{ name: 'publish', beat: '* * * * * *', wakes: [] }];
      const jobs = startJobs({ run }, { zone: 'Asia/Ho_Chi_Minh', log: createSilentLog(), table });
      ending.push(jobs);
    });
    await heard;
    for (const jobs of ending.splice(0)) await jobs.stop();
    expect(moments[0]).toBe(null);
    expect(moments[1]?.getMilliseconds()).toBe(0);
  });
});

describe('stopping', () => {
  it('waits for what runs, and begins nothing more', async () => {
    const { jobs, last, names } = startTable([{ name: 'publish', wakes: ['settle'] }, { name: 'settle' }]);
    await last('settle').end(nothing);
    jobs.wake('publish');
    expect(await stopped(jobs)).toBe(false);
    const done = jobs.stop();
    await last('publish').end(something);
    await done;
    jobs.wake('publish');
    expect(names()).toEqual(['publish', 'settle']);
  });

  it('is immediate when nothing runs', async () => {
    const { jobs, last } = startTable([{ name: 'publish' }]);
    await last('publish').end(nothing);
    await jobs.stop();
  });
});

describe('the table', () => {
  it('has every job once, with a beat that node-cron takes, and wakes only jobs that exist', async () => {
    expect(jobTable.map((row) => row.name)).toEqual([...jobNames]);
    for (const row of jobTable) for (const name of row.wakes) expect(jobNames).toContain(name);
    const log = createSilentLog();
    const jobs = startJobs({ run: async () => nothing }, { zone: 'Asia/Ho_Chi_Minh', log });
    await jobs.stop();
  });

  it('lets a post go out within seconds of its approval', () => {
    const beats = Object.fromEntries(jobTable.map((row) => [row.name, row.beat]));
    expect(beats).toMatchObject({ publish: '* * * * * *', schedule: '*/5 * * * * *' });
    expect(jobTable.find((row) => row.name === 'schedule')?.wakes).toContain('publish');
  });

  it('sees within half an hour that a stopped Page was mended, and publishes then', () => {
    const health = jobTable.find((row) => row.name === 'check-health');
    expect(health).toMatchObject({ beat: '10,40 * * * *' });
    expect(health?.wakes).toContain('publish');
  });
});

describe('a job of which something is due before its next beat', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** What is due, told anew after each run. */
  function startWith(due: (run: number) => Date | null) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.parse('2026-11-23T00:00:00.300Z') });
    const state = { runs: 0 };
    const run = async (): Promise<JobOutcome> => {
      state.runs += 1;
      return nothing;
    };
    const table: JobRow[] = [{ name: 'publish', beat: never, wakes: [] }];
    const jobs = startJobs({ run, nextDue: () => due(state.runs) }, { zone: 'Asia/Ho_Chi_Minh', log: createSilentLog(), table });
    return { jobs, state };
  }

  it('runs at that moment, and once', async () => {
    const at = new Date('2026-11-23T00:00:00.700Z');
    const { jobs, state } = startWith(() => (at > new Date() ? at : null));
    await vi.advanceTimersByTimeAsync(399);
    expect(state.runs).toBe(1);
    await vi.advanceTimersByTimeAsync(3);
    expect(state.runs).toBe(2);
    await vi.advanceTimersByTimeAsync(5000);
    expect(state.runs).toBe(2);
    await jobs.stop();
  });

  it('waits for a beat where that is nearer, and when the clock was put right runs by the new one', async () => {
    const { jobs, state } = startWith(() => new Date('2026-11-23T00:00:05.000Z'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(state.runs).toBe(1);
    vi.setSystemTime(Date.parse('2026-11-23T00:00:04.500Z'));
    jobs.wake('publish');
    await vi.advanceTimersByTimeAsync(600);
    expect(state.runs).toBe(3);
    await jobs.stop();
  });

  it('is not woken any more once all are stopped', async () => {
    const { jobs, state } = startWith(() => new Date('2026-11-23T00:00:00.900Z'));
    await vi.advanceTimersByTimeAsync(10);
    await jobs.stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(state.runs).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { type JobKind, type JobWork, runJob } from '../../src/job-run.ts';
import { hour, minute } from '../../src/time.ts';
import { createFakeDesk, type FakeDesk, start } from '../fakes/desk.ts';

function needsOf(desk: FakeDesk, self = 'host|1|a') {
  return { ...desk.ports, processes: { self, isGone: (name: string) => desk.gone.has(name) } };
}

function job(kind: JobKind, work: JobWork['work'] = async () => ({ done: 1 })): JobWork {
  return { name: 'collect', kind, work };
}

function lastRun(desk: FakeDesk) {
  return desk.ports.runs.get('collect');
}

describe('a run', () => {
  it('is recorded: when, by whom, and what came of it', async () => {
    const desk = await createFakeDesk();
    const seen: unknown[] = [];
    const work = async () => {
      seen.push(await lastRun(desk));
      desk.pass(minute);
      return { collected: 3 };
    };
    expect(await runJob(needsOf(desk), job('alone', work))).toEqual({ outcome: 'done', counts: { collected: 3 } });
    expect(seen).toEqual([expect.objectContaining({ startedAt: start, endedAt: null, ok: null, by: 'host|1|a' })]);
    const endedAt = new Date(start.getTime() + minute);
    expect(await lastRun(desk)).toMatchObject({ startedAt: start, endedAt, ok: true, error: null, counts: { collected: 3 } });
  });

  it('that fails is an outcome, recorded with its error, and the next one is recorded as good again', async () => {
    const desk = await createFakeDesk();
    const failing = job('alone', async () => Promise.reject(new Error('the disk is full')));
    expect(await runJob(needsOf(desk), failing)).toMatchObject({ outcome: 'failed', error: new Error('the disk is full') });
    expect(await lastRun(desk)).toMatchObject({ ok: false, error: 'the disk is full', counts: {} });
    await runJob(needsOf(desk), job('alone'));
    expect(await lastRun(desk)).toMatchObject({ ok: true, error: null });
  });

  it('cannot throw, even when nothing can be recorded', async () => {
    const desk = await createFakeDesk();
    const no = async () => Promise.reject(new Error('no store'));
    const needs = { ...needsOf(desk), runs: { add: no, get: no, replace: no } };
    for (const kind of ['alone', 'quick'] as const) expect(await runJob(needs, job(kind))).toMatchObject({ outcome: 'failed' });
    expect(await runJob(needs, job('quick', no))).toMatchObject({ outcome: 'failed' });
  });
});

describe('a beat', () => {
  const beat = (minutes: number) => new Date(start.getTime() + minutes * minute);

  it.each(['alone', 'shared'] as const)('of a job that is "%s" is run by one of all processes, whoever comes first', async (kind) => {
    const desk = await createFakeDesk();
    const run = (self: string, minutes: number) => runJob(needsOf(desk, self), job(kind), beat(minutes));
    const outcomes = await Promise.all(['host|1|a', 'host|2|b', 'else|3|c'].map((self) => run(self, 0)));
    expect(outcomes.map((one) => one.outcome).sort()).toEqual(['busy', 'busy', 'done']);
    expect(await run('host|2|b', 0)).toEqual({ outcome: 'busy' });
    expect(await run('host|2|b', 5)).toMatchObject({ outcome: 'done' });
    expect(await lastRun(desk)).toMatchObject({ moment: beat(5), by: 'host|2|b' });
  });

  it('that failed is tried again at the next; one whose process died is taken over; whoever is woken runs at any time', async () => {
    const desk = await createFakeDesk();
    await runJob(
      needsOf(desk),
      job('alone', async () => Promise.reject(new Error('down'))),
      beat(0),
    );
    expect(await runJob(needsOf(desk, 'host|2|b'), job('alone'), beat(5))).toMatchObject({ outcome: 'done' });
    await desk.ports.runs.replace((await lastRun(desk)) ?? never(), { ...((await lastRun(desk)) ?? never()), moment: beat(10), endedAt: null, by: 'host|3|c' });
    desk.gone.add('host|3|c');
    expect(await runJob(needsOf(desk), job('alone'), beat(10))).toMatchObject({ outcome: 'done' });
    expect(await runJob(needsOf(desk), job('alone'), beat(10))).toEqual({ outcome: 'busy' });
    expect(await runJob(needsOf(desk), job('alone'))).toMatchObject({ outcome: 'done' });
  });
});

function never(): never {
  throw new Error('no run');
}

describe('an "alone" job', () => {
  it('leaves it to the process that runs it now, and runs when that has ended', async () => {
    const desk = await createFakeDesk();
    const outcomes: unknown[] = [];
    const other = () => runJob(needsOf(desk, 'host|2|b'), job('alone'));
    const work = async () => {
      outcomes.push(await other());
      return {};
    };
    await runJob(needsOf(desk), job('alone', work));
    expect(outcomes).toEqual([{ outcome: 'busy' }]);
    expect(await other()).toMatchObject({ outcome: 'done' });
  });

  it('is begun by one of many processes at the same moment', async () => {
    const desk = await createFakeDesk();
    let running = 0;
    let most = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await desk.ports.runs.get('collect');
      await desk.ports.runs.get('collect');
      running -= 1;
      return {};
    };
    await Promise.all(Array.from({ length: 6 }, (_, i) => runJob(needsOf(desk, `host|${i}|x`), job('alone', work))));
    expect(most).toBe(1);
  });

  async function abandoned(desk: FakeDesk, by: string): Promise<void> {
    await desk.ports.runs.add({ id: 'collect', rev: 0, startedAt: start, endedAt: null, ok: null, error: null, counts: {}, by, moment: null });
  }

  it('is taken over at once from a process that is gone, and from itself', async () => {
    for (const by of ['host|2|dead', 'host|1|a']) {
      const desk = await createFakeDesk();
      desk.gone.add('host|2|dead');
      await abandoned(desk, by);
      expect(await runJob(needsOf(desk), job('alone'))).toMatchObject({ outcome: 'done' });
    }
  });

  it('is taken over from another machine after an hour', async () => {
    const desk = await createFakeDesk();
    await abandoned(desk, 'elsewhere|2|b');
    desk.pass(hour - 1);
    expect(await runJob(needsOf(desk), job('alone'))).toEqual({ outcome: 'busy' });
    desk.pass(1);
    expect(await runJob(needsOf(desk), job('alone'))).toMatchObject({ outcome: 'done' });
  });

  it('that ends after it was taken over does not end the other run', async () => {
    const desk = await createFakeDesk();
    const outcomes: unknown[] = [];
    const work = async () => {
      desk.pass(2 * hour);
      await runJob(
        needsOf(desk, 'host|2|b'),
        job('alone', async () => {
          const first = needsOf(desk, 'host|3|c');
          outcomes.push(await lastRun(desk), await runJob(first, job('alone')));
          return {};
        }),
      );
      return {};
    };
    await runJob(needsOf(desk), job('alone', work));
    expect(outcomes).toEqual([expect.objectContaining({ by: 'host|2|b' }), { outcome: 'busy' }]);

    const late = await createFakeDesk();
    const slow = async () => {
      late.pass(2 * hour);
      await late.ports.runs.replace(
        { id: 'collect', rev: 0, startedAt: start, endedAt: null, ok: null, error: null, counts: {}, by: 'host|1|a', moment: null },
        { id: 'collect', rev: 0, startedAt: late.clock(), endedAt: null, ok: null, error: null, counts: {}, by: 'host|2|b', moment: null },
      );
      return {};
    };
    await runJob(needsOf(late), job('alone', slow));
    expect(await lastRun(late)).toMatchObject({ by: 'host|2|b', endedAt: null });
  });
});

describe('a "shared" job', () => {
  it('runs in several processes at once', async () => {
    const desk = await createFakeDesk();
    const outcomes: unknown[] = [];
    const work = async () => {
      outcomes.push(await runJob(needsOf(desk, 'host|2|b'), job('shared')));
      return {};
    };
    await runJob(needsOf(desk), job('shared', work));
    expect(outcomes).toMatchObject([{ outcome: 'done' }]);
  });
});

describe('a "quick" job', () => {
  it('is recorded only when it did something', async () => {
    const desk = await createFakeDesk();
    await runJob(
      needsOf(desk),
      job('quick', async () => ({ published: 0 })),
    );
    expect(await lastRun(desk)).toBe(null);
    await runJob(needsOf(desk), job('quick'));
    expect(await lastRun(desk)).toMatchObject({ ok: true, counts: { done: 1 } });
  });

  it('that failed is recorded, and so is that it works again, though there was nothing to do', async () => {
    const desk = await createFakeDesk();
    await runJob(
      needsOf(desk),
      job('quick', async () => Promise.reject(new Error('locked'))),
    );
    expect(await lastRun(desk)).toMatchObject({ ok: false, error: 'locked' });
    await runJob(
      needsOf(desk),
      job('quick', async () => ({ published: 0 })),
    );
    expect(await lastRun(desk)).toMatchObject({ ok: true, error: null });
  });
});

import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { WaitingPost } from '../../../src/scheduling/order.ts';
import { type Plan, type PlanInput, planPage } from '../../../src/scheduling/plan.ts';
import { addMs, hour } from '../../../src/time.ts';
import { anyTime, brokenBy, carriedOut, dstZones, inputs, nearClockChanges, type Rule } from './plans.ts';

const vietnam = fc.constant('Asia/Ho_Chi_Minh');
const anywhere = fc.constantFrom('Asia/Ho_Chi_Minh', ...dstZones);
const runs = Number(process.env.PLAN_RUNS ?? 2500);

describe('every plan', () => {
  it('keeps quiet hours, pauses, gap, daily most, freshness, given times and posting times, and forgets no post', () => {
    fc.assert(
      fc.property(inputs(vietnam, anyTime), (input) => {
        expect(brokenBy(input, planPage(input))).toEqual([]);
      }),
      { numRuns: runs },
    );
  });

  it('does so across clock changes in zones that have them', () => {
    fc.assert(
      fc.property(inputs(fc.constantFrom(...dstZones), nearClockChanges), (input) => {
        expect(brokenBy(input, planPage(input))).toEqual([]);
      }),
      { numRuns: runs },
    );
  });

  it('stands when it is made again, and when the posts come in another order', () => {
    fc.assert(
      fc.property(inputs(anywhere, anyTime), (input) => {
        const plan = planPage(input);
        const again = planPage(carriedOut(input, plan));
        const promised = (one: Plan) => one.planned.filter(({ firm }) => firm).map(({ id, slot }) => [id, slot]);
        expect(promised(again)).toEqual(promised(plan));
        expect(again.planned.filter((one) => one.moved !== null)).toEqual([]);
        expect(planPage({ ...input, waiting: [...input.waiting].reverse() })).toEqual(plan);
      }),
      { numRuns: runs },
    );
  });

  it('leaves what was promised where it is when one more is approved that is neither urgent nor has a given time', () => {
    fc.assert(
      fc.property(inputs(anywhere, anyTime), fc.constantFrom('news' as const, 'document' as const), (input, kind) => {
        const before = carriedOut(input, planPage(input));
        const { now } = input;
        const more: WaitingPost = {
          id: 'zzzzzz',
          source: 'https://e.example',
          kind,
          title: 'Tin',
          articleAt: now,
          createdAt: now,
          approval: { by: 'auto', at: now, hash: '' },
          slot: null,
        };
        const after = new Map(planPage({ ...before, waiting: [...before.waiting, more] }).planned.map((one) => [one.id, one.slot]));
        const promised = before.waiting.filter((post) => post.slot !== null);
        expect(promised.map((post) => [post.id, after.get(post.id)])).toEqual(promised.map((post) => [post.id, post.slot]));
      }),
      { numRuns: runs / 2 },
    );
  });
});

describe('on any machine', () => {
  const own = process.env.TZ;
  afterEach(() => {
    if (own === undefined) delete process.env.TZ;
    else process.env.TZ = own;
  });

  it('the plan is the same, whatever its own zone', () => {
    const sample = fc.sample(inputs(anywhere, fc.oneof(anyTime, nearClockChanges)), { numRuns: 60, seed: 7 });
    const plansIn = (zone: string) => {
      process.env.TZ = zone;
      return { offset: new Date('2026-07-01T12:00:00Z').getTimezoneOffset(), plans: sample.map((input) => planPage(input)) };
    };
    const [utc, ...others] = ['UTC', 'Asia/Ho_Chi_Minh', 'America/St_Johns', 'Pacific/Apia', 'Australia/Lord_Howe'].map(plansIn);
    for (const other of others) {
      expect(other.offset).not.toBe(utc?.offset);
      expect(other.plans).toEqual(utc?.plans);
    }
  });
});

describe('a planner that reads the machine’s own clock', () => {
  const own = process.env.TZ;
  afterEach(() => {
    if (own === undefined) delete process.env.TZ;
    else process.env.TZ = own;
  });

  it('is caught', () => {
    const sample = fc.sample(inputs(anywhere, anyTime), { numRuns: 60, seed: 7 });
    const plansIn = (zone: string) => {
      process.env.TZ = zone;
      const shift = new Date('2026-07-01T12:00:00Z').getTimezoneOffset() * 60_000;
      return sample.map((input) => planPage({ ...input, now: addMs(input.now, shift), opensAt: addMs(input.opensAt, shift) }));
    };
    expect(plansIn('Asia/Ho_Chi_Minh')).not.toEqual(plansIn('UTC'));
  });
});

/** Planners that forget one thing each: every rule above must find its own. */
const forgetful: readonly { readonly forgets: string; readonly rule: Rule; readonly plan: (input: PlanInput) => Plan }[] = [
  { forgets: 'quiet hours', rule: 'quiet', plan: (input) => planPage({ ...input, timetable: { ...input.timetable, quiet: [] } }) },
  { forgets: 'pauses', rule: 'pause', plan: (input) => planPage({ ...input, pauses: [] }) },
  { forgets: 'the gap', rule: 'gap', plan: (input) => planPage({ ...input, timetable: { ...input.timetable, gapMinutes: 0 } }) },
  { forgets: 'what stands on the Page', rule: 'gap', plan: (input) => planPage({ ...input, onPage: [] }) },
  {
    forgets: 'the daily most',
    rule: 'most',
    plan: (input) => planPage({ ...input, timetable: { ...input.timetable, mostPerDay: null, holidays: { ...input.timetable.holidays, mostPerDay: null } } }),
  },
  {
    forgets: 'freshness',
    rule: 'stale',
    plan: (input) => {
      const { freshness } = input.timetable;
      return planPage({ ...input, timetable: { ...input.timetable, freshness: { ...freshness, news: freshness.news * 9, digest: freshness.digest * 9 } } });
    },
  },
  {
    forgets: 'that an event has begun',
    rule: 'begun',
    plan: (input) => planPage({ ...input, waiting: input.waiting.map((post) => ({ ...post, event: undefined })) }),
  },
  { forgets: 'a post', rule: 'complete', plan: (input) => planPage({ ...input, waiting: input.waiting.slice(1) }) },
  {
    forgets: 'urgency',
    rule: 'urgent',
    plan: (input) => planPage({ ...input, timetable: { ...input.timetable, urgent: { categories: [], words: [] } } }),
  },
  { forgets: 'given times', rule: 'pinned', plan: (input) => planPage({ ...input, waiting: input.waiting.map((post) => ({ ...post, pinnedAt: null })) }) },
  { forgets: 'clock changes', rule: 'times', plan: (input) => planPage({ ...input, timetable: { ...input.timetable, zone: 'Etc/GMT-1' } }) },
  { forgets: 'that times are bound', rule: 'times', plan: (input) => planPage({ ...input, timetable: { ...input.timetable, bound: [] } }) },
];

describe('a planner that forgets', () => {
  it.each(forgetful)('$forgets is caught', ({ rule, plan }) => {
    const found = fc.check(
      fc.property(
        inputs(fc.constantFrom('Asia/Ho_Chi_Minh', 'Europe/Berlin'), fc.oneof(anyTime, nearClockChanges)),
        (input) => !brokenBy(input, plan(input)).includes(rule),
      ),
      { numRuns: 400, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
  });

  it('what it had promised is caught', () => {
    const found = fc.check(
      fc.property(inputs(vietnam, anyTime), fc.integer({ min: 1, max: 3 }), (input, hours) => {
        const plan = planPage(input);
        const forgotten = carriedOut(input, plan).waiting.map((post) => ({
          ...post,
          slot: null,
          approval: { ...post.approval, at: addMs(post.approval.at, -hours * hour * (post.id.charCodeAt(0) % 2)) },
        }));
        const again = planPage({ ...input, waiting: forgotten });
        return JSON.stringify(again.planned.map(({ id, slot }) => [id, slot])) === JSON.stringify(plan.planned.map(({ id, slot }) => [id, slot]));
      }),
      { numRuns: 400, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
  });
});

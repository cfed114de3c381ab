/** Virtual time, and who goes on next: every call through a port waits here until the seed lets it through. */
import { DeskError } from '../errors.ts';
import type { Random } from './random.ts';
import { createTrace, type Trace, type TraceEntry } from './trace.ts';

/** A process as far as the world is concerned: whether it lives, and how much of the processor it gets. */
export type Owner = { readonly name: string; alive: boolean; share: number; readonly offsetMs: number };

/** What an outside system does with a call: the answer is made when it arrives, since an effect may come first. */
export type Reply<R> = { readonly afterMs: number; readonly answer: () => R; readonly words: string };

/** How often what goes wrong, as shares of all calls. All zero: nothing does. */
export type CallFaults = { crashAtStore: number; crashOutside: number; storeLost: number; pause: number };

/** `about`: what else the trace must tell of, by its names. */
export type Broken = { readonly rule: string; readonly detail: string; readonly about: readonly string[] };

/** Told of every call when its effect has happened. */
export type Watcher = (owner: Owner, what: string, args: readonly unknown[], result: unknown) => void;

export type World = {
  readonly random: Random;
  /** Milliseconds since 1970, true time. */
  readonly now: () => number;
  readonly events: () => number;
  readonly faults: CallFaults;
  readonly note: (who: string, what: string, about?: unknown, result?: unknown) => void;
  readonly after: (ms: number, run: () => void) => void;
  readonly storeCall: <R>(owner: Owner, what: string, args: readonly unknown[], work: () => Promise<R>) => Promise<R>;
  readonly outsideCall: <R>(owner: Owner, what: string, args: readonly unknown[], begin: () => Reply<R>) => Promise<R>;
  /** The process is gone: nothing of it goes on, what it sent stays sent. */
  readonly kill: (owner: Owner, why: string) => void;
  /** The first rule that was broken ends the run. */
  readonly breaks: (rule: string, detail: string, about?: readonly string[]) => void;
  readonly broken: () => Broken | null;
  /** Runs until that instant, or until a rule is broken. `idle` is asked each time before the clock moves on. */
  readonly run: (until: number, idle: () => void) => Promise<void>;
  readonly trace: Pick<Trace, 'lines' | 'story' | 'digest'>;
};

type Step = { readonly owner: Owner; readonly go: () => Promise<void> | void; held: boolean };
type Moment = { readonly at: number; readonly order: number; readonly run: () => void };
export type Hooks = { readonly watch: Watcher; readonly died: (owner: Owner) => void; readonly storeLost: (owner: Owner) => void };

/** All that the processes do until they wait for their next calls: promises only, so one turn of the event loop is enough. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const second = 1000;
/** Where a crash hurts most it comes most often. */
const crashWeights: Readonly<Record<string, number>> = {
  'page.publish': 30,
  'page.postsSince': 5,
  'chat.sendText': 5,
  'page.figures': 0.05,
  'posts.replace': 5,
  'posts.add': 3,
  'pages.replace': 5,
  'notices.replace': 5,
};

export function createWorld(random: Random, start: number, hooks: Hooks): World {
  const trace = createTrace();
  const faults: CallFaults = { crashAtStore: 0, crashOutside: 0, storeLost: 0, pause: 0 };
  const moments: Moment[] = [];
  let ready: Step[] = [];
  let now = start;
  let events = 0;
  let order = 0;
  let broken: Broken | null = null;

  const note = (who: string, what: string, about?: unknown, result?: unknown) => {
    const entry: TraceEntry = { at: now, who, what, about, result };
    trace.note(entry);
  };
  const breaks = (rule: string, detail: string, about: readonly string[] = []) => {
    if (broken !== null) return;
    broken = { rule, detail, about };
    note('rule', `BROKEN: ${rule}`, detail);
  };
  const after = (ms: number, run: () => void) => {
    const moment = { at: now + Math.max(0, ms), order: order++, run };
    let place = moments.length;
    while (place > 0 && (moments[place - 1]?.at ?? 0) <= moment.at) place -= 1;
    moments.splice(place, 0, moment);
  };
  const kill = (owner: Owner, why: string) => {
    if (!owner.alive) return;
    owner.alive = false;
    ready = ready.filter((step) => step.owner !== owner);
    note(owner.name, `is killed ${why}`);
    hooks.died(owner);
  };
  const take = (): Step | undefined => {
    // Shares are drawn anew now and then: a process may stand almost still while the others go on.
    if (random.chance(0.02)) for (const step of ready) step.owner.share = random.pick([1, 1, 1, 0.1, 0.01]);
    for (let tries = 0; tries < 20; tries++) {
      const at = ready.length === 1 ? 0 : random.between(0, ready.length - 1);
      const step = ready[at];
      if (step === undefined || (ready.length > 1 && !random.chance(step.owner.share))) continue;
      ready.splice(at, 1);
      return step;
    }
    return ready.shift();
  };
  const wait = <R>(owner: Owner, go: (resolve: (value: R) => void, reject: (error: unknown) => void) => Promise<void> | void): Promise<R> =>
    new Promise((resolve, reject) => {
      if (owner.alive) ready.push({ owner, held: false, go: () => go(resolve, reject) });
    });
  const hold = (step: Step): boolean => {
    if (step.held || !random.chance(faults.pause)) return false;
    step.held = true;
    const ms = random.pick([1, 5, 30, 120, 420]) * random.between(1, second);
    note(step.owner.name, `one call is held up for ${Math.round(ms / second)} s`);
    after(ms, () => {
      if (step.owner.alive) ready.push(step);
    });
    return true;
  };

  return {
    random,
    faults,
    now: () => now,
    events: () => events,
    note,
    after,
    kill,
    breaks,
    broken: () => broken,
    trace,
    storeCall: (owner, what, args, work) =>
      wait(owner, async (resolve, reject) => {
        events += 1;
        const crash = faults.crashAtStore * (crashWeights[what] ?? 0.5);
        if (random.chance(crash)) return kill(owner, `before ${what}`);
        const lost = random.chance(faults.storeLost);
        if (lost) hooks.storeLost(owner);
        if (lost && random.chance(0.5)) {
          note(owner.name, what, args, 'no answer, nothing written');
          return reject(new DeskError('the store gave no answer', 'none: planted'));
        }
        try {
          const value = await work();
          note(owner.name, what, args, lost ? 'done, answer lost' : value);
          hooks.watch(owner, what, args, value);
          if (random.chance(crash)) return kill(owner, `after ${what}`);
          if (lost) return reject(new DeskError('the answer of the store was lost', 'none: planted'));
          resolve(value);
        } catch (error) {
          note(owner.name, what, args, error);
          reject(error);
        }
      }),
    outsideCall: (owner, what, args, begin) =>
      wait(owner, (resolve) => {
        events += 1;
        const crash = faults.crashOutside * (crashWeights[what] ?? 0.5);
        if (random.chance(crash)) return kill(owner, `before ${what}`);
        const reply = begin();
        note(owner.name, what, args, reply.words);
        if (random.chance(crash)) return kill(owner, `after ${what} was sent`);
        const arrive = () => {
          if (!owner.alive) return;
          const answer = reply.answer();
          if (reply.afterMs > 0) note(owner.name, `${what} is answered`, undefined, answer);
          hooks.watch(owner, what, args, answer);
          if (random.chance(crash)) return kill(owner, `at the answer of ${what}`);
          resolve(answer);
        };
        if (reply.afterMs === 0) arrive();
        else after(reply.afterMs, arrive);
      }),
    run: async (until, idle) => {
      while (broken === null) {
        await settled();
        const step = ready.length === 0 ? undefined : take();
        if (step !== undefined) {
          if (!hold(step)) await step.go();
          continue;
        }
        // What is due at this very instant goes first: whoever plans ahead must not take it for still to come.
        if (moments.at(-1)?.at !== now) idle();
        const moment = moments.at(-1);
        if (moment === undefined || moment.at > until) {
          now = Math.max(now, until);
          return;
        }
        moments.pop();
        now = moment.at;
        moment.run();
      }
    },
  };
}

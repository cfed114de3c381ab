/** What Facebook says of a Page's days afterwards: followers, people who came, people who went; at the first start as far back as it tells. */
import { leavesRoomToMeasure, usageOf } from '../allowance.ts';
import { change } from '../change.ts';
import type { DayFlows, FlowProgress } from '../growth.ts';
import type { FanPage, Ports } from '../ports.ts';
import { addDays, addMs, dayOf, hour, instantOf, type Zone } from '../time.ts';

type Needs = Pick<Ports, 'followers' | 'flows' | 'pages' | 'log'>;
type Input = { readonly zone: Zone; readonly now: Date };

/** Facebook works them out about once a day. */
const askedEvery = 6 * hour;
/** What it tells at most: 90 days a call, two years in all. */
const daysPerCall = 90;
const daysInAll = 730;
/** Already told days are asked for again: figures of the three metrics do not all come at one time. */
const askedAgainDays = 3;

const figures = ['stock', 'came', 'went'] as const;

/** Asks when it is time; returns of how many days something new came in. A Page that tells nothing costs three calls in six hours. */
export async function readFlows(needs: Needs, page: FanPage, input: Input): Promise<number> {
  const progress = await begin(needs, page.id, input.now);
  if (progress === null) return 0;
  const today = dayOf(input.now, input.zone);
  const oldest = addDays(today, -daysInAll);
  const first = later(progress.until === null ? oldest : addDays(progress.until, -askedAgainDays), addDays(today, -daysPerCall));
  let told = await readWindow(needs, page, { ...input, from: first, to: today });
  if (told === null) return 0;
  let changed = told.changed;
  let state: Position = { until: told.newest ?? progress.until, since: progress.since ?? first, complete: progress.complete };
  await note(needs, page.id, state);
  // Where the newest days tell nothing there is no right to ask, or the Page is too small: nothing older is asked for.
  while (state.until !== null && !state.complete) {
    const from = later(addDays(state.since, -daysPerCall), oldest);
    told = await readWindow(needs, page, { ...input, from, to: state.since });
    if (told === null) return changed;
    changed += told.changed;
    state = { until: state.until, since: from, complete: told.newest === null || from <= oldest };
    await note(needs, page.id, state);
  }
  return changed;
}

type Position = { readonly until: string | null; readonly since: string; readonly complete: boolean };

function later(a: string, b: string): string {
  return a > b ? a : b;
}

/** Null when it is not yet time, or another process asks. */
async function begin(needs: Needs, page: string, now: Date): Promise<FlowProgress | null> {
  const known = await needs.flows.get(page);
  if (known === null) {
    const fresh: FlowProgress = { id: page, rev: 0, askedAt: now, until: null, since: null, complete: false };
    return (await needs.flows.add(fresh)) ? fresh : null;
  }
  if (known.askedAt > addMs(now, -askedEvery) && known.askedAt <= now) return null;
  const written = await needs.flows.replace(known, { ...known, askedAt: now });
  return written.outcome === 'written' ? written.value : null;
}

async function note(needs: Needs, page: string, position: Position): Promise<void> {
  await change(needs.flows, page, (current) => ({ ...current, ...position }));
}

type Window = Input & { readonly from: string; readonly to: string };

/** Null when the Page did not answer or asks for patience: what was told of the window comes with the next try. */
async function readWindow(needs: Needs, page: FanPage, window: Window): Promise<{ readonly newest: string | null; readonly changed: number } | null> {
  const { zone, now } = window;
  if (!leavesRoomToMeasure(await usageOf(needs, page), now)) return null;
  const since = instantOf(window.from, '00:00', zone);
  const until = new Date(Math.min(instantOf(addDays(window.to, 1), '00:00', zone).getTime(), now.getTime()));
  const days = new Map<string, Partial<DayFlows>>();
  for (const figure of figures) {
    const reading = await page.daily(figure, since, until);
    if (reading.outcome === 'refused' && (reading.refusal.class === 'content' || reading.refusal.class === 'permission')) {
      needs.log.debug({ page: page.id, figure }, 'Facebook does not tell this figure of the Page');
      continue;
    }
    if (reading.outcome !== 'read') return null;
    for (const { endedAt, value } of reading.value) {
      const day = dayOf(addMs(endedAt, -12 * hour), zone);
      days.set(day, { ...days.get(day), [figure]: value });
    }
  }
  let changed = 0;
  for (const [day, told] of days) if (await keep(needs, page.id, day, told)) changed += 1;
  return { newest: [...days.keys()].sort().at(-1) ?? null, changed };
}

/** What was told first stands. */
async function keep(needs: Needs, page: string, day: string, told: Partial<DayFlows>): Promise<boolean> {
  const flows: DayFlows = { stock: told.stock ?? null, came: told.came ?? null, went: told.went ?? null };
  const id = `${page}|${day}`;
  if (await needs.followers.add({ id, rev: 0, page, day, readings: {}, flows })) return true;
  const written = await change(needs.followers, id, (current) => {
    const known = current.flows;
    const merged: DayFlows = { stock: known?.stock ?? flows.stock, came: known?.came ?? flows.came, went: known?.went ?? flows.went };
    return known !== undefined && figures.every((figure) => known[figure] === merged[figure]) ? null : { ...current, flows: merged };
  });
  return written !== null;
}

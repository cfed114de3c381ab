/** How a source is: read, failing, empty, or without news. Staff hear once of each, and once when it is over. */
import { change } from '../change.ts';
import type { Words } from '../locale/words.ts';
import { closeNotice, openNotice } from '../notice.ts';
import type { PortalProblem, Ports, SourceState } from '../ports.ts';
import type { Source } from '../source.ts';
import { addMs, dayForPeople, dayOf, hour, minute, type Zone } from '../time.ts';

type Needs = Pick<Ports, 'sources' | 'notices' | 'log'> & { readonly words: Words; readonly zone: Zone };

const day = 24 * hour;
/** A list that stays empty so long is told: a section that moved reads like this. */
const emptyFor = day;
/** Silence of a source means something beyond three times its longest pause, and never before a week. */
const leastQuiet = 7 * day;
const pauses = 3;
/** Until something new came on three days nobody knows its beat. */
const leastArrivals = 3;
const quietUnknown = 30 * day;
const arrivalsKept = 30 * day;

export async function sourceState(needs: Pick<Needs, 'sources'>, source: string): Promise<SourceState> {
  const known = await needs.sources.get(source);
  if (known !== null) return known;
  const unread = { validators: null, firstReadAt: null, lastReadAt: null, failures: 0, notBefore: null, emptySince: null, arrivals: [], found: null };
  return { id: source, rev: 0, ...unread };
}

/** What a good answer showed; `items` null: unchanged since the last one. */
export type Shown = { readonly items: number | null; readonly added: number };

/** Stores what is known of a source after a good answer, and tells what is over or has lasted too long. */
export async function noteSuccess(needs: Needs, source: Source, state: SourceState, shown: Shown, now: Date): Promise<void> {
  const emptySince = shown.items === null ? state.emptySince : shown.items > 0 ? null : (state.emptySince ?? now);
  const arrivals = shown.added > 0 ? withArrival(state.arrivals, now, needs.zone) : state.arrivals;
  await saveSource(needs, { ...state, emptySince, arrivals, lastReadAt: now, failures: 0, notBefore: null });
  const name = nameOf(source);
  await closeNotice(needs, `source:${state.id}`, needs.words.sourceBack(name), now);
  if (emptySince === null) await closeNotice(needs, `empty:${state.id}`, needs.words.sourceBack(name), now);
  else if (addMs(emptySince, emptyFor) <= now) await openNotice(needs, `empty:${state.id}`, needs.words.sourceEmpty(name, dayTold(emptySince, needs)), now);
  if (shown.added > 0) {
    await closeNotice(needs, `quiet:${state.id}`, needs.words.sourceSpeaks(name), now);
    return;
  }
  const since = arrivals.at(-1) ?? state.firstReadAt;
  if (emptySince === null && since !== null && addMs(since, quietLimit(arrivals)) <= now)
    await openNotice(needs, `quiet:${state.id}`, needs.words.sourceQuiet(name, dayTold(since, needs)), now);
}

/** What staff call it, and its address to open. */
function nameOf(source: Source): string {
  return source.name === null ? source.url : `${source.name} (${source.url})`;
}

function dayTold(instant: Date, needs: Needs): string {
  return dayForPeople(dayOf(instant, needs.zone), true);
}

/** One a day is enough to know the beat; those of the last 30 days and the one before are kept. */
function withArrival(arrivals: readonly Date[], now: Date, zone: Zone): readonly Date[] {
  const last = arrivals.at(-1);
  if (last !== undefined && dayOf(last, zone) === dayOf(now, zone)) return arrivals;
  const old = arrivals.findLastIndex((at) => at < addMs(now, -arrivalsKept));
  return [...arrivals.slice(Math.max(0, old)), now];
}

/** After so long without anything new a source has fallen silent: three times its longest pause, a week at least. */
export function quietLimit(arrivals: readonly Date[]): number {
  if (arrivals.length < leastArrivals) return quietUnknown;
  const gaps = arrivals.slice(1).map((at, place) => at.getTime() - (arrivals[place]?.getTime() ?? 0));
  return Math.max(leastQuiet, pauses * Math.max(...gaps));
}

/** A bad answer changes nothing that is known: no article, no validators. Staff hear of it once. */
export async function noteFailure(needs: Needs, source: Source, state: SourceState, problem: PortalProblem, now: Date): Promise<void> {
  const failures = state.failures + 1;
  needs.log.warn({ source: state.id, problem: problem.kind, status: problem.status, detail: problem.detail, failures }, 'source could not be read');
  await saveSource(needs, { ...state, failures, notBefore: latest(patience(problem, now), backOff(failures, now)) });
  if (failures >= 3 || !passesByItself(problem)) await openNotice(needs, `source:${state.id}`, needs.words.sourceDown(nameOf(source), problem), now);
}

/** Two processes may poll one source; the later word about it stands. What was read whole once stays so. */
async function saveSource(needs: Needs, next: SourceState): Promise<void> {
  if (await needs.sources.add(next)) return;
  await change(needs.sources, next.id, (current) => ({ ...next, rev: current.rev, firstReadAt: current.firstReadAt ?? next.firstReadAt }));
}

/** Whether it may be over the next time without anybody's doing. */
export function passesByItself(problem: PortalProblem): boolean {
  switch (problem.kind) {
    case 'unreachable':
    case 'slow':
    case 'broken':
      return true;
    case 'status':
      return problem.status !== null && (problem.status >= 500 || problem.status === 429);
    case 'too-big':
    case 'tls':
    case 'address':
    case 'not-a-feed':
    case 'challenge':
    case 'robots':
    case 'withdrawn':
      return false;
  }
}

function backOff(failures: number, now: Date): Date | null {
  if (failures < 3) return null;
  return addMs(now, Math.min(60, 5 * 2 ** (failures - 3)) * minute);
}

/** When the server asked to be left alone until, a day at most: a typo of a server must not silence a source for ever. */
export function patience(problem: PortalProblem, now: Date): Date | null {
  const ceiling = addMs(now, day);
  return problem.retryAt !== null && problem.retryAt > ceiling ? ceiling : problem.retryAt;
}

function latest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

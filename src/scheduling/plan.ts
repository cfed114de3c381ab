/**
 * The planner: every approved post of a Page gets a time, or a reason why not. Pure: the same input gives the same plan, on
 * every machine. What staff saw stands unless it must not; the rest is chosen place by place, so that nothing that could go out
 * in time grows stale, no source fills the day, and nothing is promised further ahead than need be.
 */
import type { ArticleKind } from '../article.ts';
import type { HolidayCalendar } from '../holidays.ts';
import type { PageTimetable } from '../newsroom.ts';
import type { Pause } from '../pause.ts';
import type { MoveReason, SlotReason } from '../post.ts';
import { addMs, hour, minute } from '../time.ts';
import { type Hours, hoursFrom } from './hours.ts';
import { byAge, byStaleness, type Entry, entryOf, fairest, freshest, type Lately, latelyFrom, type Standing, type WaitingPost } from './order.ts';
import { afterPlace, nextPlace, type Place, suits } from './places.ts';
import { firstFrom, type Taken, takenFrom } from './taken.ts';

export type PlanInput = {
  readonly timetable: PageTimetable;
  /** Those of the Page. */
  readonly pauses: readonly Pause[];
  readonly calendar: HolidayCalendar;
  /** The Page's days, from two before `now` on, where they are made already. */
  readonly hours?: Hours;
  /** Approved, and planned before. */
  readonly waiting: readonly WaitingPost[];
  /** What is on the Page or on its way, by whomever: the last two days of it. */
  readonly onPage: readonly { readonly at: Date; readonly source: string | null; readonly kind: ArticleKind | null }[];
  /** Nothing can be sent before this instant. */
  readonly opensAt: Date;
  /** The Page's queue stands still until a person mended something: what is planned waits where it is. */
  readonly stopped: boolean;
  /** true: also what is not promised yet, as it is foreseen; false: whose turn is not near is left `later`, which is much quicker. */
  readonly forecast: boolean;
  readonly now: Date;
};

export type Planned = {
  readonly id: string;
  readonly slot: Date;
  /** When it goes out: its slot, or as soon after it as it can. */
  readonly at: Date;
  /** It keeps the time that it had. */
  readonly kept: boolean;
  /** Promised: staff see it on the card. Otherwise a forecast, which may yet change. */
  readonly firm: boolean;
  /** null for what was kept: it was said when it was planned. */
  readonly why: SlotReason | null;
  /** The time that it had, and why it has another one. */
  readonly moved: { readonly from: Date; readonly why: MoveReason } | null;
};

/**
 * `stale`: it is not fresh any more. `ask`: it missed its time, and the timetable says to ask. `paused`: posting is paused for
 * as long as it is fresh. `no-times`: the timetable has no time for it while it is fresh. `no-room`: others take all that is left. `later`:
 * its turn is not near, and no forecast was asked for.
 */
export type UnplannedReason = 'stale' | 'ask' | 'paused' | 'no-times' | 'no-room' | 'later';
export type Unplanned = { readonly id: string; readonly why: UnplannedReason; readonly moved: Planned['moved'] };
/** By the time they go out. */
export type Plan = { readonly planned: readonly Planned[]; readonly unplanned: readonly Unplanned[] };

/** So many of the next posts are promised their times, and all within the hour. */
const firmPosts = 3;
const firmFor = hour;
/** So far ahead a place is looked for, whatever the freshness. */
const farthest = 366 * 24 * hour;
const lookBack = 49 * hour;
/**
 * A post goes out some seconds after its slot, and the gap counts from there: a time that was planned one gap later stands
 * all the same, and the publisher waits these seconds. Else posts would push each other back all day.
 */
const gapGrace = minute;

/** What is settled so far. */
type Draft = {
  readonly input: PlanInput;
  readonly hours: Hours;
  readonly step: number;
  readonly opens: number;
  readonly planned: Planned[];
  readonly unplanned: Unplanned[];
  /** What stands in the way of the others. */
  readonly settled: { readonly at: number; readonly post: WaitingPost | null; readonly how: 'on-page' | 'pinned' | 'urgent' | 'kept' }[];
  readonly moved: Map<string, NonNullable<Planned['moved']>>;
};

export function planPage(input: PlanInput): Plan {
  const { timetable, pauses, calendar, now } = input;
  const draft: Draft = {
    input,
    hours: input.hours ?? hoursFrom({ timetable, pauses, calendar }, addMs(now, -lookBack)),
    step: Math.max(timetable.gapMinutes * minute, 1),
    opens: Math.max(now.getTime(), input.opensAt.getTime()),
    planned: [],
    unplanned: [],
    settled: input.onPage.filter((one) => one.at > addMs(now, -lookBack)).map((one) => ({ at: one.at.getTime(), post: null, how: 'on-page' })),
    moved: new Map(),
  };
  const entries = input.waiting.map((post) => entryOf(post, timetable, draft.opens)).sort(byAge);
  const fresh = entries.filter((entry) => entry.until > now.getTime() || leave(draft, entry, 'stale'));
  const queue = keepPlanned(draft, placeUrgent(draft, placePinned(draft, fresh)));
  fillPlaces(draft, queue);
  return { planned: firmOnes(draft), unplanned: draft.unplanned };
}

/** Always false, so that it can end a filter. */
function leave(draft: Draft, entry: Entry, why: UnplannedReason): false {
  draft.unplanned.push({ id: entry.post.id, why, moved: draft.moved.get(entry.post.id) ?? null });
  return false;
}

function settle(draft: Draft, entry: Entry, at: number, how: 'pinned' | 'urgent' | 'kept', planned: Pick<Planned, 'slot' | 'kept' | 'why'>): void {
  draft.settled.push({ at, post: entry.post, how });
  draft.planned.push({ id: entry.post.id, at: new Date(at), firm: true, moved: planned.kept ? null : movedTo(draft, entry, at), ...planned });
}

function movedTo(draft: Draft, entry: Entry, at: number): Planned['moved'] {
  const moved = draft.moved.get(entry.post.id) ?? null;
  return moved !== null && moved.from.getTime() !== at ? moved : null;
}

function takenNow(draft: Draft): Taken {
  return takenFrom(
    draft.hours,
    draft.step,
    draft.settled.map((one) => one.at),
  );
}

/** Posts whose time staff gave get exactly that time, the first that was approved before a second one of the same time. Returns the others. */
function placePinned(draft: Draft, entries: readonly Entry[]): readonly Entry[] {
  const now = draft.input.now.getTime();
  const taken = takenNow(draft);
  return entries.filter((entry) => {
    const pinned = entry.post.pinnedAt?.getTime();
    // What it was given is past: it is planned like any other, or is late like any other.
    if (pinned === undefined || pinned < Math.max(now, draft.opens) || pinned >= entry.until) return true;
    const bar = draft.hours.barAt(pinned);
    const inWay = bar?.why ?? taken.inWay(pinned);
    const slot = entry.post.slot?.getTime() ?? null;
    if (inWay !== null) {
      // Its card says why it has another one, also where two were given one time at the same moment.
      if (slot === pinned || slot === null) draft.moved.set(entry.post.id, { from: new Date(pinned), why: inWay });
      return true;
    }
    taken.add(pinned);
    const kept = slot === pinned;
    if (slot !== null && !kept) draft.moved.set(entry.post.id, { from: new Date(slot), why: 'pinned' });
    settle(draft, entry, pinned, 'pinned', { slot: new Date(pinned), kept, why: kept ? null : 'pinned' });
    return false;
  });
}

/** What is urgent goes out as soon as the gap to what cannot be moved allows, whatever the posting times say. Returns the others. */
function placeUrgent(draft: Draft, entries: readonly Entry[]): readonly Entry[] {
  const urgent = entries.filter((entry) => entry.urgent).sort(byStaleness);
  const taken = takenNow(draft);
  const late: Entry[] = [];
  for (const entry of urgent) {
    const had = entry.post.slot?.getTime() ?? null;
    const soonest = openInstant(draft, taken, entry.from, entry.until);
    const still = had === null ? null : stillAt(draft, entry, had, taken);
    // It need not wait any longer for what made it wait.
    const kept = still !== null && (draft.input.stopped || soonest === null || still.at <= soonest) ? still : null;
    const at = kept?.at ?? soonest;
    if (at === null) {
      late.push(entry);
      continue;
    }
    if (had !== null && kept === null)
      draft.moved.set(entry.post.id, { from: new Date(had), why: still === null ? whyNotAt(draft, entry, had, taken) : 'urgent' });
    taken.add(at);
    settle(draft, entry, at, 'urgent', { slot: new Date(kept?.slot ?? at), kept: kept !== null, why: kept === null ? 'urgent' : null });
  }
  for (const entry of late) leave(draft, entry, whyUnplanned(draft, entry, []));
  return entries.filter((entry) => !entry.urgent);
}

/** The first instant that no pause, no quiet hour, no gap and no full day forbids. */
function openInstant({ hours }: Draft, taken: Taken, from: number, until: number): number | null {
  let at = from;
  while (at < until) {
    const bar = hours.barAt(at);
    const clear = bar?.until ?? taken.clearFrom(at);
    if (clear > at) at = clear;
    else if (taken.inWay(at) !== null) at = hours.dayAt(at).until;
    else return at;
  }
  return null;
}

/** A planned time that still holds: the slot, and when it goes out by it; null: it must change. */
function stillAt(draft: Draft, entry: Entry, slot: number, taken: Taken): { readonly slot: number; readonly at: number } | null {
  if (draft.input.stopped) return { slot, at: slot };
  const at = taken.clearFrom(Math.max(slot, draft.opens));
  const stands = slot < draft.opens || at <= slot + gapGrace;
  const inTime = at <= slot + draft.input.timetable.late.windowMs || at === slot;
  const allowed = at < entry.until && draft.hours.barAt(at) === null && taken.inWay(at) === null && slot >= (entry.post.pinnedAt?.getTime() ?? slot);
  return stands && inTime && allowed && isPostingTime(draft, entry, slot) ? { slot, at } : null;
}

/** A slot that was a posting time when it was given, and is none any more; what is urgent or was given by hand needs none. */
function isPostingTime(draft: Draft, entry: Entry, slot: number): boolean {
  if (entry.urgent || entry.post.pinnedAt?.getTime() === slot || slot < draft.input.now.getTime() - lookBack) return true;
  const day = draft.hours.dayAt(slot);
  const time = day.times.find((one) => one.at === slot);
  const place: Place | null = time ?? (day.asap ? { at: slot, open: true, bound: [] } : null);
  return place !== null && suits(day.asap ? { ...place, open: true } : place, entry.boundTo);
}

function whyNotAt(draft: Draft, entry: Entry, slot: number, taken: Taken): MoveReason {
  if (slot < draft.opens) return 'missed';
  const bar = draft.hours.barAt(slot);
  if (bar !== null) return bar.why;
  if (!isPostingTime(draft, entry, slot) || slot >= entry.until) return 'timetable';
  if (slot < (entry.post.pinnedAt?.getTime() ?? slot)) return 'pinned';
  const inWay = taken.inWay(slot);
  const nearest = taken.nearest(slot);
  const by = draft.settled.find((one) => one.at === nearest)?.how;
  if (inWay === 'gap' && (by === 'urgent' || by === 'pinned')) return by;
  return inWay ?? 'timetable';
}

/** Planned posts keep their times where these still hold. Returns those that need a place. */
function keepPlanned(draft: Draft, entries: readonly Entry[]): readonly Entry[] {
  const planned = entries.filter((entry) => entry.post.slot !== null).sort((a, b) => slotOf(a) - slotOf(b) || byAge(a, b));
  const queue = entries.filter((entry) => entry.post.slot === null);
  const taken = takenNow(draft);
  const urgentFrom = Math.min(...draft.settled.filter((one) => one.how === 'urgent').map((one) => one.at));
  for (const entry of planned) {
    const slot = slotOf(entry);
    const kept = stillAt(draft, entry, slot, taken);
    // Whoever is late goes out in the order of the slots: not before something urgent, which has a later one.
    const behindUrgent = kept !== null && kept.at !== slot && kept.at > urgentFrom && !draft.input.stopped;
    if (kept !== null && !behindUrgent) {
      taken.add(kept.at);
      settle(draft, entry, kept.at, 'kept', { slot: new Date(slot), kept: true, why: null });
      continue;
    }
    const why = behindUrgent ? 'urgent' : whyNotAt(draft, entry, slot, taken);
    draft.moved.set(entry.post.id, { from: new Date(slot), why });
    if (why === 'missed' && draft.input.timetable.late.otherwise === 'ask') leave(draft, entry, 'ask');
    else queue.push(entry);
  }
  return queue;
}

function slotOf(entry: Entry): number {
  return entry.post.slot?.getTime() ?? 0;
}

/** Place after place, the right post for each. */
function fillPlaces(draft: Draft, queue: readonly Entry[]): void {
  const { hours } = draft;
  const last = Math.min(draft.opens + farthest, Math.max(0, ...queue.map((entry) => entry.until)));
  // One more than there are posts: where that many are left, nothing presses.
  const room = placesAhead(draft, last, queue.length + 1);
  const { wanted, spare } = chooseWhoFits(draft, queue, room);
  const taken = takenNow(draft);
  const lately = latelyFrom(
    standingOf(draft),
    queue.map(({ post }) => post),
  );
  let from = draft.opens;
  while (wanted.length + spare.length > 0) {
    const place = nextPlace({ hours, taken }, from, last);
    if (place === null || isFarEnough(draft, place, wanted, spare)) break;
    lately.reach(place.at);
    const chosen = chooseAmong(place, wanted, spare, room, lately);
    if (chosen === null) {
      const waits = [...wanted, ...spare].filter((entry) => entry.from > place.at).map((entry) => entry.from);
      from = afterPlace(hours.dayAt(place.at), place, Math.min(...waits));
      continue;
    }
    const { entry } = chosen;
    const why = place.trial ? 'trial' : chosen.why;
    for (const list of [wanted, spare]) {
      const index = list.indexOf(entry);
      if (index !== -1) list.splice(index, 1);
    }
    taken.add(place.at);
    lately.add({ at: place.at, source: entry.post.source, kind: entry.post.kind });
    const moved = movedTo(draft, entry, place.at);
    // Whose time had to change is told the new one at once.
    draft.planned.push({ id: entry.post.id, slot: new Date(place.at), at: new Date(place.at), kept: false, firm: moved !== null, why, moved });
    from = place.at + 1;
  }
  const further = nextPlace({ hours, taken }, from, last) !== null;
  for (const entry of [...wanted, ...spare].sort(byAge)) leave(draft, entry, further && !draft.input.forecast ? 'later' : whyUnplanned(draft, entry, room));
}

/** Whether all that is to be promised has its place. Whose time had to change always gets a new one. */
function isFarEnough({ input, planned, opens, moved }: Draft, place: Place, ...left: readonly (readonly Entry[])[]): boolean {
  if (input.forecast || place.at <= opens + firmFor) return false;
  return planned.filter((one) => one.at.getTime() < place.at).length >= firmPosts && !left.some((entries) => entries.some(({ post }) => moved.has(post.id)));
}

function standingOf(draft: Draft): readonly Standing[] {
  const onPage = draft.input.onPage.map((one): Standing => ({ ...one, at: one.at.getTime() }));
  const settled = draft.settled.flatMap(({ at, post }): Standing[] => (post === null ? [] : [{ at, source: post.source, kind: post.kind }]));
  return [...onPage, ...settled].sort((a, b) => a.at - b.at);
}

/** The places that are left, as many as are needed. */
function placesAhead(draft: Draft, last: number, needed: number): readonly number[] {
  const taken = takenNow(draft);
  const places: number[] = [];
  let from = draft.opens;
  while (places.length < needed) {
    const place = nextPlace({ hours: draft.hours, taken }, from, last);
    if (place === null) break;
    if (place.open) {
      places.push(place.at);
      taken.add(place.at);
    }
    from = place.at + 1;
  }
  return places;
}

/**
 * Where not all can go out while they are fresh, those of the source that has most give way, what is nearest to its end first.
 * As many go out as possible. `spare` take what is left over all the same.
 */
function chooseWhoFits(draft: Draft, queue: readonly Entry[], room: readonly number[]): { readonly wanted: Entry[]; readonly spare: Entry[] } {
  const load = new Map<string, number>();
  for (const one of standingOf(draft)) if (one.source !== null && one.at > draft.opens - 24 * hour) load.set(one.source, (load.get(one.source) ?? 0) + 1);
  const bySource = new Map<string, Entry[]>();
  const wanted = new Set<Entry>();
  const spare: Entry[] = [];
  for (const entry of [...queue].sort(byStaleness)) {
    wanted.add(entry);
    const own = bySource.get(entry.post.source) ?? [];
    own.push(entry);
    bySource.set(entry.post.source, own);
    if (wanted.size <= firstFrom(room, entry.until)) continue;
    const [most] = [...bySource]
      .filter(([, entries]) => entries.length > 0)
      .sort(([a, some], [b, others]) => others.length + (load.get(b) ?? 0) - some.length - (load.get(a) ?? 0) || (a < b ? -1 : 1));
    const given = most?.[1].shift();
    if (given === undefined) continue;
    wanted.delete(given);
    spare.push(given);
  }
  return { wanted: [...wanted], spare };
}

/** So far ahead nothing newer can be counted on. */
const reserveFor = 24 * hour;

/**
 * Where not all can go out while they are fresh, each would wait until it is nearly stale if the stalest went first. Then the newest go first,
 * as fairly as can be, as long as what is left still fills the places of a day; null where it does not. What waits longer fills what is quiet.
 */
function chooseFreshest(place: Place, wanted: readonly Entry[], spare: readonly Entry[], room: readonly number[], lately: Lately): Chosen | null {
  if (spare.length === 0) return null;
  const able = [...wanted, ...spare].filter((entry) => mayTake(entry, place));
  const entry = able.some(({ boundTo }) => boundTo.length > 0) ? null : freshest(able, lately);
  if (entry === null) return null;
  const end = place.at + reserveFor;
  const here = firstFrom(room, place.at + 1);
  const places = firstFrom(room, end) - here;
  let filled = 0;
  for (const other of [...wanted, ...spare].sort(byStaleness)) {
    if (filled === places) break;
    if (other !== entry && filled < firstFrom(room, Math.min(other.until, end)) - here) filled += 1;
  }
  return filled === places ? { entry, why: 'freshest' } : null;
}

function mayTake(entry: Entry, place: Place): boolean {
  return entry.from <= place.at && place.at < entry.until && suits(place, entry.boundTo);
}

/** Where not all can go out anyway, the last chance of one is no reason for a third of its kind in a row. */
function chooseAmong(place: Place, wanted: readonly Entry[], spare: readonly Entry[], room: readonly number[], lately: Lately): Chosen | null {
  const chosen = chooseFreshest(place, wanted, spare, room, lately) ?? choose(place, wanted, room, lately) ?? choose(place, spare, null, lately);
  if (chosen === null || chosen.why !== 'last-chance' || spare.length === 0 || lately.unfairness(chosen.entry.post).inRow === 0) return chosen;
  const other = choose(place, wanted, null, lately);
  return other !== null && lately.unfairness(other.entry.post).inRow === 0 ? other : chosen;
}

type Chosen = { readonly entry: Entry; readonly why: SlotReason };

/** `entries` by staleness; `room`: the places that are left; null: whatever becomes of the others. */
function choose(place: Place, entries: readonly Entry[], room: readonly number[] | null, lately: Lately): Chosen | null {
  // They have fewer places than all others.
  const bound = fairest(
    entries.filter((entry) => entry.boundTo.length > 0 && mayTake(entry, place)),
    lately,
  );
  if (bound !== null) return { entry: bound, why: 'bound' };
  const able = entries.filter((entry) => mayTake(entry, place));
  const pressing = room === null ? [] : able.slice(0, pressingCount(place, entries, able, room));
  const chosen = fairest(pressing.length > 0 ? pressing : able, lately);
  if (chosen === null) return null;
  if (pressing.length > 0) return { entry: chosen, why: 'last-chance' };
  return { entry: chosen, why: able.some((entry) => byAge(entry, chosen) < 0) ? 'turn' : 'first' };
}

/** How many of the first must not wait any longer: as many as there are places before the last of them is stale. */
function pressingCount(place: Place, entries: readonly Entry[], able: readonly Entry[], room: readonly number[]): number {
  const here = firstFrom(room, place.at);
  let count = 0;
  for (const entry of entries) {
    count += 1;
    if (count >= firstFrom(room, entry.until) - here) return able.filter((one) => one.until <= entry.until).length;
  }
  return 0;
}

function whyUnplanned(draft: Draft, entry: Entry, room: readonly number[]): UnplannedReason {
  let at = entry.from;
  while (at < entry.until) {
    const bar = draft.hours.barAt(at);
    if (bar === null) {
      const some = entry.urgent || nextPlace({ hours: draft.hours, taken: takenFrom(draft.hours, draft.step, []) }, at, entry.until) !== null;
      return some || room.some((place) => place < entry.until) ? 'no-room' : 'no-times';
    }
    at = bar.until;
  }
  const first = draft.hours.barAt(entry.from);
  return first?.why === 'pause' || draft.input.pauses.length > 0 ? 'paused' : 'no-times';
}

/** The next few, and what is near, are promised. */
function firmOnes(draft: Draft): readonly Planned[] {
  const soon = draft.opens + firmFor;
  return [...draft.planned]
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.slot.getTime() - b.slot.getTime() || (a.id < b.id ? -1 : 1))
    .map((planned, place) => ({ ...planned, firm: planned.firm || place < firmPosts || planned.at.getTime() <= soon }));
}

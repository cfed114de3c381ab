/** The places of a timetable, one after the other: instants at which a post may go out. Pure. */
import { type BoundTimes, type PageTimetable, shareOne } from '../newsroom.ts';
import type { ShownPost } from '../post.ts';
import type { Day, DayTime, Hours } from './hours.ts';
import type { Taken } from './taken.ts';

/** Any post that is not bound to certain times may go out where it is `open`. */
export type Place = DayTime;
type Looked = { readonly hours: Hours; readonly taken: Taken };

/** The first place at or after `from` that is free; null: none before `until`. On a day without set times every instant is one. */
export function nextPlace({ hours, taken }: Looked, from: number, until: number): Place | null {
  let at = from;
  while (at < until) {
    const bar = hours.barAt(at);
    if (bar !== null) {
      at = bar.until;
      continue;
    }
    const day = hours.dayAt(at);
    const time = day.times.find((one) => one.at >= at);
    if (day.asap) {
      const clear = taken.clearFrom(at);
      if (clear > at) at = clear;
      else if (taken.inWay(at) !== null) at = day.until;
      else return { at, open: true, bound: time?.at === at ? time.bound : [] };
    } else if (time === undefined) at = day.until;
    else if (time.at > at) at = time.at;
    else {
      const inWay = taken.inWay(at);
      if (inWay === null) return time;
      at = inWay === 'full' ? day.until : at + 1;
    }
  }
  return null;
}

/** Where to look on after a place that nobody took; `waitsUntil`: when something more may go out. */
export function afterPlace(day: Day, place: Place, waitsUntil: number): number {
  if (!day.asap) return place.at + 1;
  const nextBound = day.times.find((time) => time.at > place.at)?.at ?? day.until;
  return Math.max(place.at + 1, Math.min(waitsUntil, nextBound, day.until));
}

type Bindable = Pick<ShownPost, 'kind' | 'categories'>;

/** The times that a post is bound to; empty: it may go out at any time of the timetable. */
export function boundOf(timetable: PageTimetable, post: Bindable): readonly BoundTimes[] {
  return timetable.bound.filter(
    (bound) => (bound.kind === null || bound.kind === post.kind) && (bound.category === null || shareOne([bound.category], post.categories ?? [])),
  );
}

/** Whether a post may go out at that place, by the times it is bound to. */
export function suits(place: Place, boundTo: readonly BoundTimes[]): boolean {
  return boundTo.length === 0 ? place.open : boundTo.some((bound) => place.bound.includes(bound));
}

/** When a job's beat comes next: the cron fields that the table uses, worked out without a timer. */
import { addMs, dayAndTime, hour, minute, second, type Zone } from '../time.ts';

type Field = ReadonlySet<number> | null;

function fieldOf(text: string): Field {
  if (text === '*') return null;
  const step = /^\*\/(\d+)$/.exec(text)?.[1];
  if (step !== undefined) return new Set(Array.from({ length: 60 }, (_, value) => value).filter((value) => value % Number(step) === 0));
  if (!/^\d+(,\d+)*$/.test(text)) throw new RangeError(`a beat that the simulation cannot read: ${text}`);
  return new Set(text.split(',').map(Number));
}

type Beat = { readonly seconds: Field; readonly minutes: Field; readonly hours: Field };

function parse(beat: string): Beat {
  const fields = beat.split(' ');
  const [seconds, minutes, hours, ...days] = fields.length === 6 ? fields : ['0', ...fields];
  if (seconds === undefined || minutes === undefined || hours === undefined || days.some((day) => day !== '*'))
    throw new RangeError(`a beat that the simulation cannot read: ${beat}`);
  return { seconds: fieldOf(seconds), minutes: fieldOf(minutes), hours: fieldOf(hours) };
}

const parsed = new Map<string, Beat>();

/** Milliseconds since 1970 of the first beat at or after `from`; `offsetMs` is the zone's, east of UTC. */
export function nextBeat(beat: string, from: number, offsetMs: number): number {
  const known = parsed.get(beat) ?? parse(beat);
  parsed.set(beat, known);
  const fits = (field: Field, value: number) => field === null || field.has(value);
  let at = Math.ceil(from / second) * second + offsetMs;
  for (;;) {
    if (!fits(known.hours, Math.floor(at / hour) % 24)) at = (Math.floor(at / hour) + 1) * hour;
    else if (!fits(known.minutes, Math.floor(at / minute) % 60)) at = (Math.floor(at / minute) + 1) * minute;
    else if (!fits(known.seconds, Math.floor(at / second) % 60)) at += second;
    else return at - offsetMs;
  }
}

/** How far a zone without clock changes lies east of UTC. */
export function offsetOf(zone: Zone, instant: Date): number {
  const [day = '', time = ''] = dayAndTime(instant, zone).split(' ');
  const [date, month, year] = day.split('/').map(Number);
  const [hours, minutes] = time.split(':').map(Number);
  const wall = Date.UTC(year ?? 0, (month ?? 1) - 1, date, hours, minutes);
  return wall - addMs(instant, -(instant.getTime() % minute)).getTime();
}

/** The week of a Page in a picture: posts in their slots, free slots, and the hours in which nothing goes out. */
import type { Locale } from '../config.ts';
import type { Words } from '../locale/words.ts';
import type { Ports, ReportMessage, WeekChart } from '../ports.ts';
import { addDays, addMs, dayForPeople, dayOf, hour, minute, timeOf, weekdayOf } from '../time.ts';
import type { Day, Hours } from './hours.ts';
import type { Plan } from './plan.ts';
import { type PageOf, type PageReading, planOf, type ReadNeeds, readPage } from './read-page.ts';
import { freePlaces } from './schedule.ts';

type Needs = ReadNeeds & Pick<Ports, 'charts'> & { readonly words: Words };
type Mark = WeekChart['days'][number]['marks'][number]['kind'];
type Entry = { readonly at: number; readonly slot: number; readonly kind: Mark; readonly title: string | null };

const days = 7;
/** More posts of a day than these are counted, not named. */
const mostLines = 6;

/** Draws today and the six days after it. `name`: what staff call the Page. */
export async function drawWeekAhead(needs: Needs, of: PageOf & { readonly name: string; readonly locale: Locale }): Promise<ReportMessage> {
  const { words } = needs;
  const { now, name } = of;
  const { zone } = of.timetable;
  const reading = await readPage(needs, of);
  const first = dayOf(now, zone);
  const entries = entriesOf(reading, planOf(reading, true), addMs(now, (days + 1) * 24 * hour));
  const week = Array.from({ length: days }, (_, ahead) => reading.hours.dayAt(middayOf(reading.hours, now, ahead)));
  const span: readonly [string, string] = [dayForPeople(first, true), dayForPeople(addDays(first, days - 1), true)];
  const shown = ['published', 'hand', 'planned', 'foreseen', 'free', ...(of.timetable.learn ? (['trial'] as const) : []), 'closed'] as const;
  const legend = shown.map((kind) => ({ kind, label: words.week.legend[kind] }));
  const chart: WeekChart = {
    locale: of.locale,
    theme: 'light',
    title: words.week.title(name),
    subtitle: words.week.subtitle(...span),
    legend,
    days: week.map((day) => dayOfChart(day, reading, entries, words)),
  };
  return {
    picture: await needs.charts.week(chart),
    fileName: `lich-${first}.png`,
    caption: words.week.caption(name, entries.filter((one) => one.kind === 'planned' || one.kind === 'foreseen').length),
  };
}

/** An instant within the day so many days from today. */
function middayOf(hours: Hours, now: Date, ahead: number): number {
  let day = hours.dayAt(now.getTime());
  for (let passed = 0; passed < ahead; passed++) day = hours.dayAfter(day);
  return day.from + 12 * hour;
}

function entriesOf(reading: PageReading, plan: Plan, until: Date): readonly Entry[] {
  const titles = new Map(reading.waiting.map((post) => [post.id, post.title]));
  const onPage = reading.onPage.map(
    ({ at, source, title }): Entry => ({ at: at.getTime(), slot: at.getTime(), kind: source === null ? 'hand' : 'published', title }),
  );
  const planned = plan.planned.map(
    (one): Entry => ({
      at: one.at.getTime(),
      slot: one.slot.getTime(),
      kind: one.firm ? 'planned' : 'foreseen',
      title: titles.get(one.id) ?? null,
    }),
  );
  const free = freePlaces(reading, plan, until).map((at): Entry => ({ at: at.getTime(), slot: at.getTime(), kind: 'free', title: null }));
  return [...onPage, ...planned, ...free].sort((a, b) => a.at - b.at);
}

function dayOfChart(day: Day, reading: PageReading, entries: readonly Entry[], words: Words): WeekChart['days'][number] {
  const { zone } = reading.timetable;
  const share = (at: number) => (at - day.from) / (day.until - day.from);
  const here = entries.filter((one) => one.at >= day.from && one.at < day.until);
  const posts = here.filter((one) => one.kind !== 'free');
  return {
    label: words.week.day(words.report.weekdays[weekdayOf(day.day) - 1] ?? '', dayForPeople(day.day, false)),
    note: noteOf(day, reading, words),
    closed: closedOn(day, reading.hours).map(({ from, to }) => ({ from: share(from), to: share(to) })),
    marks: here.map((one) => ({ at: share(one.at), kind: one.kind, trial: isTrial(one, day) })),
    lines: posts.slice(0, mostLines).map((one) => {
      const title = one.title ?? words.week.untitled;
      return { time: timeOf(new Date(one.at), zone), text: isTrial(one, day) ? words.week.onTrial(title) : title, kind: one.kind };
    }),
    more: posts.length > mostLines ? words.week.more(posts.length - mostLines) : posts.length === 0 ? words.week.nothing : null,
  };
}

function isTrial({ slot, kind }: Entry, day: Day): boolean {
  return kind !== 'hand' && day.times.some((time) => time.trial && time.at === slot);
}

function noteOf(day: Day, reading: PageReading, words: Words): string | null {
  const pause = reading.pauses.find((one) => one.from.getTime() < day.until && (one.until === null || one.until.getTime() > day.from));
  if (pause !== undefined) return words.week.paused(pause.kind);
  return day.off === null ? null : words.week.holidays[day.off];
}

function closedOn(day: Day, hours: Hours): readonly { readonly from: number; readonly to: number }[] {
  const closed: { from: number; to: number }[] = [];
  for (let at = day.from; at < day.until; ) {
    const bar = hours.barAt(at);
    const to = Math.min(day.until, bar?.until ?? at + 5 * minute);
    const last = closed.at(-1);
    if (bar !== null && last?.to === at) last.to = to;
    else if (bar !== null) closed.push({ from: at, to });
    at = to;
  }
  return closed;
}

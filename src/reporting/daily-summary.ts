/** Day → told: what went out, what waits, what failed, followers against yesterday; once per day and chat, in ten lines at most. */

import { sumOf } from '../figures.ts';
import { lastBefore, readDays, seriesOf } from '../follower-series.ts';
import type { Words } from '../locale/words.ts';
import { nameOf } from '../page-name.ts';
import type { FanPage, Ports, Room } from '../ports.ts';
import type { PostStatus, Published } from '../post.ts';
import { addDays, addMs, dayAndTime, dayForPeople, dayOf, hour, instantOf, timeOf, type Zone } from '../time.ts';
import { countOrUnknown, oneLine, signedOrUnknown } from './report-text.ts';
import { claimSending, isDoubtful, sendClaimed } from './send-once.ts';

export type SummaryNeeds = Pick<Ports, 'followers' | 'posts' | 'reports' | 'desk' | 'notices' | 'fanPages' | 'chat' | 'processes' | 'clock' | 'log'> & {
  readonly words: Words;
  readonly zone: Zone;
};
export type SummaryInput = {
  /** `HH:mm`. */
  readonly time: string;
  /** Where it is told, with the ids of the Pages that each is told of. */
  readonly rooms: readonly ToldRoom[];
  readonly nameOf: (page: string) => string | null;
  readonly now: Date;
};
export type ToldRoom = { readonly room: Room; readonly pages: readonly string[] };
export type SummaryCounts = { sent: number; known: number; failed: number };

const lateBy = 3 * hour;

/** From one summary's hour to the next one's: every post stands in exactly one. */
export type SummaryDay = { readonly day: string; readonly from: Date; readonly until: Date };

/** The newest day whose summary is due. */
export function dueDay(now: Date, zone: Zone, time: string): SummaryDay {
  const today = dayOf(now, zone);
  const day = now >= instantOf(today, time, zone) ? today : addDays(today, -1);
  return { day, from: instantOf(addDays(day, -1), time, zone), until: instantOf(day, time, zone) };
}

/** Tells each chat the newest due day unless it has been told; days before the desk was installed are nobody's. */
export async function sendDueSummaries(needs: SummaryNeeds, input: SummaryInput): Promise<SummaryCounts> {
  const counts: SummaryCounts = { sent: 0, known: 0, failed: 0 };
  const due = dueDay(input.now, needs.zone, input.time);
  const desk = await needs.desk.get('desk');
  if (desk === null || due.until <= desk.installedAt) return counts;
  const late = input.now >= addMs(due.until, lateBy);
  for (const { room, pages } of input.rooms) {
    const { chat, topic } = room;
    const place = topic === null ? chat : `${chat}/${topic}`;
    const unsure = needs.words.summaryUnsure(dayForPeople(due.day, true));
    const sending = { id: `summary|${due.day}|${place}`, page: 'summary', week: due.day, chat, notice: `summary:${due.day}:${place}`, unsure };
    if (!(await claimSending(needs, sending, { now: input.now, doubtful: isDoubtful(desk, due.until) }))) {
      counts.known += 1;
      continue;
    }
    const text = await summaryOf(needs, { ...input, ...due, pages, late });
    const sent = await sendClaimed(needs, { ...sending, send: () => needs.chat.sendText(room, text) }, input.now);
    if (sent === 'sent') counts.sent += 1;
    if (sent === 'refused' || sent === 'unsure') counts.failed += 1;
  }
  return counts;
}

type Told = Pick<SummaryInput, 'nameOf'> & SummaryDay & { readonly pages: readonly string[]; readonly late: boolean };

const mostLines = 10;
const mostPages = 3;

/** The summary of these Pages as it is sent. */
export async function summaryOf(needs: Pick<SummaryNeeds, 'followers' | 'posts' | 'fanPages' | 'words' | 'zone'>, told: Told): Promise<string> {
  const { words, zone } = needs;
  const text = words.summary;
  const published = (await Promise.all(told.pages.map((page) => needs.posts.publishedBetween(page, told.from, told.until)))).flat();
  const failed = (await Promise.all(told.pages.map((page) => needs.posts.endedBetween(page, told.from, told.until)))).flat();
  const waiting = await waitingOf(needs, told.pages);
  const followers = await followerLines(needs, told);
  const lines = [
    text.published(words.number(published.length)),
    text.waiting(words.number(waiting.awaiting), words.number(waiting.scheduled)),
    text.failed(words.number(failed.filter((post) => post.status === 'failed').length), words.number(waiting.unconfirmed)),
    ...followers,
    ...(told.late ? [text.late] : []),
  ];
  const head = text.head(dayForPeople(told.day, true), dayAndTime(told.from, zone), timeOf(told.until, zone));
  const [first = '', ...rest] = lines;
  return [head, first, ...postLines(published, words, mostLines - 1 - lines.length), ...rest].join('\n');
}

/** The newest first; the last line tells how many more there were. */
function postLines(published: readonly Published[], words: Words, room: number): string[] {
  const newest = [...published].sort((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime());
  const told = newest.length > room ? newest.slice(0, room - 1) : newest;
  const more = newest.length - told.length;
  return [...told.map((post) => words.summary.post(oneLine(post.title, 70), post.permalink ?? post.url)), ...(more > 0 ? [words.summary.morePosts(more)] : [])];
}

type Waiting = { readonly awaiting: number; readonly scheduled: number; readonly unconfirmed: number };
const waitingStatuses = {
  awaiting: ['draft', 'awaiting', 'held'],
  scheduled: ['approved', 'scheduled', 'publishing'],
  unconfirmed: ['unconfirmed'],
} as const satisfies Record<keyof Waiting, readonly PostStatus[]>;
const most = 1000;

async function waitingOf(needs: Pick<SummaryNeeds, 'posts'>, pages: readonly string[]): Promise<Waiting> {
  const count = async (statuses: readonly PostStatus[]) => {
    const lists = await Promise.all(statuses.map((status) => needs.posts.withStatus(status, most)));
    return lists.flat().filter((post) => pages.includes(post.page)).length;
  };
  return {
    awaiting: await count(waitingStatuses.awaiting),
    scheduled: await count(waitingStatuses.scheduled),
    unconfirmed: await count(waitingStatuses.unconfirmed),
  };
}

type PageFollowers = { readonly name: string; readonly count: number | null; readonly change: number | null };

/** A line a Page; of many Pages one line for all. */
async function followerLines(needs: Pick<SummaryNeeds, 'followers' | 'fanPages' | 'words' | 'zone'>, told: Told): Promise<string[]> {
  const { words } = needs;
  const pages: PageFollowers[] = [];
  for (const page of needs.fanPages.filter((one) => told.pages.includes(one.id))) pages.push(await followersOf(needs, page, told));
  if (pages.length <= mostPages) {
    return pages.map((page) => words.summary.followers(oneLine(page.name, 60), countOrUnknown(words, page.count), signedOrUnknown(words, page.change)));
  }
  const counts = pages.flatMap((page) => page.count ?? []);
  const changes = pages.flatMap((page) => page.change ?? []);
  const total = counts.length < pages.length ? null : sumOf(counts);
  return [words.summary.allPages(pages.length, countOrUnknown(words, total), signedOrUnknown(words, changes.length < pages.length ? null : sumOf(changes)))];
}

/** The last reading of these 24 hours against the last one before them. */
async function followersOf(needs: Pick<SummaryNeeds, 'followers' | 'zone'>, page: FanPage, told: Told): Promise<PageFollowers> {
  const series = seriesOf(await readDays(needs, page.id, dayOf(told.from, needs.zone), told.day));
  const last = lastBefore(series, told.until);
  const before = lastBefore(series, told.from);
  const count = last === null || last.at < told.from ? null : last.followers;
  const name = await nameOf(page, told.nameOf(page.id));
  return { name, count, change: count === null || before === null ? null : count - before.followers };
}

/** Week → reported, once per Page, week and chat. */

import { change } from '../change.ts';
import type { Locale } from '../config.ts';
import type { FollowerDay, ReportSending, WeeklyReport } from '../growth.ts';
import type { Words } from '../locale/words.ts';
import { openNotice } from '../notice.ts';
import type { FanPage, Ports, ReportMessage } from '../ports.ts';
import { addDays, addMs, dayOf, hour, instantOf, weekOf, type Zone } from '../time.ts';
import { captionOf, chartOf } from './report-text.ts';
import { buildWeek, type Week, weekSpan } from './week.ts';

type Needs = Pick<
  Ports,
  'followers' | 'posts' | 'measures' | 'reports' | 'desk' | 'notices' | 'fanPages' | 'chat' | 'charts' | 'processes' | 'clock' | 'log'
> & { readonly words: Words; readonly zone: Zone; readonly locale: Locale };
export type ReportCounts = { sent: number; known: number; failed: number };

/** Monday at this hour the week before is reported; a report that is later than that by `lateBy` says so. */
const reportTime = '08:00';
const lateBy = 3 * hour;
const mostPosts = 1000;

/** Reads one Page's week from the store. */
export async function readWeek(
  needs: Pick<Ports, 'followers' | 'posts' | 'measures'>,
  input: { readonly page: string; readonly span: Week; readonly zone: Zone },
): Promise<WeeklyReport> {
  const { page, span, zone } = input;
  const first = span.days[0] ?? '';
  const days = await readDays(needs, page, first);
  const published = (await needs.posts.publishedBetween(page, span.start, span.end)).slice(0, mostPosts);
  const ended = await needs.posts.endedBetween(page, span.start, span.end);
  const measures = new Map<string, NonNullable<Awaited<ReturnType<typeof needs.measures.get>>>>();
  for (const post of published) {
    const measure = await needs.measures.get(post.id);
    if (measure !== null) measures.set(post.id, measure);
  }
  return buildWeek({ page, span, zone, days, published, ended, measures });
}

/** The days of the week, of the one before, and of the last reading before both, however long ago that was. */
async function readDays(needs: Pick<Ports, 'followers'>, page: string, monday: string): Promise<readonly FollowerDay[]> {
  const near = await needs.followers.days(page, addDays(monday, -35), addDays(monday, 7));
  if (near.some((day) => day.day < addDays(monday, -7))) return near;
  return [...(await needs.followers.days(page, '0000-01-01', addDays(monday, -36))), ...near];
}

/** The newest week whose report is due: on Monday before eight it is still the one before last. */
export function dueWeek(now: Date, zone: Zone): string {
  const thisMonday = weekSpan(weekOf(dayOf(now, zone)), zone)?.days[0] ?? '';
  const last = addDays(thisMonday, -7);
  return weekOf(now >= instantOf(thisMonday, reportTime, zone) ? last : addDays(last, -7));
}

/** Sends the newest due report of every Page to every chat that has not had it; weeks before the desk was installed are nobody's. */
export async function sendDueReports(needs: Needs, input: { readonly chats: readonly string[]; readonly now: Date }): Promise<ReportCounts> {
  const counts: ReportCounts = { sent: 0, known: 0, failed: 0 };
  const span = weekSpan(dueWeek(input.now, needs.zone), needs.zone);
  const desk = await needs.desk.get('desk');
  if (span === null || desk === null || span.end <= desk.installedAt) return counts;
  const due = instantOf(addDays(span.days[0] ?? '', 7), reportTime, needs.zone);
  if (desk.restored !== null && due > desk.restored.takenAt && due <= desk.restored.at) {
    // Sent or not, the data that knew it is gone: rather asked for than sent twice.
    await openNotice(needs, `report-restored:${span.week}`, needs.words.reportUnsure(span.week), input.now);
    return counts;
  }
  const late = input.now >= addMs(due, lateBy);
  for (const page of needs.fanPages) await sendReportOf(needs, page, { ...input, span, late }, counts);
  return counts;
}

export type DrawnReport = { readonly report: WeeklyReport; readonly message: ReportMessage };

/** The report as it is sent: figures, caption and picture. */
export async function drawReport(
  needs: Pick<Needs, 'followers' | 'posts' | 'measures' | 'charts' | 'words' | 'zone' | 'locale'>,
  page: FanPage,
  span: Week,
  late: boolean,
): Promise<DrawnReport> {
  const report = await readWeek(needs, { page: page.id, span, zone: needs.zone });
  const name = await nameOf(page);
  const picture = await needs.charts.growth(chartOf(report, name, needs.words, needs.locale));
  return { report, message: { picture, fileName: `report-${report.week}.png`, caption: captionOf(report, name, needs.words, late) } };
}

async function nameOf(page: FanPage): Promise<string> {
  const health = await page.health();
  return health.outcome === 'read' ? health.value.name : page.id;
}

type Sending = { readonly chats: readonly string[]; readonly now: Date; readonly span: Week; readonly late: boolean };

async function sendReportOf(needs: Needs, page: FanPage, input: Sending, counts: ReportCounts): Promise<void> {
  const open: string[] = [];
  for (const chat of input.chats) {
    if (await claimSending(needs, page.id, input, chat)) open.push(chat);
    else counts.known += 1;
  }
  if (open.length === 0) return;
  const drawn = await drawReport(needs, page, input.span, input.late);
  for (const chat of open) await sendClaimed(needs, sendingId(page.id, input.span.week, chat), chat, drawn.message, input, counts);
}

function sendingId(page: string, week: string, chat: string): string {
  return `${page}|${week}|${chat}`;
}

/** false when it was sent, is being sent, or perhaps was: a report is rather asked for than sent twice. */
async function claimSending(needs: Needs, page: string, input: Sending, chat: string): Promise<boolean> {
  const id = sendingId(page, input.span.week, chat);
  const fresh: ReportSending = {
    id,
    rev: 0,
    page,
    week: input.span.week,
    chat,
    claimedAt: input.now,
    claimedBy: needs.processes.self,
    sendingAt: null,
    sentAt: null,
  };
  if (await needs.reports.add(fresh)) return true;
  const known = await needs.reports.get(id);
  if (known === null || known.sentAt !== null) return false;
  const abandoned = needs.processes.isGone(known.claimedBy) || known.claimedAt < addMs(input.now, -hour) || known.claimedBy === needs.processes.self;
  if (!abandoned) return false;
  if (known.sendingAt !== null) {
    await openNotice(needs, `report:${id}`, needs.words.reportUnsure(known.week), input.now);
    return false;
  }
  const written = await needs.reports.replace(known, { ...fresh, rev: known.rev });
  return written.outcome === 'written';
}

async function sendClaimed(needs: Needs, id: string, chat: string, message: ReportMessage, input: Sending, counts: ReportCounts): Promise<void> {
  const marked = await change(needs.reports, id, (sending) =>
    sending.sendingAt === null && sending.claimedBy === needs.processes.self ? { ...sending, sendingAt: needs.clock() } : null,
  );
  if (marked === null) return;
  const sent = await needs.chat.sendReport(chat, message);
  switch (sent.outcome) {
    case 'sent':
      counts.sent += 1;
      await change(needs.reports, id, (sending) => ({ ...sending, sentAt: needs.clock() }));
      needs.log.info({ week: input.span.week, chat }, 'weekly report sent');
      return;
    case 'refused':
      // Nothing arrived: free for the next run.
      counts.failed += 1;
      await change(needs.reports, id, (sending) => ({ ...sending, sendingAt: null }));
      needs.log.error({ week: input.span.week, chat, why: sent.why, detail: sent.detail }, 'the weekly report was refused; it is tried again');
      return;
    case 'unknown':
      counts.failed += 1;
      await openNotice(needs, `report:${id}`, needs.words.reportUnsure(input.span.week), input.now);
  }
}

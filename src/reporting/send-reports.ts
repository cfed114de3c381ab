/** Span → reported: picture and sheet of every Page, and the Pages compared, each once per chat. */
import type { Locale } from '../config.ts';
import type { GrowthReport } from '../growth.ts';
import type { Words } from '../locale/words.ts';
import type { Target } from '../newsroom.ts';
import { nameOf } from '../page-name.ts';
import type { ChartTheme, ChatDocument, ChatOutcome, FanPage, Ports, ReportMessage, Room } from '../ports.ts';
import { addMs, hour, type Zone } from '../time.ts';
import { type BetterTimes, betterTimesCard } from './better-times.ts';
import { compare, comparisonChartOf, comparisonTextOf } from './compare-pages.ts';
import { type ReadReport, readReport } from './read-report.ts';
import { calendarOf } from './report-input.ts';
import { sheetsOf } from './report-sheets.ts';
import { captionOf, chartOf } from './report-text.ts';
import { claimSending, isDoubtful, type Sending, type Sent, sendClaimed, settleUnsent } from './send-once.ts';
import { dueAt, dueSpan, type Span, type SpanKind } from './span.ts';

export type ReportNeeds = Pick<
  Ports,
  'followers' | 'posts' | 'measures' | 'reports' | 'desk' | 'notices' | 'fanPages' | 'chat' | 'charts' | 'sheets' | 'processes' | 'clock' | 'log'
> & { readonly words: Words; readonly zone: Zone; readonly locale: Locale };
export type ReportCounts = { sent: number; known: number; failed: number };

/** What the newsroom wants of a Page's reports. */
/** `rooms`: one a chat, with the forum topic where the Page has one. */
export type PageReports = { readonly rooms: readonly Room[]; readonly name: string | null; readonly targets: readonly Target[] };
export type ReportsInput = {
  readonly kinds: readonly Exclude<SpanKind, 'days'>[];
  /** `HH:mm` of the first day after the span. */
  readonly time: string;
  readonly pageReports: (page: string) => PageReports;
  readonly betterTimes: (page: string) => Promise<BetterTimes>;
  /** Who gets the Pages compared, where there are several. */
  readonly rooms: readonly Room[];
  readonly now: Date;
};

/** A report that is later than that says so. */
const lateBy = 3 * hour;

/** Sends the newest due report of each kind to every chat that has not had it; spans before the desk was installed are nobody's. */
export async function sendDueReports(needs: ReportNeeds, input: ReportsInput): Promise<ReportCounts> {
  const counts: ReportCounts = { sent: 0, known: 0, failed: 0 };
  const desk = await needs.desk.get('desk');
  for (const kind of input.kinds) {
    const span = dueSpan(kind, input.now, needs.zone, input.time);
    if (desk === null || span.end <= desk.installedAt) continue;
    const due = dueAt(span, needs.zone, input.time);
    const doubtful = isDoubtful(desk, due);
    const late = input.now >= addMs(due, lateBy);
    for (const page of needs.fanPages) await sendReportOf(needs, page, { ...input, span, late, doubtful }, counts);
    if (needs.fanPages.length > 1) await sendComparison(needs, { ...input, span, late, doubtful }, counts);
  }
  return counts;
}

export type DrawnReport = ReadReport & { readonly name: string; readonly message: ReportMessage; readonly sheet: ChatDocument };
type DrawNeeds = Pick<ReportNeeds, 'followers' | 'posts' | 'measures' | 'charts' | 'sheets' | 'words' | 'zone' | 'locale'>;
type Drawing = Pick<PageReports, 'name' | 'targets'> & { readonly span: Span; readonly late: boolean; readonly theme: ChartTheme };

/** The report as it is sent: figures, caption, picture and sheet. */
export async function drawReport(needs: DrawNeeds, page: FanPage, drawing: Drawing): Promise<DrawnReport> {
  const { span, late, theme, targets } = drawing;
  const read = await readReport(needs, { page: page.id, calendar: calendarOf(span, needs.zone), targets });
  const name = await nameOf(page, drawing.name);
  const picture = await needs.charts.growth(chartOf(read.report, name, needs.words, needs.locale, theme));
  const message = { picture, fileName: `report-${span.name}.png`, caption: captionOf(read.report, name, needs.words, late) };
  const bytes = await needs.sheets.write(sheetsOf(read, name, needs.words));
  const sheet = { bytes, fileName: `report-${span.name}-${page.id}.xlsx`, caption: needs.words.report.sheetCaption(name) };
  return { ...read, name, message, sheet };
}

type Due = ReportsInput & { readonly span: Span; readonly late: boolean; readonly doubtful: boolean };

async function sendReportOf(needs: ReportNeeds, page: FanPage, due: Due, counts: ReportCounts): Promise<void> {
  const { rooms, name, targets } = due.pageReports(page.id);
  const parts = rooms.flatMap((room) => [
    { part: 'picture' as const, room, ...sendingOf(needs, page.id, due.span, room, '') },
    { part: 'sheet' as const, room, ...sendingOf(needs, page.id, due.span, room, '|xlsx') },
  ]);
  const open = await claimed(needs, parts, due, counts);
  if (open.length === 0) return sendProposal(needs, page, due, counts);
  const drawn = await drawReport(needs, page, { name, targets, span: due.span, late: due.late, theme: 'light' });
  const refusing = new Set<string>();
  for (const { part, room, ...sending } of open) {
    // The sheet follows its picture, with the next run where that was refused.
    if (part === 'sheet' && refusing.has(sending.chat)) continue;
    const send = () => (part === 'picture' ? needs.chat.sendReport(room, drawn.message) : needs.chat.sendDocument(room, drawn.sheet));
    if ((await sendCounted(needs, { ...sending, send }, due.now, counts, part === 'picture')) === 'refused') refusing.add(sending.chat);
  }
  await sendProposal(needs, page, due, counts);
}

/**
 * Better times with their evidence and a button, for staff of the Page alone, after the weekly report. Where the figures bear out none nothing
 * is sent, and that is kept too: what a crash or a refusal left is taken up by any later run, and what was settled is asked for once a week.
 */
async function sendProposal(needs: ReportNeeds, page: FanPage, due: Due, counts: ReportCounts): Promise<void> {
  const { rooms, name } = due.pageReports(page.id);
  const [room] = rooms;
  if (due.span.kind !== 'week' || room === undefined) return;
  const sending = sendingOf(needs, page.id, due.span, room, '|times');
  const known = await needs.reports.get(sending.id);
  if ((known !== null && known.sentAt !== null) || !(await isReportOut(needs, page, due, room))) return;
  const better = await due.betterTimes(page.id);
  if (!(await claimSending(needs, sending, due))) return;
  if (better.changes.length === 0) return settleUnsent(needs, sending.id);
  const card = betterTimesCard(page.id, await nameOf(page, name), better, needs.words);
  const send = async (): Promise<ChatOutcome<null>> => {
    const sent = await needs.chat.sendCard(room, card);
    return sent.outcome === 'sent' ? { outcome: 'sent', value: null } : sent;
  };
  await sendCounted(needs, { ...sending, send }, due.now, counts, false);
}

/** So long after it was given to the chat nobody waits for its answer any more. */
const answerWithin = hour;

/** The report stands in the room, or nobody will ever know better. */
async function isReportOut(needs: Pick<ReportNeeds, 'reports' | 'words'>, page: FanPage, { span, now }: Due, room: Room): Promise<boolean> {
  const picture = await needs.reports.get(sendingOf(needs, page.id, span, room, '').id);
  if (picture === null || picture.sentAt !== null) return picture !== null;
  return picture.sendingAt !== null && picture.sendingAt <= addMs(now, -answerWithin);
}

async function sendComparison(needs: ReportNeeds, due: Due, counts: ReportCounts): Promise<void> {
  const open = await claimed(
    needs,
    due.rooms.map((room) => ({ room, ...sendingOf(needs, 'pages', due.span, room, '') })),
    due,
    counts,
  );
  if (open.length === 0) return;
  const message = await drawComparison(needs, { ...due, theme: 'light' });
  for (const { room, ...sending } of open) await sendCounted(needs, { ...sending, send: () => needs.chat.sendReport(room, message) }, due.now, counts, true);
}

/** Table and picture of all Pages, ranked. */
export async function drawComparison(
  needs: DrawNeeds & Pick<ReportNeeds, 'fanPages'>,
  input: Pick<ReportsInput, 'pageReports'> & { readonly span: Span; readonly theme: ChartTheme },
): Promise<ReportMessage> {
  const comparison = compare(await readAll(needs, input));
  const picture = await needs.charts.comparison(comparisonChartOf(comparison, input.span, needs.words, needs.locale, input.theme));
  return { picture, fileName: `pages-${input.span.name}.png`, caption: comparisonTextOf(comparison, input.span, needs.words) };
}

/** The report of every Page with its name. */
export async function readAll(
  needs: Pick<ReportNeeds, 'followers' | 'posts' | 'measures' | 'zone' | 'fanPages'>,
  input: Pick<ReportsInput, 'pageReports'> & { readonly span: Span },
): Promise<readonly { readonly name: string; readonly report: GrowthReport }[]> {
  const all: { name: string; report: GrowthReport }[] = [];
  const calendar = calendarOf(input.span, needs.zone);
  for (const page of needs.fanPages) {
    const { name, targets } = input.pageReports(page.id);
    const { report } = await readReport(needs, { page: page.id, calendar, targets });
    all.push({ name: await nameOf(page, name), report });
  }
  return all;
}

/** Sent because somebody asked for it just now, whoever has had it: throws nothing, tells what came of each. */
export async function sendNow(needs: Pick<Ports, 'chat'>, rooms: readonly Room[], drawn: DrawnReport): Promise<readonly ChatOutcome<null>[]> {
  const outcomes: ChatOutcome<null>[] = [];
  for (const room of rooms) {
    const picture = await needs.chat.sendReport(room, drawn.message);
    outcomes.push(picture.outcome === 'sent' ? await needs.chat.sendDocument(room, drawn.sheet) : picture);
  }
  return outcomes;
}

function sendingOf(needs: Pick<ReportNeeds, 'words'>, page: string, span: Span, { chat }: Room, part: string): Omit<Sending, 'send'> {
  const id = `${page}|${span.name}|${chat}`;
  return { id: `${id}${part}`, page, week: span.name, chat, notice: `report:${id}`, unsure: needs.words.reportUnsure(span.kind, span.name) };
}

async function claimed<S extends Omit<Sending, 'send'> & { readonly part?: 'picture' | 'sheet' }>(
  needs: ReportNeeds,
  sendings: readonly S[],
  due: Pick<Due, 'now' | 'doubtful'>,
  counts: ReportCounts,
): Promise<readonly S[]> {
  const open: S[] = [];
  for (const sending of sendings) {
    if (await claimSending(needs, sending, due)) open.push(sending);
    else if (sending.part !== 'sheet') counts.known += 1;
  }
  return open;
}

/** A report counts once, by its picture. */
async function sendCounted(needs: ReportNeeds, sending: Sending, now: Date, counts: ReportCounts, counted: boolean): Promise<Sent> {
  const sent = await sendClaimed(needs, sending, now);
  if (sent === 'sent' && counted) counts.sent += 1;
  if (sent === 'refused' || sent === 'unsure') counts.failed += 1;
  return sent;
}

/** One message of a report or summary: claimed before it is sent, so that however often and wherever the job runs, it arrives once. */
import { change } from '../change.ts';
import type { ReportSending } from '../growth.ts';
import { openNotice } from '../notice.ts';
import type { ChatOutcome, DeskState, Ports } from '../ports.ts';
import { addMs, hour } from '../time.ts';

type Needs = Pick<Ports, 'reports' | 'notices' | 'processes' | 'clock' | 'log'>;

export type Sending = Pick<ReportSending, 'id' | 'page' | 'week' | 'chat'> & {
  /** What staff are told, under this notice, when nobody knows whether it arrived. */
  readonly notice: string;
  readonly unsure: string;
  readonly send: () => Promise<ChatOutcome<null>>;
};
/** `known`: sent, perhaps sent, or in the hands of another process. `failed`: surely not there, tried again, or not known. */
export type Sent = 'sent' | 'known' | 'refused' | 'unsure';

/** Another process's claim that led nowhere is taken over after so long. */
const claimLasts = hour;

/** Whether what was due then may have been sent with nothing left that knows it: the data was put back from a backup since. */
export function isDoubtful(desk: Pick<DeskState, 'restored'>, due: Date): boolean {
  return desk.restored !== null && due <= desk.restored.at;
}

/** false when it was sent, is being sent, or perhaps was: a report is rather asked for than sent twice. */
export async function claimSending(needs: Needs, sending: Omit<Sending, 'send'>, at: { readonly now: Date; readonly doubtful: boolean }): Promise<boolean> {
  const { now } = at;
  if (at.doubtful) {
    if (((await needs.reports.get(sending.id))?.sentAt ?? null) === null) await openNotice(needs, sending.notice, sending.unsure, now);
    return false;
  }
  const { id, page, week, chat } = sending;
  const fresh: ReportSending = { id, rev: 0, page, week, chat, claimedAt: now, claimedBy: needs.processes.self, sendingAt: null, sentAt: null };
  if (await needs.reports.add(fresh)) return true;
  const known = await needs.reports.get(id);
  if (known === null || known.sentAt !== null) return false;
  const abandoned = needs.processes.isGone(known.claimedBy) || known.claimedAt < addMs(now, -claimLasts) || known.claimedBy === needs.processes.self;
  if (!abandoned) return false;
  if (known.sendingAt !== null) {
    await openNotice(needs, sending.notice, sending.unsure, now);
    return false;
  }
  const written = await needs.reports.replace(known, { ...fresh, rev: known.rev });
  return written.outcome === 'written';
}

/** Sends what this process has claimed. */
export async function sendClaimed(needs: Needs, sending: Sending, now: Date): Promise<Sent> {
  const { id, week, chat } = sending;
  const marked = await change(needs.reports, id, (one) =>
    one.sendingAt === null && one.claimedBy === needs.processes.self ? { ...one, sendingAt: needs.clock() } : null,
  );
  if (marked === null) return 'known';
  const sent = await sending.send();
  switch (sent.outcome) {
    case 'sent':
      await change(needs.reports, id, (one) => ({ ...one, sentAt: needs.clock() }));
      needs.log.info({ report: week, chat }, 'report sent');
      return 'sent';
    case 'refused':
      // Nothing arrived: free for the next run.
      await change(needs.reports, id, (one) => ({ ...one, sendingAt: null }));
      needs.log.error({ report: week, chat, why: sent.why, detail: sent.detail }, 'a report was refused; it is tried again');
      return 'refused';
    case 'unknown':
      await openNotice(needs, sending.notice, sending.unsure, now);
      return 'unsure';
  }
}

/** There was nothing to send after all: nobody asks again. */
export async function settleUnsent(needs: Pick<Needs, 'reports' | 'clock'>, id: string): Promise<void> {
  await change(needs.reports, id, (one) => ({ ...one, sentAt: needs.clock() }));
}

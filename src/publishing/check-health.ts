/** Is the Page's token good, and for how long? A Page that was stopped goes on when it is mended. */
import { change } from '../change.ts';
import type { Words } from '../locale/words.ts';
import { closeNotice, openNotice } from '../notice.ts';
import type { FanPage, PageHealth, Ports } from '../ports.ts';
import type { Failure } from '../post.ts';
import { dayForPeople, dayOf, hour, type Zone } from '../time.ts';
import { failureOf } from './settle.ts';

type Needs = Pick<Ports, 'pages' | 'notices' | 'fanPages' | 'log'> & { readonly words: Words; readonly zone: Zone };
export type HealthCounts = { healthy: number; stopped: number; unread: number };

/** What a Page must grant, so that posts can be made and read back. */
export const neededScopes = ['pages_manage_posts', 'pages_read_engagement'] as const;
const warnDaysAhead = [7, 3, 1];

export async function checkHealth(needs: Needs, now: Date): Promise<HealthCounts> {
  const counts: HealthCounts = { healthy: 0, stopped: 0, unread: 0 };
  for (const page of needs.fanPages) await checkPage(needs, page, now, counts);
  return counts;
}

async function checkPage(needs: Needs, page: FanPage, now: Date, counts: HealthCounts): Promise<void> {
  const reading = await page.health();
  if (reading.outcome === 'no-answer') {
    counts.unread += 1;
    needs.log.warn({ page: page.id, detail: reading.detail }, 'the health of the Page could not be read');
    return;
  }
  const failure = reading.outcome === 'refused' ? failureOf(reading.refusal) : failureIn(reading.value);
  if (failure === null) {
    counts.healthy += 1;
    await resume(needs, page.id, now);
    if (reading.outcome === 'read') await warnOfExpiry(needs, page.id, reading.value, now);
    return;
  }
  if (failure.reason === 'rate' || failure.reason === 'content') {
    counts.unread += 1;
    needs.log.warn({ page: page.id, reason: failure.reason, code: failure.code }, 'the Page refused to tell its health');
    return;
  }
  counts.stopped += 1;
  await openNotice(needs, `page:${page.id}`, needs.words.pageStopped(page.id, failure), now);
  await needs.pages.add({ id: page.id, rev: 0, nextSendAt: now, stopped: null, usage: null });
  await change(needs.pages, page.id, (state) => (state.stopped === null ? { ...state, stopped: { ...failure, since: now } } : null));
}

function failureIn(health: PageHealth): Failure | null {
  if (!health.valid) return { reason: 'token', code: 190, subcode: null, detail: 'the token is not valid' };
  const missing = neededScopes.filter((scope) => !health.scopes.includes(scope));
  return missing.length === 0 ? null : { reason: 'permission', code: null, subcode: null, detail: `missing ${missing.join(', ')}` };
}

/**
 * A Page that stood still goes on; its gap and its rate limit stand. Staff hear that it is mended where health shows it.
 * A policy block, or a permission that only a post is refused for, does not show: the next post tries, stops again when
 * it still stands, and tells the end when it got out.
 */
async function resume(needs: Needs, page: string, now: Date): Promise<void> {
  const state = await needs.pages.get(page);
  if (state === null || state.stopped === null) return;
  const shows = state.stopped.reason === 'token' || state.stopped.code === null;
  await change(needs.pages, page, (current) => (current.stopped === null ? null : { ...current, stopped: null }));
  needs.log.info({ page, reason: state.stopped.reason }, 'the Page goes on');
  if (shows) await closeNotice(needs, `page:${page}`, needs.words.pageResumed(page), now);
}

/** Warned once 7, 3 and 1 days ahead of the nearest date at which the token dies. */
async function warnOfExpiry(needs: Needs, page: string, health: PageHealth, now: Date): Promise<void> {
  const dates = [health.expiresAt, health.dataAccessExpiresAt].filter((date) => date !== null);
  const nearest = dates.length === 0 ? null : new Date(Math.min(...dates.map((date) => date.getTime())));
  const daysLeft = nearest === null ? Number.POSITIVE_INFINITY : Math.ceil((nearest.getTime() - now.getTime()) / (24 * hour));
  const due = Math.min(...warnDaysAhead.filter((days) => daysLeft <= days));
  let told = false;
  for (const days of warnDaysAhead) {
    const id = `expiry:${page}:${days}`;
    if (days === due && nearest !== null)
      await openNotice(needs, id, needs.words.tokenExpires(page, dayForPeople(dayOf(nearest, needs.zone), true), Math.max(0, daysLeft)), now);
    // A renewed token ends every warning; the news of it is told once.
    else if (daysLeft > days) told = (await closeNotice(needs, id, told ? null : needs.words.tokenRenewed(page), now)) || told;
  }
}

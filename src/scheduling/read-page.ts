/** What the planner is told of a Page: its hours, its waiting posts, and what stands on it or is on its way. */
import type { PageTimetable } from '../newsroom.ts';
import { type Pause, pausesOf } from '../pause.ts';
import type { Ports } from '../ports.ts';
import type { Approved, Published, Publishing, Scheduled, Unconfirmed } from '../post.ts';
import { addMs, hour, later } from '../time.ts';
import { type Hours, hoursFrom } from './hours.ts';

export type ReadNeeds = Pick<Ports, 'posts' | 'pages' | 'pauses' | 'calendar'>;
export type PageOf = { readonly page: string; readonly timetable: PageTimetable; readonly now: Date };

/** A post that is on the Page, or may be. */
export type OnPage = { readonly at: Date; readonly post: Publishing | Unconfirmed | Published };

export type PageReading = {
  readonly pauses: readonly Pause[];
  readonly hours: Hours;
  readonly approved: readonly Approved[];
  readonly scheduled: readonly Scheduled[];
  readonly onPage: readonly OnPage[];
  /** The Page takes nothing before this instant. */
  readonly opensAt: Date;
  /** Its queue stands still until a person mended something. */
  readonly stopped: boolean;
};

const most = 10_000;
/** What went out so long ago counts neither for a gap nor for a day. */
const lookBack = 50 * hour;

export async function readPage(needs: ReadNeeds, { page, timetable, now }: PageOf): Promise<PageReading> {
  const [pauses, slotted, scheduled, approved, state] = await Promise.all([
    needs.pauses.open(now),
    needs.posts.slotted(page, addMs(now, -lookBack)),
    // Also those whose slot was missed long ago.
    needs.posts.withStatus('scheduled', most),
    needs.posts.withStatus('approved', most),
    needs.pages.get(page),
  ]);
  return {
    pauses: pausesOf(pauses, page),
    hours: hoursFrom({ timetable, pauses: pausesOf(pauses, page), calendar: needs.calendar }, addMs(now, -lookBack)),
    approved: approved.filter((post) => post.page === page),
    scheduled: scheduled.filter((post) => post.page === page),
    onPage: slotted.flatMap((post): OnPage[] => (post.status === 'scheduled' ? [] : [{ at: outAt(post), post }])),
    opensAt: later(now, state?.nextSendAt ?? now),
    stopped: state?.stopped != null,
  };
}

function outAt(post: Publishing | Unconfirmed | Published): Date {
  switch (post.status) {
    case 'published':
      return post.publishedAt;
    case 'unconfirmed':
      return post.sendingAt;
    case 'publishing':
      return later(post.slot, post.sendingAt ?? post.claim.at);
  }
}

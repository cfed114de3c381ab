/** Approved → scheduled: each takes the timetable's next free slot. */
import { slotKeyOf } from '../identity.ts';
import type { Timetable } from '../newsroom.ts';
import type { Ports } from '../ports.ts';
import type { Approved, Scheduled } from '../post.ts';
import { addMs, minute } from '../time.ts';
import { isFree, nextFreeSlot, slotsFrom } from './timetable.ts';

type Needs = Pick<Ports, 'posts' | 'log'>;
export type ScheduleCounts = { scheduled: number; noSlot: number };

const most = 500;

/** Gives every approved post a slot of its Page's timetable, first approved first. The unique index on Page and slot keeps two posts out of one. */
export async function scheduleApproved(
  needs: Needs,
  input: { readonly timetableOf: (page: string) => Timetable; readonly now: Date },
): Promise<ScheduleCounts> {
  const counts: ScheduleCounts = { scheduled: 0, noSlot: 0 };
  const approved = await needs.posts.withStatus('approved', most);
  const inOrder = [...approved].sort((a, b) => a.approval.at.getTime() - b.approval.at.getTime());
  for (const post of inOrder) {
    if (await takeSlot(needs, post, input.timetableOf(post.page), input.now)) counts.scheduled += 1;
    else counts.noSlot += 1;
  }
  return counts;
}

async function takeSlot(needs: Needs, post: Approved, timetable: Timetable, now: Date): Promise<boolean> {
  for (;;) {
    const slot = nextFreeSlot(timetable, await takenSlots(needs, post.page, timetable, now), now);
    if (slot === null) {
      needs.log.warn({ postId: post.id }, 'no free slot within a year');
      return false;
    }
    const next: Scheduled = {
      ...post,
      status: 'scheduled',
      slot,
      slotKey: slotKeyOf(post.page, slot),
      resends: 0,
      notBefore: null,
      uploads: null,
      updatedAt: now,
      redraw: true,
    };
    const written = await needs.posts.replace(post, next);
    switch (written.outcome) {
      case 'written':
        needs.log.info({ postId: post.id, slot }, 'scheduled');
        return true;
      case 'overtaken':
        return false;
      case 'taken':
        // Another process took that very slot: look again.
        continue;
    }
  }
}

/** Slots that count: from one gap before now on. */
async function takenSlots(needs: Pick<Needs, 'posts'>, page: string, timetable: Timetable, now: Date): Promise<readonly Date[]> {
  const slotted = await needs.posts.slotted(page, addMs(now, -timetable.gapMinutes * minute));
  return slotted.map((post) => post.slot);
}

/** When a post would go out if it were approved at `now`. */
export async function slotIfApproved(needs: Pick<Ports, 'posts'>, page: string, timetable: Timetable, now: Date): Promise<Date | 'asap' | null> {
  const slot = nextFreeSlot(timetable, await takenSlots(needs, page, timetable, now), now);
  return timetable.times === 'asap' && slot !== null && slot <= now ? 'asap' : slot;
}

export type PlannedSlot = { readonly page: string; readonly slot: Date; readonly postId: string | null; readonly title: string | null };

/** The timetable ahead, slot by slot: what is planned, and what is free. */
export async function planAhead(
  needs: Pick<Ports, 'posts'>,
  input: { readonly page: string; readonly timetable: Timetable; readonly now: Date; readonly days: number },
): Promise<readonly PlannedSlot[]> {
  const until = addMs(input.now, input.days * 24 * 60 * minute);
  const posts = (await needs.posts.slotted(input.page, input.now)).filter((post) => post.status !== 'published' && post.slot < until);
  const planned = posts.map((post): PlannedSlot => ({ page: input.page, slot: post.slot, postId: post.id, title: post.title }));
  const taken = await takenSlots(needs, input.page, input.timetable, input.now);
  const gap = input.timetable.gapMinutes * minute;
  const free = [...slotsFrom(input.timetable, input.now, input.days + 1)].filter((slot) => slot < until && isFree(slot, taken, gap));
  return [...planned, ...free.map((slot): PlannedSlot => ({ page: input.page, slot, postId: null, title: null }))].sort(
    (a, b) => a.slot.getTime() - b.slot.getTime(),
  );
}

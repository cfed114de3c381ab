/** Pausing: all of a Page, or of every Page, is held until a time or until somebody resumes it. Nothing is lost by it. */
import { change } from '../change.ts';
import { decisionOf, pauseIdOf } from '../identity.ts';
import type { Pause, PauseKind } from '../pause.ts';
import type { Ports } from '../ports.ts';
import type { Person } from '../post.ts';

type Needs = Pick<Ports, 'pauses' | 'decisions' | 'log'>;
/** The message that a decision came from; null: the command line. */
type Said = { readonly chat: string; readonly message: number } | null;

export type PauseInput = {
  /** null: every Page. */
  readonly page: string | null;
  readonly kind: PauseKind;
  readonly why: string;
  readonly by: Person;
  readonly from: Date;
  /** null: until somebody resumes. */
  readonly until: Date | null;
  readonly said?: Said;
  readonly now: Date;
};
/** `over`: it would end before it began, or has ended already. */
export type PauseOutcome = { readonly outcome: 'paused'; readonly pause: Pause } | { readonly outcome: 'over' };

/** Holds a Page, or all of them. The same decision twice, a press that was delivered again, is one pause. */
export async function pausePosting(needs: Needs, input: PauseInput): Promise<PauseOutcome> {
  const { page, kind, why, by, from, until, said = null, now } = input;
  if (until !== null && (until <= from || until <= now)) return { outcome: 'over' };
  const pause: Pause = { id: pauseIdOf({ page, by: by.id, from, until }), rev: 0, page, kind, why, by, decidedAt: now, from, until, ended: null };
  // Among the decisions first: after a crash in between the message comes again, and none is missing.
  const end = until === null ? '' : ` (${from.toISOString()} – ${until.toISOString()})`;
  await record(needs, { verb: 'pause', page, by, said, note: `${why}${end}`, now });
  if (await needs.pauses.add(pause)) {
    needs.log.warn({ pause: pause.id, page, kind, until, by: by.id }, 'posting is paused');
    return { outcome: 'paused', pause };
  }
  return { outcome: 'paused', pause: (await needs.pauses.get(pause.id)) ?? pause };
}

export type ResumeInput = {
  /** The pauses of this Page; null: those of all Pages. */
  readonly page: string | null;
  /** Only this pause. */
  readonly id: string | null;
  readonly by: Person;
  readonly said?: Said;
  readonly note?: string;
  readonly now: Date;
};

/**
 * Ends what holds now or is still to come. Returns the pauses that it ended; empty: there was none. A pause of all Pages is
 * ended for all of them, so whoever names one Page ends only that Page's own.
 */
export async function resumePosting(needs: Needs, input: ResumeInput): Promise<readonly Pause[]> {
  const { page, id, by, said = null, note = '', now } = input;
  const open = (await needs.pauses.open(now)).filter((pause) => (id === null ? pause.page === page : pause.id === id));
  if (open.length > 0) await record(needs, { verb: 'resume', page, by, said, note, now });
  const ended: Pause[] = [];
  for (const pause of open) {
    const written = await change(needs.pauses, pause.id, (current) => (current.ended === null ? { ...current, ended: { by, at: now } } : null));
    if (written === null) continue;
    needs.log.warn({ pause: pause.id, page: pause.page, by: by.id }, 'posting is resumed');
    ended.push(written);
  }
  return ended;
}

type Recorded = {
  readonly verb: 'pause' | 'resume';
  readonly page: string | null;
  readonly by: Person;
  readonly said: Said;
  readonly note: string;
  readonly now: Date;
};

async function record(needs: Needs, { verb, page, by, said, note, now }: Recorded): Promise<void> {
  const about = { postId: null, page, version: null, hash: null, chat: said?.chat ?? null, message: said?.message ?? null };
  await needs.decisions.add(decisionOf({ at: now, verb, by, ...about, note: note === '' ? null : note }));
}

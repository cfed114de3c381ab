/** Times in which nothing goes out: days of mourning, and whatever else people decide. Pure. */
import type { Person } from './post.ts';

export const pauseKinds = ['pause', 'mourning'] as const;
/** `mourning`: days of national mourning. */
export type PauseKind = (typeof pauseKinds)[number];

/** One decision to hold a Page, or all of them; kept for ever. */
export type Pause = {
  readonly id: string;
  readonly rev: number;
  /** null: every Page. */
  readonly page: string | null;
  readonly kind: PauseKind;
  /** In the words of whoever decided it; may be empty. */
  readonly why: string;
  readonly by: Person;
  readonly decidedAt: Date;
  readonly from: Date;
  /** When it ends by itself; null: when somebody ends it. */
  readonly until: Date | null;
  /** Ended by a person before its time. */
  readonly ended: { readonly by: Person; readonly at: Date } | null;
};

/** The pauses of a Page, those of all Pages among them. */
export function pausesOf(pauses: readonly Pause[], page: string): readonly Pause[] {
  return pauses.filter((pause) => pause.page === null || pause.page === page);
}

/** When a pause is over; null: not yet known. */
export function endOf(pause: Pause): Date | null {
  if (pause.ended === null) return pause.until;
  return pause.until !== null && pause.until < pause.ended.at ? pause.until : pause.ended.at;
}

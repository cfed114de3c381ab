/** What was decided, by whom, about exactly what. Written once, never changed. */
import type { Person } from './person.ts';

export const decisionVerbs = [
  'approve',
  'reject',
  'reason',
  'edit-text',
  'change-picture',
  'change-time',
  'post-now',
  'back-to-waiting',
  'retry',
  'return',
  'expire',
  'publish',
  'fail',
  'propose-live',
  'drop-live',
  'edit-live',
  'withdraw-live',
  'keep-live',
  'live-edited',
  'live-withdrawn',
  'live-failed',
  'correct',
  'join',
  'hold',
  'release',
  'pause',
  'resume',
  'accept-times',
  'add-staff',
  'remove-staff',
] as const;
export type DecisionVerb = (typeof decisionVerbs)[number];

export type Decision = {
  /** The instant and a mark of all else: the same decision twice is one. */
  readonly id: string;
  readonly rev: number;
  readonly at: Date;
  readonly verb: DecisionVerb;
  /** A person; `desk`: the newsroom's own rule. */
  readonly by: Person | 'desk';
  readonly postId: string | null;
  readonly page: string | null;
  /** Of the post, as it was shown. */
  readonly version: number | null;
  /** Of exactly what it was decided about: Page, text, link, pictures. */
  readonly hash: string | null;
  /** The chat and the message that it came from. */
  readonly chat: string | null;
  readonly message: number | null;
  /** What was said with it: a reason, a time, a name. */
  readonly note: string | null;
};

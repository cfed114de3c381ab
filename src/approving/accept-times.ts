/** Better posting times, accepted by the button under the proposal. */
import { decisionOf } from '../identity.ts';
import { type LearnedTimes, parseTimesPress, type TimeSwap } from '../learned-times.ts';
import { type Words, wordsFor } from '../locale/words.ts';
import { openNotice } from '../notice.ts';
import type { Person } from '../person.ts';
import type { Ports, Room } from '../ports.ts';
import { may } from '../staff.ts';
import type { Decided, DecideInput } from './decide.ts';

type Needs = Pick<Ports, 'notices' | 'learned' | 'decisions' | 'log'> & {
  readonly words: Words;
  /** Takes over what was shown and is still borne out; null: nothing is. */
  readonly acceptTimes: (page: string, shown: readonly TimeSwap[], by: Person) => Promise<LearnedTimes | null>;
};
type Input = Pick<DecideInput, 'press' | 'staff' | 'now'> & { readonly roomOf: (page: string) => Room; readonly isPage: (page: string) => boolean };

/** Answers a press on that button; null: it was another button. Approvers and admins of the Page may, in its own chat. */
export async function decideTimes(needs: Needs, input: Input): Promise<Decided | null> {
  const { press, now } = input;
  const pressed = parseTimesPress(press.data);
  if (pressed === null) return null;
  const { page, shown } = pressed;
  const member = input.staff.find((one) => one.id === press.user.id);
  const told = wordsFor(member, press.user, needs.words);
  const popup = (text: string): Decided => ({ answer: { text, alert: true }, next: 'nothing' });
  if (!input.isPage(page)) return popup(told.press.unknown);
  if (input.roomOf(page).chat !== press.chat) return popup(told.press.otherChat);
  if (member === undefined) return popup(told.press.notStaff(String(press.user.id)));
  if (!may(member, 'approver', null)) return popup(told.press.notApprover);
  if (!may(member, 'approver', page)) return popup(told.press.otherPage);
  const by = { id: press.user.id, name: press.user.name };
  const accepted = await needs.acceptTimes(page, shown, by);
  if (accepted === null) {
    const known = await takenBefore(needs, page, shown);
    // The press that came again after a crash: what it did may not stand among the decisions yet.
    if (known?.by.id === by.id) await record(needs, known, shown, press);
    return popup(known === null ? told.betterTimes.outdated : told.betterTimes.already(known.by.name));
  }
  await record(needs, accepted, shown, press);
  const taken = shown.filter((one) => accepted.swaps.some((swap) => swap.to === one.to));
  const left = shown.length - taken.length;
  await openNotice(needs, `times:${page}:${now.toISOString()}`, needs.words.betterTimes.accepted(by.name, taken, left), now, { room: input.roomOf(page) });
  return { answer: { text: told.betterTimes.taken(taken), alert: false }, next: 'schedule' };
}

async function takenBefore(needs: Needs, page: string, shown: readonly TimeSwap[]): Promise<LearnedTimes | null> {
  const known = await needs.learned.get(page);
  return known !== null && shown.every((one) => known.swaps.some((swap) => swap.to === one.to)) ? known : null;
}

/** The same acceptance is one decision, however often it is recorded. */
async function record(needs: Needs, { id, by, at, swaps }: LearnedTimes, shown: readonly TimeSwap[], press: DecideInput['press']): Promise<void> {
  const taken = shown.filter((one) => swaps.some((swap) => swap.to === one.to)).map(({ from, to }) => `${from} → ${to}`);
  const about = { postId: null, page: id, version: null, hash: null, chat: press.chat, message: press.message };
  await needs.decisions.add(decisionOf({ at, verb: 'accept-times', by, ...about, note: taken.join(', ') }));
}

/** Better posting times, accepted by the button under the proposal. */
import { type LearnedTimes, parseTimesPress, type TimeSwap } from '../learned-times.ts';
import { type Words, wordsFor } from '../locale/words.ts';
import { openNotice } from '../notice.ts';
import type { Person } from '../person.ts';
import type { Ports, Room } from '../ports.ts';
import { may } from '../staff.ts';
import type { Decided, DecideInput } from './decide.ts';

type Needs = Pick<Ports, 'notices' | 'learned' | 'log'> & {
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
  if (accepted === null) return popup(await whyNot(needs, page, shown, told));
  const taken = shown.filter((one) => accepted.swaps.some((swap) => swap.to === one.to));
  const left = shown.length - taken.length;
  await openNotice(needs, `times:${page}:${now.toISOString()}`, needs.words.betterTimes.accepted(by.name, taken, left), now, { room: input.roomOf(page) });
  return { answer: { text: told.betterTimes.taken(taken), alert: false }, next: 'schedule' };
}

async function whyNot(needs: Needs, page: string, shown: readonly TimeSwap[], told: Words): Promise<string> {
  const known = await needs.learned.get(page);
  const all = known !== null && shown.every((one) => known.swaps.some((swap) => swap.to === one.to));
  return all ? told.betterTimes.already(known.by.name) : told.betterTimes.outdated;
}

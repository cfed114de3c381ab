/** Pausing and resuming in the chat: which Page, until when, and why. */
import { type ChatReply, textReply } from '../chat-command.ts';
import type { Pause } from '../pause.ts';
import type { Person } from '../person.ts';
import { dayAndTime, type Zone } from '../time.ts';
import { parseTypedTime } from '../typed-time.ts';
import type { Asked } from './command.ts';

type Page = { readonly id: string; readonly name: string };
type Decision = { readonly page: string | null; readonly by: Person; readonly said: { readonly chat: string; readonly message: number } };
type Needs = {
  readonly zone: Zone;
  readonly pages: readonly Page[];
  readonly pause: (decision: Decision & { readonly why: string; readonly until: Date | null }) => Promise<Pause | null>;
  readonly resume: (decision: Decision & { readonly note: string }) => Promise<readonly Pause[]>;
};

/** The Page whose name or id the text begins with, and what follows; null: all Pages. */
function pageIn(text: string, pages: readonly Page[]): { readonly page: Page | null; readonly rest: string } {
  const folded = text.toLowerCase();
  const page =
    [...pages]
      .sort((a, b) => b.name.length - a.name.length)
      .find((one) => [one.name.toLowerCase(), one.id].some((called) => folded === called || folded.startsWith(`${called} `))) ?? null;
  if (page === null) return { page, rest: text };
  const called = folded.startsWith(page.name.toLowerCase()) ? page.name : page.id;
  return { page, rest: text.slice(called.length).trim() };
}

/** `/tamdung [Page] [2h | 17:30 | 28/11] why` */
export async function answerPause(needs: Needs, asked: Asked): Promise<ChatReply> {
  const { words, argument, by, now, message } = asked;
  const { page, rest } = pageIn(argument, needs.pages);
  const [first = '', ...more] = rest.split(/\s+/);
  const typed = parseTypedTime(first, now, needs.zone);
  const why = (typed === null ? rest : more.join(' ')).trim();
  if (why === '') return textReply(words.chat.pause.how);
  const person = { id: by.id, name: by.name };
  const pause = await needs.pause({ page: page?.id ?? null, why, by: person, until: typed?.at ?? null, said: message });
  if (pause === null) return textReply(words.chat.pause.over);
  const until = pause.until === null ? null : dayAndTime(pause.until, needs.zone);
  return textReply(words.chat.pause.paused(page?.name ?? words.chat.pause.all, by.name, why, until));
}

/** `/tieptuc [Page]` */
export async function answerResume(needs: Needs, asked: Asked): Promise<ChatReply> {
  const { words, argument, by, message } = asked;
  const { page, rest } = pageIn(argument, needs.pages);
  const ended = await needs.resume({ page: page?.id ?? null, by: { id: by.id, name: by.name }, said: message, note: rest });
  if (ended.length === 0) return textReply(words.chat.pause.none(page?.name ?? words.chat.pause.all));
  return textReply(words.chat.pause.resumed(page?.name ?? words.chat.pause.all, by.name));
}

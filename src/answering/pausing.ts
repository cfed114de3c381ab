/** Pausing and resuming in the chat: which Page, until when, and why. */
import { type ChatReply, textReply } from '../chat-command.ts';
import type { Pause } from '../pause.ts';
import type { Person } from '../person.ts';
import { dayAndTime, type Zone } from '../time.ts';
import { parseTypedTime } from '../typed-time.ts';
import type { Asked } from './command.ts';
import { type NamedPage, pageIn } from './page-in.ts';

type Decision = { readonly page: string | null; readonly by: Person; readonly said: { readonly chat: string; readonly message: number } };
type Needs = {
  readonly zone: Zone;
  readonly pages: readonly NamedPage[];
  readonly pause: (decision: Decision & { readonly why: string; readonly until: Date | null }) => Promise<Pause | null>;
  /** Those that hold now or are still to come. */
  readonly pauses: () => Promise<readonly Pause[]>;
  readonly resume: (decision: Decision & { readonly note: string }) => Promise<readonly Pause[]>;
};

/** `/tamdung [Page] [2h | 17:30 | 28/11] why` */
export async function answerPause(needs: Needs, asked: Asked): Promise<ChatReply> {
  const { words, argument, by, now, message } = asked;
  const { page, rest } = pageIn(argument, needs.pages);
  const elsewhere = notTheirs(asked, page, needs.pages);
  if (elsewhere !== null) return elsewhere;
  const [first = '', ...more] = rest.split(/\s+/);
  const typed = parseTypedTime(first, now, needs.zone);
  const why = (typed === null ? rest : more.join(' ')).trim();
  if (why === '') return textReply(words.chat.pause.how);
  const person = { id: by.id, name: by.name };
  const pause = await needs.pause({ page: page?.id ?? null, why, by: person, until: typed?.at ?? null, said: message });
  if (pause === null) return textReply(words.chat.pause.over);
  const until = pause.until === null ? null : dayAndTime(pause.until, needs.zone);
  return textReply(words.chat.pause.paused(page?.name ?? null, by.name, why, until));
}

/** `/tieptuc [Page]` */
export async function answerResume(needs: Needs, asked: Asked): Promise<ChatReply> {
  const { words, argument, by, message } = asked;
  const { page, rest } = pageIn(argument, needs.pages);
  const elsewhere = notTheirs(asked, page, needs.pages);
  if (elsewhere !== null) return elsewhere;
  // A misspelt Page must not let all of them go on.
  if (page === null && rest !== '' && needs.pages.length > 1)
    return textReply(
      words.chat.pause.unknownPage(
        rest,
        needs.pages.map(({ name }) => name),
      ),
    );
  const ended = await needs.resume({ page: page?.id ?? null, by: { id: by.id, name: by.name }, said: message, note: rest });
  if (ended.length === 0) {
    const open = new Set((await needs.pauses()).map((pause) => pause.page));
    const paused = needs.pages.filter(({ id }) => open.has(id)).map(({ name }) => name);
    return textReply(words.chat.pause.none(page?.name ?? words.chat.pause.all, [...(open.has(null) ? [words.chat.pause.all] : []), ...paused]));
  }
  return textReply(words.chat.pause.resumed(page?.name ?? words.chat.pause.all, by.name));
}

/** An admin of some Pages decides for these, one at a time; null: so it is. */
function notTheirs({ member, words }: Asked, page: NamedPage | null, pages: readonly NamedPage[]): ChatReply | null {
  const own = member?.pages ?? null;
  if (own === null) return null;
  if (page !== null) return own.includes(page.id) ? null : textReply(words.press.otherPage);
  return textReply(words.chat.pause.namePage(pages.filter(({ id }) => own.includes(id)).map(({ name }) => name)));
}

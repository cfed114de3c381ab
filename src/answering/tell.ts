/** What use cases found, as people read it in the chat. Pure. */
import { type ChatReply, type CommandWords, chatCommandNames, textReply } from '../chat-command.ts';
import type { FollowerCount } from '../growth.ts';
import type { Words } from '../locale/words.ts';
import type { QueueRow } from '../overview.ts';
import { type PostStatus, postStatuses, type SlotReason } from '../post.ts';
import { may } from '../staff.ts';
import { dayAndTime, type Zone } from '../time.ts';
import type { Asked, ChatCommands } from './command.ts';

const mostTitles = 10;

/** `rows`: what is not ended, oldest first. */
export function tellQueue(words: Words, rows: readonly Pick<QueueRow, 'status' | 'title'>[]): ChatReply {
  const counts = new Map<PostStatus, number>();
  for (const { status } of rows) counts.set(status, (counts.get(status) ?? 0) + 1);
  if (rows.length === 0) return textReply(words.chat.queue.empty);
  const lines = postStatuses.flatMap((status) => {
    const count = counts.get(status);
    return count === undefined ? [] : [words.chat.queue.status(words.statuses[status], words.number(count))];
  });
  const waiting = rows.filter((row) => row.status === 'awaiting').slice(0, mostTitles);
  const titles = waiting.map((row, place) => `${place + 1}. ${row.title}`);
  return textReply(
    [words.chat.queue.head(words.number(rows.length)), ...lines, ...(titles.length === 0 ? [] : ['', words.chat.queue.waiting, ...titles])].join('\n'),
  );
}

type Planned = { readonly slot: Date; readonly title: string | null; readonly why: SlotReason | null };

/** Each Page's slots in order, under its name where there are several; free ones are not told. */
export function tellPlan(words: Words, pages: readonly { readonly name: string; readonly slots: readonly Planned[] }[], zone: Zone): ChatReply {
  const most = Math.max(3, Math.floor((3 * mostTitles) / Math.max(1, pages.length)));
  const parts = pages.flatMap(({ name, slots }) => {
    const planned = slots.filter((slot) => slot.title !== null);
    if (planned.length === 0) return [];
    const lines = planned.slice(0, most).map((one) => `${dayAndTime(one.slot, zone)}  ${titleOf(one, words)}`);
    const more = planned.length > lines.length ? [words.chat.plan.more(words.number(planned.length - lines.length))] : [];
    return [...(pages.length > 1 ? ['', name] : []), ...lines, ...more];
  });
  return textReply(parts.length === 0 ? words.chat.plan.empty : [words.chat.plan.head, ...parts].join('\n'));
}

function titleOf({ title, why }: Planned, words: Words): string {
  return why === 'trial' ? words.week.onTrial(title ?? '') : (title ?? '');
}

/** `last`: the last reading of a Page; null: none yet. */
export function tellFollowers(words: Words, pages: readonly { readonly name: string; readonly last: FollowerCount | null }[], zone: Zone): ChatReply {
  return textReply(
    pages
      .map(({ name, last }) =>
        last === null ? words.chat.noFollowers(name) : words.chat.followers(name, words.number(last.followers), dayAndTime(last.at, zone)),
      )
      .join('\n'),
  );
}

/** Only what the person may is listed, each command by its name in the person's language. */
export function tellHelp({ words, member, by }: Asked, commands: ChatCommands): ChatReply {
  const you = member === null ? words.chat.help.stranger(String(by.id)) : words.chat.help.you(words.chat.roles[member.role], String(by.id));
  const lines = chatCommandNames
    .filter((name) => {
      const { may: least } = commands[name];
      return least === 'anyone' || may(member ?? undefined, least, null);
    })
    .map((name) => {
      const { name: called, does, ...rest }: CommandWords = words.chat.commands[name];
      return `/${called}${rest.takes === undefined ? '' : ` ${rest.takes}`} – ${does}`;
    });
  return textReply([...lines, '', you].join('\n'));
}

type Conflict =
  | { readonly why: 'past' }
  | { readonly why: 'quiet' | 'pause'; readonly until: Date | null }
  | { readonly why: 'gap'; readonly at: Date }
  | { readonly why: 'full'; readonly most: number }
  | { readonly why: 'stale'; readonly freshUntil: Date }
  | { readonly why: 'begun'; readonly beginsAt: Date };

/** Why a time cannot be, and which are free. */
export function tellConflict({ press, number }: Words, conflict: Conflict, free: readonly Date[], zone: Zone): string {
  const at = (instant: Date | null) => (instant === null ? '' : dayAndTime(instant, zone));
  const { cannotAt } = press;
  const times = free.length === 0 ? [] : [cannotAt.free(free.map((one) => at(one)).join(', '))];
  switch (conflict.why) {
    case 'past':
      return [cannotAt.past, ...times].join(' ');
    case 'quiet':
    case 'pause':
      return [cannotAt[conflict.why](at(conflict.until)), ...times].join(' ');
    case 'gap':
      return [cannotAt.gap(at(conflict.at)), ...times].join(' ');
    case 'full':
      return [cannotAt.full(number(conflict.most)), ...times].join(' ');
    case 'stale':
      return [cannotAt.stale(at(conflict.freshUntil)), ...times].join(' ');
    case 'begun':
      return [cannotAt.begun(at(conflict.beginsAt)), ...times].join(' ');
  }
}

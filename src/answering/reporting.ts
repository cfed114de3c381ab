/** The growth report in the chat: of one Page, of each where there are few, of all beside one another where there are many. */
import { type ChatReply, textReply } from '../chat-command.ts';
import type { ChatDocument, ReportMessage } from '../ports.ts';
import { may } from '../staff.ts';
import type { Asked } from './command.ts';
import { type NamedPage, pageIn } from './page-in.ts';

type Needs = {
  readonly pages: readonly NamedPage[];
  /** Whether there is such a span; null: the last week. */
  readonly isSpan: (name: string | null) => boolean;
  readonly draw: (span: string | null, page: string) => Promise<{ readonly message: ReportMessage; readonly sheet: ChatDocument }>;
  readonly compare: (span: string | null, pages: readonly string[]) => Promise<ReportMessage>;
};

/** Each answer is two messages, and a chat takes twenty a minute. */
const mostAtOnce = 3;

/** `/baocao [Page] [span]` */
export async function answerReport(needs: Needs, { argument, member, words }: Asked): Promise<readonly ChatReply[]> {
  const pages = needs.pages.filter(({ id }) => may(member ?? undefined, 'editor', id));
  const { page, rest } = pageIn(argument, pages);
  const span = rest === '' ? null : rest;
  if (!needs.isSpan(span)) return [textReply(words.chat.report.noSpan(rest, pages.length > 1 ? (pages[0]?.name ?? null) : null))];
  const told = page === null ? pages : [page];
  if (told.length > mostAtOnce) {
    const comparison = await needs.compare(
      span,
      told.map(({ id }) => id),
    );
    const names = told.map(({ name }) => name);
    return [{ form: 'picture', ...comparison }, textReply(words.chat.report.choose(names))];
  }
  const replies: ChatReply[] = [];
  for (const { id } of told) {
    const { message, sheet } = await needs.draw(span, id);
    replies.push({ form: 'picture', ...message }, { form: 'document', ...sheet });
  }
  return replies;
}

/** Who a bot is, and which chat somebody writes to it in. For setting up: the service must not poll meanwhile. */
import { z } from 'zod';
import { ask, createClient, type Reply } from './client.ts';

export type BotPlace = { readonly apiRoot: string; readonly token: string };
export type FoundBot = { readonly outcome: 'found'; readonly name: string } | { readonly outcome: 'failed'; readonly detail: string };
export type FoundChat = {
  readonly chat: string;
  /** null: a private chat with one person. */
  readonly title: string | null;
  readonly user: { readonly id: number; readonly name: string };
};
export type ChatSearch =
  | { readonly outcome: 'found'; readonly found: FoundChat }
  | { readonly outcome: 'nobody' }
  | { readonly outcome: 'failed'; readonly detail: string };

const bot = z.object({ username: z.string() });
const update = z.object({
  update_id: z.int(),
  message: z
    .object({
      chat: z.object({ id: z.int(), title: z.string().optional() }),
      from: z.object({ id: z.int(), is_bot: z.boolean().default(false), first_name: z.string() }).optional(),
    })
    .optional(),
});
const updates = z.array(z.unknown());
const limitMs = 15_000;
const pollSeconds = 5;

function clientOf({ apiRoot, token }: BotPlace) {
  return createClient({ apiRoot, token, chat: '', webhook: null });
}

function detailOf(reply: Exclude<Reply<unknown>, { kind: 'answer' }>): string {
  return reply.detail;
}

/** Never throws, never names the token. */
export async function findBot(place: BotPlace): Promise<FoundBot> {
  const client = clientOf(place);
  const reply = await ask(place.token, limitMs, (signal) => client.callApi('getMe', {}, { signal }));
  if (reply.kind !== 'answer') return { outcome: 'failed', detail: detailOf(reply) };
  const self = bot.safeParse(reply.value);
  return self.success ? { outcome: 'found', name: self.data.username } : { outcome: 'failed', detail: 'getMe answered without the name of a bot' };
}

/** Waits until somebody writes in a chat where the bot hears it, at most until `until`. What was written before is passed over. */
export async function findChat(place: BotPlace, until: Date): Promise<ChatSearch> {
  const client = clientOf(place);
  // -1: only the last of what waits, and all before it is forgotten.
  let offset = -1;
  let first = true;
  while (first || new Date() < until) {
    const timeout = first ? 0 : pollSeconds;
    const at = offset;
    const reply = await ask(place.token, limitMs + timeout * 1000, (signal) =>
      client.callApi('getUpdates', { offset: at, timeout, allowed_updates: ['message', 'callback_query', 'my_chat_member'] }, { signal }),
    );
    if (reply.kind !== 'answer') return { outcome: 'failed', detail: detailOf(reply) };
    const each = (updates.safeParse(reply.value).data ?? []).flatMap((one) => update.safeParse(one).data ?? []);
    const last = each.at(-1);
    if (last !== undefined) offset = last.update_id + 1;
    else if (first) offset = 0;
    const written = first ? undefined : each.find(({ message }) => message?.from !== undefined && !message.from.is_bot)?.message;
    first = false;
    if (written?.from !== undefined) {
      const { chat, from } = written;
      return { outcome: 'found', found: { chat: String(chat.id), title: chat.title ?? null, user: { id: from.id, name: from.first_name } } };
    }
  }
  return { outcome: 'nobody' };
}

/** Whether the bot can speak in a chat: who it is, where it is, what it may do there. */
import type { Telegram } from 'telegraf';
import { z } from 'zod';
import type { ChatHealth, ChatOutcome } from '../../src/ports.ts';
import { ask, type CallSignal, callLimitMs, type Reply } from './client.ts';
import { sender, toUser } from './incoming.ts';
import { toChatId } from './message.ts';
import { toFailed } from './outcome.ts';

const bot = z.object({ id: z.int(), username: z.string() });
const chatInfo = z.object({
  title: z.string().optional(),
  first_name: z.string().optional(),
  permissions: z.object({ can_send_messages: z.boolean().optional() }).optional(),
});
const member = z.object({ status: z.string(), can_send_messages: z.boolean().optional() });

const memberName = z.object({ user: sender });

type Info = z.infer<typeof chatInfo>;
type Member = z.infer<typeof member>;
type Needs = { readonly token: string; readonly client: Telegram; readonly addressOf: (chat: string) => string };

function mayWrite(info: Info | null, self: Member | null): boolean {
  if (self === null) return true;
  switch (self.status) {
    case 'left':
    case 'kicked':
      return false;
    case 'restricted':
      return self.can_send_messages === true;
    case 'member':
      return info?.permissions?.can_send_messages !== false;
    default:
      return true;
  }
}

/** A Bot API server that is not Telegram's own may lack these two calls: then nothing is known against the chat. */
function isMissingCall(reply: Reply<unknown>): boolean {
  return reply.kind === 'refused' && reply.code === 404;
}

/** Reads only. `refused` says which step was refused: `bad-token` for the bot itself, `no-chat` for the chat. */
export async function readHealth({ token, client, addressOf }: Needs, chat: string): Promise<ChatOutcome<ChatHealth>> {
  const read = <T>(call: (signal: CallSignal) => Promise<T>) => readTwice(() => ask(token, callLimitMs, call));
  const me = await read((signal) => client.callApi('getMe', {}, { signal }));
  if (me.kind !== 'answer') return toFailed(me);
  const self = bot.safeParse(me.value);
  if (!self.success) return { outcome: 'unknown', detail: 'getMe answered without the name of a bot' };

  let address = addressOf(chat);
  let info = await read((signal) => client.callApi('getChat', { chat_id: toChatId(address) }, { signal }));
  if (info.kind === 'refused' && info.movedTo !== null) {
    address = info.movedTo;
    info = await read((signal) => client.callApi('getChat', { chat_id: toChatId(address) }, { signal }));
  }
  if (info.kind !== 'answer' && !isMissingCall(info)) return toFailed(info);
  const membership = await read((signal) => client.callApi('getChatMember', { chat_id: toChatId(address), user_id: self.data.id }, { signal }));
  if (membership.kind !== 'answer' && !isMissingCall(membership)) return toFailed(membership);

  const about = info.kind === 'answer' ? (chatInfo.safeParse(info.value).data ?? null) : null;
  const rights = membership.kind === 'answer' ? (member.safeParse(membership.value).data ?? null) : null;
  return { outcome: 'sent', value: { bot: self.data.username, chatTitle: about?.title ?? about?.first_name ?? null, canSend: mayWrite(about, rights) } };
}

/** Reads only, once: without it a person stays a number. */
export async function readName({ token, client, addressOf }: Needs, chat: string, person: number): Promise<string | null> {
  const reply = await ask(token, callLimitMs, (signal) => client.callApi('getChatMember', { chat_id: toChatId(addressOf(chat)), user_id: person }, { signal }));
  const named = reply.kind === 'answer' ? memberName.safeParse(reply.value) : null;
  return named?.success === true ? toUser(named.data.user).name : null;
}

/** A read may be repeated after no answer. */
async function readTwice<T>(read: () => Promise<Reply<T>>): Promise<Reply<T>> {
  const first = await read();
  return first.kind === 'no-answer' ? read() : first;
}

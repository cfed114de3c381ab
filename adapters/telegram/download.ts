/** The bytes of a picture that somebody sent. The address of a file holds the token: it is used here and shown to nobody. */
import type { Telegram } from 'telegraf';
import { z } from 'zod';
import type { TelegramConfig } from '../../src/config.ts';
import { messageOf } from '../../src/errors.ts';
import type { ChatOutcome } from '../../src/ports.ts';
import { ask, callLimitMs, uploadLimitMs, withoutToken } from './client.ts';
import { toFailed } from './outcome.ts';

type Needs = { readonly token: string; readonly client: Telegram; readonly config: TelegramConfig };

const file = z.object({ file_path: z.string().regex(/^[\w./-]+$/), file_size: z.int().optional() });
/** A bot may fetch no larger ones from Telegram. */
const mostBytes = 20_000_000;

/** Read at most twice; nothing changes by it. */
export async function downloadFile({ token, client, config }: Needs, id: string): Promise<ChatOutcome<Uint8Array>> {
  const reply = await ask(token, callLimitMs, (signal) => client.callApi('getFile', { file_id: id }, { signal }));
  if (reply.kind !== 'answer') return toFailed(reply);
  const found = file.safeParse(reply.value);
  if (!found.success) return { outcome: 'unknown', detail: 'getFile answered without the path of a file' };
  if ((found.data.file_size ?? 0) > mostBytes) return { outcome: 'refused', why: 'other', detail: 'the file is too big' };
  const address = `${config.apiRoot.replace(/\/+$/, '')}/file/bot${token}/${found.data.file_path}`;
  const first = await read(address, token);
  return first.outcome === 'unknown' ? read(address, token) : first;
}

async function read(address: string, token: string): Promise<ChatOutcome<Uint8Array>> {
  try {
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(uploadLimitMs) });
    if (!response.ok) return { outcome: 'refused', why: 'other', detail: `the file was refused: ${response.status}` };
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > mostBytes) return { outcome: 'refused', why: 'other', detail: 'the file is too big' };
      chunks.push(chunk);
    }
    return { outcome: 'sent', value: Buffer.concat(chunks) };
  } catch (error) {
    return { outcome: 'unknown', detail: withoutToken(messageOf(error), token) };
  }
}

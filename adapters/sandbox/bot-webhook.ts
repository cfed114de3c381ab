/** Brings updates to the address that the bot named, as Telegram does: several at once, each again until it is taken. */
import { setTimeout as pause } from 'node:timers/promises';

export type Webhook = { readonly url: URL; readonly secret: string | null };

const patienceMs = 60_000;
const againAfterMs = 250;

/** Nothing leaves this machine: null for an address elsewhere. */
export function webhookAt(address: string, secret: string | null): Webhook | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  return url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname) ? { url, secret } : null;
}

/** Whether it was answered with a 2xx. Never throws. */
async function isTaken({ url, secret }: Webhook, update: unknown): Promise<boolean> {
  try {
    const headers = { 'content-type': 'application/json', ...(secret === null ? {} : { 'x-telegram-bot-api-secret-token': secret }) };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(update), redirect: 'error', signal: AbortSignal.timeout(patienceMs) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Resolves when the update was taken (true), or when it is not to be brought there any more. */
export async function bring(webhook: Webhook, update: unknown, isWanted: () => boolean): Promise<boolean> {
  while (isWanted()) {
    if (await isTaken(webhook, update)) return true;
    await pause(againAfterMs, null, { ref: false });
  }
  return false;
}

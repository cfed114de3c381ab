/** The address that Telegram calls when updates are not polled. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Update } from 'telegraf/types';
import { z } from 'zod';
import { messageOf } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';

/** Takes updates once `isReady`. */
type Receiver = { receive(update: Update): Promise<boolean>; isReady(): boolean };
type Needs = { readonly path: string; readonly secret: string; readonly log: Log; readonly reception: () => Receiver | null };

const mostBytes = 1_000_000;
const update = z.looseObject({ update_id: z.int() });

function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function isUpdate(value: unknown): value is Update {
  return update.safeParse(value).success;
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBytes) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Answers 200 when the update was dealt with; 403 without the secret or at another path, 400 for a body that is no update, 413 for a huge one,
 * 503 while nobody listens or when it takes too long: Telegram delivers again then.
 */
export function createWebhookListener({ path, secret, log, reception }: Needs): RequestListener {
  async function statusFor(request: IncomingMessage): Promise<number> {
    const given = request.headers['x-telegram-bot-api-secret-token'];
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method !== 'POST' || pathname !== path || typeof given !== 'string' || !isSame(given, secret)) return 403;
    const body = await readBody(request);
    if (body === null) return 413;
    const value = parseJson(body);
    if (!isUpdate(value)) return 400;
    const receiver = reception();
    if (receiver === null || !receiver.isReady()) return 503;
    return (await receiver.receive(value)) ? 200 : 503;
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      response.statusCode = await statusFor(request);
    } catch (error) {
      log.warn({ detail: messageOf(error) }, 'an update could not be read from the webhook');
      response.statusCode = 500;
    }
    response.end();
  }

  return (request, response) => {
    // Every error is caught inside; the server itself waits for nobody.
    void respond(request, response);
  };
}

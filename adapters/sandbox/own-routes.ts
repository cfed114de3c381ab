/** The sandbox's own routes under /sandbox/: for its page, for tests, and for a bot in another process. */
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { SandboxPlaces } from '../../src/config.ts';
import { type Answer, json, Refused, typed } from './answers.ts';
import type { BotApi } from './bot-api.ts';
import type { BotForward } from './bot-forward.ts';
import { type Faults, faultOrder } from './faults.ts';
import type { SandboxEvent } from './live.ts';
import { isVideo, pictureType } from './pixels.ts';
import type { Portal } from './portal.ts';
import type { Recorder } from './recorder.ts';
import { parseJson, readBody } from './request-params.ts';
import type { Memory } from './state.ts';
import type { SandboxView } from './view.ts';

export type OwnNeeds = {
  readonly places: SandboxPlaces;
  readonly address: string;
  readonly memory: Memory;
  readonly botApi: BotApi;
  readonly botForward: BotForward;
  readonly portal: Portal;
  readonly faults: Faults;
  readonly recorder: Recorder;
  readonly view: () => SandboxView;
  readonly tell: (event: SandboxEvent) => void;
};

const pressBody = z.strictObject({ user: z.int(), message: z.int(), data: z.string() });
/** `picture`: base64. */
const writeBody = z
  .strictObject({ user: z.int(), text: z.string().max(4096), replyTo: z.int().nullable().default(null), picture: z.base64().nullable().default(null) })
  .refine(({ text, picture }) => text !== '' || picture !== null, 'neither words nor a picture');
const faultsBody = z.union([z.strictObject({ clear: z.literal(true) }), faultOrder]);
const botBody = z.strictObject({ port: z.int().min(1).max(65535) });
const emptyBody = z.strictObject({});

const refusal = (status: number, message: string) => new Refused(json(status, { ok: false, error: message }));

/** The server listens on this machine only, but any web page could call it: what changes something must come from the page itself, or from no page. */
export function checkSameOrigin(request: IncomingMessage): void {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (origin !== undefined && origin !== `http://${host}`) throw refusal(403, 'refused: another origin');
  if (site === 'cross-site' || site === 'same-site') throw refusal(403, 'refused: another site');
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) throw refusal(415, 'the body must be application/json');
}

async function bodyAs<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const text = (await readBody(request, 12 * 1024 * 1024)).toString('utf8');
  const parsed = schema.safeParse(text === '' ? {} : parseJson(text));
  if (!parsed.success) throw refusal(400, parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  return parsed.data;
}

/** Answers everything under /sandbox/ but the stream of events. */
export function createOwnRoutes(needs: OwnNeeds): (request: IncomingMessage, pathname: string) => Promise<Answer> {
  function media(pathname: string): Answer {
    const bytes = needs.memory.bytes(pathname.slice('/sandbox/media/'.length));
    if (bytes === null) throw refusal(404, 'no such file');
    const type = pictureType(bytes) ?? (isVideo(bytes) ? 'video/mp4' : null);
    const safe = { 'x-content-type-options': 'nosniff', 'cache-control': 'max-age=86400' };
    // Foreign bytes are never shown as a page of this origin.
    return type === null ? typed(200, 'application/octet-stream', bytes, { ...safe, 'content-disposition': 'attachment' }) : typed(200, type, bytes, safe);
  }

  function read(pathname: string): Answer {
    switch (pathname) {
      case '/sandbox/hello':
        return json(200, { sandbox: 'fanpage-desk', version: 1, address: needs.address, places: needs.places, bot: needs.botForward.port() });
      case '/sandbox/state':
        return json(200, needs.view(), { 'cache-control': 'no-store' });
      case '/sandbox/requests':
        return json(200, needs.recorder.all());
      case '/sandbox/faults':
        return json(200, needs.faults.list());
      default:
        if (pathname.startsWith('/sandbox/media/')) return media(pathname);
        throw refusal(404, 'no such path');
    }
  }

  async function change(request: IncomingMessage, pathname: string): Promise<Answer> {
    switch (pathname) {
      case '/sandbox/press': {
        const { user, message, data } = await bodyAs(request, pressBody);
        const outcome = needs.botApi.press(user, message, data);
        return json(outcome.outcome === 'pressed' ? 200 : 409, outcome);
      }
      case '/sandbox/write': {
        const { user, text, replyTo, picture } = await bodyAs(request, writeBody);
        const bytes = picture === null ? null : Buffer.from(picture, 'base64');
        if (bytes !== null && pictureType(bytes) === null) throw refusal(400, 'this is no picture');
        return json(200, { message: needs.botApi.write(user, text, replyTo, bytes) });
      }
      case '/sandbox/article': {
        await bodyAs(request, emptyBody);
        const article = needs.portal.publish();
        needs.tell({ kind: 'changed' });
        return json(200, { title: article.title, url: article.url, at: article.at.toISOString() });
      }
      case '/sandbox/faults': {
        const order = await bodyAs(request, faultsBody);
        if ('clear' in order) needs.faults.clear();
        else needs.faults.add(order);
        needs.tell({ kind: 'changed' });
        return json(200, needs.faults.list());
      }
      case '/sandbox/bot': {
        needs.botForward.register((await bodyAs(request, botBody)).port);
        return json(200, { ok: true });
      }
      default:
        throw refusal(404, 'no such path');
    }
  }

  return async (request, pathname) => {
    if (request.method === 'GET' || request.method === 'HEAD') return read(pathname);
    if (request.method !== 'POST') throw refusal(405, 'GET or POST');
    checkSameOrigin(request);
    return change(request, pathname);
  };
}

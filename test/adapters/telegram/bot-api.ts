/** A small Bot API server of these tests' own, over real HTTP: it holds polls, says what it is told to say, and records what came. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { RecordedRequest } from '../../../adapters/sandbox/recorded-request.ts';

export const token = '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr';

/** `hang-up`: the request is read, then the line is cut; `cut-short`: in the middle of the answer. `hold`: never answered. Text is sent as it is. */
export type Answer =
  | { readonly status: number; readonly body: unknown }
  | { readonly text: string; readonly status?: number }
  | 'hang-up'
  | 'cut-short'
  | 'hold';
export type Seen = RecordedRequest & { readonly at: number; readonly bytes: Buffer | null };

export function ok(result: unknown): Answer {
  return { status: 200, body: { ok: true, result } };
}
export function no(code: number, description: string, parameters?: Record<string, unknown>): Answer {
  return { status: code, body: { ok: false, error_code: code, description, ...(parameters === undefined ? {} : { parameters }) } };
}

export type BotApi = {
  readonly root: string;
  readonly seen: Seen[];
  calls(method: string): Seen[];
  /** The next answers to a method, in order; after them it answers as usual. */
  script(method: string, ...answers: readonly Answer[]): void;
  /** An update for the next poll. Stays until confirmed by a higher offset. */
  update(update: Record<string, unknown>): number;
  /** Numbers of the updates that would come again after a restart. */
  unconfirmed(): readonly number[];
  press(press?: { data?: string; user?: number; id?: string; chat?: number; message?: number; updateId?: number }): number;
  /** Resolves as soon as the condition holds, looked at after each request. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
};

type Part = { readonly name: string; readonly file: string | null; readonly bytes: Buffer };

function partsOf(body: Buffer, boundary: string): Part[] {
  return body
    .toString('latin1')
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((raw) => {
      const [head = '', ...rest] = raw.replace(/^\r\n/, '').split('\r\n\r\n');
      const bytes = Buffer.from(rest.join('\r\n\r\n').replace(/\r\n$/, ''), 'latin1');
      return { name: /name="([^"]*)"/.exec(head)?.[1] ?? '', file: /filename="([^"]*)"/.exec(head)?.[1] ?? null, bytes };
    });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function paramsOf(body: Buffer, type: string): { params: Record<string, unknown>; bytes: Buffer | null } {
  const boundary = /boundary=(.+)$/.exec(type)?.[1];
  if (boundary === undefined) return { params: body.length === 0 ? {} : JSON.parse(body.toString('utf8')), bytes: null };
  const parts = partsOf(body, boundary);
  const entries = parts.map((part) => [part.name, part.file === null ? part.bytes.toString('utf8') : { file: part.file, bytes: part.bytes.length }]);
  return { params: Object.fromEntries(entries), bytes: parts.find((part) => part.file !== null)?.bytes ?? null };
}

export async function startBotApi(port = 0): Promise<BotApi> {
  const seen: Seen[] = [];
  const scripts = new Map<string, Answer[]>();
  const updates: { update_id: number }[] = [];
  const watchers = new Set<() => void>();
  let poll: ServerResponse | null = null;
  let nextUpdate = 700_001;
  let nextMessage = 50;
  const open = new Set<ServerResponse>();

  function look(): void {
    for (const watcher of watchers) watcher();
  }
  function reply(response: ServerResponse, status: number, body: unknown): void {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
  function answerPoll(): void {
    if (poll === null || updates.length === 0) return;
    const response = poll;
    poll = null;
    reply(response, 200, { ok: true, result: updates.slice(0, 100) });
  }

  function usual(method: string, params: Record<string, unknown>): unknown {
    const chat = { id: Number(params.chat_id), type: 'supergroup' };
    switch (method) {
      case 'getMe':
        return { id: 123456789, is_bot: true, first_name: 'Desk', username: 'desk_bot' };
      case 'getChat':
        return { ...chat, title: 'Tòa soạn' };
      case 'getChatMember':
        return { status: 'administrator', user: { id: 123456789, is_bot: true, first_name: 'Desk' } };
      case 'deleteWebhook':
      case 'setWebhook':
      case 'answerCallbackQuery':
      case 'deleteMessage':
        return true;
      case 'editMessageText':
      case 'editMessageCaption':
      case 'editMessageMedia':
        return { message_id: Number(params.message_id), date: 1, chat };
      default:
        nextMessage += 1;
        return { message_id: nextMessage, date: 1, chat };
    }
  }

  function getUpdates(params: Record<string, unknown>, response: ServerResponse): void {
    const offset = Number(params.offset ?? 0);
    while (updates[0] !== undefined && updates[0].update_id < offset) updates.shift();
    if (params.timeout === undefined) {
      reply(response, 200, { ok: true, result: updates.slice(0, Number(params.limit ?? 100)) });
      return;
    }
    if (poll !== null) reply(poll, 409, { ok: false, error_code: 409, description: 'Conflict: terminated by other getUpdates request' });
    poll = response;
    response.on('close', () => {
      if (poll === response) poll = null;
    });
    answerPoll();
  }

  function respond(method: string, params: Record<string, unknown>, response: ServerResponse): number {
    const scripted = scripts.get(method)?.shift();
    if (scripted === 'hold') return 0;
    if (scripted === 'hang-up') {
      response.destroy();
      return 0;
    }
    if (scripted === 'cut-short') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"ok":true,"result":[', () => response.destroy());
      return 0;
    }
    if (scripted !== undefined && 'text' in scripted) {
      response.writeHead(scripted.status ?? 200, { 'content-type': 'text/html' }).end(scripted.text);
      return scripted.status ?? 200;
    }
    if (scripted !== undefined) {
      reply(response, scripted.status, scripted.body);
      return scripted.status;
    }
    if (method === 'getUpdates') getUpdates(params, response);
    else reply(response, 200, { ok: true, result: usual(method, params) });
    return 200;
  }

  const server: Server = createServer((request, response) => {
    if (request.url === `/file/bot${token}/photos/file_1.jpg`) return void response.end('bytes of a picture');
    if (request.url?.startsWith('/file/')) return void response.writeHead(404).end();
    open.add(response);
    response.on('close', () => open.delete(response));
    void bodyOf(request).then(
      (body) => {
        const match = /^\/(?:prefix\/)?bot([^/]+)\/(\w+)$/.exec(request.url ?? '');
        const method = match?.[2] ?? `unknown address ${request.url}`;
        const { params, bytes } = paramsOf(body, request.headers['content-type'] ?? '');
        const status = match?.[1] === token ? respond(method, params, response) : 401;
        if (status === 401 && match?.[1] !== token) reply(response, 401, { ok: false, error_code: 401, description: 'Unauthorized' });
        seen.push({ system: 'telegram', method: 'POST', path: method, params, status, at: Date.now(), bytes });
        look();
      },
      () => undefined,
    );
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  const api: BotApi = {
    root: `http://127.0.0.1:${address.port}`,
    seen,
    calls: (method) => seen.filter((request) => request.path === method),
    script: (method, ...answers) => scripts.set(method, [...(scripts.get(method) ?? []), ...answers]),
    update(update) {
      const update_id = nextUpdate;
      nextUpdate += 1;
      updates.push({ update_id, ...update });
      answerPoll();
      return update_id;
    },
    unconfirmed: () => updates.map(({ update_id }) => update_id),
    press({ data = 'approve:1', user = 11, id = `q${nextUpdate}`, chat = -1001, message = 51, updateId } = {}) {
      return api.update({
        ...(updateId === undefined ? {} : { update_id: updateId }),
        callback_query: {
          id,
          data,
          chat_instance: 'x',
          from: { id: user, is_bot: false, first_name: 'Lan', last_name: 'Trần' },
          message: { message_id: message, date: 1, chat: { id: chat, type: 'supergroup', title: 'Tòa soạn' } },
        },
      });
    },
    until(condition) {
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          watchers.delete(check);
          reject(new Error(`it did not come; seen: ${seen.map((request) => request.path).join(', ')}`));
        }, 8000);
        function check(): void {
          if (!condition()) return;
          clearTimeout(late);
          watchers.delete(check);
          resolve();
        }
        watchers.add(check);
        check();
      });
    },
    async close() {
      for (const response of open) response.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return api;
}

/** A Graph API of answers told beforehand, at the wire; it keeps what it was asked. */
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import type { RecordedRequest } from '../../../adapters/sandbox/recorded-request.ts';
import type { FacebookConfig } from '../../../src/config.ts';

export const pageToken = 'EAAB-page/token+of=the.Page';
export const appSecret = 'the&app secret';
export const config: FacebookConfig = {
  graphUrl: 'https://graph.test',
  version: 'v24.0',
  pageId: '100',
  pageToken,
  appId: null,
  appSecret: null,
  tokenIn: 'header',
};

export type Answer = { readonly status?: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> } | 'network error';
export type Asked = RecordedRequest & { readonly url: URL; readonly headers: Headers; readonly body: string };

export function graphError(code: number, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { error: { message: `(#${code}) said by the Page`, type: 'OAuthException', code, fbtrace_id: 'Abc', ...more } };
}

/** Answers in the order given; a request beyond them is a failure of the test. */
export function createGraph() {
  const answers: Answer[] = [];
  const asked: Asked[] = [];
  const server = setupServer(
    http.all('https://graph.test/*', async ({ request }) => {
      const answer = answers.shift();
      const status = answer === undefined || answer === 'network error' ? 0 : (answer.status ?? 200);
      asked.push(await record(request, status));
      if (answer === undefined) throw new Error(`nobody expected ${request.method} ${request.url}`);
      if (answer === 'network error') return HttpResponse.error();
      const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
      return new HttpResponse(body, { status, headers: { 'Content-Type': 'application/json', ...answer.headers } });
    }),
  );
  return {
    server,
    asked,
    answer: (...more: readonly Answer[]) => void answers.push(...more),
    /** Answers nobody asked for. */
    left: () => answers.length,
    clear: () => {
      answers.length = 0;
      asked.length = 0;
    },
  };
}

async function record(request: Request, status: number): Promise<Asked> {
  const url = new URL(request.url);
  const method = request.method === 'POST' || request.method === 'DELETE' ? request.method : 'GET';
  const body = await request.clone().text();
  const params = { ...Object.fromEntries(url.searchParams), ...(method === 'POST' ? await bodyParams(request) : {}) };
  return { system: 'facebook', method, path: url.pathname.replace(/^\/v24\.0/, ''), params, status, url, headers: request.headers, body };
}

async function bodyParams(request: Request): Promise<Record<string, unknown>> {
  if (request.headers.get('content-type') === 'application/octet-stream') return {};
  if (!request.headers.get('content-type')?.startsWith('multipart/')) return { ...(await request.json().then(Object)) };
  const parts = [...(await request.formData()).entries()];
  return Object.fromEntries(parts.map(([name, value]) => [name, typeof value === 'string' ? value : { file: value.name, bytes: value.size }]));
}

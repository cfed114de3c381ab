/** From what somebody was given in the developers' console to a Page's own, long-lived token. For setting up; the desk itself never does this. */
import { z } from 'zod';
import type { FacebookConfig } from '../../src/config.ts';
import { createGraphClient, type GraphAnswer, type GraphClient } from './graph-client.ts';

export type FoundPage = { readonly id: string; readonly name: string; readonly token: string };
/** `lasting`: the tokens come of a user's token that was exchanged for a long-lived one. */
export type PagesFound =
  | { readonly outcome: 'found'; readonly pages: readonly FoundPage[]; readonly lasting: boolean }
  | { readonly outcome: 'refused'; readonly detail: string }
  | { readonly outcome: 'no-answer'; readonly detail: string };

export type TokenInput = Pick<FacebookConfig, 'graphUrl' | 'version' | 'appId' | 'appSecret'> & { readonly token: string };

const exchanged = z.object({ access_token: z.string().min(1) });
const accounts = z.object({ data: z.array(z.object({ id: z.string(), name: z.string(), access_token: z.string() })) });
const page = z.object({ id: z.string(), name: z.string() });
const timeoutMs = 15_000;

/** The Pages that the token leads to: a user's those that the user manages, a Page's the Page itself. Never throws, never names a token. */
export async function findPages(input: TokenInput): Promise<PagesFound> {
  const lasting = input.appId !== null && input.appSecret !== null ? await exchange(input, input.appId, input.appSecret) : null;
  const token = lasting ?? input.token;
  const call = clientFor({ ...input, token });
  const managed = await call({ method: 'GET', path: ['me', 'accounts'], params: { fields: 'id,name,access_token', limit: 100 } });
  const list = managed.outcome === 'answered' ? accounts.safeParse(managed.body) : null;
  if (list?.success === true && list.data.data.length > 0) {
    const pages = list.data.data.map(({ id, name, access_token }) => ({ id, name, token: access_token }));
    return { outcome: 'found', pages, lasting: lasting !== null };
  }
  // Only a Page has followers: a user's token is told apart by it.
  const self = await clientFor(input)({ method: 'GET', path: ['me'], params: { fields: 'id,name,followers_count' } });
  const own = self.outcome === 'answered' ? page.safeParse(self.body) : null;
  if (own?.success === true) return { outcome: 'found', pages: [{ ...own.data, token: input.token }], lasting: false };
  return failureOf(self);
}

/** null: it was not exchanged, as a Page's token cannot be; it is used as it is. */
async function exchange(input: TokenInput, appId: string, appSecret: string): Promise<string | null> {
  const params = { grant_type: 'fb_exchange_token', client_id: appId, client_secret: appSecret, fb_exchange_token: input.token };
  const answer = await clientFor(input)({ method: 'GET', path: ['oauth', 'access_token'], params });
  const read = answer.outcome === 'answered' ? exchanged.safeParse(answer.body) : null;
  return read?.success === true ? read.data.access_token : null;
}

function clientFor({ graphUrl, version, appId, appSecret, token }: TokenInput): GraphClient {
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const config = { graphUrl, version, appId, appSecret, pageId: 'me', pageToken: token, tokenIn: 'header' } as const;
  return createGraphClient(config, { timeoutMs, wait, clock: () => new Date(), noteUsage: () => {} });
}

function failureOf(answer: GraphAnswer): PagesFound {
  switch (answer.outcome) {
    case 'answered':
      return { outcome: 'refused', detail: 'the token leads to no Page' };
    case 'refused':
      return { outcome: 'refused', detail: answer.refusal.detail };
    case 'not-sent':
    case 'unclear':
      return { outcome: 'no-answer', detail: answer.detail };
  }
}

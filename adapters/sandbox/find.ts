/** Finds a sandbox that already runs on this machine, so that a bot of another process can use it. */
import { z } from 'zod';
import { roles, type SandboxPlaces } from '../../src/config.ts';

const hello = z.object({
  sandbox: z.literal('fanpage-desk'),
  address: z.url(),
  places: z.object({
    feeds: z.array(z.url()),
    facebook: z.object({
      graphUrl: z.url(),
      version: z.string(),
      pageId: z.string(),
      pageToken: z.string(),
      appId: z.string().nullable(),
      appSecret: z.string().nullable(),
      tokenIn: z.enum(['header', 'query']),
    }),
    telegram: z.object({ apiRoot: z.url(), token: z.string(), chat: z.string(), webhook: z.null() }),
    staff: z.array(z.object({ id: z.int(), role: z.enum(roles) })),
    privateHosts: z.array(z.string()),
  }),
});

export type FoundSandbox = {
  readonly address: string;
  readonly places: SandboxPlaces;
  /** Tells the sandbox on which port this bot serves `/healthz` and `/metrics`; false when it did not listen. */
  register(port: number): Promise<boolean>;
};

/** The sandbox at an address such as `http://127.0.0.1:4310`; null when there is none, or something else answers. Waits two seconds at most. */
export async function findSandbox(address: string): Promise<FoundSandbox | null> {
  const answer = await ask(`${address}/sandbox/hello`, { method: 'GET' });
  const parsed = hello.safeParse(answer);
  if (!parsed.success) return null;
  const register = async (port: number) => {
    const body = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ port }) };
    return (await ask(`${parsed.data.address}/sandbox/bot`, body)) !== null;
  };
  return { address: parsed.data.address, places: parsed.data.places, register };
}

async function ask(url: string, init: RequestInit): Promise<unknown> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(2000), redirect: 'error' });
    if (!response.ok) return null;
    const value: unknown = await response.json();
    return value;
  } catch {
    return null;
  }
}

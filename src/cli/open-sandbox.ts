/** The sandbox for whoever needs it: one that runs already in another process is used, else one is started here. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunningHttp } from '../../adapters/http/status.ts';
import { type Config, type SandboxPlaces, withSandbox } from '../config.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../ports.ts';
import { second } from '../time.ts';

/** true when it answered. */
export type Routes = (request: IncomingMessage, response: ServerResponse) => boolean;
export type OpenedSandbox = {
  /** With the sandbox's addresses filled in. */
  readonly config: Config;
  /** The same for a configuration that is read again. */
  readonly fill: (config: Config) => Config;
  /** null: nothing is imitated. */
  readonly address: string | null;
  /** Makes health and metrics reachable at HTTP_PORT, whoever holds that port. */
  readonly serveStatus: (
    routes: Routes,
    listen: (port: number) => Promise<RunningHttp>,
  ) => Promise<{ readonly address: string; readonly stop: () => Promise<void> }>;
  readonly stop: () => Promise<void>;
};

const staff = z.object({ id: z.number(), role: z.enum(['editor', 'approver', 'admin']) });
const facebook = z.object({
  graphUrl: z.string(),
  version: z.string(),
  pageId: z.string(),
  pageToken: z.string(),
  appId: z.string().nullable(),
  appSecret: z.string().nullable(),
  tokenIn: z.enum(['header', 'query']),
});
const telegram = z.object({ apiRoot: z.string(), token: z.string(), chat: z.string(), webhook: z.null() });
const hello = z.object({ places: z.object({ feeds: z.array(z.string()), facebook, telegram, staff: z.array(staff), privateHosts: z.array(z.string()) }) });

/** `port` 0: a command's own sandbox listens anywhere; a running one at HTTP_PORT is found all the same. */
export async function openSandbox(config: Config, options: { readonly clock: Clock; readonly log: Log; readonly port: number }): Promise<OpenedSandbox> {
  const { host, port } = config.http;
  if (config.sandbox.length === 0)
    return { config, fill: (next) => next, address: null, serveStatus: (_routes, listen) => ownAddress(listen(port), host), stop: async () => {} };
  const running = await findSandbox(`http://${host}:${port}`);
  if (running !== null) {
    const address = `http://${host}:${port}`;
    const fill = (next: Config) => withSandbox(next, running);
    return { config: fill(config), fill, address, serveStatus: (_routes, listen) => behind(address, listen(0)), stop: async () => {} };
  }
  const { startSandbox } = await import('../../adapters/sandbox/server.ts');
  const status: { routes: Routes } = { routes: () => false };
  const started = await startSandbox({
    host,
    port: options.port,
    clock: options.clock,
    stateFile: join(config.dataDir, 'sandbox.json'),
    chat: 'group',
    log: options.log,
    extra: (request, response) => status.routes(request, response),
  });
  const fill = (next: Config) => withSandbox(next, started.places);
  return {
    config: fill(config),
    fill,
    address: started.address,
    serveStatus: async (routes) => {
      status.routes = routes;
      return { address: started.address, stop: async () => {} };
    },
    stop: () => started.stop(),
  };
}

async function ownAddress(listening: Promise<RunningHttp>, host: string) {
  const http = await listening;
  return { address: `http://${host}:${http.port}`, stop: http.stop };
}

/** The sandbox of another process holds HTTP_PORT: it hands the two status routes on to where this process listens. */
async function behind(address: string, listening: Promise<RunningHttp>) {
  const http = await listening;
  await fetch(`${address}/sandbox/bot`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ port: http.port }) });
  return { address, stop: http.stop };
}

/** Where nobody listens the answer is quick; a sandbox that is busy drawing gets its time. */
async function findSandbox(address: string): Promise<SandboxPlaces | null> {
  try {
    const response = await fetch(`${address}/sandbox/hello`, { signal: AbortSignal.timeout(10 * second) });
    const parsed = hello.safeParse(await response.json());
    return parsed.success ? parsed.data.places : null;
  } catch {
    // Nobody there, or somebody else: starting an own one will tell.
    return null;
  }
}

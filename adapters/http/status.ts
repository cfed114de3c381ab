/** `GET /healthz`, `/healthz/live` and `/metrics`, beside the sandbox also `/plan.png`: how the desk is, for watchers. Only looks, changes nothing. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeskError, messageOf } from '../../src/errors.ts';
import type { DeskHealth, Metric } from '../../src/watching.ts';

export type StatusNeeds = {
  readonly health: () => Promise<DeskHealth>;
  readonly metrics: () => Promise<readonly Metric[]>;
  /** The week ahead as a picture, for the sandbox's page; absent: not shown to anybody. */
  readonly plan?: (() => Promise<Uint8Array>) | null;
};
/** Answers its routes; false for any other address, so that another server can carry them. */
export function createStatusRoutes(needs: StatusNeeds): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const path = (request.url ?? '').split('?')[0];
    if (request.method !== 'GET') return false;
    if (path === '/healthz/live') {
      send(response, 200, 'application/json', JSON.stringify({ live: true }));
      return true;
    }
    const answer = answerAt(path, needs, response);
    if (answer === null) return false;
    answer.catch((error: unknown) => send(response, 503, 'application/json', JSON.stringify({ live: true, ready: false, why: [messageOf(error)] })));
    return true;
  };
}

function answerAt(path: string | undefined, needs: StatusNeeds, response: ServerResponse): Promise<void> | null {
  const { plan = null } = needs;
  if (path === '/healthz') return answerHealth(needs, response);
  if (path === '/metrics') return answerMetrics(needs, response);
  return path === '/plan.png' && plan !== null ? answerPlan(plan, response) : null;
}

async function answerPlan(plan: () => Promise<Uint8Array>, response: ServerResponse): Promise<void> {
  send(response, 200, 'image/png', await plan());
}

async function answerHealth(needs: StatusNeeds, response: ServerResponse): Promise<void> {
  const health = await needs.health();
  send(response, health.ready ? 200 : 503, 'application/json', JSON.stringify(health));
}

async function answerMetrics(needs: StatusNeeds, response: ServerResponse): Promise<void> {
  const metrics = await needs.metrics();
  send(response, 200, 'text/plain; version=0.0.4', metrics.map(metricText).join(''));
}

function metricText(metric: Metric): string {
  const rows = metric.samples.map((sample) => {
    const labels = Object.entries(sample.labels).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, '_')}"`);
    return `${metric.name}${labels.length === 0 ? '' : `{${labels.join(',')}}`} ${sample.value}\n`;
  });
  return `# HELP ${metric.name} ${metric.help}\n# TYPE ${metric.name} ${metric.type}\n${rows.join('')}`;
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}

export type RunningHttp = { readonly port: number; readonly stop: () => Promise<void> };

/** Listens on `host:port` (0: any); throws a DeskError when the port is taken. */
export async function startHttp(routes: (request: IncomingMessage, response: ServerResponse) => boolean, host: string, port: number): Promise<RunningHttp> {
  const server = createServer((request, response) => {
    if (!routes(request, response)) send(response, 404, 'text/plain', 'not found\n');
  });
  await listen(server, host, port);
  return {
    port: portOf(server.address()),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(address: string | AddressInfo | null): number {
  return address !== null && typeof address === 'object' ? address.port : 0;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new DeskError(
          `cannot listen on ${host}:${port} (${'code' in error ? String(error.code) : error.message})`,
          'Another program uses this port: stop it, or choose another HTTP_PORT.',
        ),
      ),
    );
    server.listen(port, host, () => resolve());
  });
}

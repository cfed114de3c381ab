/** Hands `/healthz`, `/metrics` and `/plan.png` on to a bot of another process that has registered its port here. */
import { type Answer, json, typed } from './answers.ts';

export type BotForward = { register(port: number): void; port(): number | null; get(pathname: string): Promise<Answer> };

const patienceMs = 3000;

export function createBotForward(): BotForward {
  let port: number | null = null;
  return {
    register: (given) => {
      port = given;
    },
    port: () => port,
    get: async (pathname) => {
      if (port === null) return json(503, { ok: false, error: 'no bot is registered with this sandbox', fix: 'Start the bot: npm start' });
      try {
        const response = await fetch(`http://127.0.0.1:${port}${pathname}`, { signal: AbortSignal.timeout(patienceMs), redirect: 'error' });
        return typed(response.status, response.headers.get('content-type') ?? 'text/plain', new Uint8Array(await response.arrayBuffer()));
      } catch {
        return json(503, { ok: false, error: 'the registered bot does not answer', fix: 'Start the bot again: npm start' });
      }
    },
  };
}

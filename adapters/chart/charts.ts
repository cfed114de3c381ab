/** Charts, drawn in a process of their own: what drawing takes of memory goes with it, and a service that runs for months keeps none of it. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Charts, ComparisonChart, GrowthChart, WeekChart } from '../../src/ports.ts';
import { createDrawing } from './draw.ts';

export type Order = { readonly number: number } & (
  | { readonly kind: 'growth'; readonly chart: GrowthChart }
  | { readonly kind: 'comparison'; readonly chart: ComparisonChart }
  | { readonly kind: 'week'; readonly chart: WeekChart }
);
export type Drawn = { readonly number: number } & ({ readonly picture: Uint8Array } | { readonly problem: string });

type Waiting = { readonly done: (picture: Uint8Array) => void; readonly failed: (error: Error) => void };
type Drawer = { readonly child: ChildProcess; readonly waiting: Map<number, Waiting>; orders: number; idle: NodeJS.Timeout | null };

/** resvg gives memory back late: after so many pictures a fresh process goes on. */
const mostPictures = 20;
/** Pictures are asked for one soon after the other, or not at all for days. */
const idleMs = 5_000;

/** Each chart as a PNG. The process is started with the first one and ends soon after the last; one that fails is told, and the next begins anew. */
export function createCharts(): Charts {
  // Processes load compiled files only; the tests run the sources, in their own process.
  if (!import.meta.url.endsWith('.js')) return createDrawing();
  let drawer: Drawer | null = null;
  let number = 0;

  const leave = (one: Drawer): void => {
    if (drawer === one) drawer = null;
    if (one.idle !== null) clearTimeout(one.idle);
    if (one.waiting.size === 0 && one.child.connected) one.child.disconnect();
  };
  const start = (): Drawer => {
    // Nothing of the environment: the drawer has no use for secrets.
    const child = fork(fileURLToPath(new URL('./drawing-process.js', import.meta.url)), {
      serialization: 'advanced',
      env: {},
      execArgv: ['--max-semi-space-size=2'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const one: Drawer = { child, waiting: new Map(), orders: 0, idle: null };
    const end = (why: string) => {
      for (const { failed } of one.waiting.values()) failed(new Error(`a chart was not drawn: ${why}`));
      one.waiting.clear();
      leave(one);
    };
    child.on('message', (drawn: Drawn) => {
      const waiting = one.waiting.get(drawn.number);
      one.waiting.delete(drawn.number);
      if ('picture' in drawn) waiting?.done(drawn.picture);
      else waiting?.failed(new Error(drawn.problem));
      if (one.waiting.size > 0) return;
      if (one.orders >= mostPictures) return leave(one);
      // Whoever waits for nothing else may end meanwhile.
      child.unref();
      child.channel?.unref();
      one.idle = setTimeout(() => leave(one), idleMs).unref();
    });
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(`its process ended (${signal ?? code})`));
    return one;
  };
  const draw = (order: Order): Promise<Uint8Array> => {
    drawer ??= start();
    const one = drawer;
    if (one.idle !== null) clearTimeout(one.idle);
    one.child.ref();
    one.child.channel?.ref();
    one.orders += 1;
    if (one.orders >= mostPictures) drawer = null;
    return new Promise((done, failed) => {
      one.waiting.set(order.number, { done, failed });
      // As text: what a chart is given may hold more than is drawn, functions too.
      one.child.send(JSON.stringify(order));
    });
  };

  return {
    growth: (chart) => draw({ number: number++, kind: 'growth', chart }),
    comparison: (chart) => draw({ number: number++, kind: 'comparison', chart }),
    week: (chart) => draw({ number: number++, kind: 'week', chart }),
  };
}

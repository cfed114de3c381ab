/** Faults that are switched on for the next calls: lost answers, errors, nonsense, silence. */
import { z } from 'zod';
import { type Answer, typed } from './answers.ts';
import { botError } from './bot-errors.ts';
import { graphError, graphFaults } from './graph-errors.ts';

export const faultNames = [
  'lost-before',
  'lost-after',
  'error-500-1',
  'error-500-2',
  '502-html',
  '200-empty',
  '200-html',
  'hang',
  'reset',
  'cut-midway',
  'graph-506',
  'graph-190',
  'graph-368',
  'graph-32',
  'graph-10',
  'graph-324',
  '429',
  '403-kicked',
] as const;
export type FaultName = (typeof faultNames)[number];

export const faultOrder = z.strictObject({
  system: z.enum(['facebook', 'telegram', 'portal']),
  /** HTTP method; `*` for any. */
  method: z.enum(['GET', 'POST', 'DELETE', '*']).default('*'),
  /** Facebook: path without version; Telegram: the method's name; portal: the path. `*` stands for any part. */
  path: z.string().min(1).default('*'),
  fault: z.enum(faultNames),
  /** Only calls of this phase of an upload. */
  phase: z.enum(['start', 'transfer', 'finish']).nullable().default(null),
  /** So many calls that fit are let pass first. */
  skip: z.int().min(0).default(0),
  times: z.int().min(1).max(1_000_000).default(1),
  /** Whether the call does its work all the same. `lost-before` never does, `lost-after` always. */
  effect: z.boolean().default(false),
});
export type FaultOrder = z.infer<typeof faultOrder>;
export type FaultRequest = z.input<typeof faultOrder>;

export type FaultyCall = { readonly system: FaultOrder['system']; readonly method: string; readonly path: string; readonly phase: string | null };

export type Faults = {
  add(order: FaultOrder): void;
  clear(): void;
  list(): readonly FaultOrder[];
  /** The fault for this call, used up by one; null when there is none. */
  take(call: FaultyCall): FaultOrder | null;
};

export function createFaults(): Faults {
  let orders: FaultOrder[] = [];
  return {
    add: (order) => {
      orders.push(order);
    },
    clear: () => {
      orders = [];
    },
    list: () => orders,
    take: (call) => {
      const found = orders.find((order) => concerns(order, call));
      if (found === undefined) return null;
      const next = found.skip > 0 ? { ...found, skip: found.skip - 1 } : { ...found, times: found.times - 1 };
      orders = orders.flatMap((order) => (order !== found ? [order] : next.times > 0 ? [next] : []));
      return found.skip > 0 ? null : found;
    },
  };
}

function concerns(order: FaultOrder, call: FaultyCall): boolean {
  if (order.system !== call.system || (order.method !== '*' && order.method !== call.method)) return false;
  return (order.phase === null || order.phase === call.phase) && fits(order.path, call.path);
}

function fits(pattern: string, path: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`).test(path);
}

export function hasEffect(order: FaultOrder): boolean {
  return order.fault === 'lost-after' || (order.fault !== 'lost-before' && order.effect);
}

/** What is done to the connection instead of a right answer. */
export type Spoiled = { readonly way: 'answer'; readonly answer: Answer } | { readonly way: 'destroy' | 'reset' | 'hang' };

const html = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

export function spoil(order: FaultOrder): Spoiled {
  switch (order.fault) {
    case 'lost-before':
    case 'lost-after':
    case 'cut-midway':
      return { way: 'destroy' };
    case 'reset':
      return { way: 'reset' };
    case 'hang':
      return { way: 'hang' };
    case '502-html':
      return { way: 'answer', answer: typed(502, 'text/html', html) };
    case '200-empty':
      return { way: 'answer', answer: typed(200, 'application/json', '') };
    case '200-html':
      return { way: 'answer', answer: typed(200, 'text/html', html.replaceAll('502 Bad Gateway', 'Login')) };
    case '429':
      return { way: 'answer', answer: tooMany(order) };
    case '403-kicked':
      return { way: 'answer', answer: botError(403, 'Forbidden: bot was kicked from the supergroup chat') };
    default:
      return { way: 'answer', answer: failure(order, order.fault) };
  }
}

function tooMany(order: FaultOrder): Answer {
  if (order.system === 'telegram') return botError(429, 'Too Many Requests: retry after 1', { retry_after: 1 });
  if (order.system === 'facebook') return graphError({ status: 429, code: 4, message: '(#4) Application request limit reached' });
  return typed(429, 'text/html', html.replaceAll('502 Bad Gateway', '429 Too Many Requests'), { 'retry-after': '1' });
}

function failure(order: FaultOrder, fault: keyof typeof graphFaults): Answer {
  if (order.system === 'facebook') return graphError(graphFaults[fault]);
  if (order.system === 'telegram') return botError(graphFaults[fault].status, 'Internal Server Error');
  return typed(graphFaults[fault].status, 'text/html', html);
}

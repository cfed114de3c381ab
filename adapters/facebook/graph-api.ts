/** The SDK's api object with its `call` replaced: the SDK draws up the requests, our own client carries them. */

import type { z } from 'zod';
import type { PageRead } from '../../src/ports.ts';
import { isMultipart } from './forms.ts';
import type { GraphClient, GraphMethod, GraphParams, GraphProblem } from './graph-client.ts';
import { FacebookAdsApi } from './sdk.ts';

/** Carries a typed problem through the SDK's promises; never leaves this folder. */
export class GraphCallError extends Error {
  readonly problem: GraphProblem;
  constructor(problem: GraphProblem) {
    super(`Graph call: ${problem.outcome}`);
    this.name = 'GraphCallError';
    this.problem = problem;
  }
}

/**
 * An api for SDK objects. It knows no token (the client adds it), has no crash handler (third argument `false`), and
 * refuses full addresses: those of a cursor hold a token.
 */
export function createGraphApi(client: GraphClient): FacebookAdsApi {
  async function call(method: string, path: string | string[], params: GraphParams = {}): Promise<unknown> {
    if (typeof path === 'string') throw new TypeError('a full address is never called');
    const answer = await client({ method: methodOf(method), path, params: withoutOwnId(path, params) });
    if (answer.outcome !== 'answered') throw new GraphCallError(answer);
    return { ...answer.body };
  }
  return Object.assign(new FacebookAdsApi('kept by the client', 'en_US', false), { call });
}

function methodOf(method: string): GraphMethod {
  if (method === 'GET' || method === 'POST' || method === 'DELETE') return method;
  throw new TypeError(`no such Graph method: ${method}`);
}

/** The SDK adds an object's own id to its first write; the path names it already. */
function withoutOwnId(path: readonly string[], params: GraphParams): GraphParams {
  if (params instanceof FormData || isMultipart(params) || params.id !== path[0]) return params;
  const { id: _id, ...rest } = params;
  return rest;
}

/** What an SDK call came to. Anything it throws besides our own problems means that it could not make sense of the answer. */
export async function ask<T>(work: () => Promise<T>): Promise<{ readonly outcome: 'answered'; readonly value: T } | GraphProblem> {
  try {
    return { outcome: 'answered', value: await work() };
  } catch (error) {
    return error instanceof GraphCallError ? error.problem : { outcome: 'unclear', detail: 'the answer could not be understood' };
  }
}

/** A read's problem in the port's words. */
export function unread(problem: GraphProblem): Exclude<PageRead<never>, { outcome: 'read' }> {
  return problem.outcome === 'refused' ? { outcome: 'refused', refusal: problem.refusal } : { outcome: 'no-answer', detail: problem.detail };
}

/** Asks, and reads the answer by its schema; an answer in another form is no answer. */
export async function readAs<T>(schema: z.ZodType<T>, work: () => Promise<unknown>): Promise<PageRead<T>> {
  const asked = await ask(work);
  if (asked.outcome !== 'answered') return unread(asked);
  const parsed = schema.safeParse(asked.value);
  return parsed.success ? { outcome: 'read', value: parsed.data } : { outcome: 'no-answer', detail: 'the answer could not be understood' };
}

/** Changes of a post that is out: its words, or that it goes. Each is sent once; one without an answer is settled by reading the post. */

import { z } from 'zod';
import type { LiveOutcome, PageRead } from '../../src/ports.ts';
import { ask, readAs } from './graph-api.ts';
import type { GraphProblem } from './graph-client.ts';
import { type FacebookAdsApi, PagePost } from './sdk.ts';

/** A fresh object for each call: one that was read before would send its old fields back. */
function pagePost(api: FacebookAdsApi, id: string): PagePost {
  return new PagePost(id, {}, undefined, api);
}

export async function editPost(api: FacebookAdsApi, remoteId: string, message: string): Promise<LiveOutcome> {
  const asked = await ask(() => pagePost(api, remoteId).update([], { message }));
  return asked.outcome === 'answered' ? done(asked.value) : lost(asked);
}

/** A post that is not there is gone, whoever took it down. */
export async function removePost(api: FacebookAdsApi, remoteId: string): Promise<LiveOutcome> {
  const asked = await ask(() => pagePost(api, remoteId).delete([]));
  if (asked.outcome === 'refused' && isAbsent(asked.refusal)) return { outcome: 'done' };
  return asked.outcome === 'answered' ? done(asked.value) : lost(asked);
}

const success = z.looseObject({ success: z.literal(true) });
const named = z.looseObject({ id: z.string() });

/** `{success: true}`, or the post itself. Anything else is no answer. */
function done(answer: unknown): LiveOutcome {
  const data = answer instanceof Object && 'exportAllData' in answer && typeof answer.exportAllData === 'function' ? answer.exportAllData() : answer;
  const yes = success.safeParse(data).success || named.safeParse(data).success;
  return yes ? { outcome: 'done' } : { outcome: 'unknown', detail: 'an answer that is neither yes nor no' };
}

function lost(problem: GraphProblem): LiveOutcome {
  return problem.outcome === 'unclear' ? { outcome: 'unknown', detail: problem.detail } : problem;
}

function isAbsent({ code, subcode }: { readonly code: number | null; readonly subcode: number | null }): boolean {
  return code === 100 && subcode === 33;
}

const words = z.object({ message: z.string().nullish() }).transform((post) => ({ message: post.message ?? null }));

/** null: it is not there, or this token may not see it. */
export async function readPost(api: FacebookAdsApi, remoteId: string): Promise<PageRead<{ readonly message: string | null } | null>> {
  const reading = await readAs(words, async () => (await pagePost(api, remoteId).get(['message'])).exportAllData());
  return reading.outcome === 'refused' && isAbsent(reading.refusal) ? { outcome: 'read', value: null } : reading;
}

/** The chain of decisions: each carries a hash over itself and the one before, so that none can be changed or taken out unnoticed. Pure. */
import type { Decision } from './decision.ts';
import { sha256 } from './identity.ts';

/** A decision as it is kept. `link`: its number in the chain, from 1 on without gaps, ten digits so that texts sort as numbers do. */
export type KeptDecision = Decision & { readonly link: string; readonly previous: string; readonly seal: string };

/** What the first decision follows. */
const beginning = '0'.repeat(64);

export function linkOf(number: number): string {
  return String(number).padStart(10, '0');
}

function sealOf(previous: string, link: string, decision: Decision): string {
  const { id, at, verb, by, postId, page, version, hash, chat, message, note } = decision;
  const who = by === 'desk' ? by : [by.id, by.name];
  return sha256(JSON.stringify([previous, link, id, at.toISOString(), verb, who, postId, page, version, hash, chat, message, note]));
}

/** The decision as the next of the chain after `last`; null: it is the first. */
export function chained(decision: Decision, last: Pick<KeptDecision, 'link' | 'seal'> | null): KeptDecision {
  const previous = last?.seal ?? beginning;
  const link = linkOf(Number(last?.link ?? '0') + 1);
  return { ...decision, link, previous, seal: sealOf(previous, link, decision) };
}

/** `brokenAt`: the number in the chain of the first decision that is not as it was kept, or that is missing. `head`: the last seal; whoever notes it down can tell later whether the end was cut off. */
export type ChainCheck = { readonly ok: boolean; readonly entries: number; readonly brokenAt: number | null; readonly head: string };

/** Walks the chain from its beginning. */
export async function checkChain(decisions: AsyncIterable<KeptDecision>): Promise<ChainCheck> {
  let last: KeptDecision | null = null;
  let entries = 0;
  let brokenAt: number | null = null;
  for await (const decision of decisions) {
    entries += 1;
    const expected: KeptDecision = chained(decision, last);
    const whole = decision.link === expected.link && decision.previous === expected.previous && decision.seal === expected.seal;
    if (!whole && brokenAt === null) brokenAt = Number(expected.link);
    last = decision;
  }
  return { ok: brokenAt === null, entries, brokenAt, head: last?.seal ?? beginning };
}

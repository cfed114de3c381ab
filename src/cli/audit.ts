import type { DecisionVerb } from '../decision.ts';
import { checkChain, type KeptDecision } from '../decision-chain.ts';
import { DeskError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { Post } from '../post.ts';
import type { Command, CommandInput } from './command.ts';
import { withDesk } from './desk.ts';

/**
 * `audit verify`: the chain of decisions from its beginning; exit 1 when it is broken or cut off. `--seal`: one that was noted down
 * before must stand in it. `audit export`: all of them as CSV.
 */
export const audit: Command = {
  options: ['seal'],
  flags: [],
  positionals: ['verify|export'],
  run: async (input) => {
    const verb = input.args[0];
    if (verb === 'verify') return verify(input);
    if (verb === 'export') return exportAll(input);
    throw new DeskError(input.words.command.audit.unknownVerb(verb ?? ''), 'npm run -s fanpage -- audit verify', 2);
  },
};

const batch = 500;

async function* allDecisions({ decisions }: Pick<Ports, 'decisions'>): AsyncGenerator<KeptDecision> {
  for (let after: string | null = null; ; ) {
    const found: readonly KeptDecision[] = await decisions.chain(after, batch);
    yield* found;
    const last = found.at(-1);
    if (last === undefined || found.length < batch) return;
    after = last.link;
  }
}

/** The chain link by link, then what it must hold: a yes or a no that stands in a post and not among the decisions was cut off the end. */
async function verify(input: CommandInput): Promise<number> {
  const words = input.words.command.audit;
  const noted = input.option('seal');
  const said = new Map<string, DecisionVerb[]>();
  const seals = { found: false, first: null as Date | null };
  const { missing, ...check } = await withDesk(input, async ({ ports }) => {
    async function* watched(): AsyncGenerator<KeptDecision> {
      for await (const decision of allDecisions(ports)) {
        seals.first ??= decision.at;
        seals.found ||= noted !== null && decision.seal === noted.trim().toLowerCase();
        if (decision.postId !== null) said.set(decision.postId, [...(said.get(decision.postId) ?? []), decision.verb]);
        yield decision;
      }
    }
    return { ...(await checkChain(watched())), missing: await unrecorded(ports, said, seals.first) };
  });
  const sealFound = noted === null ? null : seals.found;
  const ok = check.ok && missing.length === 0 && sealFound !== false;
  input.answer({ ...check, ok, missing, sealFound });
  if (check.brokenAt !== null) input.print(words.broken(check.brokenAt, check.entries));
  if (missing.length > 0) input.print(words.cutOff(missing.length, missing.slice(0, 5).join(', ')));
  if (sealFound === false) input.print(words.sealGone);
  if (ok) input.print(words.whole(check.entries, check.head));
  return ok ? 0 : 1;
}

/** Posts that were decided about, and whose decision stands neither in the chain nor in themselves. What was decided before the chain began is not looked for. */
async function unrecorded({ posts }: Pick<Ports, 'posts'>, said: ReadonlyMap<string, readonly DecisionVerb[]>, since: Date | null): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let after: string | undefined; ; ) {
    const found = await posts.list(true, batch, ...(after === undefined ? [] : [after]));
    for (const post of found) {
      const decided = decisionIn(post);
      if (post.status === 'skipped' || decided === null || (since !== null && decided.at < since)) continue;
      const verbs = [...(said.get(post.id) ?? []), ...(post.journal ?? []).map(({ verb }) => verb)];
      if (!verbs.some((verb) => decided.verbs.includes(verb))) missing.push(post.id);
    }
    const last = found.at(-1);
    if (last === undefined || found.length < batch) return missing;
    after = last.id;
  }
}

/** What must have been decided about a post for it to be what it is. */
function decisionIn(post: Post): { readonly at: Date; readonly verbs: readonly DecisionVerb[] } | null {
  if (post.status === 'rejected') return { at: post.at, verbs: ['reject'] };
  if (post.status === 'retracted') return { at: post.at, verbs: ['withdraw-live'] };
  return 'approval' in post ? { at: post.approval.at, verbs: ['approve', 'post-now', 'edit-live'] } : null;
}

const columns = ['number', 'at', 'verb', 'by_id', 'by_name', 'post', 'page', 'version', 'content_sha256', 'chat', 'message', 'note', 'previous', 'seal'];

async function exportAll(input: CommandInput): Promise<number> {
  const rows: unknown[] = [];
  await withDesk(input, async ({ ports }) => {
    // Excel takes a file without it for one of another alphabet.
    input.print(`\ufeff${columns.join(',')}`);
    for await (const decision of allDecisions(ports)) {
      rows.push(decision);
      input.print(rowOf(decision).map(cell).join(','));
    }
  });
  input.answer(rows);
  return 0;
}

function rowOf({ link, at, verb, by, postId, page, version, hash, chat, message, note, previous, seal }: KeptDecision): readonly (string | number | null)[] {
  const [id, name] = by === 'desk' ? ['desk', null] : [by.id, by.name];
  return [Number(link), at.toISOString(), verb, id, name, postId, page, version, hash, chat, message, note, previous, seal];
}

/** A name or a note that begins like a formula must stay a text in a spreadsheet. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^\s*[=+@＝＋－＠]|^[\t\r\n]|^\s*-(?!\d+$)/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

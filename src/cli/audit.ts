import { checkChain, type KeptDecision } from '../decision-chain.ts';
import { DeskError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { Command, CommandInput } from './command.ts';
import { withDesk } from './desk.ts';

/** `audit verify`: the chain of decisions from its beginning; exit 1 when it is broken. `audit export`: all of them as CSV. */
export const audit: Command = {
  options: [],
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

async function verify(input: CommandInput): Promise<number> {
  const words = input.words.command.audit;
  const check = await withDesk(input, ({ ports }) => checkChain(allDecisions(ports)));
  input.answer(check);
  input.print(check.brokenAt === null ? words.whole(check.entries, check.head) : words.broken(check.brokenAt, check.entries));
  return check.ok ? 0 : 1;
}

const columns = ['number', 'at', 'verb', 'by_id', 'by_name', 'post', 'page', 'version', 'content_sha256', 'chat', 'message', 'note', 'previous', 'seal'];

async function exportAll(input: CommandInput): Promise<number> {
  const rows: unknown[] = [];
  await withDesk(input, async ({ ports }) => {
    input.print(columns.join(','));
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
  const safe = /^[=+@\t\r]|^-(?!\d+$)/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

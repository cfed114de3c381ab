/** What happened, event by event: the last of it in words, all of it in one number. */

export type TraceEntry = { readonly at: number; readonly who: string; readonly what: string; readonly about: unknown; readonly result: unknown };
export type Trace = {
  readonly note: (entry: TraceEntry) => void;
  /** The last events, oldest first, one line each. */
  readonly lines: () => readonly string[];
  /** What happened earlier to what is named, one line each: what came from outside, and each new status. */
  readonly story: (names: readonly string[]) => readonly string[];
  /** Differs when any event of the run differs. */
  readonly digest: () => number;
};

const kept = 60;
const keptOfStory = 600;

export function createTrace(): Trace {
  const entries: TraceEntry[] = [];
  const milestones: TraceEntry[] = [];
  let digest = 0x811c9dc5;
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    let number = 0x811c9dc5;
    for (let at = 0; at < text.length; at++) number = Math.imul(number ^ text.charCodeAt(at), 0x01000193) >>> 0;
    numbers.set(text, number);
    return number;
  };
  const stir = (number: number) => {
    digest = Math.imul(digest ^ number, 0x01000193) >>> 0;
    digest ^= digest >>> 15;
  };
  return {
    note: (entry) => {
      entries.push(entry);
      if (entries.length > 4 * kept) entries.splice(0, entries.length - kept);
      if (isMilestone(entry)) milestones.push(entry);
      if (milestones.length > 2 * keptOfStory) milestones.splice(0, milestones.length - keptOfStory);
      stir(entry.at % 4_294_967_296);
      stir(numberOf(entry.who));
      stir(numberOf(entry.what));
    },
    lines: () => entries.slice(-kept).map(lineOf),
    story: (names) => {
      const first = entries.slice(-kept)[0];
      const told = milestones
        .filter((entry) => first === undefined || entry.at < first.at)
        .map(lineOf)
        .filter((line) =>
          names.some((name) =>
            line
              .split(name)
              .slice(1)
              .some((rest) => !/^\d/.test(rest)),
          ),
        );
      return told.length === 0 ? [] : ['what had happened to it:', ...told.slice(-kept), 'and at the end:'];
    },
    digest: () => digest >>> 0,
  };
}

function lineOf(entry: TraceEntry): string {
  const at = new Date(entry.at).toISOString().replace('T', ' ').replace('Z', '');
  const about = inWords(entry.about);
  const result = inWords(entry.result);
  return `${at} ${entry.who.padEnd(6)} ${entry.what}${about === '' ? '' : ` ${about}`}${result === '' ? '' : ` → ${result}`}`;
}

const outside = new Set(['page', 'staff', 'portal', 'store', 'media', 'chat', 'world']);

/** What a person would tell of the run: what came from outside, what was sent, and each new status of a post. */
function isMilestone({ who, what, about }: TraceEntry): boolean {
  if (outside.has(who) || what.startsWith('page.publish')) return true;
  if (what !== 'posts.replace' || !Array.isArray(about)) return false;
  const [before, next]: readonly unknown[] = about;
  return isObject(before) && isObject(next) && fieldOf(before, 'status') !== fieldOf(next, 'status');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function fieldOf(value: object, name: string): unknown {
  return Reflect.get(value, name);
}

/** Short words for any value that passes a port. */
function inWords(value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return 'nothing';
  if (typeof value === 'string') return value.length > 90 ? `${value.slice(0, 90).replaceAll('\n', ' ')}…` : value.replaceAll('\n', ' ');
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return value.message;
  if (value instanceof Set) return `${value.size} known`;
  if (Array.isArray(value)) return value.length <= 3 ? `[${value.map(inWords).join(', ')}]` : `${value.length} of them`;
  if (typeof value !== 'object') return String(value);
  if (typeof fieldOf(value, 'outcome') === 'string') return outcomeInWords(value);
  const id = fieldOf(value, 'id');
  if (typeof id === 'string') return documentInWords(id, value);
  const shown = fieldOf(value, 'message') ?? fieldOf(value, 'text') ?? fieldOf(value, 'data');
  return typeof shown === 'string' ? `“${inWords(shown)}”` : '…';
}

function outcomeInWords(value: object): string {
  const parts = ['outcome', 'why', 'detail', 'remoteId', 'value'].map((name) => fieldOf(value, name)).filter((part) => part !== undefined);
  return parts.map(inWords).join(' ');
}

function documentInWords(id: string, value: object): string {
  const name = /^[0-9a-f]{24}$/.test(id) ? id.slice(0, 6) : id;
  const parts = ['status', 'rev', 'toldAt', 'nextSendAt', 'by'].map((field) => ({ field, value: fieldOf(value, field) }));
  const known = parts.filter((part) => part.value !== undefined && (typeof part.value !== 'object' || part.value instanceof Date));
  return [name, ...known.map((part) => (part.field === 'status' ? inWords(part.value) : `${part.field} ${inWords(part.value)}`))].join(' ');
}

/** YAML text → plain values, variables filled in, with the place where each of them stands. The only file that knows yaml. */
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit, type YAMLMap } from 'yaml';
import type { FileProblem, Flaw } from './file-problem.ts';

export type Path = readonly (string | number)[];

export type DocumentReading = {
  readonly value: unknown;
  /** What is wrong with the text itself, and with its variables. */
  readonly problems: readonly FileProblem[];
  /** false: the text was not understood, and to hold its value against anything would be guesswork. */
  readonly understood: boolean;
  /** Names of the variables that it refers to. */
  readonly variables: readonly string[];
  /** A problem where that value, that key, or the nearest one around it stands. */
  readonly problemAt: (path: Path, flaw: Flaw, where?: 'key' | 'value') => FileProblem;
  /** The text there is a reference to one variable and nothing else. */
  readonly isReference: (path: Path) => boolean;
  /** Its variable is missing: nothing further is to be said of it. */
  readonly isBlind: (path: Path) => boolean;
};

type Environment = Readonly<Record<string, string | undefined>>;

const mostCharacters = 1_000_000;
/** So many values are read at most, aliases followed: a small file cannot unfold into a large one. */
const mostValues = 100_000;
const deepest = 40;

/** Never throws, never names a value. */
export function readDocument(text: string, environment: Environment): DocumentReading {
  const lines = new LineCounter();
  const document = text.length > mostCharacters ? 'too-big' : parse(text, lines);
  if (document === 'too-big' || document === 'syntax') return unread({ kind: document });
  const notes = createNotes(environment, lines);
  const value = createReader(document, notes).read(document.contents, [], new Set(), null) ?? {};
  const broken = document.errors.map((error): FileProblem => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { line, column: col, path: '', flaw: syntaxFlaw(error.code, text, error.pos[0]) };
  });
  const understood = !notes.overflown() && broken.every((problem) => problem.flaw.kind === 'duplicate-key');
  const { problemAt, isReference, isBlind } = notes;
  return { value, problems: [...broken, ...notes.problems()], understood, variables: notes.variables(), problemAt, isReference, isBlind };
}

function unread(flaw: Flaw): DocumentReading {
  const problemAt = (path: Path, other: Flaw): FileProblem => ({ line: 1, column: 1, path: pathText(path), flaw: other });
  return { value: null, problems: [problemAt([], flaw)], understood: false, variables: [], problemAt, isReference: () => false, isBlind: () => false };
}

function parse(text: string, lines: LineCounter): Document.Parsed | 'syntax' {
  try {
    // Own messages: those of the parser quote the text.
    return parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  } catch {
    // So deeply nested that the parser itself gave up.
    return 'syntax';
  }
}

function syntaxFlaw(code: string, text: string, at: number): Flaw {
  switch (code) {
    case 'DUPLICATE_KEY':
      return { kind: 'duplicate-key', key: shownKey(/^["']?([\w-]+)/.exec(text.slice(at, at + 80))?.[1] ?? ''), near: null };
    case 'TAB_AS_INDENT':
      return { kind: 'tab' };
    case 'BAD_ALIAS':
      return { kind: 'alias' };
    case 'MULTIPLE_DOCS':
      return { kind: 'more-documents' };
    default:
      return { kind: /^[ ]*\t/m.test(text.slice(text.lastIndexOf('\n', at) + 1, at + 1)) ? 'tab' : 'syntax' };
  }
}

/** A key is shown when it looks like one; what was pasted into its place by mistake is not. */
export function shownKey(key: string): string | null {
  return /^[A-Za-z][A-Za-z_-]{0,30}$/.test(key) ? key : null;
}

function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = shownKey(part) ?? '?';
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

// ---------------------------------------------------------------- what is noted on the way

type Notes = ReturnType<typeof createNotes>;

function createNotes(environment: Environment, lines: LineCounter) {
  const places = new Map<string, { readonly key: number; readonly value: number }>();
  const problems: FileProblem[] = [];
  const variables = new Set<string>();
  const references = new Set<string>();
  const blind = new Set<string>();
  let overflown = false;
  const keyOf = (path: Path) => JSON.stringify(path);

  const problemAt: DocumentReading['problemAt'] = (path, flaw, where = 'value') => {
    for (let depth = path.length; depth >= 0; depth--) {
      const place = places.get(keyOf(path.slice(0, depth)));
      if (place === undefined) continue;
      // What is missing is told at the key of what it is missing from.
      const { line, col } = lines.linePos(where === 'key' || depth < path.length ? place.key : place.value);
      return { line, column: col, path: pathText(path), flaw };
    }
    return { line: 1, column: 1, path: pathText(path), flaw };
  };
  const report = (path: Path, flaw: Flaw) => {
    problems.push(problemAt(path, flaw));
  };
  const variable = (path: Path, name: string): string => {
    variables.add(name);
    const value = environment[name]?.trim() ?? '';
    if (value !== '') return value;
    blind.add(keyOf(path));
    report(path, { kind: 'no-variable', name });
    return '';
  };

  return {
    problemAt,
    report,
    problems: () => problems,
    variables: () => [...variables],
    overflown: () => overflown,
    isReference: (path: Path) => references.has(keyOf(path)),
    isBlind: (path: Path) => blind.has(keyOf(path)),
    place: (path: Path, key: number | null, value: number) => {
      places.set(keyOf(path), { key: key ?? value, value });
    },
    tooMuch: (path: Path): null => {
      if (!overflown) report(path, { kind: 'too-much' });
      overflown = true;
      return null;
    },
    /** `${NAME}` becomes what the environment has; `$${` is a plain `${`. */
    fillIn: (text: string, path: Path): string => {
      if (/^\$\{[A-Z][A-Z0-9_]*\}$/.test(text)) references.add(keyOf(path));
      return text.replace(/\$\$\{|\$\{([^}]*)(\}?)/g, (match: string, name?: string, end?: string) => {
        if (match === '$${') return '${';
        if (end === '}' && /^[A-Z][A-Z0-9_]*$/.test(name ?? '')) return variable(path, name ?? '');
        blind.add(keyOf(path));
        report(path, { kind: 'bad-reference' });
        return '';
      });
    },
  };
}

// ---------------------------------------------------------------- the way through the document

/** For each alias what it stands for: the last node before it with that anchor. */
function aliasTargets(document: Document.Parsed): Map<unknown, unknown> {
  const anchors = new Map<string, unknown>();
  const targets = new Map<unknown, unknown>();
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node)) targets.set(node, anchors.get(node.source));
      else if ('anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, node);
    },
  });
  return targets;
}

type Inside = ReadonlySet<unknown>;

function createReader(document: Document.Parsed, notes: Notes) {
  const targets = aliasTargets(document);
  let values = 0;

  /** Keys without a value are left out, as if they were not there. */
  function read(node: unknown, path: Path, inside: Inside, keyAt: number | null): unknown {
    values += 1;
    if (notes.overflown() || !isNode(node)) return null;
    notes.place(path, keyAt, startOf(node));
    if (values > mostValues || path.length > deepest || inside.has(node)) return notes.tooMuch(path);
    if (isAlias(node)) {
      const target = targets.get(node);
      if (target === undefined) notes.report(path, { kind: 'alias' });
      // What is wrong in it is told where it is written.
      return read(target, path, new Set([...inside, node]), keyAt ?? startOf(node));
    }
    if (isScalar(node)) return scalar(node.value, node.source, path);
    const within = new Set([...inside, node]);
    if (isSeq(node)) return node.items.map((item, index) => read(item, [...path, index], within, null));
    if (!isMap(node)) return null;
    const into = new Map<string, unknown>();
    readPairs(node, path, within, into);
    return Object.fromEntries(into);
  }

  function readPairs(map: YAMLMap, path: Path, inside: Inside, into: Map<string, unknown>): void {
    const merged: unknown[] = [];
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value) : null;
      if (name === null) notes.report(path, { kind: 'unknown-key', key: null, near: null });
      else if (name === '<<') merged.push(value);
      else if (!into.has(name)) {
        const found = read(value, [...path, name], inside, isNode(key) ? startOf(key) : null);
        if (found !== null) into.set(name, found);
      }
    }
    // `<<: *name` takes over what is not said here.
    for (const source of merged) readMerged(source, path, inside, into);
  }

  function readMerged(source: unknown, path: Path, inside: Inside, into: Map<string, unknown>): void {
    values += 1;
    const map = isAlias(source) ? targets.get(source) : source;
    if (map === undefined) notes.report(path, { kind: 'alias' });
    else if (values > mostValues || inside.has(map)) notes.tooMuch(path);
    else if (isMap(map)) readPairs(map, path, new Set([...inside, map]), into);
    else if (isSeq(map)) for (const item of map.items) readMerged(item, path, new Set([...inside, map]), into);
    else notes.report(path, { kind: 'wrong', expected: 'map', near: null });
  }

  function scalar(value: unknown, source: string | undefined, path: Path): unknown {
    if (typeof value === 'string') return notes.fillIn(value, path);
    // A number too long for JavaScript keeps its digits as text: ids of Pages may be that long.
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return source ?? String(value);
    return value ?? null;
  }

  return { read };
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

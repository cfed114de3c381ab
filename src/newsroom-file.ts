/** The text of newsroom.yaml → what it says, or everything that is wrong with it, with line and column and never with a value. */
import { z } from 'zod';
import { type FileProblem, problemText } from './file-problem.ts';
import { nearest } from './nearest.ts';
import { type DocumentReading, type Path, readDocument, shownKey } from './newsroom-document.ts';
import { expectationOf, type NewsroomFile, newsroomFile } from './newsroom-schema.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `variables`: names of the environment that the file refers to. `locale`: the language in which its problems are to be told, as far as it can be read. */
export type FileReading = { readonly variables: readonly string[] } & (
  | { readonly outcome: 'read'; readonly file: NewsroomFile }
  | { readonly outcome: 'wrong'; readonly problems: readonly FileProblem[]; readonly locale: 'vi' | 'en' | null }
);

const mostTold = 50;

/** Reads the file against the schema. Pure: variables come from `environment`. All problems at once, in the order of the file. */
export function readNewsroomFile(text: string, environment: Environment): FileReading {
  const document = readDocument(text, environment);
  const { value, variables } = document;
  const checked = newsroomFile.safeParse(document.understood ? value : {});
  const found = [
    ...document.problems,
    ...leakedSecrets(text),
    ...(checked.success ? [] : checked.error.issues.flatMap((issue) => schemaProblems(issue, [], document))),
    ...(document.understood ? crossProblems(document) : []),
  ];
  if (found.length > 0 || !checked.success) return { outcome: 'wrong', problems: inOrder(found), variables, locale: localeOf(value) };
  return { outcome: 'read', file: checked.data, variables };
}

function inOrder(problems: readonly FileProblem[]): FileProblem[] {
  const known = new Set<string>();
  const once = problems.filter((problem) => {
    const key = problemText(problem);
    return !known.has(key) && known.add(key);
  });
  const sorted = once.sort((a, b) => a.line - b.line || a.column - b.column);
  const last = sorted[mostTold - 1];
  if (last === undefined || sorted.length === mostTold) return sorted;
  return [...sorted.slice(0, mostTold), { ...last, path: '', flaw: { kind: 'more', count: sorted.length - mostTold } }];
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, part) => (typeof inner === 'object' && inner !== null ? Object.entries(inner).find(([key]) => key === String(part))?.[1] : undefined),
    value,
  );
}

function localeOf(value: unknown): 'vi' | 'en' | null {
  const locale = at(value, ['newsroom', 'locale']);
  return locale === 'vi' || locale === 'en' ? locale : null;
}

// ---------------------------------------------------------------- what the schema says

type Issue = z.core.$ZodIssue;

function schemaProblems(issue: Issue, above: Path, document: DocumentReading): FileProblem[] {
  const path = [...above, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (document.isBlind(path)) return [];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, document));
  const given = at(document.value, path);
  const name = path.at(-1);
  if (given === undefined && typeof name === 'string') return [document.problemAt(path, { kind: 'missing-key', key: name })];
  if (issue.code === 'invalid_union') {
    const inner = likeliest(issue.errors);
    if (inner !== null) return inner.flatMap((one) => schemaProblems(one, path, document));
  }
  const near =
    issue.code === 'invalid_value' && typeof given === 'string' ? nearest(given, issue.values.map(String), Math.min(3, Math.ceil(given.length / 2))) : null;
  return [document.problemAt(path, { kind: 'wrong', expected: expectationOf(issue.message), near })];
}

/** Of several forms that a value may have the one that was meant: where the form itself fits and only something in it does not. */
function likeliest(forms: readonly (readonly Issue[])[]): readonly Issue[] | null {
  return forms.find((issues) => issues.every((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys')) ?? null;
}

function unknownKey(key: string, path: Path, document: DocumentReading): FileProblem {
  const near = nearest(key, keysAt(path), Math.min(3, Math.ceil(key.length / 2)));
  return document.problemAt([...path, key], { kind: 'unknown-key', key: shownKey(key), near }, 'key');
}

/** The keys that may stand at a path of the file. */
function keysAt(path: Path): readonly string[] {
  const places = path.reduce<readonly z.core.$ZodType[]>((schemas, part) => schemas.flatMap((schema) => stepInto(schema, part)), [newsroomFile]);
  return places.flatMap(plainForms).flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []));
}

function stepInto(schema: z.core.$ZodType, part: string | number): readonly z.core.$ZodType[] {
  return plainForms(schema).flatMap((form) => {
    if (form instanceof z.ZodArray) return [form.element];
    const inner: unknown = form instanceof z.ZodObject ? form.shape[String(part)] : undefined;
    return inner instanceof z.ZodType ? [inner] : [];
  });
}

/** Without what is wrapped around it: optional, transformed, one of several. */
function plainForms(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional) return plainForms(schema.unwrap());
  if (schema instanceof z.ZodPipe) return plainForms(schema.in);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => plainForms(option));
  return [schema];
}

// ---------------------------------------------------------------- what no schema says

/** Tokens of Facebook and Telegram are known by their shape, wherever they stand, comments included. */
const tokens = /EAA[A-Za-z0-9]{20,}|\b\d{8,10}:[A-Za-z0-9_-]{30,}/g;

function leakedSecrets(text: string): FileProblem[] {
  return text
    .split('\n')
    .flatMap((content, index) =>
      [...content.slice(0, 10_000).matchAll(tokens)].map(
        (match): FileProblem => ({ line: index + 1, column: match.index + 1, path: '', flaw: { kind: 'plain-secret' } }),
      ),
    );
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = at(value, [key]);
  return Array.isArray(list) ? list : [];
}

/** Compared as text: an id may be written as a number. */
function textAt(value: unknown, path: Path): string | null {
  const found = at(value, path);
  return typeof found === 'string' || typeof found === 'number' ? String(found).trim() : null;
}

function crossProblems(document: DocumentReading): FileProblem[] {
  return [
    ...plainTokens(document),
    ...repeated(document, 'pages', 'id'),
    ...repeated(document, 'pages', 'name'),
    ...repeated(document, 'sources', 'url'),
    ...repeated(document, 'staff', 'id'),
    ...unknownPages(document),
  ];
}

function plainTokens(document: DocumentReading): FileProblem[] {
  return listAt(document.value, 'pages').flatMap((page, index) => {
    const path = ['pages', index, 'token'];
    return at(page, ['token']) === undefined || document.isReference(path) || document.isBlind(path)
      ? []
      : [document.problemAt(path, { kind: 'plain-secret' })];
  });
}

function repeated(document: DocumentReading, list: string, key: string): FileProblem[] {
  const known = new Set<string>();
  return listAt(document.value, list).flatMap((entry, index) => {
    const name = textAt(entry, [key]);
    if (name === null || document.isBlind([list, index, key])) return [];
    if (known.has(name)) return [document.problemAt([list, index, key], { kind: 'twice' })];
    known.add(name);
    return [];
  });
}

/** Sources and people may name Pages of this file only. */
function unknownPages(document: DocumentReading): FileProblem[] {
  const pages = listAt(document.value, 'pages');
  const names = pages.flatMap((page) => [textAt(page, ['name']), textAt(page, ['id'])]).filter((name) => name !== null);
  const known = new Set(names);
  return ['sources', 'staff'].flatMap((list) =>
    listAt(document.value, list).flatMap((entry, index) =>
      listAt(entry, 'pages').flatMap((_, place) => {
        const path = [list, index, 'pages', place];
        const name = textAt(document.value, path);
        if (name === null || known.has(name) || document.isBlind(path)) return [];
        return [document.problemAt(path, { kind: 'unknown-page', near: nearest(name, names, 4) })];
      }),
    ),
  );
}

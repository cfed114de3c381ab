/** What can be wrong with newsroom.yaml. The newsroom's language has a sentence for each. */

/** What was expected where something else stands. */
export const expectations = [
  'approval',
  'approvals',
  'chat',
  'choice',
  'contact',
  'count',
  'day',
  'days',
  'duration',
  'hashtag',
  'host',
  'id',
  'language',
  'list',
  'map',
  'page-id',
  'percent',
  'quiet-hours',
  'selector',
  'switch',
  'target',
  'template',
  'template-field',
  'text',
  'time',
  'times',
  'url',
  'user-id',
  'utm',
  'zone',
] as const;
export type Expectation = (typeof expectations)[number];

export type Flaw =
  /** Not YAML; `tab`: indented with a tab; `alias`: `*name` without `&name`; `too-much`: it unfolds without end. */
  | { readonly kind: 'syntax' | 'tab' | 'alias' | 'too-big' | 'too-much' | 'more-documents' }
  | { readonly kind: 'duplicate-key' | 'unknown-key'; readonly key: string | null; readonly near: string | null }
  | { readonly kind: 'missing-key'; readonly key: string }
  /** `near`: what was probably meant. */
  | { readonly kind: 'wrong'; readonly expected: Expectation; readonly near: string | null }
  /** A secret stands in the file itself. */
  | { readonly kind: 'plain-secret' }
  | { readonly kind: 'no-variable'; readonly name: string }
  /** `${…}` that names no variable. */
  | { readonly kind: 'bad-reference' }
  | { readonly kind: 'unknown-page'; readonly near: string | null }
  /** Said already further up: a Page's id, a source's address, a person. */
  | { readonly kind: 'twice' }
  | { readonly kind: 'more'; readonly count: number };

/** `path` as in `pages[0].token`, empty for the whole file. Line and column count from 1. */
export type FileProblem = { readonly line: number; readonly column: number; readonly path: string; readonly flaw: Flaw };

/** For a log and an error's message: English, technical, without any value. People get the sentences of their locale. */
export function problemText({ line, column, path, flaw }: FileProblem): string {
  const facts = Object.entries(flaw).flatMap(([name, fact]) => (name === 'kind' || fact === null ? [] : [`${name} ${fact}`]));
  return `line ${line}, column ${column}${path === '' ? '' : `, ${path}`}: ${flaw.kind}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
}

/** Reads the imports of TypeScript sources without a compiler: by the shape of the statements. */

type Import = {
  /** As written: `./post.ts`, `node:fs`, `zod`. null: worked out at run time, so nobody can tell. */
  readonly specifier: string | null;
  readonly typeOnly: boolean;
};

/** Comments and the insides of regular expressions may look like imports: what begins a statement, begins a line. */
const statement =
  /^[ \t]*(?:import|export)(?:\s+(?<type>type)(?=\s+[\w{*]))?(?:\s+(?<names>[\w$*{},\s]+?)\s*from|)\s*(?<quote>['"])(?<from>[^'"\n]+)\k<quote>/gm;
/** `import('x')`, as a value or a type, `require('x')`, `require.resolve('x')`, `import.meta.resolve('x')`. */
const call = /(?<![\w$.])(?<by>import|require(?:\.resolve)?|import\.meta\.resolve)\s*\(\s*(?:(?<quote>['"`])(?<from>[^'"`\n]*)\k<quote>|(?<other>[^\s)]))/g;

/** Text without comments. Good enough for sources that a formatter has laid out: no comment sign inside a text at the start of a line. */
function withoutComments(source: string): string {
  return source.replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, '').replace(/^[ \t]*\/\/.*$/gm, '');
}

/** `{ type A, type B }` brings in types only, though it does not say so in front. */
function namesTypesOnly(names: string): boolean {
  const inside = /^\{([^}]*)\}$/.exec(names.trim())?.[1];
  const parts = inside?.split(',').map((part) => part.trim()) ?? [];
  const named = parts.filter((part) => part !== '');
  return named.length > 0 && named.every((part) => part.startsWith('type '));
}

/** A template tells its package as far as it is plain text: `pkg/${file}`. */
function plainBeginning(from: string): string | null {
  const end = from.indexOf('${');
  if (end === -1) return from;
  const beginning = from.slice(0, end);
  return /^(@[^/]+\/)?[^./@][^/]*\//.test(beginning) ? beginning : null;
}

/** Every import and re-export of a source, in no particular order. */
export function importsOf(source: string): Import[] {
  const code = withoutComments(source);
  const statements = [...code.matchAll(statement)].map(({ groups }) => ({
    specifier: groups?.from ?? null,
    typeOnly: groups?.type !== undefined || namesTypesOnly(groups?.names ?? ''),
  }));
  const calls = [...code.matchAll(call)].map(({ groups }) => ({
    by: groups?.by ?? '',
    specifier: groups?.from === undefined ? null : groups.quote === '`' ? plainBeginning(groups.from) : groups.from,
    typeOnly: false,
  }));
  // Resolving finds a file and runs no code: where its name is worked out, nothing is imported unseen.
  return [
    ...statements,
    ...calls.filter(({ by, specifier }) => specifier !== null || !by.endsWith('resolve')).map(({ specifier, typeOnly }) => ({ specifier, typeOnly })),
  ];
}

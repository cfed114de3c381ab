/** Who may import whom. The table of the house, held against every source file. */
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { posix, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf } from './tools/imports.ts';

const root = new URL('../', import.meta.url);
const steps = ['collecting', 'drafting', 'approving', 'answering', 'scheduling', 'publishing', 'measuring', 'reporting'];

/** The few packages of the core, each in its one file. */
const corePackages: Readonly<Record<string, readonly string[]>> = {
  'src/config.ts': ['zod'],
  'src/newsroom-schema.ts': ['zod'],
  'src/newsroom-file.ts': ['zod'],
  'src/newsroom-document.ts': ['yaml'],
  'src/log.ts': ['pino'],
  'src/time.ts': ['dayjs'],
};
/** What of Node the core may use: it has no files, no network, no process. config.ts reads `.env`, and the files that it names. */
const coreBuiltins: Readonly<Record<string, readonly string[]>> = {
  'src/config.ts': ['node:fs', 'node:util'],
  'src/environment-files.ts': ['node:fs', 'node:path'],
};

/** One package, one home. These have more than one, for these reasons. */
const manyHomes: Readonly<Record<string, { readonly homes: RegExp; readonly why: string }>> = {
  zod: { homes: /^(src|src\/cli|adapters\/.+)$/, why: 'checks outside data, at every edge' },
  axios: { homes: /^adapters\/(portal|facebook)$/, why: 'reads portals; carries the Graph calls' },
  sharp: { homes: /^adapters\/(media|sandbox)$/, why: 'makes pictures fit; the sandbox makes its sample pictures' },
  '@resvg/resvg-js': { homes: /^adapters\/(chart|sandbox)$/, why: 'draws charts; the sandbox draws its sample pictures' },
  '@expo-google-fonts/be-vietnam-pro': { homes: /^adapters\/(chart|sandbox)$/, why: 'the font of both' },
};

type Room = 'core' | 'app' | 'everything' | 'locale' | 'step' | 'adapter' | 'jobs' | 'nowhere';
type Target = { readonly kind: 'file' | 'package' | 'builtin'; readonly name: string };

function roomOf(path: string): Room {
  if (path === 'src/app.ts') return 'app';
  if (path === 'src/main.ts' || /^src\/(cli|simulation)\//.test(path)) return 'everything';
  if (path.startsWith('src/locale/')) return 'locale';
  if (/^src\/[^/]+$/.test(path)) return 'core';
  if (steps.some((step) => path.startsWith(`src/${step}/`))) return 'step';
  if (/^adapters\/[^/]+\//.test(path)) return 'adapter';
  return path.startsWith('jobs/') ? 'jobs' : 'nowhere';
}

/** The folder a file lives in as far as the rules go: `adapters/chart`, `src/drafting`, `src`, `jobs`. */
function folderOf(path: string): string {
  return path
    .split('/')
    .slice(0, /^(src|adapters)\/[^/]+\//.test(path) ? 2 : 1)
    .join('/');
}

function targetOf(path: string, specifier: string): Target {
  if (specifier.startsWith('.')) return { kind: 'file', name: posix.join(posix.dirname(path), specifier) };
  if (isBuiltin(specifier)) return { kind: 'builtin', name: specifier };
  const parts = specifier.split('/');
  return { kind: 'package', name: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') };
}

function mayImportFile(path: string, target: string, typeOnly: boolean): boolean {
  const to = roomOf(target);
  const own = folderOf(path) === folderOf(target);
  switch (roomOf(path)) {
    case 'core':
      return to === 'core';
    case 'locale':
      return to === 'core' || own;
    case 'step':
    case 'adapter':
      return to === 'core' || to === 'locale' || own;
    case 'app':
      return to === 'core' || to === 'locale' || to === 'step';
    case 'jobs':
      return to === 'core' || own || (to === 'app' && typeOnly);
    case 'everything':
      return to !== 'nowhere';
    case 'nowhere':
      return false;
  }
}

function mayImportPackage(path: string, name: string): boolean {
  switch (roomOf(path)) {
    case 'core':
      return corePackages[path]?.includes(name) ?? false;
    case 'jobs':
      return name === 'node-cron';
    case 'adapter':
    case 'everything':
      return true;
    default:
      return false;
  }
}

function mayImportBuiltin(path: string, name: string): boolean {
  switch (roomOf(path)) {
    case 'adapter':
    case 'everything':
      return name.startsWith('node:');
    case 'core':
    case 'step':
      return name === 'node:crypto' || (coreBuiltins[path]?.includes(name) ?? false);
    default:
      return false;
  }
}

function mayImport(path: string, target: Target, typeOnly: boolean): boolean {
  switch (target.kind) {
    case 'file':
      return mayImportFile(path, target.name, typeOnly);
    case 'package':
      return mayImportPackage(path, target.name);
    case 'builtin':
      return mayImportBuiltin(path, target.name);
  }
}

type Edge = { readonly path: string; readonly target: Target; readonly typeOnly: boolean };
type Sources = Readonly<Record<string, string>>;

function edgesOf(sources: Sources): Edge[] {
  return Object.entries(sources).flatMap(([path, source]) =>
    importsOf(source).flatMap(({ specifier, typeOnly }) => (specifier === null ? [] : [{ path, target: targetOf(path, specifier), typeOnly }])),
  );
}

function unreadable(sources: Sources): string[] {
  return Object.entries(sources).flatMap(([path, source]) =>
    importsOf(source).some(({ specifier }) => specifier === null) ? [`${path} imports what only shows at run time`] : [],
  );
}

function homeless(sources: Sources): string[] {
  return Object.keys(sources).flatMap((path) => (roomOf(path) === 'nowhere' ? [`${path} is in no room of the house`] : []));
}

/** Every package with the folders that import it. */
function homesOf(edges: readonly Edge[]): Map<string, Set<string>> {
  const homes = new Map<string, Set<string>>();
  for (const { path, target } of edges) {
    if (target.kind === 'package') homes.set(target.name, (homes.get(target.name) ?? new Set()).add(folderOf(path)));
  }
  return homes;
}

function strayPackages(edges: readonly Edge[]): string[] {
  return [...homesOf(edges)].flatMap(([name, folders]) => {
    const allowed = manyHomes[name]?.homes;
    if (allowed === undefined) return folders.size > 1 ? [`${name} has more than one home: ${[...folders].sort().join(', ')}`] : [];
    return [...folders].filter((folder) => !allowed.test(folder)).map((folder) => `${name} is not at home in ${folder}`);
  });
}

/** The first circle of imports among the files of the core, types counted too; empty when there is none. */
function circle(edges: readonly Edge[]): string[] {
  const next = (path: string) =>
    edges.filter((edge) => edge.path === path && edge.target.kind === 'file' && roomOf(edge.target.name) === 'core').map((edge) => edge.target.name);
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [`circle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`];
    if (done.has(path)) return [];
    for (const target of next(path)) {
      const found = walk(target, [...trail, path]);
      if (found.length > 0) return found;
    }
    done.add(path);
    return [];
  };
  for (const path of new Set(edges.map((edge) => edge.path).filter((path) => roomOf(path) === 'core'))) {
    const found = walk(path, []);
    if (found.length > 0) return found;
  }
  return [];
}

/** Every breach of the house's rules, one line each. */
function breaches(sources: Sources): string[] {
  const edges = edgesOf(sources);
  const isAllowed = ({ path, target, typeOnly }: Edge) => mayImport(path, target, typeOnly);
  const allowed = edges.filter(isAllowed);
  const forbidden = edges.filter((edge) => !isAllowed(edge)).map(({ path, target }) => `${path} may not import ${target.name}`);
  return [...homeless(sources), ...unreadable(sources), ...forbidden, ...strayPackages(allowed), ...circle(edges)];
}

function readSources(): Sources {
  const paths = ['src', 'jobs', 'adapters'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path.split(sep).join('/')}`),
  );
  return Object.fromEntries(paths.filter((path) => /\.[cm]?tsx?$/.test(path)).map((path) => [path, readFileSync(new URL(path, root), 'utf8')]));
}

describe('the house as it stands', () => {
  it('keeps its rules', () => {
    const sources = readSources();
    expect(Object.keys(sources)).toEqual(expect.arrayContaining(['src/ports.ts', 'jobs/table.ts', 'adapters/chart/charts.ts']));
    expect(breaches(sources)).toEqual([]);
  });

  it('needs every exception it makes', () => {
    const homes = homesOf(edgesOf(readSources()));
    for (const [name, { homes: allowed }] of Object.entries(manyHomes)) {
      const folders = [...(homes.get(name) ?? [])];
      expect(folders.length, `${name} has no second home any more`).toBeGreaterThan(1);
      expect(folders.every((folder) => allowed.test(folder))).toBe(true);
    }
  });

  it('is read whole: nothing in it imports by a way the reader does not know', () => {
    for (const [path, source] of Object.entries(readSources())) {
      // A second, blunt count: every line that ends in `from '…';`, begins with `import '`, or calls import().
      const blunt = source.split('\n').filter((line) => /^(import|export|\}).*\bfrom '[^']+';$|^import '[^']+';$|\bawait import\(/.test(line)).length;
      expect(importsOf(source).length, path).toBeGreaterThanOrEqual(blunt);
    }
  });
});

/** `<name>` stands for a placeholder of a template, which linters take for a slip in a plain text. */
function template(source: string): string {
  return source.replace(/<(\w+)>/g, '$${$1}');
}

/** A house with one file more or changed; the rest of it keeps the rules. */
function houseWith(planted: Sources): Sources {
  return {
    'src/post.ts': `import type { Article } from './article.ts';`,
    'src/article.ts': 'export const articleKinds = [];',
    'src/config.ts': `import { readFileSync } from 'node:fs';\nimport { z } from 'zod';\nimport { hour } from './time.ts';`,
    'src/time.ts': `import dayjs from 'dayjs';\nimport utc from 'dayjs/plugin/utc.js';`,
    'src/log.ts': `import { pino } from 'pino';`,
    'src/identity.ts': `import { createHash } from 'node:crypto';`,
    'src/locale/words.ts': `import { vi } from './vi.ts';\nimport type { Post } from '../post.ts';`,
    'src/locale/vi.ts': 'export const vi = {};',
    'src/drafting/draft.ts': `import { words } from '../locale/words.ts';\nimport { warn } from './warn.ts';\nimport { createHash } from 'node:crypto';`,
    'src/drafting/warn.ts': `import type { Post } from '../post.ts';`,
    'src/app.ts': `import { draft } from './drafting/draft.ts';\nimport { words } from './locale/words.ts';`,
    'src/main.ts': `import { join } from 'node:path';\nimport { startJobs } from '../jobs/start.ts';\nconst chart = await import('../adapters/chart/charts.ts');`,
    'src/cli/report.ts': `import { z } from 'zod';\nimport { open } from '../../adapters/portal/portal.ts';\nimport { main } from '../main.ts';`,
    'src/simulation/run.ts': `import { createApp } from '../app.ts';`,
    'jobs/start.ts': `import { schedule } from 'node-cron';\nimport type { App } from '../src/app.ts';\nimport { table } from './table.ts';`,
    'jobs/table.ts': `import type { Post } from '../src/post.ts';`,
    'adapters/chart/charts.ts': `import type { Post } from '../../src/post.ts';\nconst { Resvg } = await import('@resvg/resvg-js');`,
    'adapters/portal/portal.ts': `import axios from 'axios';\nimport { words } from '../../src/locale/words.ts';\nimport { z } from 'zod';\nimport { connect } from 'node:net';`,
    'adapters/facebook/page.ts': `import axios from 'axios';`,
    ...planted,
  };
}

describe('the rules', () => {
  it('are kept by a house that keeps them', () => {
    expect(breaches(houseWith({}))).toEqual([]);
  });

  it.each<[string, string, string, string]>([
    ['the core imports no step', 'src/ledger.ts', `import { draft } from './drafting/draft.ts';`, 'src/ledger.ts may not import src/drafting/draft.ts'],
    ['the core imports no words', 'src/ledger.ts', `import { words } from './locale/words.ts';`, 'src/ledger.ts may not import src/locale/words.ts'],
    [
      'the core imports no adapter',
      'src/ledger.ts',
      `import type { X } from '../adapters/portal/portal.ts';`,
      'src/ledger.ts may not import adapters/portal/portal.ts',
    ],
    ['the core does not know the app', 'src/ledger.ts', `import type { App } from './app.ts';`, 'src/ledger.ts may not import src/app.ts'],
    ['the core imports no package', 'src/ledger.ts', `import { z } from 'zod';`, 'src/ledger.ts may not import zod'],
    ['a core file keeps to its one package', 'src/config.ts', `import dayjs from 'dayjs';`, 'src/config.ts may not import dayjs'],
    ['the core has no files', 'src/ledger.ts', `import { readFileSync } from 'node:fs';`, 'src/ledger.ts may not import node:fs'],
    [
      'a step imports no other step',
      'src/drafting/draft.ts',
      `import { x } from '../approving/card.ts';`,
      'src/drafting/draft.ts may not import src/approving/card.ts',
    ],
    ['a step imports no job', 'src/drafting/draft.ts', `import { table } from '../../jobs/table.ts';`, 'src/drafting/draft.ts may not import jobs/table.ts'],
    [
      'a step imports no adapter',
      'src/drafting/draft.ts',
      `export * from '../../adapters/chart/charts.ts';`,
      'src/drafting/draft.ts may not import adapters/chart/charts.ts',
    ],
    ['a step imports no package', 'src/drafting/draft.ts', `import axios from 'axios';`, 'src/drafting/draft.ts may not import axios'],
    ['a step has no files', 'src/drafting/draft.ts', `import 'node:fs/promises';`, 'src/drafting/draft.ts may not import node:fs/promises'],
    ['a step does not know the app', 'src/drafting/draft.ts', `import type { App } from '../app.ts';`, 'src/drafting/draft.ts may not import src/app.ts'],
    ['words come from no step', 'src/locale/vi.ts', `import { draft } from '../drafting/draft.ts';`, 'src/locale/vi.ts may not import src/drafting/draft.ts'],
    ['words need no package', 'src/locale/vi.ts', `import i18n from 'i18next';`, 'src/locale/vi.ts may not import i18next'],
    ['the app imports no adapter', 'src/app.ts', `const x = import('../adapters/chart/charts.ts');`, 'src/app.ts may not import adapters/chart/charts.ts'],
    ['the app imports no job', 'src/app.ts', `import { table } from '../jobs/table.ts';`, 'src/app.ts may not import jobs/table.ts'],
    ['the app imports no package', 'src/app.ts', `import { z } from 'zod';`, 'src/app.ts may not import zod'],
    [
      'an adapter imports no other',
      'adapters/portal/portal.ts',
      `import { x } from '../chart/charts.ts';`,
      'adapters/portal/portal.ts may not import adapters/chart/charts.ts',
    ],
    [
      'the sandbox is an adapter too',
      'adapters/sandbox/graph.ts',
      `import { x } from '../facebook/page.ts';`,
      'adapters/sandbox/graph.ts may not import adapters/facebook/page.ts',
    ],
    [
      'an adapter imports no step',
      'adapters/chart/charts.ts',
      `import { x } from '../../src/drafting/draft.ts';`,
      'adapters/chart/charts.ts may not import src/drafting/draft.ts',
    ],
    [
      'an adapter does not know the app',
      'adapters/chart/charts.ts',
      `import type { App } from '../../src/app.ts';`,
      'adapters/chart/charts.ts may not import src/app.ts',
    ],
    ['an adapter names Node as Node', 'adapters/chart/charts.ts', `import { join } from 'path';`, 'adapters/chart/charts.ts may not import path'],
    ['jobs import the app as a type only', 'jobs/start.ts', `import { createApp } from '../src/app.ts';`, 'jobs/start.ts may not import src/app.ts'],
    ['jobs import no step', 'jobs/table.ts', `import { x } from '../src/drafting/draft.ts';`, 'jobs/table.ts may not import src/drafting/draft.ts'],
    ['jobs import no adapter', 'jobs/table.ts', `import { x } from '../adapters/chart/charts.ts';`, 'jobs/table.ts may not import adapters/chart/charts.ts'],
    ['jobs know node-cron only', 'jobs/table.ts', `import { z } from 'zod';`, 'jobs/table.ts may not import zod'],
    ['jobs need nothing of Node', 'jobs/table.ts', `import { join } from 'node:path';`, 'jobs/table.ts may not import node:path'],
    ['tests are nobody’s import', 'src/main.ts', `import { fake } from '../test/fakes/page.ts';`, 'src/main.ts may not import test/fakes/page.ts'],
    ['a package has one home', 'adapters/media/pictures.ts', `import x from '@resvg/resvg-js/index.js';`, '@resvg/resvg-js is not at home in adapters/media'],
    [
      'a package has one home unless it is an exception',
      'adapters/media/pictures.ts',
      `import cron from 'node-cron';`,
      'node-cron has more than one home: adapters/media, jobs',
    ],
    ['a folder is a room of the house', 'src/utils/text.ts', '', 'src/utils/text.ts is in no room of the house'],
    ['an import can be read', 'adapters/chart/charts.ts', 'await import(name);', 'adapters/chart/charts.ts imports what only shows at run time'],
    [
      'a required file counts',
      'adapters/media/pictures.ts',
      template('require.resolve(`node-cron/<x>`);'),
      'node-cron has more than one home: adapters/media, jobs',
    ],
  ])('say: %s', (_, path, source, breach) => {
    expect(breaches(houseWith({ [path]: source }))).toEqual([breach]);
  });

  it('say: the core imports itself without circles, types counted', () => {
    const planted = { 'src/article.ts': `import type { Post } from './post.ts';` };
    expect(breaches(houseWith(planted))).toEqual(['circle: src/post.ts → src/article.ts → src/post.ts']);
    expect(breaches(houseWith({ 'src/article.ts': `export * from './article.ts';` }))).toEqual(['circle: src/article.ts → src/article.ts']);
  });
});

describe('the reader of imports', () => {
  const read = (source: string) => importsOf(source).map(({ specifier, typeOnly }) => (typeOnly ? `type ${specifier}` : specifier));

  it('knows every way to import', () => {
    const source = [
      `import './a.ts';`,
      `import b from "./b.ts";`,
      `import * as c from './c.ts';`,
      `import d, { type D } from './d.ts';`,
      `import {\n  e,\n  type E,\n} from './e.ts';`,
      `export * from './f.ts';`,
      `export { g as default } from './g.ts';`,
      `const h = await import('./h.ts');`,
      `type I = import('./i.ts').I;`,
      `const j = require('./j.cjs');`,
      `require.resolve('./k.ttf'); import.meta.resolve('./l.ttf');`,
      `import n from './n.json' with { type: 'json' };`,
    ].join('\n');
    expect(read(source).sort()).toEqual(
      'a b c d e f g h i n'
        .split(' ')
        .map((name) => (name === 'n' ? './n.json' : `./${name}.ts`))
        .concat(['./j.cjs', './k.ttf', './l.ttf'])
        .sort(),
    );
  });

  it('tells types from values', () => {
    const types = [
      `import type { A } from './a.ts';`,
      `export type { B } from './b.ts';`,
      `import { type C, type D } from './c.ts';`,
      `import type * as E from './e.ts';`,
    ];
    expect(read(types.join('\n'))).toEqual(['type ./a.ts', 'type ./b.ts', 'type ./c.ts', 'type ./e.ts']);
    expect(read(`import { type A, b } from './a.ts';`)).toEqual(['./a.ts']);
    expect(read(`import type from './a.ts';`)).toEqual(['./a.ts']);
  });

  it('is not taken in by comments and by other statements', () => {
    const source = [
      `// import a from './a.ts';`,
      `/*\nimport b from './b.ts';\n*/`,
      `/**\n * import('./c.ts') is lazy\n */`,
      `export const from = 'd';`,
      `export type E = { readonly from: 'e' };`,
      `export function f() {\n  return 'read from' + 'f';\n}`,
      `important('g'); reimport('h'); x.require('i');`,
      `const url = import.meta.url;`,
    ].join('\n');
    expect(read(source)).toEqual([]);
  });

  it('says so where it cannot tell', () => {
    expect(importsOf(template('await import(name); import(`./<name>.ts`); require(`<pkg>/x`);')).map((found) => found.specifier)).toEqual([null, null, null]);
    expect(read(template('require.resolve(`@scope/font/<file>`)'))).toEqual(['@scope/font/']);
    expect(read('require.resolve(fontOf(name))')).toEqual([]);
  });
});

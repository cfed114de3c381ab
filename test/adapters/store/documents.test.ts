import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agreed, fromStored, kinds } from '../../../adapters/store/documents.ts';

const manual = readFileSync(new URL('../../../docs/data.md', import.meta.url), 'utf8');
const sections = new Map(
  manual
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
);
const all = Object.entries(kinds);

function fieldsOf(schema: unknown): string[] {
  const members: readonly unknown[] = schema instanceof z.ZodDiscriminatedUnion ? schema.options : [schema];
  return [...new Set(members.flatMap((member) => (member instanceof z.ZodObject ? Object.keys(member.shape) : [])))].sort();
}

describe('the table of documents', () => {
  it('has a type of src for every collection', () => {
    expect(Object.keys(agreed)).toEqual(Object.keys(kinds));
  });

  it('names no two things alike in one database, and each collection by its key', () => {
    const names = all.flatMap(([, kind]) => [kind.name, ...kind.indexes.map((index) => index.name)]);
    expect(new Set(names).size).toBe(names.length);
    expect(all.every(([key, kind]) => kind.name === key)).toBe(true);
  });
});

describe('docs/data.md', () => {
  it.each(all)('tells every field and index of %s, and no other', (name, kind) => {
    const section = sections.get(name) ?? '';
    const rows = section.split('\n').filter((line) => line.startsWith('| `'));
    const fields = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map((match) => match[1] ?? ''));
    expect(fields.sort()).toEqual(fieldsOf(kind.schema));
    const indexes = [...section.matchAll(new RegExp(`\`(${name}_\\w+)\`( unique)? on ([^;]+?)(?: \\(|;|\\.\\s)`, 'g'))].map(([, index, unique, paths]) => ({
      index,
      unique: unique !== undefined,
      paths: paths?.replace(/\s+/g, ' '),
    }));
    const told = (path: string, descending: boolean) => `${path === 'id' ? 'id' : `\`${path}\``}${descending ? ' descending' : ''}`;
    expect(indexes).toEqual(
      kind.indexes.map((index) => ({
        index: index.name,
        unique: index.unique === true,
        paths: index.fields.map((field) => told(field.path, field.descending === true)).join(', '),
      })),
    );
  });

  it.each(all)('shows a document of %s that can be read', (name, kind) => {
    const example = /```json\n([\s\S]*?)```/.exec(sections.get(name) ?? '')?.[1] ?? '';
    const stored: unknown = JSON.parse(example);
    const parsed = z.object({ id: z.string() }).loose().parse(stored);
    const read = fromStored<unknown>(kind, parsed);
    expect(JSON.parse(JSON.stringify(read))).toStrictEqual(stored);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readArticleDocument, readSourceDocument } from '../../../adapters/portal/documents.ts';
import { plainSource, type Source } from '../../../src/source.ts';

const folder = new URL('../../fixtures/portal/', import.meta.url);
/** `key`, `found` and a problem's `detail` are compared where the file names them; `refused` may be a bare count. */
const expectedItem = z.object({ key: z.string().optional(), article: z.unknown() });
const expectedReading = z.union([
  z.object({
    outcome: z.literal('read'),
    items: z.array(expectedItem),
    refused: z.union([z.number(), z.array(z.unknown())]),
    partial: z.boolean(),
    found: z.unknown().optional(),
  }),
  expectedItem.extend({ outcome: z.literal('read') }),
  z.object({ outcome: z.literal('failed'), problem: z.object({ kind: z.string(), detail: z.string().optional() }) }),
]);
type ExpectedReading = z.infer<typeof expectedReading>;
const caseFile = z.object({
  shows: z.string().min(10),
  reader: z.enum(['feed', 'article']),
  url: z.string(),
  contentType: z.string().nullable(),
  /** What the newsroom says of the source, beside its address. */
  source: z.custom<Partial<Source>>((value) => typeof value === 'object').optional(),
  expected: expectedReading,
});

const files = readdirSync(folder);
const documents = files.filter((name) => !name.endsWith('.expected.json') && name !== 'README.md');
const now = new Date('2026-03-10T00:00:00Z');

/** What was read, as JSON has it so that dates compare as text, with exactly the parts that the expected file speaks of. */
function inTermsOf(expected: ExpectedReading, reading: ReturnType<typeof readArticleDocument> | ReturnType<typeof readSourceDocument>): unknown {
  if (reading.outcome === 'failed') {
    const { kind, detail } = reading.problem;
    return { outcome: 'failed', problem: expected.outcome === 'failed' && expected.problem.detail === undefined ? { kind } : { kind, detail } };
  }
  if ('article' in reading) return { outcome: 'read', ...itemInTermsOf('article' in expected ? expected : undefined, reading) };
  if (!('items' in reading)) return reading;
  const told = 'items' in expected ? expected : undefined;
  return {
    outcome: 'read',
    items: reading.items.map((item, place) => itemInTermsOf(told?.items[place], item)),
    refused: typeof told?.refused === 'number' ? reading.refused.length : reading.refused,
    partial: reading.partial,
    ...(told?.found === undefined ? {} : { found: reading.found }),
  };
}

function itemInTermsOf(expected: z.infer<typeof expectedItem> | undefined, { key, article }: { key: string; article: unknown }): object {
  return expected?.key === undefined ? { article } : { key, article };
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('documents in the manner of Vietnamese portals are read as expected, in full', () => {
  test('there are at least 269 of them', () => {
    expect(documents.length).toBeGreaterThanOrEqual(269);
  });

  test.each(documents)('%s', (name) => {
    const { reader, url, contentType, source = {}, expected } = caseFile.parse(JSON.parse(readFileSync(new URL(`${name}.expected.json`, folder), 'utf8')));
    const context = { url, contentType, zone: 'Asia/Ho_Chi_Minh', now, source: { ...plainSource(url, 'Asia/Ho_Chi_Minh'), ...source } };
    const bytes = readFileSync(new URL(name, folder));
    const reading = reader === 'feed' ? readSourceDocument(bytes, context) : readArticleDocument(bytes, context);
    expect(asJson(inTermsOf(expected, reading))).toEqual(expected);
  });
});

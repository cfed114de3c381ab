import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readArticleDocument, readFeedDocument } from '../../../adapters/portal/documents.ts';

const folder = new URL('../../fixtures/portal/', import.meta.url);
const caseFile = z.object({
  shows: z.string().min(10),
  reader: z.enum(['feed', 'article']),
  url: z.string(),
  contentType: z.string().nullable(),
  expected: z.unknown(),
});

const files = readdirSync(folder);
const documents = files.filter((name) => !name.endsWith('.expected.json'));
const now = new Date('2026-03-10T00:00:00Z');

/** As JSON has it, so that dates compare as text; a problem's fields that no document can have are left out. */
function asJson(reading: ReturnType<typeof readArticleDocument> | ReturnType<typeof readFeedDocument>): unknown {
  if (reading.outcome !== 'failed') return JSON.parse(JSON.stringify(reading));
  return { outcome: 'failed', problem: { kind: reading.problem.kind, detail: reading.problem.detail } };
}

describe('documents in the manner of Vietnamese portals are read as expected, in full', () => {
  test('there are at least 50 of them', () => {
    expect(documents.length).toBeGreaterThanOrEqual(50);
  });

  test.each(documents)('%s', (name) => {
    const { reader, url, contentType, expected } = caseFile.parse(JSON.parse(readFileSync(new URL(`${name}.expected.json`, folder), 'utf8')));
    const context = { url, contentType, zone: 'Asia/Ho_Chi_Minh', now };
    const bytes = readFileSync(new URL(name, folder));
    expect(asJson(reader === 'feed' ? readFeedDocument(bytes, context) : readArticleDocument(bytes, context))).toEqual(expected);
  });
});

/** The Bot API calls that the processes of a test run made, as test/tools/record-calls.mjs keeps them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RecordedRequest } from '../../adapters/sandbox/recorded-request.ts';
import { recordedParams } from '../../adapters/sandbox/recorder.ts';
import { parseParams } from '../../adapters/sandbox/request-params.ts';

const head = z.object({ method: z.string(), query: z.string(), type: z.string() });

export function readCalls(dir: string): readonly RecordedRequest[] {
  const files = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.call')) : [];
  return files.map((name) => {
    const bytes = readFileSync(join(dir, name));
    const line = bytes.indexOf('\n');
    const { method, query, type } = head.parse(JSON.parse(bytes.subarray(0, line).toString('utf8')));
    const params = parseParams(new URL(query, 'http://127.0.0.1'), type, bytes.subarray(line + 1));
    return { system: 'telegram', method: 'POST', path: method, params: recordedParams(params), status: 0 };
  });
}

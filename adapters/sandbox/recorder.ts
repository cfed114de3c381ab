/** Keeps what came in, for tests that hold a whole run against the published API lists. */
import type { RecordedFile, RecordedRequest } from './recorded-request.ts';
import type { Params } from './request-params.ts';

export type Recorder = { add(request: RecordedRequest): void; all(): readonly RecordedRequest[] };

const most = 20_000;
const secret = new Set(['access_token', 'input_token']);

export function createRecorder(): Recorder {
  const requests: RecordedRequest[] = [];
  return {
    add: (request) => {
      requests.push(request);
      if (requests.length > most) requests.splice(0, requests.length - most);
    },
    all: () => [...requests],
  };
}

/** Values without tokens; of a file its name and size. */
export function recordedParams(params: Params): Readonly<Record<string, unknown>> {
  const values = [...params.values].filter(([name]) => !secret.has(name));
  const files = [...params.files].map(([name, file]): [string, RecordedFile] => [name, { file: file.name, bytes: file.bytes.length }]);
  return Object.fromEntries([...values, ...files]);
}

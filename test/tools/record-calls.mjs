/**
 * Loaded into every process of a test run: each call to a Bot API that leaves it over node:http, as the desk's own all do, is kept as a file
 * (a line of JSON, then the body), to be held against the published list. The tests' own `fetch`, wrong on purpose, is none of them.
 */
import fs from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';

const botCall = /\/bot[^/?]+\/([^/?]+)(\?[^#]*)?$/;
const { write, end } = http.ClientRequest.prototype;
const bodies = new WeakMap();
let count = 0;

function isBody(chunk) {
  return typeof chunk === 'string' || chunk instanceof Uint8Array;
}

function keep(request, chunk, encoding) {
  if (!isBody(chunk) || !botCall.test(request.path)) return;
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8') : Buffer.from(chunk);
  bodies.set(request, [...(bodies.get(request) ?? []), bytes]);
}

function record(request) {
  const dir = process.env.CALL_RECORD_DIR;
  const [, method, query = ''] = botCall.exec(request.path) ?? [];
  if (dir === undefined || dir === '' || method === undefined) return;
  const head = { method, query, type: String(request.getHeader('content-type') ?? '') };
  count += 1;
  try {
    // Under its name only when it is whole: its process may be killed in the middle.
    const file = join(dir, `${process.pid}-${count}`);
    fs.writeFileSync(`${file}.part`, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...(bodies.get(request) ?? [])]));
    fs.renameSync(`${file}.part`, `${file}.call`);
  } catch {
    // The tests of this file are over.
  }
}

http.ClientRequest.prototype.write = function (chunk, ...rest) {
  keep(this, chunk, rest[0]);
  return write.call(this, chunk, ...rest);
};
http.ClientRequest.prototype.end = function (chunk, ...rest) {
  keep(this, chunk, rest[0]);
  record(this);
  return end.call(this, chunk, ...rest);
};

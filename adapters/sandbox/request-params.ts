/** Query and body of a request as named values, however they were sent: JSON, form, multipart. */
import type { IncomingMessage } from 'node:http';
import { json, Refused } from './answers.ts';

export type UploadedFile = { readonly name: string; readonly type: string; readonly bytes: Uint8Array };
export type Params = {
  readonly values: ReadonlyMap<string, unknown>;
  readonly files: ReadonlyMap<string, UploadedFile>;
};

const mostBytes = 60 * 1024 * 1024;

/** The whole body; refuses with 413 when it is over 60 MB. */
export async function readBody(request: IncomingMessage, limit = mostBytes): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    size += bytes.length;
    if (size > limit) throw new Refused(json(413, { error: { message: 'the body is too large' } }));
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** Values of query and body together; the body's win. Refuses with 400 what is not readable as what it claims to be. */
export function parseParams(url: URL, contentType: string, body: Buffer): Params {
  const values = new Map<string, unknown>(url.searchParams);
  const files = new Map<string, UploadedFile>();
  if (body.length === 0) return { values, files };
  if (contentType.startsWith('multipart/form-data')) readMultipart(contentType, body, values, files);
  else if (contentType.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(body.toString('utf8'))) values.set(name, value);
  } else readJson(body, values);
  return { values, files };
}

function badBody(message: string): Refused {
  return new Refused(
    json(400, { ok: false, error_code: 400, description: `Bad Request: ${message}`, error: { message, type: 'GraphMethodException', code: 100 } }),
  );
}

/** A JSON text as a value; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** An absolute address; null when the text is none. */
export function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readJson(body: Buffer, values: Map<string, unknown>): void {
  const parsed = parseJson(body.toString('utf8'));
  if (!isRecord(parsed)) throw badBody('the body is no JSON object');
  for (const [name, value] of Object.entries(parsed)) values.set(name, value);
}

function readMultipart(contentType: string, body: Buffer, values: Map<string, unknown>, files: Map<string, UploadedFile>): void {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw badBody('multipart without a boundary');
  for (const part of splitParts(body, boundary)) {
    const end = part.indexOf('\r\n\r\n');
    if (end < 0) throw badBody('a part without a head');
    const head = part.subarray(0, end).toString('utf8');
    const content = part.subarray(end + 4);
    const name = /content-disposition:[^\r\n]*[;\s]name="([^"]*)"/i.exec(head)?.[1];
    if (name === undefined) throw badBody('a part without a name');
    const fileName = /content-disposition:[^\r\n]*filename="([^"]*)"/i.exec(head)?.[1];
    if (fileName === undefined) values.set(name, content.toString('utf8'));
    else files.set(name, { name: fileName, type: /content-type:\s*([^\r\n;]+)/i.exec(head)?.[1] ?? 'application/octet-stream', bytes: content });
  }
}

function splitParts(body: Buffer, boundary: string): Buffer[] {
  const mark = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let from = body.indexOf(mark);
  while (from >= 0) {
    const start = from + mark.length;
    // Two dashes behind the mark close the document.
    if (body.subarray(start, start + 2).toString() === '--') return parts;
    const next = body.indexOf(mark, start);
    if (next < 0) break;
    parts.push(body.subarray(start + 2, next - 2));
    from = next;
  }
  throw badBody('the multipart body is cut off');
}

/** Files as parts of a form. Only a FormData as params reaches the Page whole: the SDK's own way with files sends an empty body. */
import { randomUUID } from 'node:crypto';
import type { PictureInput } from '../../src/ports.ts';

/** `part` names the file's part, for example `source`. */
export function pictureForm(picture: PictureInput, part: string, values: Readonly<Record<string, string>>): FormData {
  const form = formOf(values);
  const { type, fileName } = kindOf(picture.bytes);
  form.append(part, new Blob([Uint8Array.from(picture.bytes)], { type }), fileName);
  return form;
}

/** A multipart body in pieces, written out as they are: a form of the runtime would keep a copy of the file's bytes outside of its heap, where nobody clears up. */
export type Multipart = { readonly boundary: string; readonly pieces: readonly Uint8Array[] };

export function isMultipart(params: object): params is Multipart {
  return 'boundary' in params && 'pieces' in params;
}

/** A chunk of a video, not copied. */
export function chunkForm(chunk: Uint8Array, values: Readonly<Record<string, string>>): Multipart {
  const boundary = `----desk${randomUUID()}`;
  const fields = Object.entries(values).map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="video_file_chunk"; filename="chunk.mp4"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return { boundary, pieces: [Buffer.from(fields.join('') + file), chunk, Buffer.from(`\r\n--${boundary}--\r\n`)] };
}

function formOf(values: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.append(name, value);
  return form;
}

function kindOf(bytes: Uint8Array): { type: string; fileName: string } {
  const png = bytes[0] === 0x89 && bytes[1] === 0x50;
  return png ? { type: 'image/png', fileName: 'picture.png' } : { type: 'image/jpeg', fileName: 'picture.jpg' };
}

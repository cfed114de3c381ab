/** Files as parts of a form. Only a FormData as params reaches the Page whole: the SDK's own way with files sends an empty body. */
import type { PictureInput } from '../../src/ports.ts';

/** `part` names the file's part, for example `source`. */
export function pictureForm(picture: PictureInput, part: string, values: Readonly<Record<string, string>>): FormData {
  const form = formOf(values);
  const { type, fileName } = kindOf(picture.bytes);
  form.append(part, new Blob([Uint8Array.from(picture.bytes)], { type }), fileName);
  return form;
}

export function chunkForm(chunk: Uint8Array, values: Readonly<Record<string, string>>): FormData {
  const form = formOf(values);
  form.append('video_file_chunk', new Blob([Uint8Array.from(chunk)], { type: 'application/octet-stream' }), 'chunk.mp4');
  return form;
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

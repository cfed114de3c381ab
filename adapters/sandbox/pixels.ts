/** What a file is by its first bytes, and how large a picture is. */

export type PictureType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp';

export function pictureType(bytes: Uint8Array): PictureType | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(16, bytes.byteLength));
  if (head.length < 12) return null;
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'image/jpeg';
  if (head.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'image/png';
  if (head.subarray(0, 4).toString('latin1') === 'GIF8') return 'image/gif';
  if (head.subarray(0, 4).toString('latin1') === 'RIFF' && head.subarray(8, 12).toString('latin1') === 'WEBP') return 'image/webp';
  return null;
}

/** True for MP4 and QuickTime. */
export function isVideo(bytes: Uint8Array): boolean {
  return bytes.byteLength > 12 && Buffer.from(bytes.buffer, bytes.byteOffset + 4, 4).toString('latin1') === 'ftyp';
}

export type Size = { readonly width: number; readonly height: number };

/** Width and height of a JPEG or PNG; null where they cannot be read. */
export function pictureSize(bytes: Uint8Array): Size | null {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = pictureType(bytes);
  if (type === 'image/png') return data.length < 24 ? null : { width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
  return type === 'image/jpeg' ? jpegSize(data) : null;
}

function jpegSize(data: Buffer): Size | null {
  let at = 2;
  while (at + 9 < data.length) {
    if (data[at] !== 0xff) return null;
    const marker = data[at + 1] ?? 0;
    const startOfFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (startOfFrame) return { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) };
    at += 2 + data.readUInt16BE(at + 2);
  }
  return null;
}

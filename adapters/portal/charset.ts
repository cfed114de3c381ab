/** Bytes to text: the charset by BOM, then HTTP header, then the document's own declaration, else UTF-8. */
import { constants, gunzipSync } from 'node:zlib';

const longestUnpacked = 10 * 1024 * 1024;

/** Files saved as they came may still be packed; what unpacks to more than a document may have is nothing. */
function unpacked(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: longestUnpacked, finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array();
  }
}

/** The letters of windows-1252 at 80 to 9F; the engine's own decoder leaves control characters there (nodejs/node#56542). */
const upperHalf = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function completed(label: string, text: string): string {
  if (!/^(?:windows-1252|cp1252|x-cp1252|iso-?8859-?1|latin1|l1|us-ascii|ascii)$/i.test(label)) return text;
  return text.replace(/[\u0080-\u009f]/g, (letter) => upperHalf[letter.charCodeAt(0) - 0x80] ?? letter);
}

function decodeAs(label: string, bytes: Uint8Array, fatal = false): string | null {
  try {
    return completed(label, new TextDecoder(label, { fatal }).decode(bytes));
  } catch {
    return null; // An unknown label (TCVN3, stray punctuation), or not valid when `fatal`.
  }
}

function byteOrderMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** UTF-16 without a BOM shows as a zero byte beside the first `<` or `{`. */
function bareUtf16(bytes: Uint8Array): string | null {
  for (let i = 0; i + 1 < Math.min(bytes.length, 16); i += 2) {
    const [first, second] = [bytes[i], bytes[i + 1]];
    if ((first === 0x3c || first === 0x7b) && second === 0) return 'utf-16le';
    if (first === 0 && (second === 0x3c || second === 0x7b)) return 'utf-16be';
  }
  return null;
}

function declared(bytes: Uint8Array, contentType: string | null): string[] {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString('latin1');
  const found = [
    /charset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(contentType ?? ''),
    /<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]{1,40})/i.exec(head),
    /<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(head),
  ];
  // A two-byte charset on bytes that are not in it is a leftover of .NET's string writer.
  return found.flatMap((match) => (match?.[1] === undefined || /^(utf-?16|ucs-?2|iso-10646-ucs-2|unicode)/i.test(match[1]) ? [] : [match[1]]));
}

/**
 * The document's text. Valid UTF-8 with letters outside ASCII is taken as UTF-8 whatever was declared: no other
 * charset's text looks like that by accident. Bytes that fit nothing become U+FFFD.
 */
export function decodeDocument(written: Uint8Array, contentType: string | null): string {
  const bytes = unpacked(written);
  const certain = byteOrderMark(bytes) ?? bareUtf16(bytes);
  if (certain !== null) return decodeAs(certain, bytes) ?? '';
  const utf8 = decodeAs('utf-8', bytes, true);
  if (utf8 !== null) return utf8;
  for (const label of declared(bytes, contentType)) {
    const text = decodeAs(label, bytes);
    if (text !== null) return text;
  }
  return decodeAs('utf-8', bytes) ?? '';
}

/** Picture formats that cameras, scanners and drawing programs write, and that no post can show: told by name, so that somebody can save it anew. Pure. */

const heif: Readonly<Record<string, string>> = {
  heic: 'HEIC',
  heix: 'HEIC',
  heim: 'HEIC',
  heis: 'HEIC',
  hevc: 'HEIC',
  hevx: 'HEIC',
  mif1: 'HEIF',
  msf1: 'HEIF',
};

/** By its first bytes, as people call it; null for what can be posted, and for what is no picture. */
export function foreignFormatOf(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 256)).toString('latin1');
  if (head.startsWith('ftyp', 4)) return /avi[fs]/.test(head.slice(8, Math.min(64, head.charCodeAt(3)))) ? null : (heif[head.slice(8, 12)] ?? null);
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'TIFF';
  if (head.startsWith('BM') && head.slice(6, 10) === '\0\0\0\0') return 'BMP';
  if (head.startsWith('8BPS')) return 'PSD';
  if (head.startsWith('%PDF-')) return 'PDF';
  if (head.startsWith('\xff\x0a') || head.startsWith('\0\0\0\x0cJXL ')) return 'JPEG XL';
  return /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]/is.test(head) ? 'SVG' : null;
}

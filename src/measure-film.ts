/** Size and length of a film, read from the boxes of its MP4 (ISO 14496-12): a few kilobytes of it, whatever its size. */
import type { VideoFile } from './ports.ts';

/** As it is to be seen, turned upright; what the file does not tell is null. `isFilm`: it begins as MP4, QuickTime or WebM do. */
export type FilmSize = { readonly isFilm: boolean; readonly width: number | null; readonly height: number | null; readonly seconds: number | null };

type Box = { readonly type: string; readonly from: number; readonly to: number };

const mostBoxes = 1000;
const longestIndex = 64_000_000;

export async function measureFilm(file: VideoFile): Promise<FilmSize> {
  const head = view(await file.read(0, Math.min(16, file.size)));
  const unknown = { width: null, height: null, seconds: null };
  if (head.byteLength < 12) return { isFilm: false, ...unknown };
  if (head.getUint32(0) === 0x1a45dfa3) return { isFilm: true, ...unknown };
  if (typeAt(head, 4) !== 'ftyp') return { isFilm: false, ...unknown };
  const index = await findIndex(file);
  if (index === null) return { isFilm: true, ...unknown };
  return { isFilm: true, ...measureIndex(view(index)) };
}

/** The `moov` box, which may stand before or behind the pictures. */
async function findIndex(file: VideoFile): Promise<Uint8Array | null> {
  let at = 0;
  for (let boxes = 0; boxes < mostBoxes && at + 8 <= file.size; boxes++) {
    const head = view(await file.read(at, Math.min(at + 16, file.size)));
    const box = boxAt(head, 0, file.size - at);
    if (box === null) return null;
    if (box.type === 'moov') return box.to > longestIndex || at + box.to > file.size ? null : file.read(at + box.from, at + box.to);
    at += box.to;
  }
  return null;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function typeAt(data: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((place) => data.getUint8(at + place)));
}

/** The box that begins there: `from` is behind its head, `to` behind its end. null: none does, or one that is damaged. `room`: so far may it reach. */
function boxAt(data: DataView, at: number, room: number): Box | null {
  if (at + 8 > data.byteLength) return null;
  const told = data.getUint32(at);
  const isLarge = told === 1;
  if (isLarge && at + 16 > data.byteLength) return null;
  const size = isLarge ? Number(data.getBigUint64(at + 8)) : told === 0 ? room : told;
  const from = isLarge ? 16 : 8;
  return size < from || !Number.isSafeInteger(size) ? null : { type: typeAt(data, at + 4), from: at + from, to: at + size };
}

function boxesIn(data: DataView, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at < to && boxes.length < mostBoxes; ) {
    const box = boxAt(data, at, to - at);
    if (box === null || box.to > to) break;
    boxes.push(box);
    at = box.to;
  }
  return boxes;
}

function measureIndex(index: DataView): Omit<FilmSize, 'isFilm'> {
  const boxes = boxesIn(index, 0, index.byteLength);
  const header = boxes.find((box) => box.type === 'mvhd');
  const sizes = boxes
    .filter((box) => box.type === 'trak')
    .flatMap((track) => boxesIn(index, track.from, track.to).filter((box) => box.type === 'tkhd'))
    .flatMap((box) => trackSize(index, box) ?? []);
  const largest = sizes.sort((a, b) => b.width * b.height - a.width * a.height)[0];
  return { width: largest?.width ?? null, height: largest?.height ?? null, seconds: header === undefined ? null : secondsOf(index, header) };
}

function secondsOf(index: DataView, { from, to }: Box): number | null {
  const isLong = to - from >= 4 && index.getUint8(from) === 1;
  if (to - from < (isLong ? 32 : 20)) return null;
  const scale = index.getUint32(from + (isLong ? 20 : 12));
  const length = isLong ? Number(index.getBigUint64(from + 24)) : index.getUint32(from + 16);
  return scale === 0 || length === 0 || length === 0xffffffff ? null : Math.round((length / scale) * 1000) / 1000;
}

/** Width and height as shown: the matrix turns what a telephone held upright. */
function trackSize(index: DataView, { from, to }: Box): { readonly width: number; readonly height: number } | null {
  const isLong = to - from >= 4 && index.getUint8(from) === 1;
  const matrix = from + (isLong ? 52 : 40);
  if (matrix + 44 > to) return null;
  const width = index.getUint32(matrix + 36) / 65_536;
  const height = index.getUint32(matrix + 40) / 65_536;
  if (width < 1 || height < 1) return null;
  const isTurned = index.getInt32(matrix) === 0 && index.getInt32(matrix + 4) !== 0;
  return isTurned ? { width: Math.round(height), height: Math.round(width) } : { width: Math.round(width), height: Math.round(height) };
}

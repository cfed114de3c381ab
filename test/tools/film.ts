/** Films for tests: the boxes of an MP4 that tell its size and length, and `padding` bytes of pictures that nobody looks at. */

function box(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

export type FilmOptions = {
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  /** Held upright while the picture lies: the matrix turns it by 90 degrees. */
  readonly turned?: boolean;
  readonly padding?: number;
  /** The index stands behind the pictures, as cameras write it. */
  readonly indexLast?: boolean;
};

export function film({ width, height, seconds, turned = false, padding = 64, indexLast = false }: FilmOptions): Uint8Array {
  const header = Buffer.alloc(100);
  header.writeUInt32BE(1000, 12);
  header.writeUInt32BE(Math.round(seconds * 1000), 16);
  const track = Buffer.alloc(84);
  const matrix = turned ? [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000] : [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
  for (const [place, value] of matrix.entries()) track.writeInt32BE(value, 40 + place * 4);
  track.writeUInt32BE(width * 65_536, 76);
  track.writeUInt32BE(height * 65_536, 80);
  const sound = Buffer.alloc(84);
  const index = box('moov', box('mvhd', header), box('trak', box('tkhd', sound)), box('trak', box('tkhd', track)));
  const start = box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2mp41', 'latin1'));
  const pictures = box('mdat', Buffer.alloc(padding, 7));
  return Buffer.concat(indexLast ? [start, pictures, index] : [start, index, pictures]);
}

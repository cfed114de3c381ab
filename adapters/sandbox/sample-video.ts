/** A film that holds nothing but its own boxes: size and length can be read, and there is nothing to see. */

function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, ...parts]);
}

/** 95 seconds of 1280 by 720. */
export function sampleVideo(): Uint8Array {
  const header = Buffer.alloc(100);
  header.writeUInt32BE(1000, 12);
  header.writeUInt32BE(95_000, 16);
  const track = Buffer.alloc(84);
  track.writeUInt32BE(0x10000, 40);
  track.writeUInt32BE(0x10000, 56);
  track.writeUInt32BE(1280 * 65_536, 76);
  track.writeUInt32BE(720 * 65_536, 80);
  const brands = Buffer.from('isom\0\0\x02\0isomiso2', 'latin1');
  return Buffer.concat([box('ftyp', brands), box('free'), box('moov', box('mvhd', header), box('trak', box('tkhd', track))), box('mdat', Buffer.alloc(2048))]);
}

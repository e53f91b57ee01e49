import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BYTES = 3;
const UP = 2;
/** Colours so far apart are told apart by no eye, and take half as many bytes as all colours. */
const STEP = 4;

/** A PNG (RFC 2083) of opaque pixels, four bytes each, in colours that are a little coarser. For pictures in documents. */
export function encodePng(width: number, pixels: Uint8Array): Buffer {
  const height = pixels.length / 4 / width;
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]); // eight bits a channel, red, green and blue
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const rows = Buffer.concat(Array.from({ length: height }, (_, y) => filterRow(readRow(pixels, width, y), readRow(pixels, width, y - 1))));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

/** The colours of one row; the row above the first is black. */
function readRow(pixels: Uint8Array, width: number, y: number): Uint8Array {
  const row = new Uint8Array(width * BYTES);
  if (y < 0) return row;
  return row.map((_, index) => {
    const value = pixels[(y * width + Math.floor(index / BYTES)) * 4 + (index % BYTES)] ?? 0;
    return Math.min(Math.round(value / STEP) * STEP, 255);
  });
}

/** The difference to the row above: nothing at all for most of a page. */
function filterRow(row: Uint8Array, above: Uint8Array): Uint8Array {
  return Uint8Array.of(UP, ...row.map((value, index) => value - (above[index] ?? 0)));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

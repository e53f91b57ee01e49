import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;
const TAKEN_BYTES = 16;

/** Random bytes asked for ahead of time: asking costs as much for many as for few. */
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** 16 random bytes that nobody else was or will be given. */
function takeBytes(): Buffer {
  if (used === POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const taken = Buffer.from(pool.subarray(used, used + TAKEN_BYTES));
  // What was given away must not be readable in memory for longer than whoever has it keeps it.
  pool.fill(0, used, used + TAKEN_BYTES);
  used += TAKEN_BYTES;
  return taken;
}

/** 128 random bits in base64url, for identifiers that must not be guessed. */
export function randomToken(): string {
  return takeBytes().toString('base64url');
}

/** A UUIDv7 (RFC 9562 §5.7): 48 bits of `now` in milliseconds, then 74 random bits. Lower case. */
export function uuidv7(now: number): string {
  const bytes = takeBytes();
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

import { randomBytes } from 'node:crypto';

/** 128 random bits in base64url, for identifiers that must not be guessed. */
export function randomToken(): string {
  return randomBytes(16).toString('base64url');
}

/** A UUIDv7 (RFC 9562 §5.7): 48 bits of `now` in milliseconds, then 74 random bits. Lower case. */
export function uuidv7(now: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

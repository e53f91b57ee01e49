import { createHmac, KeyObject } from 'node:crypto';
import { signText } from '../../server/sessions/signature.ts';
import type { TestApp } from './test-app.ts';

/** What one part of a token holds: an object as JSON, a text as it is, or bytes. */
export type PartContent = object | string | Uint8Array;

/** What to change in a genuine token. What is left out stays; the signature is made anew over the result. */
export interface Forgery {
  readonly header?: PartContent;
  readonly payload?: PartContent;
  /** Signs instead of the server's own key. */
  readonly key?: CryptoKey;
  /** The last part as it stands, instead of a signature: `''` for none. */
  readonly signature?: string;
}

/** A part of a token in base64url. */
export function encodePart(content: PartContent): string {
  if (content instanceof Uint8Array) return Buffer.from(content).toString('base64url');
  return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url');
}

/** The three parts of a token. */
export function partsOf(token: string): readonly [header: string, payload: string, signature: string] {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return [header, payload, signature];
}

export function headerOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(partsOf(token)[0], 'base64url').toString()) as Record<string, unknown>;
}

export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(partsOf(token)[1], 'base64url').toString()) as Record<string, unknown>;
}

/** A token made from a genuine one, signed with the server's real key unless the forgery says otherwise. */
export function forge(app: TestApp, genuine: string, forgery: Forgery): string {
  const [header, payload] = partsOf(genuine);
  const signed = `${forgery.header === undefined ? header : encodePart(forgery.header)}.${forgery.payload === undefined ? payload : encodePart(forgery.payload)}`;
  if (forgery.signature !== undefined) return `${signed}.${forgery.signature}`;
  const key = forgery.key === undefined ? app.app.keys.signer().privateKey : KeyObject.from(forgery.key);
  return `${signed}.${signText(signed, key).toString('base64url')}`;
}

/** A genuine token with some claims set, or taken out with undefined, signed with the real key. */
export function withClaims(app: TestApp, genuine: string, claims: Readonly<Record<string, unknown>>): string {
  return forge(app, genuine, { payload: { ...claimsOf(genuine), ...claims } });
}

/** A genuine token re-signed by HMAC with something that everybody can know. */
export function forgeHmac(genuine: string, header: object, secret: string | Uint8Array): string {
  const signed = `${encodePart(header)}.${partsOf(genuine)[1]}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Config, ConfigError, SECRET_MIN_BYTES } from './config.ts';
import { SecretRing } from './keys/secret-ring.ts';

/** The secrets that the configuration names; beside a local database file without one, the file's own. */
export function loadSecrets({ database, secret, previousSecret }: Config): SecretRing {
  const current = secret ?? (database.kind === 'sqlite' ? loadOrMakeSecret(database.path) : '');
  const secrets = previousSecret === null ? [current] : [current, previousSecret];
  return new SecretRing(secrets.map((text) => Buffer.from(text)));
}

/**
 * The secret beside a local database file, made on the first start and readable by its owner alone. Whole or not at
 * all, however many processes start at once: the first link wins, and everybody reads that one.
 *
 * Throws `ConfigError` when the file holds too little: keys made from an empty secret are keys that everybody has.
 */
function loadOrMakeSecret(databasePath: string): string {
  const directory = dirname(databasePath);
  const path = join(directory, 'secret');
  mkdirSync(directory, { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    return readSecret(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  writeFileSync(draft, `${randomBytes(48).toString('base64')}\n`, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return readSecret(path);
}

function readSecret(path: string): string {
  const secret = readFileSync(path, 'utf8').trim();
  if (Buffer.from(secret).length >= SECRET_MIN_BYTES) return secret;
  throw new ConfigError(`The secret in ${path} is too short: put back the one the database was made with, or delete the file if the database is new.`);
}

import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

const SECRET = randomBytes(48).toString('base64');

function refusalOf(env: Readonly<Record<string, string>>): string {
  try {
    loadConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new TypeError(`It was taken: ${JSON.stringify(env)}`);
}

describe('without any variable', () => {
  it('is a local database, a day in the life of a shop, and any localhost', () => {
    expect(loadConfig({})).toMatchObject({
      port: 3000,
      host: 'localhost',
      database: { kind: 'sqlite', path: resolve('data/passerby.db') },
      secret: null,
      previousSecret: null,
      publicOrigin: 'http://localhost:3000',
      corsOrigins: null,
      trustedProxyHops: 0,
      accessTokenAlg: 'ES256',
      accessTokenSeconds: 600,
      sessionIdleDays: 60,
      sessionMaxDays: 365,
      retentionDays: 90,
      logLevel: 'info',
    });
  });

  it('counts an empty variable as absent', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '', PASSERBY_SECRET: '', CORS_ORIGINS: '', LOG_LEVEL: '' })).toEqual(loadConfig({}));
  });

  it('ignores variables that are not its own', () => {
    expect(loadConfig({ PATH: '/bin', __proto__: 'x', constructor: 'x' })).toEqual(loadConfig({}));
  });
});

describe('a bad value is refused in one line that names the variable and never repeats the value', () => {
  const BAD: Readonly<Record<string, readonly string[]>> = {
    PORT: ['eighty', '-1', '65536', '3000.5', '0x50', '1e3', ' 80', '９９', '99999999999'],
    DATABASE_URL: ['passerby.db', 'mysql://root:hunter2@db/x', 'file:', 'postgre://x', 'http://x'],
    PASSERBY_SECRET: ['hunter2', 'a'.repeat(64), 'abababababababababababababababababab', 'correct horse battery staple'],
    PASSERBY_PREVIOUS_SECRET: ['hunter2'],
    PUBLIC_ORIGIN: ['my-shop.test', 'https://my-shop.test/', 'https://my-shop.test/app', 'https://my-shop.test:443', 'HTTPS://my-shop.test', 'ftp://my-shop.test', 'null', '*', 'https://user@my-shop.test'],
    CORS_ORIGINS: ['*', 'https://my-shop.test/', 'https://a.test,evil', 'https://*.my-shop.test', 'null', 'https://a.test;https://b.test'],
    TRUSTED_PROXY_HOPS: ['yes', '-1', '11'],
    ACCESS_TOKEN_ALG: ['HS256', 'none', 'ed25519', 'RS256'],
    ACCESS_TOKEN_SECONDS: ['0', '4', '3601', '10m'],
    LOGIN_KEY_SECONDS: ['9', '86401'],
    SESSION_IDLE_DAYS: ['0', '3651', 'sixty'],
    SESSION_MAX_DAYS: ['0', '3651'],
    RETENTION_DAYS: ['0', '3651'],
    LOG_LEVEL: ['loud', 'INFO', 'warning'],
  };

  it.each(Object.keys(BAD))('%s', (variable) => {
    for (const value of BAD[variable] ?? []) {
      const message = refusalOf({ [variable]: value });
      expect(message, value).toMatch(new RegExp(`^${variable} [^\\n]+\\.$`));
      if (value.length > 5) expect(message).not.toContain(value);
      expect(message).not.toContain('hunter2');
    }
  });
});

describe('what belongs together', () => {
  it('data outlives the session that leads to it', () => {
    expect(refusalOf({ RETENTION_DAYS: '59' })).toContain('RETENTION_DAYS must be at least SESSION_IDLE_DAYS');
    expect(refusalOf({ SESSION_IDLE_DAYS: '91' })).toContain('RETENTION_DAYS must be at least SESSION_IDLE_DAYS');
    expect(loadConfig({ RETENTION_DAYS: '60' }).retentionDays).toBe(60);
  });

  it('a database that is not a local file needs a secret: no process may make its own', () => {
    expect(refusalOf({ DATABASE_URL: 'postgres://user:hunter2@db/passerby' })).toMatch(/^PASSERBY_SECRET is required[^\n]*openssl/);
    expect(refusalOf({ DATABASE_URL: 'file::memory:' })).toContain('PASSERBY_SECRET is required');
    expect(loadConfig({ DATABASE_URL: 'postgresql://db/passerby', PASSERBY_SECRET: SECRET }).database).toEqual({ kind: 'postgres', url: 'postgresql://db/passerby' });
  });

  it('origins are a list with or without spaces', () => {
    expect(loadConfig({ CORS_ORIGINS: 'https://a.test, http://b.test:8080 ,' }).corsOrigins).toEqual(['https://a.test', 'http://b.test:8080']);
  });

  it('the public origin follows the port', () => {
    expect(loadConfig({ PORT: '8080' }).publicOrigin).toBe('http://localhost:8080');
    expect(loadConfig({ PORT: '8080', PUBLIC_ORIGIN: 'https://shop.example' }).publicOrigin).toBe('https://shop.example');
  });
});

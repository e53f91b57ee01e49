import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundle } from '../tools/bundle.ts';
import { startFlags } from '../tools/start-flags.ts';
import type { Command } from './server-process.ts';
import { betterAuthWire, plainWire } from './wire/plain-wire.ts';
import { trpcWire } from './wire/trpc-wire.ts';
import type { Wire } from './wire/wire.ts';

export type Durability = 'FULL' | 'NORMAL';

/** A server to measure. */
export interface Peer {
  readonly name: string;
  /** What it is and what it does not do, for the reader of the tables. */
  readonly about: string;
  /** Its share of the requests of a window: slow peers get fewer. */
  readonly effort: number;
  readonly wire: Wire;
  command(databasePath: string, durability: Durability): Command;
}

const BUILT_PEERS = 'dist/bench';

/** Makes what `STOCK_BUILT` runs. */
export function buildPeers(): Promise<void> {
  return bundle(BUILT_PEERS, { stock: 'bench/peers/stock.ts' });
}

const TOKEN_SECONDS = '3600';

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

function peerEnvironment(databasePath: string, durability: Durability): Record<string, string> {
  return { BENCH_DATABASE: databasePath, BENCH_SYNCHRONOUS: durability };
}

function nodePeer(file: string): Peer['command'] {
  return (databasePath, durability) => ({ file: process.execPath, args: [path(file)], env: peerEnvironment(databasePath, durability) });
}

function stockCommand(program: string): Peer['command'] {
  return (databasePath, durability) => ({
    file: process.execPath,
    args: [path(program)],
    env: { ...passerbyCommand(`file:${databasePath}`, durability).env, ...peerEnvironment(databasePath, durability) },
  });
}

/** Passerby as `npm start` runs it. `normal-sync.ts` is the only difference in the NORMAL table. */
export function passerbyCommand(databaseUrl: string, durability: Durability, env: Readonly<Record<string, string>> = {}): Command {
  const preload = durability === 'NORMAL' ? ['--import', path('peers/normal-sync.ts')] : [];
  return {
    file: process.execPath,
    args: [...startFlags(), ...preload, path('../dist/server/main.js')],
    env: { DATABASE_URL: databaseUrl, ACCESS_TOKEN_SECONDS: TOKEN_SECONDS, ...env },
  };
}

export const PASSERBY: Peer = {
  name: 'passerby',
  about: 'As `npm start` runs it, with default settings: one log line a request (to a file), security headers and CORS, revocable sessions (the row is read on every request), ES256 tokens.',
  effort: 1,
  wire: trpcWire,
  command: (databasePath, durability) => passerbyCommand(`file:${databasePath}`, durability),
};

export const FLOOR: Peer = {
  name: 'floor',
  about: 'node:http, an HMAC-SHA256 token, prepared statements, group commit. No sessions to revoke, no log, no headers.',
  effort: 1,
  wire: plainWire,
  command: nodePeer('peers/floor.ts'),
};

export const STOCK: Peer = {
  name: 'stock tRPC',
  about: "The same router, services and repositories on tRPC's Fastify adapter and Kysely's SqliteDialect: no group commit, no statement cache, jose verifies the signature on every request. No log, no headers.",
  effort: 0.4,
  wire: trpcWire,
  command: stockCommand('peers/stock.ts'),
};

export const STOCK_BUILT: Peer = {
  ...STOCK,
  name: 'stock tRPC, built',
  about: 'The same made into one file as Passerby is, which is not in the manuals.',
  command: stockCommand(`../${BUILT_PEERS}/stock.js`),
};

export const FASTIFY: Peer = {
  name: 'fastify',
  about: 'Fastify, @fastify/jwt (HS256), statements prepared by hand, one transaction a write. No sessions to revoke, no log, no headers.',
  effort: 1,
  wire: plainWire,
  command: nodePeer('peers/fastify.ts'),
};

export const BETTER_AUTH: Peer = {
  name: 'better-auth',
  about: 'better-auth with its anonymous and bearer plugins on better-sqlite3; the same prepared rows behind `auth.api.getSession`. Foreign keys off, in its favour.',
  effort: 0.15,
  wire: betterAuthWire,
  command: nodePeer('peers/better-auth.ts'),
};

const FASTAPI_ABOUT = {
  pool: `FastAPI with sqlite3 on uvicorn (uvloop, httptools), plain functions on its pool of threads as its manual asks for what blocks.
  HS256 by python-jose, Debian's packages. No sessions to revoke, no log; its response encoder is passed by, in its favour.`,
  'event loop': 'FastAPI with its functions on the event loop, against its manual: less CPU, and everybody waits for every sync of the disk.',
};

function fastapi(python: string, place: 'pool' | 'event loop'): Peer {
  return {
    name: place === 'pool' ? 'fastapi' : 'fastapi, on its event loop',
    about: FASTAPI_ABOUT[place],
    effort: 0.4,
    wire: plainWire,
    command: (databasePath, durability) => ({
      file: python,
      args: [path('peers/fastapi_peer.py')],
      env: { ...peerEnvironment(databasePath, durability), PYTHONDONTWRITEBYTECODE: '1', BENCH_ON_EVENT_LOOP: place === 'pool' ? '0' : '1' },
    }),
  };
}

const PYTHON_VERSIONS = `
import platform, sqlite3, fastapi, uvicorn, jose, uvloop, httptools
print(f"Python {platform.python_version()}, FastAPI {fastapi.__version__}, uvicorn {uvicorn.__version__}, python-jose {jose.__version__}, SQLite {sqlite3.sqlite_version}")`;

export interface PeerList {
  readonly peers: readonly Peer[];
  /** Peers that this machine cannot run, each with the reason. */
  readonly skipped: readonly string[];
  readonly python: string | null;
}

/** Everybody that this machine can run. */
export function findPeers(): PeerList {
  const always = [PASSERBY, FLOOR, STOCK, STOCK_BUILT, FASTIFY, BETTER_AUTH];
  for (const python of ['python3', '/usr/bin/python3']) {
    try {
      const versions = execFileSync(python, ['-c', PYTHON_VERSIONS], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
      return { peers: [...always, fastapi(python, 'pool'), fastapi(python, 'event loop')], skipped: [], python: versions };
    } catch {
      // Not there or without the packages: the next one.
    }
  }
  return { peers: always, skipped: ['fastapi: python3-fastapi, python3-uvicorn and python3-jose are not installed'], python: null };
}

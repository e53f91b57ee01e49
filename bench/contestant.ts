import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../server/database/open-store.ts';
import { MIGRATIONS } from '../server/database/migrations/index.ts';
import { migrate } from '../server/database/migrator.ts';
import { ask } from './connection.ts';
import { LoadGenerator } from './load.ts';
import { SERVER_CORE } from './machine.ts';
import type { Durability, Peer } from './peers.ts';
import { countActions, listItemIds, seedActions } from './seed.ts';
import { freePort, ServerProcess } from './server-process.ts';
import type { Visitor, Wire } from './wire/wire.ts';

/** A peer that runs, with the visitors whose tokens the generator holds. */
export interface Contestant {
  readonly name: string;
  readonly wire: Wire;
  readonly servers: readonly ServerProcess[];
  readonly visitors: readonly Visitor[];
  readonly itemIds: readonly string[];
  readonly databasePath: string;
  /** Rows that must be there at the end: seeded, or answered with 200. */
  actionsOwed: number;
}

/** A database with Passerby's schema and catalogue, at `path`. */
export async function makeDatabase(path: string): Promise<void> {
  const store = openStore({ kind: 'sqlite', path });
  await migrate(store, MIGRATIONS, Date.now());
  await store.close();
}

export async function logIn(port: number, wire: Wire, count: number): Promise<Visitor[]> {
  const visitors: Visitor[] = [];
  for (let index = 0; index < count; index++) {
    const { status, body } = await ask(port, wire.login());
    if (status !== 200) throw new Error(`login answered ${status} ${body.slice(0, 300)}`);
    visitors.push(wire.readLogin(body));
  }
  return visitors;
}

/** The first use of a token costs more, for whoever caches or notes it: every visitor's is used once. */
export async function useAllTokens({ servers, visitors, wire }: Contestant): Promise<void> {
  for (const { port } of servers) {
    const generator = await LoadGenerator.open([port], 8);
    await generator.closedLoop(visitors.length, (index) => wire.list(visitors[index]?.accessToken ?? ''));
    generator.close();
  }
}

interface Setup {
  readonly folder: string;
  readonly durability: Durability;
  readonly visitors: number;
}

/** Starts a peer on a fresh database with `visitors` visitors of 20 actions each. */
export async function enter(peer: Peer, { folder, durability, visitors: count }: Setup): Promise<Contestant> {
  const home = join(folder, `${peer.name.replaceAll(/\W/g, '-')}-${durability}`);
  mkdirSync(home);
  const path = join(home, 'bench.db');
  await makeDatabase(path);
  const server = await ServerProcess.start(peer.command(path, durability), { port: await freePort(), logPath: join(home, 'log'), core: SERVER_CORE });
  const visitors = await logIn(server.port, peer.wire, count);
  const actionsOwed = seedActions(path, visitors.map((visitor) => visitor.anonId));
  const contestant = { name: peer.name, wire: peer.wire, servers: [server], visitors, itemIds: listItemIds(path), databasePath: path, actionsOwed };
  await useAllTokens(contestant);
  await assertSameWork(contestant);
  return contestant;
}

/** Fails the run unless the peer lists what was stored, stores what it is told and refuses a token that is not its own. */
export async function assertSameWork(contestant: Contestant): Promise<void> {
  const { wire, servers, visitors, itemIds, name } = contestant;
  const port = servers[0]?.port ?? 0;
  const token = visitors[0]?.accessToken ?? '';
  const added = await ask(port, wire.addAction(token, { action: 'look twice', itemId: itemIds[0] ?? '' }));
  const list = await ask(port, wire.list(token));
  const forged = await ask(port, wire.list(`${token.slice(0, -10)}AAAAAAAAAA`));
  contestant.actionsOwed++;
  const summary = list.status === 200 ? wire.readList(list.body) : null;
  if (added.status === 200 && summary?.items === 24 && summary.actions === 20 && summary.newestAction === 'look twice' && forged.status === 401) return;
  throw new Error(`${name} does not do the same work: ${JSON.stringify({ added, summary, list: list.body.slice(0, 300), forged })}`);
}

/** Kills the server without warning and counts the actions that it had acknowledged and that are gone. */
export async function leave(contestant: Contestant): Promise<number> {
  for (const server of contestant.servers) await server.stop('SIGKILL');
  return Math.max(0, contestant.actionsOwed - countActions(contestant.databasePath));
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { enter } from './contestant.ts';
import { measureOffered } from './measure.ts';
import { FLOOR, PASSERBY, type Peer } from './peers.ts';
import type { Command } from './server-process.ts';

/**
 * On a disk whose every sync takes 20 ms: how long the event loop stands still while 400 actions a second are added.
 * `node bench/slow-disk.ts`; needs strace, which does the delaying. The floor syncs within COMMIT, on the event loop.
 */
const SYNC_MS = 20;
const SECONDS = 10;
const PRELOAD = fileURLToPath(new URL('peers/loop-delay.ts', import.meta.url));

function slowed({ file, args, env }: Command, report: string): Command {
  const calls = 'fsync,fdatasync';
  // `-D`: the server stays this process's own child.
  const strace = ['-D', '-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:delay_exit=${SYNC_MS * 1000}`];
  return { file: 'strace', args: [...strace, file, '--import', PRELOAD, ...args], env: { ...env, BENCH_LOOP_DELAY: report } };
}

async function watch(peer: Peer, folder: string): Promise<void> {
  const report = join(folder, `${peer.name}.json`);
  const slow: Peer = { ...peer, command: (path, durability) => slowed(peer.command(path, durability), report) };
  const contestant = await enter(slow, { folder, durability: 'FULL', visitors: 200 });
  const [server] = contestant.servers;
  if (server !== undefined) process.kill(server.pid, 'SIGUSR2');
  const sample = await measureOffered(contestant, 'addAction', { warmUp: 200, count: 400 * SECONDS });
  await server?.stop('SIGTERM');
  const { p50, p99, max } = JSON.parse(readFileSync(report, 'utf8')) as Record<'p50' | 'p99' | 'max', number>;
  console.log(`${peer.name}: event loop held up p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, at most ${max.toFixed(1)} ms; answers p50 ${sample?.p50Ms.toFixed(1)}, p99 ${sample?.p99Ms.toFixed(1)} ms`);
}

const folder = mkdtempSync(join(tmpdir(), 'passerby-slow-disk-'));
for (const peer of [PASSERBY, FLOOR]) await watch(peer, folder);
rmSync(folder, { recursive: true });

import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

// Loaded before a server whose event loop is watched: from SIGUSR2 on, until it ends.

const delay = monitorEventLoopDelay({ resolution: 1 });
process.on('SIGUSR2', () => {
  delay.enable();
  delay.reset();
});
process.on('exit', () => writeFileSync(process.env['BENCH_LOOP_DELAY'] ?? '/dev/null', JSON.stringify({ p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 })));
// The floor has no handler of its own, and without one nothing would be written.
process.on('SIGTERM', () => {
  if (process.listenerCount('SIGTERM') === 1) process.exit();
});

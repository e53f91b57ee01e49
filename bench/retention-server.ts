import { createApp } from '../server/app.ts';
import { loadProcessConfig } from '../server/config.ts';
import type { SweepReport } from '../shared/retention.schema.ts';

/** One turn of sweeping, when the parent process asks for it. */
const SLICE_MS = 2_500;

const app = await createApp(loadProcessConfig());
const address = await app.listen();

/** `countedMs`: how long it took to count who is due, which every slice does and a whole sweep does once. */
async function sweepSlice(): Promise<{ report: SweepReport; countedMs: number }> {
  const beganMs = performance.now();
  let countedMs = 0;
  const onProgress = (_visitors: number, due: number | null) => {
    if (due === null) countedMs = performance.now() - beganMs;
  };
  const report = await app.retention.sweep({ isForced: true, signal: AbortSignal.timeout(SLICE_MS), onProgress });
  return { report, countedMs };
}

process.on('message', (message) => {
  if (message === 'sweep') void sweepSlice().then((swept) => process.send?.(swept));
  if (message === 'memory') process.send?.({ rssBytes: process.memoryUsage.rss() });
  if (message === 'stop') void app.close().then(() => process.exit(0));
});
process.send?.({ address });

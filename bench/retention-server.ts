import { createApp } from '../server/app.ts';
import { loadProcessConfig } from '../server/config.ts';

/** One turn of sweeping, when the parent process asks for it. */
const SLICE_MS = 5_000;

const app = await createApp(loadProcessConfig());
const address = await app.listen();
process.on('message', (message) => {
  if (message === 'sweep') void app.retention.sweep({ isForced: true, signal: AbortSignal.timeout(SLICE_MS) }).then((report) => process.send?.({ report }));
  if (message === 'memory') process.send?.({ rssBytes: process.memoryUsage.rss() });
  if (message === 'stop') void app.close().then(() => process.exit(0));
});
process.send?.({ address });

import { createApp } from '../server/app.ts';
import { loadProcessConfig } from '../server/config.ts';

/** A server that sweeps when it is told to and reports; the child process of `bench/retention.ts`. */
const app = await createApp(loadProcessConfig());
const address = await app.listen();
process.on('message', (message) => {
  if (message === 'sweep') void app.retention.sweep({ isForced: true }).then((report) => process.send?.({ report }));
  if (message === 'memory') process.send?.({ rssBytes: process.memoryUsage.rss() });
  if (message === 'stop') void app.close().then(() => process.exit(0));
});
process.send?.({ address });

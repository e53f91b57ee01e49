import { createApp } from '../../server/app.ts';
import { loadProcessConfig } from '../../server/config.ts';

/** One sweep in a process of its own, over the database that the environment names. Prints the report. */
const app = await createApp(loadProcessConfig());
process.stdout.write(`${JSON.stringify(await app.retention.sweep({ isForced: true }))}\n`);
await app.close();

/** What a first start does to a data folder, without listening: node tests/support/first-start.ts */
import { createApp } from '../../server/app.ts';
import { loadProcessConfig } from '../../server/config.ts';

await using app = await createApp(loadProcessConfig());
process.stdout.write(app.keys.signer().kid);

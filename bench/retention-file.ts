/** Makes the file that `retention.ts` sweeps, in a process of its own, whose garbage is not the generator's. */
import { createApp } from '../server/app.ts';
import { loadProcessConfig } from '../server/config.ts';
import { seedVisitors } from './retention-seed.ts';

const [path = '', visitors, due] = process.argv.slice(2);
await (await createApp(loadProcessConfig())).close();
seedVisitors({ path, visitors: Number(visitors), due: due === 'spread' ? 'spread' : 'old', now: Date.now() });

/** A server that dies, as by a power cut, after its n-th commit once it listens: node tests/support/dying-server.ts n */
import { createApp } from '../../server/app.ts';
import { loadProcessConfig } from '../../server/config.ts';
import { openStore } from '../../server/database/open-store.ts';
import { FakeClock } from './fake-clock.ts';
import { standBefore } from './standing-store.ts';

let commitsLeft = Number.POSITIVE_INFINITY;

const app = await createApp(loadProcessConfig(), {
  clock: new FakeClock(),
  openStore: (config) => {
    const store = openStore(config);
    return standBefore(store, {
      write: async (step, options) => {
        const value = await store.write(step, options);
        commitsLeft -= 1;
        if (commitsLeft === 0) process.kill(process.pid, 'SIGKILL');
        return value;
      },
    });
  },
});
const address = await app.listen();
commitsLeft = Number(process.argv[2]);
process.stdout.write(`${address}\n`);

import { type App, createApp } from './app.ts';
import { loadProcessConfig } from './config.ts';

const USAGE = `Usage: node server/keys-main.ts list | rotate | remove <kid>

  list         every signing key and what it does
  rotate       publishes the next key now; it signs in ten minutes, and nobody notices
  remove <kid> when a private half has leaked: its tokens are refused at once, and their holders refresh

Beside running servers: they follow within a second.
`;

/** What to print, or null for a command that there is not. */
async function run({ keys }: App, [command, kid]: readonly string[]): Promise<string | null> {
  if (command === 'list') return keys.list().map((key) => `${key.kid}  ${key.alg}  ${key.state}  since ${new Date(key.activeFrom).toISOString()}`).join('\n');
  if (command === 'rotate') return `${await keys.rotate()} is the next key.`;
  if (command === 'remove' && kid !== undefined) return (await keys.remove(kid)) ? `${kid} is removed.` : `There is no key ${kid}.`;
  return null;
}

try {
  await using app = await createApp(loadProcessConfig());
  const answer = await run(app, process.argv.slice(2));
  process.stdout.write(`${answer ?? USAGE}\n`);
  if (answer === null) process.exitCode = 2;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

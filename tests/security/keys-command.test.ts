import { expect, it } from 'vitest';
import { runCommand } from '../support/command.ts';
import { httpDoor } from '../support/doors.ts';
import { startServer } from '../support/server-process.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

it('rotates and removes keys beside a running server, which follows', async () => {
  await using folder = await makeTempFolder();
  const environment = { DATABASE_URL: folder.databaseUrl };
  await using server = await startServer({ environment });
  const door = httpDoor(server.origin);
  const command = async (...args: string[]) => (await runCommand(environment, 'keys', ...args)).stdout;
  const { accessToken, refreshToken, anonId } = await door.login();
  const [kid = ''] = (await command('list')).split(' ');
  const [next = ''] = (await command('rotate')).split(' ');
  expect((await command('list')).split('\n').map((line) => line.split('  ').slice(0, 3))).toEqual([[kid, 'ES256', 'active'], [next, 'ES256', 'next']]);
  await expect.poll(() => publishedKids(server.origin), { timeout: 5_000 }).toEqual([kid, next]);
  expect(await runCommand(environment, 'keys', 'remove', kid)).toMatchObject({ code: 4, stdout: '' });
  expect(await command('remove', kid, '--yes')).toBe(`${kid} is removed.`);
  await expect.poll(() => door.me(accessToken).then(() => null, (error: { reason?: string }) => error.reason), { timeout: 5_000 }).toBe('TOKEN_INVALID');
  expect(await door.refresh(refreshToken)).toMatchObject({ anonId });
  expect(await runCommand(environment, 'keys', 'remove', kid, '--yes')).toEqual({ code: 3, stdout: '', stderr: `There is no key ${kid}.` });
  expect(await runCommand(environment, 'keys', 'destroy')).toMatchObject({ code: 2, stdout: '' });
}, 120_000);

async function publishedKids(origin: string): Promise<(string | undefined)[]> {
  const response = await fetch(`${origin}/.well-known/jwks.json`);
  const { keys } = (await response.json()) as { readonly keys: readonly { readonly kid?: string }[] };
  return keys.map(({ kid }) => kid);
}

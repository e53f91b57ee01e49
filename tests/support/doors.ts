import { randomBytes } from 'node:crypto';
import { createTRPCClient, httpBatchLink, httpLink, splitLink, TRPCClientError } from '@trpc/client';
import type { AppRouter } from '../../server/router.ts';
import type { LoginInput, MeOutput, TokenResponse } from '../../shared/anon.schema.ts';
import type { Reason } from '../../shared/errors.ts';
import { BATCH_MAX } from '../../shared/limits.ts';
import { startServer } from './server-process.ts';
import { createTestApp, type TestApp } from './test-app.ts';
import { makeTempFolder } from './temp-folder.ts';

/** The calls of a visitor's session, whichever way they reach the server. Refusals carry their `reason`. */
export interface Door {
  login(input?: LoginInput): Promise<TokenResponse>;
  refresh(refreshToken: string): Promise<TokenResponse>;
  logout(refreshToken: string): Promise<unknown>;
  me(accessToken: string): Promise<MeOutput>;
}

/** A refusal as HTTP clients get it. */
export class RefusedOverHttp extends Error {
  readonly reason: Reason | undefined;

  constructor(error: TRPCClientError<AppRouter>) {
    super(error.message, { cause: error });
    this.reason = error.data?.reason;
  }
}

/** tRPC's own client. Calls made in one turn share requests, as the browser's do: ten to a batch. */
export function httpDoor(origin: string): Door {
  const url = `${origin}/trpc`;
  const client = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.context['accessToken'] === undefined,
        true: httpBatchLink({ url, maxItems: BATCH_MAX }),
        false: httpLink({ url, headers: ({ op }) => ({ authorization: `Bearer ${String(op.context['accessToken'])}` }) }),
      }),
    ],
  });
  return {
    login: (input) => client.anon.login.mutate(input).catch(refuse),
    refresh: (refreshToken) => client.anon.refresh.mutate({ refreshToken }).catch(refuse),
    logout: (refreshToken) => client.anon.logout.mutate({ refreshToken }).catch(refuse),
    me: (accessToken) => client.anon.me.query(undefined, { context: { accessToken } }).catch(refuse),
  };
}

function refuse(error: unknown): never {
  if (!(error instanceof TRPCClientError)) throw error;
  throw new RefusedOverHttp(error as TRPCClientError<AppRouter>);
}

/** The in-process caller as a door. */
export function callerDoor({ app }: TestApp): Door {
  const { anon } = app.caller(null);
  return {
    login: (input) => anon.login(input),
    refresh: (refreshToken) => anon.refresh({ refreshToken }),
    logout: (refreshToken) => anon.logout({ refreshToken }),
    me: (accessToken) => app.caller(accessToken).anon.me(),
  };
}

/** Doors that lead to one database. Calls are spread over them. */
export interface Cluster extends AsyncDisposable {
  readonly doors: readonly [Door, ...Door[]];
}

/** A way to run Passerby that a test body is repeated for. */
export interface Target {
  readonly name: string;
  open(): Promise<Cluster>;
}

async function openCaller(): Promise<Cluster> {
  const app = await createTestApp();
  return { doors: [callerDoor(app)], [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

/** Real server processes on one SQLite file. */
export async function openProcesses(count: number): Promise<Cluster> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await makeTempFolder());
  const environment = { DATABASE_URL: folder.databaseUrl, PASSERBY_SECRET: randomBytes(48).toString('base64') };
  const first = stack.use(await startServer({ environment }));
  const doors: [Door, ...Door[]] = [httpDoor(first.origin)];
  for (let index = 1; index < count; index += 1) doors.push(httpDoor(stack.use(await startServer({ environment })).origin));
  const owned = stack.move();
  return { doors, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Every way that the races are run. */
export const TARGETS: readonly Target[] = [
  { name: 'one process, called inside it', open: openCaller },
  { name: 'one process over HTTP', open: () => openProcesses(1) },
  { name: 'two processes on one SQLite file', open: () => openProcesses(2) },
];

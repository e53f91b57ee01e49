import { type App, createApp } from './app.ts';
import { type Config, ConfigError, loadProcessConfig } from './config.ts';
import { DatabaseUnusable, SchemaMismatch } from './database/database-unusable.ts';
import { EXIT } from './exit-codes.ts';
import { SecretMismatch } from './keys/keys.service.ts';

const FORCE_EXIT_MS = 10_000;

function banner(address: string, config: Config): string {
  const data = config.database.kind === 'sqlite' ? config.database.path : 'PostgreSQL';
  return `
  Passerby remembers your visitors.

    Page and API   ${address}
    Data           ${data}
    API docs       ${address}/docs
`;
}

function stopOnSignals(app: App): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), FORCE_EXIT_MS).unref();
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** A cause that the operator can mend is one line; anything else is a bug and keeps its stack. */
function explain(error: unknown): unknown {
  if (error instanceof ConfigError || error instanceof DatabaseUnusable || error instanceof SecretMismatch) return error.message;
  const { code, port } = error as NodeJS.ErrnoException & { readonly port?: number };
  if (code === 'EADDRINUSE') return `PORT ${port ?? ''} is in use: stop what listens there or choose another PORT.`;
  if (code === 'EACCES' || code === 'EROFS') return (error as Error).message;
  return error;
}

try {
  const config = loadProcessConfig();
  const app = await createApp(config, { isDev: process.argv.includes('--dev') });
  stopOnSignals(app);
  const address = await app.listen();
  process.stdout.write(`${banner(address, config)}\n`);
} catch (error) {
  console.error('Passerby cannot start:', explain(error));
  process.exit(error instanceof SchemaMismatch ? EXIT.otherSchema : EXIT.failed);
}

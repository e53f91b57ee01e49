import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS, type Retry } from '../shared/errors.ts';

const FILE = join(import.meta.dirname, '../docs/errors.md');

const RETRIES: Readonly<Record<Retry, string>> = {
  never: 'no: the answer would be the same',
  later: 'yes, after a pause (`Retry-After`)',
  'after-refresh': 'once, with a new access token',
  'after-login': 'no: the session is over, `anon.login` makes a new visitor',
};

/** `docs/errors.md`, rendered from the table. */
export function renderErrorsDocument(): string {
  const rows = Object.entries(ERRORS).map(
    ([reason, { status, code, bearerError, retry, message }]) =>
      `| \`${reason}\` | ${status} | \`${code}\` | ${bearerError === null ? '' : `\`${bearerError}\``} | ${RETRIES[retry]} | ${message} |`,
  );
  return `# Errors

Every refusal names its reason: \`error.data.reason\` in a tRPC answer, single or inside a batch, \`error.data.reason\` in a
REST answer, \`error.reason\` for an in-process caller. Reasons are stable; messages are for people and may change. The
table is \`shared/errors.ts\`; this page is rendered from it by \`npm run docs\`.

A batch whose calls fare differently answers 207, so read each call's reason, never the response's status. An
\`INTERNAL\` carries an \`errorId\` that is also in the server's log.

| reason | status | tRPC code | RFC 6750 error | send it again? | |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(FILE, renderErrorsDocument());

import { defineConfig, type OxlintOverride } from 'oxlint';

/** One thing a layer may not import, and what to do instead. `allowTypes`: as a type it may. */
interface Ban {
  readonly regex: string;
  readonly message: string;
  readonly allowTypeImports?: boolean;
}

const CORE = ['anon', 'sessions', 'keys', 'retention', 'privacy'];
const APPLICATION = ['items', 'cart', 'history', 'preferences'];
const FEATURES = [...CORE, ...APPLICATION].join('|');

const CLIENT: Ban = { regex: '(^|/)client/', message: 'The server knows nothing of the client.' };
const SQL: Ban = { regex: '^(kysely|better-sqlite3|pg)$', message: 'SQL lives in *.repository.ts and server/database/.' };
const HTTP: Ban = { regex: '(^|/)(http/|cli/|(app|main)\\.ts$)', message: 'Only app.ts imports http/, only main.ts and cli/ import app.ts.' };
const TRANSPORT: Ban = { regex: '(^|/)(trpc/(init|error-shape)|router)\\.ts$', message: 'Only *.router.ts builds procedures: services and rules know no transport.' };
const FOREIGN_PARTS: Ban = {
  regex: `^\\.\\./(${FEATURES})/[a-z-]+\\.(repository|table|router)\\.ts$`,
  message: "Another feature's repository, table and router are its own: ask its service.",
};
const FOREIGN_SERVICES: Ban = {
  regex: `^\\.\\./(${FEATURES})/[a-z-]+\\.service\\.ts$`,
  message: 'Features meet as service types; the instances are wired in app.ts.',
  allowTypeImports: true,
};
const APPLICATION_PARTS: Ban = { regex: `^\\.\\./(${APPLICATION.join('|')})/`, message: 'The core imports nothing of the application.' };
const OWN_ROWS: Ban = { regex: '\\.(repository|table)\\.ts$', message: 'A router calls services; rows are not its business.' };
const SERVICES: Ban = { regex: '\\.(service|router)\\.ts$', message: 'A repository is SQL alone: it calls no service.' };

function bans(files: string[], ...patterns: Ban[]): OxlintOverride {
  return { files, rules: { 'eslint/no-restricted-imports': ['error', { patterns: patterns.map((pattern) => ({ ...pattern })) }] } };
}

/** The files of every feature that play one role, with what is banned in the core on top. */
function role(suffix: string, ...patterns: Ban[]): OxlintOverride[] {
  return [
    bans(APPLICATION.map((feature) => `server/${feature}/${suffix}`), CLIENT, HTTP, ...patterns),
    bans(CORE.map((feature) => `server/${feature}/${suffix}`), CLIENT, HTTP, APPLICATION_PARTS, ...patterns),
  ];
}

const TIME_AND_CHANCE: OxlintOverride = {
  files: ['server/**/*.ts', 'shared/**/*.ts'],
  rules: {
    'eslint/no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: 'Time comes from the injected Clock.' },
      { object: 'Math', property: 'random', message: 'Randomness comes from node:crypto.' },
    ],
  },
};

export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'react', 'jsx-a11y', 'promise', 'node'],
  categories: { correctness: 'error' },
  ignorePatterns: ['dist/**', 'data/**'],
  rules: {
    'eslint/eqeqeq': 'error',
    'eslint/max-lines': ['error', { max: 300, skipComments: true, skipBlankLines: true }],
    'eslint/max-lines-per-function': ['error', { max: 80, skipComments: true, skipBlankLines: true }],
    'eslint/max-params': ['error', { max: 4 }],
    'eslint/no-console': 'error',
    'eslint/no-control-regex': 'off',
    'eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
    'eslint/no-var': 'error',
    'eslint/no-warning-comments': 'error',
    'eslint/prefer-const': 'error',
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'error',
    'jsx-a11y/prefer-tag-over-role': 'off',
    'node/no-process-env': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'unicorn/prefer-node-protocol': 'error',
  },
  overrides: [
    bans(['shared/**/*.ts'], { regex: '^(\\.\\.|@|[a-y]|z[^o])', message: 'shared/ is the contract: it imports zod and its own files alone.' }),
    // A test beside the contract is no part of it.
    { files: ['shared/**/*.test.ts'], rules: { 'eslint/no-restricted-imports': 'off' } },
    bans(['server/*.ts', 'server/http/**/*.ts'], CLIENT),
    bans(['server/cli/*.ts'], CLIENT, SQL, { regex: '(\\.(repository|table|router)\\.ts$|(^|/)(http|trpc)/)', message: 'The command stands on app.ts and services: rows and transports are not its business.' }),
    bans(['server/database/*.ts'], CLIENT, { regex: `^\\.\\./(${FEATURES}|trpc|http)/`, message: 'database/ knows no feature; schema.ts names their tables.', allowTypeImports: true }),
    bans(['server/database/migrations/*.ts'], { regex: '^(\\.\\.|@|[a-jl-z])', message: 'A migration is frozen: it imports Kysely alone.' }),
    bans(['server/trpc/*.ts'], CLIENT, SQL, HTTP, { regex: `^\\.\\./(${FEATURES}|database)/`, message: 'trpc/ knows no feature.' }),
    ...role('*.ts', SQL, TRANSPORT, FOREIGN_PARTS, FOREIGN_SERVICES),
    ...role('*.table.ts', { regex: '.', message: 'A table is a row type: it imports nothing.' }),
    ...role('*.repository.ts', SERVICES, TRANSPORT, FOREIGN_PARTS),
    ...role('*.router.ts', SQL, OWN_ROWS, FOREIGN_SERVICES),
    bans(
      ['client/**/*.ts', 'client/**/*.tsx'],
      { regex: '\\.\\./server/([a-z-]+/|(app|main|config|log|clock|random|refusal)\\.ts)', message: "The client may name the server's AppRouter and nothing else." },
      { regex: '\\.\\./server/router\\.ts$', message: 'Import AppRouter as a type.', allowTypeImports: true },
    ),
    bans(
      ['client/session/**'],
      { regex: '\\.\\./server/', message: 'The session half knows no server type.' },
      { regex: '^\\.\\./[a-z]', message: 'The session half works without the rest of the client.' },
    ),
    TIME_AND_CHANCE,
    { files: ['server/clock.ts'], rules: { 'eslint/no-restricted-properties': 'off' } },
    { files: ['server/config.ts'], rules: { 'node/no-process-env': 'off' } },
    { files: ['server/main.ts'], rules: { 'eslint/no-console': 'off' } },
    { files: ['**/*.config.ts'], rules: { 'import/no-default-export': 'off' } },
    {
      files: ['tests/**', 'bench/**', 'tools/**', '**/*.test.ts', '**/*.test.tsx'],
      rules: { 'node/no-process-env': 'off', 'eslint/no-console': 'off', 'eslint/max-lines-per-function': 'off', 'eslint/no-restricted-properties': 'off' },
    },
  ],
});

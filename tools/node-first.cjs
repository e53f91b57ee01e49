// Runs a command with this repository's own Node first on the path. npm 11 links that Node as `node` by itself; npm 10
// does not link a binary that another platform's package names too.
const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { constants } = require('node:os');
const { delimiter, join } = require('node:path');

const NAMES = { linux: 'node-linux-', darwin: process.arch === 'arm64' ? 'node-bin-darwin-' : 'node-darwin-', win32: 'node-win-' };

const packages = join(__dirname, '../node_modules');
const folder = join(packages, `${NAMES[process.platform]}${process.arch}`, 'bin');
const env = { ...process.env };
if (existsSync(folder)) env.PATH = `${folder}${delimiter}${process.env.PATH}`;
const [command, ...args] = process.argv.slice(2);
// Node keeps what it compiled of TypeScript: a command of the operator takes two thirds of the time.
if (command === 'node' && args.some((arg) => arg.endsWith('.ts'))) env.NODE_COMPILE_CACHE ??= join(packages, '.cache/compile');
const child = spawn(command, args, { env, stdio: 'inherit', shell: process.platform === 'win32' });
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.on('error', () => process.exit(127));
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));

/**
 * HTTP of Node. An `import` of it reads whatever it exports, and with one of those Node loads a whole HTTP client: 15 MB
 * that no server needs.
 */
export const { createServer, IncomingMessage, ServerResponse } = process.getBuiltinModule('node:http');

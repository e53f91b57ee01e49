import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ERRORS } from '../../shared/errors.ts';
import { OPERATIONS } from '../../server/http/rest/operations.ts';
import { failureBody } from '../../server/http/failures.ts';
import { requestText, sendBytes } from '../support/wire.ts';
import { createTestApp } from '../support/test-app.ts';
import { RestClient } from './rest-client.ts';

const described = z.object({
  openapi: z.string(),
  info: z.object({ version: z.string(), description: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({
    security: z.array(z.record(z.string(), z.array(z.string()))),
    parameters: z.array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean(), schema: z.looseObject({}) })),
    requestBody: z.looseObject({ required: z.boolean() }).optional(),
    responses: z.record(z.string(), z.looseObject({ description: z.string() })),
  }))),
  components: z.looseObject({
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.string(), scheme: z.string() })),
    schemas: z.record(z.string(), z.looseObject({ required: z.array(z.string()).optional() })),
    examples: z.record(z.string(), z.looseObject({})),
  }),
});

async function fetchDocument(origin: string) {
  return described.parse(await (await fetch(`${origin}/openapi.json`)).json());
}

describe('/openapi.json', () => {
  it('is a valid OpenAPI 3.1 document whose references all resolve', async () => {
    await using app = await createTestApp();
    const response = await fetch(`${await app.listen()}/openapi.json`);
    expect(response.headers.get('content-type')).toContain('application/json');
    const document = (await response.json()) as Record<string, unknown>;
    const validator = new Validator();
    expect(await validator.validate(document)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    for (const [, pointer = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = pointer.split('/').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
      expect(target, pointer).toBeDefined();
    }
  });

  it('describes every operation that REST answers, and no other', async () => {
    await using app = await createTestApp();
    const { paths } = await fetchDocument(await app.listen());
    const listed = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    expect(listed).toEqual([
      'POST /anon/login',
      'POST /anon/refresh',
      'POST /anon/logout',
      'GET /anon/me',
      'GET /items/my_anonymous_items',
      'POST /items/add_action',
    ]);
  });

  it('asks for the bearer token exactly where a call without one is refused', async () => {
    await using app = await createTestApp();
    const origin = await app.listen();
    const { paths, components } = await fetchDocument(origin);
    expect(components.securitySchemes['accessToken']).toMatchObject({ type: 'http', scheme: 'bearer' });
    for (const { path, method } of OPERATIONS) {
      const response = await fetch(origin + path, { method });
      const isProtected = (await response.text()).includes('TOKEN_MISSING');
      expect([path, paths[path]?.[method.toLowerCase()]?.security]).toEqual([path, isProtected ? [{ accessToken: [] }] : []]);
    }
  });

  it('describes the parameters of add_action with the limits that hold', async () => {
    await using app = await createTestApp();
    const { paths } = await fetchDocument(await app.listen());
    const operation = paths['/items/add_action']?.['post'];
    expect(operation?.parameters.map(({ name, required }) => [name, required])).toEqual([['action', true], ['item_id', false], ['id', false]]);
    expect(operation?.parameters[0]?.schema).toEqual({ type: 'string', minLength: 1, maxLength: 200 });
    expect(operation?.requestBody).toBeUndefined();
    expect(paths['/anon/login']?.['post']?.requestBody?.required).toBe(false);
    expect(paths['/anon/refresh']?.['post']?.requestBody?.required).toBe(true);
  });

  it('promises exactly the members that answers have', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const { components } = await fetchDocument(client.origin);
    expect(components.schemas['TokenResponse']?.required).toEqual(Object.keys(client.tokens));
    expect(components.schemas['Items']?.required).toEqual(Object.keys(await client.items()));
  });

  it('lists each refusal under its status, with the very body that is sent', async () => {
    await using app = await createTestApp();
    const client = await RestClient.login(await app.listen());
    const { paths, components } = await fetchDocument(client.origin);
    const responses = paths['/items/add_action']?.['post']?.responses ?? {};
    expect(Object.keys(responses)).toEqual(['200', '400', '401', '404', '409', '413', '415', '500', '503']);
    expect(responses['404']?.description).toContain(`\`ITEM_NOT_FOUND\`: ${ERRORS.ITEM_NOT_FOUND.message}`);
    const refused = await client.post('/items/add_action?action=like&item_id=no-such-item');
    expect(components.examples['ITEM_NOT_FOUND']?.['value']).toEqual(await refused.json());
  });

  it('says where tRPC lives, and its version is the package’s', async () => {
    await using app = await createTestApp();
    const { info } = await fetchDocument(await app.listen());
    expect(info.description).toContain('`/trpc`');
    expect(info.description).toContain('`items.addAction`');
    expect(info.version).toBe(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version);
  });
});

describe('/docs', () => {
  it.each(['/docs', '/docs/'])('answers %s with a page that names no other host and holds no inline script', async (path) => {
    await using app = await createTestApp();
    const response = await fetch((await app.listen()) + path);
    const page = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect([...page.matchAll(/<script(?![^>]*\bsrc=)/g)]).toEqual([]);
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self';");
  });

  it('gives its parts to all who ask first, at once, and what stands in front of them to who asks for that alone', async () => {
    await using app = await createTestApp();
    const origin = await app.listen();
    const path = '/docs/static/swagger-ui.css';
    const answers = await Promise.all([path, path, '/docs'].map((each) => fetch(origin + each)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await answers[0]?.arrayBuffer())?.byteLength).toBe(Number(answers[0]?.headers.get('content-length')));
    const head = await fetch(origin + path, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, answers[0]?.headers.get('content-length'), '']);
  });

  it('says of a part that has not changed no more than that (RFC 9110 §15.4.5)', async () => {
    await using app = await createTestApp();
    const origin = await app.listen();
    const get = (headers: readonly (readonly [string, string])[]) => sendBytes(origin, requestText('GET', '/docs/static/swagger-ui.css', [['Host', 'x'], ...headers]));
    const etag = (await get([])).headers.get('etag') ?? '';
    expect(await get([['If-None-Match', etag]])).toMatchObject({ status: 304, body: '' });
    expect((await get([['If-None-Match', 'W/"another"']])).status).toBe(200);
  });

  it.each([
    ['is a file, and a part of it that it does not have', '/docs/static/swagger-ui.css', 200],
    ['holds a query that makes no sense', '/docs?%ff=[', 200],
    ['has a slash too many', '/docs/static//swagger-ui.css', 404],
    ['holds a backslash', '/docs/static/a%5cb', 404],
    ['holds a NUL', '/docs/static/%00', 404],
    ['hides a query in its path', '/docs/static/swagger-ui.css%3Fx', 404],
    ['leads out of its folder', '/docs/static/%2e%2e/%2e%2e/package.json', 404],
    ['holds what must not stand in a path', '/docs/%0d%0aset-cookie:%20x', 404],
  ])('is asked with a target that %s: it answers or says that there is nothing', async (_what, target, status) => {
    await using app = await createTestApp();
    const answer = await sendBytes(await app.listen(), requestText('GET', target, [['Host', 'x'], ['Range', 'bytes=9999999-']]));
    expect(answer.status).toBe(status);
    expect(answer.headers.get('set-cookie')).toBeUndefined();
  });

  it('has a reason for what it does not have', async () => {
    await using app = await createTestApp();
    const response = await fetch(`${await app.listen()}/docs/static/nothing.js`);
    expect([response.status, await response.json()]).toEqual([404, failureBody('NOT_FOUND')]);
  });
});

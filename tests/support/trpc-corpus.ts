/** One request of the differential suite. */
export interface CorpusRequest {
  readonly title: string;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Stands for the visitor's access token until the request is sent. */
export const TOKEN = '<token>';

const JSON_TYPE = ['content-type', 'application/json'] as const;
const ACTION_ID = '6f1f2c9e-8f0a-4d3c-9b57-0c6a5f7e1d22';

const CREDENTIALS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'the visitor': [['authorization', `Bearer ${TOKEN}`]],
  nobody: [],
  'garbage for a token': [['authorization', 'Bearer garbage']],
  'another scheme': [['authorization', 'Basic dXNlcjpwYXNz']],
  'an empty bearer': [['authorization', 'Bearer ']],
};

/** Inputs as JSON text, right and wrong, for any procedure. */
const INPUTS: readonly string[] = [
  '{}', 'null', '[]', '"text"', '7', 'true', '{"limit":2}', '{"limit":0}', '{"limit":"2"}', '{"cursor":"elsewhere"}', '{"cursor":null}',
  '{"unknown":1}', '{"__proto__":{"limit":2}}', '{"limit":1e400}', '{"limit":1,"limit":2}',
  `{"action":"like","id":"${ACTION_ID}"}`, `{"action":"like","itemId":"indoor-fern","id":"${ACTION_ID.replace('6f', '7f')}"}`, `{"action":"other","id":"${ACTION_ID}"}`,
  '{"action":""}', '{"action":"\\u0000"}', '{"action":"\\ud800"}', '{"action":"x","itemId":"no-such-item"}', '{"action":"x","itemId":"Not A Slug"}', '{"action":7}',
  '{"refreshToken":"garbage"}', '{"refreshToken":""}', '{"idempotencyKey":"short"}', '{', '{]', '', ' ', '\ufeff{}', '{"action":"caf\u00e9 \ud83c\udf3f","id":"8f1f2c9e-8f0a-4d3c-9b57-0c6a5f7e1d22"}',
  `${'['.repeat(3000)}${']'.repeat(3000)}`,
];

const QUERIES = ['anon.me', 'items.list', 'sessions.list'];
const MUTATIONS = ['items.addAction', 'anon.refresh', 'anon.logout', 'sessions.revokeOthers'];

function get(path: string, title: string, headers: CorpusRequest['headers'] = []): CorpusRequest {
  return { title, method: 'GET', path, headers, body: '' };
}

function post(path: string, body: string, title: string, headers: CorpusRequest['headers'] = []): CorpusRequest {
  return { title, method: 'POST', path, headers: [JSON_TYPE, ...headers], body };
}

function* singleCalls(): Generator<CorpusRequest> {
  const visitor = CREDENTIALS['the visitor'] ?? [];
  for (const name of QUERIES) {
    for (const [who, headers] of Object.entries(CREDENTIALS)) yield get(`/trpc/${name}`, `${name} as ${who}`, headers);
    for (const input of INPUTS) yield get(`/trpc/${name}?input=${encodeURIComponent(input.toWellFormed())}`, `${name} with ${input.slice(0, 60)}`, visitor);
  }
  for (const name of MUTATIONS) {
    for (const [who, headers] of Object.entries(CREDENTIALS)) yield post(`/trpc/${name}`, '{"action":"view","id":"9f1f2c9e-8f0a-4d3c-9b57-0c6a5f7e1d22"}', `${name} as ${who}`, headers);
    for (const input of INPUTS) yield post(`/trpc/${name}`, input, `${name} with ${input.slice(0, 60)}`, visitor);
  }
}

function* batches(): Generator<CorpusRequest> {
  const visitor = CREDENTIALS['the visitor'] ?? [];
  const queries = ['items.list,anon.me', 'anon.me', 'items.list,items.list,items.list', 'anon.me,nope', 'nope,nope', `${'anon.me,'.repeat(9)}anon.me`, `${'anon.me,'.repeat(10)}anon.me`, ',,,', 'anon.me,', 'items.list,items.addAction'];
  const inputs = ['{}', '{"0":{"limit":1}}', '{"0":{"limit":0},"1":{}}', '{"0":null,"1":null}', '{"7":{}}', '[]', 'null', '"x"', '{', '{"0":{"cursor":"elsewhere"}}', '{"length":2}', '{"__proto__":{"0":{}}}'];
  for (const paths of queries) {
    yield get(`/trpc/${paths}?batch=1`, `a batch of ${paths.slice(0, 60)}`, visitor);
    yield get(`/trpc/${paths}?batch=1`, `a batch of ${paths.slice(0, 60)} as nobody`);
    for (const input of inputs) yield get(`/trpc/${paths}?batch=1&input=${encodeURIComponent(input)}`, `a batch of ${paths.slice(0, 60)} with ${input}`, visitor);
  }
  const mutations = ['items.addAction,anon.logout', 'items.addAction,items.addAction', 'anon.logout', 'anon.refresh,anon.logout', 'items.addAction,nope', `${'anon.logout,'.repeat(10)}anon.logout`, 'items.addAction,anon.me'];
  const bodies = ['{}', `{"0":{"action":"like","id":"${ACTION_ID}"},"1":{"refreshToken":"garbage"}}`, `{"0":{"action":"","id":"${ACTION_ID}"},"1":{"action":"like","id":"${ACTION_ID}"}}`, '{"0":{"refreshToken":"x"},"1":{"refreshToken":"x"}}', '[]', '[{"refreshToken":"x"}]', 'null', '7', '{', ''];
  for (const paths of mutations) {
    for (const body of bodies) yield post(`/trpc/${paths}?batch=1`, body, `a batch of ${paths.slice(0, 60)} with ${body.slice(0, 60)}`, visitor);
  }
}

function* oddities(): Generator<CorpusRequest> {
  const visitor = CREDENTIALS['the visitor'] ?? [];
  yield get('/trpc/nope', 'an unknown procedure', visitor);
  yield get('/trpc/items', 'a namespace', visitor);
  yield get('/trpc/constructor', 'a name that every object has');
  yield get('/trpc/__proto__', 'the prototype');
  yield get('/trpc/items%2Elist', 'a name in percent-encoding', visitor);
  yield get('/trpc/anon.me%2Citems.list?batch=1', 'a batch in percent-encoding', visitor);
  yield get('/trpc/items.addAction', 'a mutation by GET', visitor);
  yield post('/trpc/items.list', '{}', 'a query by POST', visitor);
  for (const query of ['batch=0', 'batch=1&batch=0', 'batch', 'input', 'input=', 'input=%', 'input=%7B%7D&input=7', 'x=1', 'batch=1&x=1', 'batch=2&input=%7B%7D', 'input=%7B%22limit%22%3A1%7D#input', 'input=%7B%22limit%22:+1%7D']) {
    yield get(`/trpc/items.list?${query}`, `items.list with the query ${query}`, visitor);
    yield post(`/trpc/items.addAction?${query}`, '{"action":"x"}', `items.addAction as nobody with the query ${query}`);
  }
  for (const type of ['application/json;charset=utf-8', 'application/json; charset=utf-8', 'APPLICATION/JSON']) {
    yield { title: `a body of ${type}`, method: 'POST', path: '/trpc/anon.logout', headers: [['content-type', type]], body: '{"refreshToken":"x"}' };
  }
  yield { ...get('/trpc/items.list', 'a query with a JSON content type', visitor), headers: [JSON_TYPE, ...visitor] };
  yield { ...get('/trpc/items.list', 'two schemes at once', visitor), headers: [...visitor, ...visitor] };
  yield { ...get('/trpc/items.list?access_token=x', 'a token in the query'), headers: [] };
  yield { ...get('/trpc/items.list', 'an answer in another format', visitor), headers: [['accept', 'text/html'], ...visitor] };
}

function* otherMethods(): Generator<CorpusRequest> {
  const visitor = CREDENTIALS['the visitor'] ?? [];
  for (const method of ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']) {
    for (const path of ['/trpc/anon.me', '/trpc/items.addAction', '/trpc/nope', '/trpc/anon.me,items.list?batch=1']) {
      yield { title: `${path} by ${method}`, method, path, headers: [JSON_TYPE, ...visitor], body: method === 'HEAD' || method === 'OPTIONS' ? '' : '{}' };
    }
  }
}

/** Requests by the public protocol description, right and wrong. The order matters: actions are stored on the way. */
export function trpcCorpus(): CorpusRequest[] {
  return [...singleCalls(), ...batches(), ...oddities(), ...otherMethods()];
}

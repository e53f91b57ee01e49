import { failureResponse } from '../../../shared/rest.schema.ts';
import type { AppRouter } from '../../router.ts';
import type { Operation } from '../rest/operation.ts';
import { describeFailures, describeReasons, reasonsOf } from './failures.ts';
import { type JsonSchema, membersOf, toJsonSchema } from './json-schema.ts';

const VERSION = '0.1.0';

const TAGS = [
  { name: 'anon', description: 'Who the visitor is. No account, no question asked.' },
  { name: 'items', description: 'What the visitor sees and did: the application that shows the sessions at work.' },
];

const ACCESS_TOKEN = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The `access_token` that `POST /anon/login` answers with.' };

/** The REST door as an OpenAPI 3.1 document, made of the very schemas that its operations check with. */
export function buildDocument(operations: readonly Operation[], router: AppRouter) {
  const reasons = [...new Set(operations.flatMap(reasonsOf))];
  return {
    openapi: '3.1.0',
    info: { title: 'Passerby', version: VERSION, description: describeApi(router), license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    tags: TAGS,
    paths: Object.fromEntries(operations.map((operation) => [operation.path, { [operation.method.toLowerCase()]: describeOperation(operation) }])),
    components: {
      securitySchemes: { accessToken: ACCESS_TOKEN },
      schemas: { ...describeAnswers(operations), Failure: toJsonSchema(failureResponse) },
      examples: describeReasons(reasons),
    },
  };
}

function describeApi(router: AppRouter): string {
  const procedures = Object.keys(router._def.procedures).map((name) => `\`${name}\``);
  return `Recognises returning visitors without asking who they are. Log in once, keep the tokens, and send the access token as
\`Authorization: Bearer …\` with every call.

This is the door for clients in any language. TypeScript clients have a typed one: the same procedures as tRPC at \`/trpc\`
(${procedures.join(', ')}), with paging and batches.

Every answer that is not a success has one shape; read \`error.data.reason\`, which is stable. Answers are never cached.`;
}

function describeAnswers(operations: readonly Operation[]): Record<string, JsonSchema> {
  return Object.fromEntries(operations.map(({ answer }) => [answer.name, toJsonSchema(answer.schema)]));
}

function describeOperation(operation: Operation): object {
  const { id, tag, summary, description, isProtected, answer } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    description,
    security: isProtected ? [{ accessToken: [] }] : [],
    parameters: describeParameters(operation),
    ...describeBody(operation),
    responses: {
      200: { description: 'Done.', content: { 'application/json': { schema: { $ref: `#/components/schemas/${answer.name}` } } } },
      ...describeFailures(operation),
    },
  };
}

function describeParameters({ query }: Operation): object[] {
  const { properties, required } = membersOf(query);
  return Object.entries(properties).map(([name, { description, examples, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    description,
    ...exampleOf(examples),
    schema,
  }));
}

function describeBody({ body }: Operation): object {
  const { properties } = membersOf(body);
  if (Object.keys(properties).length === 0) return {};
  const { examples, ...schema } = toJsonSchema(body);
  const isRequired = !body.safeParse({}).success;
  return { requestBody: { required: isRequired, content: { 'application/json': { schema, ...exampleOf(examples) } } } };
}

function exampleOf(examples: unknown): object {
  return Array.isArray(examples) && examples.length > 0 ? { example: examples[0] } : {};
}

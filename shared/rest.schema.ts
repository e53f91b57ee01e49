import { z } from 'zod';
import { instantSchema, loginInput, refreshTokenText } from './anon.schema.ts';
import { ERRORS, type Reason } from './errors.ts';
import { anonIdSchema, sessionIdSchema } from './ids.ts';
import { addActionInput } from './items.schema.ts';

/** The contract of the REST door: the procedures' own schemas under snake-case names (RFC 6749 §5.1). */

/** Most actions in one REST answer: the newest. The typed API pages through all of them. */
export const REST_ACTIONS_MAX = 1_000;

/** For operations that take no query parameter, or no member in the body. */
export const restNothing = z.strictObject({});

export const restLoginBody = z
  .strictObject({
    idempotency_key: loginInput.unwrap().shape.idempotencyKey.describe(
      'At least 128 random bits that the client makes and stores before it calls. The same key gives the same visitor for a while (ten minutes by default), so a call whose answer was lost can be sent again.',
    ),
  })
  .meta({ examples: [{}] });

export const restRefreshTokenBody = z.strictObject({
  refresh_token: refreshTokenText.describe('As the last login or refresh gave it.'),
});

export const restAddActionQuery = z.strictObject({
  action: addActionInput.shape.action.meta({
    description: 'What the visitor did: one line of 1 to 200 characters after trimming, without control characters.',
    examples: ['like'],
  }),
  item_id: addActionInput.shape.itemId.meta({ description: 'The catalogue item it was done to.', examples: ['fountain-pen'] }),
  id: addActionInput.shape.id.describe('A UUID that the client makes: the same call sent again is stored once.'),
});

/** Answer of login and refresh (RFC 6749 §5.1). */
export const restTokenResponse = z.object({
  access_token: z.string().describe('Goes into the header "Authorization: Bearer …".'),
  token_type: z.literal('Bearer'),
  expires_in: z.int().positive().describe('Life of the access token in seconds, counted from receipt.'),
  refresh_token: z.string().describe('Buys the next pair of tokens. Replaces the one that was sent.'),
  anon_id: anonIdSchema,
});
export type RestTokenResponse = z.infer<typeof restTokenResponse>;

export const restMeResponse = z.object({
  anon_id: anonIdSchema,
  session_id: sessionIdSchema,
  created_at: instantSchema,
  last_activity_at: instantSchema,
});
export type RestMeResponse = z.infer<typeof restMeResponse>;

const actions = z.array(z.string()).max(REST_ACTIONS_MAX);

export const restItemsResponse = z.object({
  anon_id: anonIdSchema,
  message: z.string(),
  your_items: z.array(z.string()).describe('Titles of the whole catalogue: what the visitor touched most recently first, then the rest in shop order.'),
  previous_actions: actions.describe(`What the visitor did, oldest first: all of it up to the newest ${REST_ACTIONS_MAX}.`),
});
export type RestItemsResponse = z.infer<typeof restItemsResponse>;

export const restAddActionResponse = z.object({
  anon_id: anonIdSchema,
  message: z.string(),
  current_actions: actions.describe(`What the visitor did, this action included, oldest first: all of it up to the newest ${REST_ACTIONS_MAX}.`),
});
export type RestAddActionResponse = z.infer<typeof restAddActionResponse>;

// Object.keys forgets that the keys of a constant are known.
const reasons = Object.keys(ERRORS) as Reason[];

/** Every answer that is not a success, over REST as over tRPC: read `error.data.reason`. */
export const failureResponse = z.object({
  error: z.object({
    message: z.string().describe('For a developer; the same for every occurrence of the reason.'),
    code: z.int().describe('The JSON-RPC code that tRPC uses.'),
    data: z.object({
      code: z.string().describe('The name tRPC has for the status.'),
      httpStatus: z.int(),
      path: z.string().nullable(),
      reason: z.enum(reasons).describe('The stable name of the outcome.'),
      issues: z.array(z.object({ path: z.string(), message: z.string() })).optional().describe('With INPUT_INVALID: the first places that do not fit.'),
      errorId: z.string().optional().describe('With INTERNAL: quote it when you report the error.'),
      retryAfterSeconds: z.int().optional().describe('When to try again, as in Retry-After.'),
    }),
  }),
});
export type FailureResponse = z.infer<typeof failureResponse>;

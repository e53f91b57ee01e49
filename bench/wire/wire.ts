/** A visitor as the generator knows them. */
export interface Visitor {
  readonly anonId: string;
  readonly accessToken: string;
  /** Empty where the peer has none. */
  readonly refreshToken: string;
}

/** What a list answered, reduced to what can be compared. */
export interface ListSummary {
  readonly items: number;
  readonly actions: number;
  readonly newestAction: string;
}

export interface NewAction {
  readonly action: string;
  readonly itemId: string;
}

/** How a peer is spoken to: whole HTTP/1.1 requests as text, answers as body text. */
export interface Wire {
  login(): string;
  readLogin(body: string): Visitor;
  list(token: string): string;
  readList(body: string): ListSummary;
  addAction(token: string, action: NewAction): string;
  /** Null for peers without them. */
  readonly trpc: TrpcCalls | null;
}

/** Calls that tRPC peers alone have. */
export interface TrpcCalls {
  loginWithKey(idempotencyKey: string): string;
  refresh(refreshToken: string): string;
  batchList(token: string, calls: number): string;
  batchAdd(token: string, actions: readonly NewAction[]): string;
}

export function get(path: string, token: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`;
}

export function post(path: string, token: string | null, body: unknown): string {
  const text = JSON.stringify(body);
  const authorization = token === null ? '' : `Authorization: Bearer ${token}\r\n`;
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${authorization}Content-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
}

interface ListBody {
  readonly items: readonly unknown[];
  readonly actions: readonly { readonly action: string }[];
}

export function summarise(list: ListBody): ListSummary {
  return { items: list.items.length, actions: list.actions.length, newestAction: list.actions[0]?.action ?? '' };
}

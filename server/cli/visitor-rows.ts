import { type AnonId, anonIdSchema } from '../../shared/ids.ts';
import type { App } from '../app.ts';
import type { Database } from '../database/schema.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from './exit.ts';

/** What the argument of every command on a visitor is, for its help. */
export const VISITOR_ARGUMENT = "the visitor's id, which the page has them copy and anon.me answers";

/** Throws a `CommandFailure` for what no visitor could be called. */
export function parseId(unverified: string | undefined): AnonId {
  const { data } = anonIdSchema.safeParse(unverified?.toLowerCase());
  if (data === undefined) throw new CommandFailure(EXIT.usage, `${unverified} is not a visitor's id: those look like 019bc1f4-5e00-7cc3-98c4-dc0c0c07398f.`);
  return data;
}

type Row = Readonly<Record<string, unknown>>;

/** The visitor's rows in one table. */
export async function listRows(app: App, anonId: AnonId, table: keyof Database): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const found of app.visitorData.exportTable(app.store.db, anonId, table)) rows.push(found.row);
  return rows;
}

/** The visitor's own row. Throws a `CommandFailure` when there is no such visitor. */
export async function getVisitor(app: App, anonId: AnonId): Promise<Row> {
  const [row] = await listRows(app, anonId, 'anon_user');
  if (row === undefined) throw noVisitor(anonId);
  return row;
}

export function noVisitor(anonId: AnonId): CommandFailure {
  return new CommandFailure(EXIT.notFound, `There is no visitor ${anonId}: never was, or erased, or removed for inactivity.`);
}

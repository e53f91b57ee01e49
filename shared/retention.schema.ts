import { z } from 'zod';
import { instantSchema } from './anon.schema.ts';
import { rowCounts } from './privacy.schema.ts';

/**
 * How a sweep ended:
 * - `done`: nobody is due any more. `dry-run`: counted, nothing removed.
 * - `stopped`: the process is stopping, or another has taken its place; the next sweep goes on from there.
 * - `busy`: another process is sweeping.
 * - `clock-jumped`: the wall clock does not agree with the time that passed, or is far ahead of the last sweep. Nothing
 *   was removed.
 * - `too-many`: more visitors are due than a sweep may remove unasked. Nothing was removed.
 * - `failed`: the database did not answer. What was removed before stays removed; the next sweep goes on from there.
 */
export const sweepOutcome = z.enum(['done', 'dry-run', 'stopped', 'busy', 'clock-jumped', 'too-many', 'failed']);
export type SweepOutcome = z.infer<typeof sweepOutcome>;

/** Why a sweep removes nobody unless an operator forces it. */
export const sweepRefusal = z.enum(['clock-jumped', 'too-many']);
export type SweepRefusal = z.infer<typeof sweepRefusal>;

export const sweepReport = z.strictObject({
  outcome: sweepOutcome,
  /** In a dry run: what a sweep would be refused for now. Null otherwise. */
  refusal: sweepRefusal.nullable().default(null),
  startedAt: instantSchema,
  /** Visitors whose last activity is before this are due. */
  inactiveSince: instantSchema,
  /** Visitors that were due when the sweep began and that nobody keeps. */
  due: z.int().nonnegative(),
  /** Visitors that are due by time and kept by an owner of their data; who was kept is asked once a day. */
  kept: z.int().nonnegative(),
  /** Visitors removed. */
  removed: z.int().nonnegative(),
  /** Rows removed, or in a dry run that would be, per table. */
  rows: rowCounts,
  durationMs: z.number().nonnegative(),
  /** The longest time that the statements of one step took, and the longest COMMIT. */
  longestStepMs: z.number().nonnegative(),
  longestCommitMs: z.number().nonnegative(),
});
export type SweepReport = z.infer<typeof sweepReport>;

/** The last sweep of any process, and the clock of the last one that believed it; null before the first. */
export const retentionStatus = z.strictObject({ lastSweep: sweepReport.nullable(), clockBelievedAt: instantSchema.nullable() });
export type RetentionStatus = z.infer<typeof retentionStatus>;

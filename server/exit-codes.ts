/** What the exit code of the server and of the operator's command means. */
export const EXIT = { ok: 0, failed: 1, usage: 2, notFound: 3, refused: 4, otherSchema: 5 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Columns of equal width, without a border: what `cut` and people can read. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ').trimEnd()).join('\n');
}

/** `1 visitor`, `2 visitors`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

export function rowTable(rows: Readonly<Record<string, number>>): string {
  return columns(Object.entries(rows).map(([table, rowCount]) => [`  ${table}`, rowCount.toLocaleString('en')]));
}

export function sum(rows: Readonly<Record<string, number>>): number {
  return Object.values(rows).reduce((total, rowCount) => total + rowCount, 0);
}

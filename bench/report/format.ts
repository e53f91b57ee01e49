const NOTHING = '–';

/** About three significant digits. */
export function number(value: number | null): string {
  if (value === null || Number.isNaN(value)) return NOTHING;
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 1 : 2);
}

export function times(value: number | null): string {
  return value === null ? NOTHING : `${number(value)} ×`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_cell, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

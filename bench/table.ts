import { OURS, type Row } from './row';

/** Rows under a heading. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** The sections as Markdown tables, which read well on a terminal too; reasons for missing figures stand below. */
export function markdown(sections: readonly Section[]): string {
  return sections.map(({ title, rows }) => `### ${title}\n\n${table(rows)}`).join('\n\n');
}

function table(rows: readonly Row[]): string {
  const peers = [...new Set(rows.flatMap((row) => [...Object.keys(row.peers), ...Object.keys(row.missing)]))].filter(
    (peer) => peer !== OURS,
  );
  const notes: string[] = [];
  const note = (row: Row, name: string): string => {
    const reason = row.missing[name];
    if (reason === undefined) return '';
    const text = `${name}: ${reason}`;
    if (!notes.includes(text)) notes.push(text);
    return `— (${notes.indexOf(text) + 1})`;
  };
  const lines = rows.map((row) => [
    row.name,
    row.ours === null ? note(row, OURS) : quantity(row.ours, row.unit),
    ...peers.map((peer) => {
      const value = row.peers[peer];
      if (value === undefined) return note(row, peer);
      const ratio = row.ratio[peer];
      return ratio === undefined ? quantity(value, row.unit) : `${quantity(value, row.unit)} (${significant(ratio)}×)`;
    }),
  ]);
  const text = align([['', OURS, ...peers], ...lines]);
  return notes.length === 0 ? text : `${text}\n\n${notes.map((note, i) => `(${i + 1}) ${note}`).join('  \n')}`;
}

function align(cells: readonly (readonly string[])[]): string {
  const widths = cells[0]!.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)));
  const lines = cells.map(
    (line) =>
      `| ${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function quantity(value: number, unit: string): string {
  return unit === '' ? significant(value) : `${significant(value)} ${unit}`;
}

/** Three significant digits, without an exponent. */
function significant(value: number): string {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toFixed(Math.min(digits, 3));
}

import { type Block, LINE_HEIGHT, PADDING } from './layout';
import type { Scale } from './scale';
import type { Label } from './scene';
import { FONT_SIZE, readText, textWidth, wrapAtMost } from './text';
import { readValues, requireSameLength, requireSome, type Values, type ValuesOrMissing } from './values';

/** Numbers under a plot, aligned with its x axis: how many patients are at risk at each time. */
export interface AtRiskData {
  /** Heading. Default `number at risk`. */
  name?: string;
  /** Where on the x axis; those outside of it are left out, and those for which there is no room. */
  x: Values;
  /** One row a group. */
  rows: readonly {
    name: string;
    /** One number for each `x`; missing ones are left blank. */
    counts: ValuesOrMissing;
  }[];
}

/** A checked table. */
export interface AtRisk {
  name: string;
  x: number[];
  rows: { name: string; counts: (number | null)[] }[];
}

/** A checked table. */
export function readAtRisk(data: AtRiskData): AtRisk {
  requireSome('atRisk.x', data.x, 'one place');
  requireSome('atRisk.rows', data.rows, 'one row');
  const x = readValues('atRisk.x', data.x);
  const rows = data.rows.map(({ name, counts }, i) => {
    const read = readValues(`atRisk.rows[${i}].counts`, counts, 'missing');
    requireSameLength(`atRisk.rows[${i}].counts`, read, 'atRisk.x', x);
    return { name: readText(`atRisk.rows[${i}].name`, name), counts: read };
  });
  return { name: readText('atRisk.name', data.name ?? 'number at risk'), x, rows };
}

/** Room for the names at the left of the plot; 0 if they are so long that they stand above their numbers. */
export function nameRoom({ rows }: AtRisk, width: number): number {
  const widest = Math.max(...rows.map(({ name }) => textWidth(name, FONT_SIZE.small)));
  return widest > width * 0.22 ? 0 : PADDING + widest + 24;
}

/** The table below `top`, for a plot from `left` on. */
export function atRiskBlock(
  table: AtRisk,
  x: Scale,
  left: number,
  plotWidth: number,
  top: number,
  width: number,
): Block {
  const isBeside = nameRoom(table, width) > 0;
  const size = FONT_SIZE.small;
  const labels: Label[] = [
    { x: PADDING, y: top + LINE_HEIGHT / 2, text: table.name, size, colour: 'muted', align: 'left' },
  ];
  const places = table.x.map((at) => x.place(at));
  let y = top + LINE_HEIGHT;
  for (const { name, counts } of table.rows) {
    const [text] = wrapAtMost(name, width - 2 * PADDING, size, 1) as [string];
    labels.push({ x: PADDING, y: y + LINE_HEIGHT / 2, text, size, colour: 'text', align: 'left' });
    if (!isBeside) y += LINE_HEIGHT;
    let end = Number.NEGATIVE_INFINITY;
    for (const [i, place] of places.entries()) {
      const count = counts[i];
      if (count === null || count === undefined || place < 0 || place > 1) continue;
      const half = textWidth(String(count), size) / 2;
      const middle = left + place * plotWidth;
      if (middle - half < end + 4) continue;
      end = middle + half;
      labels.push({ x: middle, y: y + LINE_HEIGHT / 2, text: String(count), size, colour: 'text', align: 'center' });
    }
    y += LINE_HEIGHT;
  }
  return { height: y - top + 8, labels, swatches: [] };
}

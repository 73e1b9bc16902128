import type { ComponentChildren } from 'preact';

export type Cell = ComponentChildren;

/**
 * A table with a caption. The first cell of a row names it; the others are figures unless `text` counts them as words. It
 * scrolls sideways inside its own region where the screen is narrower than it, which a keyboard can do too.
 */
export function DataTable(props: {
  id: string;
  caption: ComponentChildren;
  head: readonly Cell[];
  rows: readonly (readonly Cell[])[];
  /** Places of the columns that hold words, not figures; the first one always does. */
  text?: readonly number[];
  /** Whether the last row sums the others up. */
  total?: boolean;
}) {
  const { id, caption, head, rows, text = [], total = false } = props;
  const isText = (column: number) => column === 0 || text.includes(column);
  const kind = (column: number) => (isText(column) ? undefined : 'figure');
  const row = (cells: readonly Cell[], at: number) => (
    <tr key={at}>
      <th scope="row">{cells[0]}</th>
      {cells.slice(1).map((cell, i) => (
        <td key={i} class={kind(i + 1)}>
          {cell}
        </td>
      ))}
    </tr>
  );
  const body = total ? rows.slice(0, -1) : rows;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls.
    <div class="scroll" role="group" aria-labelledby={`${id}-caption`} tabindex={0}>
      <table id={id}>
        <caption>
          <span id={`${id}-caption`}>{caption}</span>
        </caption>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" class={kind(column)}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{body.map(row)}</tbody>
        {total && <tfoot>{row(rows.at(-1)!, rows.length)}</tfoot>}
      </table>
    </div>
  );
}

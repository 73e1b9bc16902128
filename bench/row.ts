/** A line of the results: what `--json` writes. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  /** Null where ours could not be measured; `missing.ours` then says why. */
  readonly ours: number | null;
  readonly peers: Readonly<Record<string, number>>;
  /** The peer's figure over ours: how many times better ours is, since less is better in every row. */
  readonly ratio: Readonly<Record<string, number>>;
  /** Why a peer, or ours, has no figure. */
  readonly missing: Readonly<Record<string, string>>;
}

/** The key of ours among the figures. */
export const OURS = 'ours';

/** Makes a row of the figures by name; a text in place of a figure says why there is none. */
export function row(name: string, unit: string, figures: ReadonlyMap<string, number | string>): Row {
  const all = [...figures];
  const measured = all.filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  const ours = measured.find(([key]) => key === OURS)?.[1] ?? null;
  const peers = measured.filter(([key]) => key !== OURS);
  return {
    name,
    unit,
    ours,
    peers: Object.fromEntries(peers),
    ratio: ours === null ? {} : Object.fromEntries(peers.map(([key, value]) => [key, value / ours])),
    missing: Object.fromEntries(all.filter(([, value]) => typeof value === 'string')) as Record<string, string>,
  };
}

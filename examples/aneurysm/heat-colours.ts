/** The picture must stay visible under the heat. */
const MOST_COVER = 0.7;
/** Share of the highest value from which on the cover is full: below, the heat fades into the picture. */
const FULL_FROM = 0.35;

/** As matplotlib's `plasma` from violet to yellow, but bright from the start: it lies on black vessels too. */
export const HEAT_STOPS = [
  [124, 77, 255],
  [208, 64, 224],
  [255, 82, 110],
  [255, 152, 40],
  [255, 245, 60],
] as const;

/**
 * The colour of a heat map, and how much of the picture it covers.
 *
 * @param share - of the highest value, from 0 to 1
 */
export function heatColour(share: number): { rgb: [number, number, number]; cover: number } {
  const place = Math.min(1, Math.max(0, share)) * (HEAT_STOPS.length - 1);
  const below = Math.min(HEAT_STOPS.length - 2, Math.floor(place));
  const [from, to] = [HEAT_STOPS[below]!, HEAT_STOPS[below + 1]!];
  const rgb = [0, 1, 2].map((c) => mix(from[c]!, to[c]!, place - below)) as [number, number, number];
  return { rgb, cover: MOST_COVER * Math.min(1, Math.max(0, share) / FULL_FROM) };
}

/** From one value to another by a share. */
export function mix(from: number, to: number, share: number): number {
  return from + share * (to - from);
}

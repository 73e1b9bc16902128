import { randomStream } from './random';

/** Side of the noise tile, a power of two. */
export const NOISE_TILE = 512;

let tile: Float32Array | undefined;

/**
 * A periodic tile of unit-variance Gaussian noise, slightly correlated between neighbours as after a detector's
 * scintillator and the scaling of an export. Made once; pictures read it at two random offsets and add the two up.
 */
export function noiseTile(): Float32Array {
  tile ??= makeTile();
  return tile;
}

function makeTile(): Float32Array {
  const n = NOISE_TILE;
  const random = randomStream(0, 'noise tile');
  const white = Float32Array.from({ length: n * n }, () => random.normal(0, 1));
  const out = new Float32Array(n * n);
  const near = 0.32;
  const far = 0.1;
  // Unit variance: the squares of the nine weights sum to one after this division.
  const norm = Math.sqrt(1 + 4 * near * near + 4 * far * far);
  for (let j = 0; j < n; j++) {
    const up = ((j + n - 1) % n) * n;
    const row = j * n;
    const down = ((j + 1) % n) * n;
    for (let i = 0; i < n; i++) {
      const l = (i + n - 1) % n;
      const r = (i + 1) % n;
      const cross = white[up + i]! + white[down + i]! + white[row + l]! + white[row + r]!;
      const corners = white[up + l]! + white[up + r]! + white[down + l]! + white[down + r]!;
      out[row + i] = (white[row + i]! + near * cross + far * corners) / norm;
    }
  }
  return out;
}

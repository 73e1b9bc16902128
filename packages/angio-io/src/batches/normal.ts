/**
 * Numbers of the standard normal distribution, from numbers in [0, 1): the ziggurat of Marsaglia and Tsang (2000) in
 * Doornik's form ("An improved ziggurat method to generate normal random samples", 2005), in which layer and position
 * are drawn apart.
 */
export function normals(uniform: () => number): () => number {
  return () => {
    for (;;) {
      const u = 2 * uniform() - 1;
      const layer = Math.floor(uniform() * LAYERS);
      if (Math.abs(u) < RATIO[layer]!) return u * EDGE[layer]!;
      if (layer === 0) return Math.sign(u || 1) * tail(uniform);
      const x = u * EDGE[layer]!;
      const [below, above] = [density(EDGE[layer]!), density(EDGE[layer + 1]!)];
      if (below + uniform() * (above - below) < density(x)) return x;
    }
  };
}

/** Beyond the lowest layer: Marsaglia (1964). */
function tail(uniform: () => number): number {
  for (;;) {
    // 1 − u lies in (0, 1], where the logarithm is finite.
    const x = Math.log(1 - uniform()) / START;
    const y = Math.log(1 - uniform());
    if (-2 * y >= x * x) return START - x;
  }
}

/** The normal density but for its constant. */
function density(x: number): number {
  return Math.exp(-0.5 * x * x);
}

/** Layers, where the tail begins, and the area of a layer (Doornik 2005, table 1: ZIGNOR_C, ZIGNOR_R, ZIGNOR_V). */
const LAYERS = 128;
const START = 3.442619855899;
const AREA = 9.91256303526217e-3;

/** The layers' right ends, from the lowest, whose box stands for the tail as well; the last is the peak. */
const EDGE = new Float64Array(LAYERS + 1);
EDGE[0] = AREA / density(START);
EDGE[1] = START;
for (let layer = 2; layer < LAYERS; layer++) {
  const x = EDGE[layer - 1]!;
  EDGE[layer] = Math.sqrt(-2 * Math.log(AREA / x + density(x)));
}

/** The part of each layer that lies under the density as a whole. */
const RATIO = Float64Array.from({ length: LAYERS }, (_, layer) => EDGE[layer + 1]! / EDGE[layer]!);

/**
 * Seeded random numbers. Every quantity is drawn from a stream of its own, named by (seed, purpose, index), so that
 * patient k does not depend on how many patients there are, and what an image looks like does not depend on its labels.
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform in [low, high). */
  uniform(low: number, high: number): number;
  /** Integer, uniform in [low, high] inclusive. */
  integer(low: number, high: number): number;
  /** Normal with the given mean and standard deviation (Box–Muller). */
  normal(mean: number, sd: number): number;
  /** Normal, redrawn until it lies in [low, high]. */
  truncatedNormal(mean: number, sd: number, low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** Index drawn in proportion to the weights. */
  weighted(weights: readonly number[]): number;
  /** A copy in random order (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[];
}

/**
 * A stream: sfc32 (Chris Doty-Humphrey, PractRand) seeded by hashing the key with splitmix32's finaliser.
 *
 * @param seed - the study's seed, a non-negative safe integer
 * @param purpose - what the numbers are for, e.g. `anatomy`
 * @param index - patient, block or image within the purpose
 */
export function randomStream(seed: number, purpose: string, index = 0): Random {
  let hash = mix(seed >>> 0) ^ mix(Math.floor(seed / 2 ** 32) + 0x9e3779b9);
  for (let i = 0; i < purpose.length; i++) hash = mix(hash ^ (purpose.charCodeAt(i) + 0x85ebca6b));
  hash = mix(hash ^ mix(index));
  const next = sfc32(mix(hash + 1), mix(hash + 2), mix(hash + 3), 1);
  for (let i = 0; i < 12; i++) next();
  return fromUniform(next);
}

function fromUniform(next: () => number): Random {
  let spare: number | undefined;
  function standardNormal(): number {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    // 1 - next() lies in (0, 1], so the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
  const random: Random = {
    next,
    uniform: (low, high) => low + (high - low) * next(),
    integer: (low, high) => low + Math.floor((high - low + 1) * next()),
    normal: (mean, sd) => mean + sd * standardNormal(),
    truncatedNormal(mean, sd, low, high) {
      for (;;) {
        const value = mean + sd * standardNormal();
        if (value >= low && value <= high) return value;
      }
    },
    chance: (probability) => next() < probability,
    weighted(weights) {
      let rest = next() * weights.reduce((sum, weight) => sum + weight, 0);
      for (let i = 0; i < weights.length; i++) {
        rest -= weights[i]!;
        if (rest < 0) return i;
      }
      return weights.length - 1;
    },
    shuffle(items) {
      const copy = [...items];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = Math.floor((i + 1) * next());
        const held = copy[i]!;
        copy[i] = copy[j]!;
        copy[j] = held;
      }
      return copy;
    },
  };
  return random;
}

/** splitmix32's finaliser: a bijection of 32-bit integers that spreads every input bit. */
function mix(value: number): number {
  let z = (value + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

function sfc32(a: number, b: number, c: number, counter: number): () => number {
  return () => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    c |= 0;
    return (result >>> 0) / 4294967296;
  };
}

import { mulberry32 } from './random';

/**
 * The items in random order: Fisher–Yates (Durstenfeld 1964) on {@link mulberry32}. Same seed, same order, on every
 * machine.
 */
export function shuffled(items: readonly number[], seed: number): number[] {
  const order = [...items];
  const random = mulberry32(seed);
  for (let last = order.length - 1; last > 0; last--) {
    const pick = Math.floor(random() * (last + 1));
    [order[last], order[pick]] = [order[pick]!, order[last]!];
  }
  return order;
}

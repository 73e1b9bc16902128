import { availableParallelism } from 'node:os';
import { integerOption } from './options';

/** How many patients to decode at a time: as many as there are cores, and two at least to overlap with the disk. */
export function concurrencyOption(value: number | undefined): number {
  return integerOption('concurrency', value, Math.max(2, availableParallelism()), 1);
}

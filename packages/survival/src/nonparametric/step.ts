import { number } from '../cohort';

/** Place of the last time at or before `at`, −1 if there is none; `time` ascends. */
export function stepAt(time: ArrayLike<number>, at: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A copy of some times. @throws {@link InvalidValueError} */
export function readTimes(times: ArrayLike<number>): number[] {
  return Array.from(times, (time, place) => number('times', time, () => true, 'a finite number', place));
}

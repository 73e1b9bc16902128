import { number } from '../cohort';

/** A copy of some times. @throws {@link InvalidValueError} */
export function readTimes(times: ArrayLike<number>): number[] {
  return Array.from(times, (time, place) => number('times', time, () => true, 'a finite number', place));
}

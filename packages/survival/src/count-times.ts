/** How many of some ascending times are at or below a time. */
export function countUpTo(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of some ascending times, each there once, are below a time. */
export function countBelow(times: ArrayLike<number>, time: number): number {
  const count = countUpTo(times, time);
  return count > 0 && times[count - 1] === time ? count - 1 : count;
}

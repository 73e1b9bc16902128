/**
 * Lets timers, signals and input be served. A promise that is already settled does not: without this a training loop on a
 * synchronous backend would never see Ctrl-C.
 */
export function yieldToEvents(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}

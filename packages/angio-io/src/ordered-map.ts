/**
 * Run `work` over `items`, at most `concurrency` at a time, and yield the results in the items' order. Work that is
 * under way when the consumer stops, or when one item fails, is waited for, so that nothing runs on unseen.
 */
export async function* orderedMap<T, R>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  let next = 0;
  try {
    while (next < items.length || underWay.length > 0) {
      while (next < items.length && underWay.length < concurrency) {
        const promise = work(items[next++]!);
        // A later item may fail while an earlier one is awaited; its failure is seen when its turn comes.
        promise.catch(() => {});
        underWay.push(promise);
      }
      yield await underWay[0]!;
      underWay.shift();
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}

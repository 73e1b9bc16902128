import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { orderedMap } from '../src/ordered-map';

test('results in order, never more than `concurrency` at a time', async () => {
  let running = 0;
  let most = 0;
  const work = async (item: number) => {
    most = Math.max(most, ++running);
    await sleep((item * 7) % 5);
    running--;
    return item * 10;
  };
  const results: number[] = [];
  for await (const result of orderedMap([...Array(20).keys()], 3, work)) results.push(result);
  expect(results).toEqual([...Array(20).keys()].map((item) => item * 10));
  expect(most).toBe(3);
});

test('the first failure is thrown, and what is under way has ended by then', async () => {
  const ended: number[] = [];
  const work = async (item: number) => {
    await sleep(item === 1 ? 1 : 20);
    ended.push(item);
    if (item === 1) throw new Error('one');
    return item;
  };
  const run = async () => {
    for await (const _ of orderedMap([0, 1, 2, 3, 4, 5], 3, work));
  };
  await expect(run()).rejects.toThrow('one');
  const after = [...ended];
  await sleep(40);
  expect(ended).toEqual(after);
});

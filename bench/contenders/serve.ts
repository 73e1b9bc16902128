import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { About, Turn } from '../job';

/**
 * A contender's side of the conversation with `bench/contender.ts`, one JSON value a line: it says {@link About} when
 * it is ready; then for each number of steps that it reads it takes them, and answers with a {@link Turn}; it ends with
 * its input. `serve.py` speaks the same.
 */
export async function serve(about: About, step: () => Promise<void> | void): Promise<void> {
  say(about);
  for await (const line of createInterface({ input: process.stdin })) {
    const times: number[] = [];
    for (let i = 0; i < Number(line); i++) {
      const start = performance.now();
      await step();
      times.push(performance.now() - start);
    }
    say({ times, peakMegabytes: peakMegabytes() } satisfies Turn);
  }
}

function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function peakMegabytes(): number {
  try {
    // The system call's figure starts at that of the process which started this one.
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) / 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS / 1024;
}

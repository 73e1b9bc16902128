import { arch, cpus, loadavg, totalmem, type } from 'node:os';

/** The machine in a line: processor, cores, memory, system, Node, and how busy it was when the run began. */
export function describeMachine(): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const load = `load average ${loadavg()[0]!.toFixed(1)} at the start`;
  return [`${cpus().length} × ${processor}`, memory, `${type()} ${arch()}`, `Node ${process.version}`, load].join(', ');
}

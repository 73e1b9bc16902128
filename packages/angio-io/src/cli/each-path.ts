import type { CliArguments, CliContext, CliResult } from './command';
import { describeError } from './describe-error';

/**
 * The results of a command for each path that it was given, as one. What goes wrong with one path is its result, and the
 * others are still of interest; with a lone path it ends the program.
 *
 * @param separator stands between the texts
 */
export async function eachPath(
  { positionals }: CliArguments,
  { signal }: CliContext,
  separator: string,
  work: (path: string) => Promise<CliResult>,
): Promise<CliResult> {
  const results: CliResult[] = [];
  for (const path of positionals) {
    signal.throwIfAborted();
    try {
      results.push(await work(path));
    } catch (error) {
      signal.throwIfAborted();
      if (positionals.length === 1) throw error;
      const { tag, message } = describeError(error);
      results.push({ json: { kind: 'error', path, tag, message }, text: `${message}\n`, ok: false });
    }
  }
  return {
    json: results.map(({ json }) => json),
    text: results.map(({ text }) => text).join(separator),
    ok: results.every(({ ok }) => ok),
  };
}

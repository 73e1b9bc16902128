import { version } from '../../package.json';
import { isAngioIoError } from '../errors';
import { type CliCommand, UsageError } from './command';
import { convertCommand } from './convert-command';
import { describeError } from './describe-error';
import { commandHelp, programHelp } from './help';
import { inspectCommand } from './inspect-command';
import { parseArguments } from './parse-arguments';
import { ProgressBar } from './progress-bar';
import { sortCommand } from './sort-command';
import { printable } from './text-layout';
import { verifyCommand } from './verify-command';

const COMMANDS: readonly CliCommand[] = [inspectCommand, convertCommand, verifyCommand, sortCommand];

/** The exit codes. */
const EXIT = { fine: 0, problems: 1, usage: 2, stopped: 130 } as const;

/**
 * Run the program: what it finds goes to standard output, everything else to standard error.
 *
 * @param args the command line, without the program's name
 * @returns the exit code
 */
export async function runCli(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    await print(process.stdout, programHelp(COMMANDS));
    return name === undefined ? EXIT.usage : EXIT.fine;
  }
  if (name === '--version') {
    await print(process.stdout, `${version}\n`);
    return EXIT.fine;
  }
  const command = COMMANDS.find((it) => it.name === name);
  if (!command) {
    const known = COMMANDS.map((it) => it.name).join(', ');
    await print(process.stderr, `angio-io: there is no command ${printable(name)}; there are ${known}.\n`);
    return EXIT.usage;
  }
  return runCommand(command, rest);
}

async function runCommand(command: CliCommand, args: string[]): Promise<number> {
  const bar = new ProgressBar(process.stderr);
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    // Asked twice, the process goes at once.
    if (stop.signal.aborted) process.exit(EXIT.stopped);
    stop.abort(new Stopped(signal));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  const json = args.includes('--json');
  try {
    const parsed = parseArguments(command, args);
    if (parsed.values.help === true) {
      await print(process.stdout, commandHelp(command));
      return EXIT.fine;
    }
    const context = { signal: stop.signal, progress: (label: string) => bar.follow(label) };
    const result = await command.run(parsed, context);
    bar.clear();
    const text = json ? `${JSON.stringify(result.json, undefined, 2)}\n` : printable(result.text);
    await print(process.stdout, text);
    return result.ok ? EXIT.fine : EXIT.problems;
  } catch (error) {
    bar.clear();
    if (json) await print(process.stdout, `${JSON.stringify({ error: describeError(error) }, undefined, 2)}\n`);
    await print(process.stderr, `angio-io: ${printable(messageOf(error, command, args.includes('--debug')))}\n`);
    return exitCode(error);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  }
}

/** Why the work was given up. */
class Stopped extends Error {
  constructor(signal: string) {
    super(`stopped (${signal}).`);
  }
}

function exitCode(error: unknown): number {
  if (error instanceof Stopped) return EXIT.stopped;
  return error instanceof UsageError || isAngioIoError(error, 'OptionError') ? EXIT.usage : EXIT.problems;
}

function messageOf(error: unknown, { name }: CliCommand, debug: boolean): string {
  if (debug && error instanceof Error) return error.stack ?? error.message;
  const { message } = describeError(error);
  if (error instanceof UsageError) return `${message}\nangio-io ${name} --help lists the options.`;
  if (error instanceof Stopped || isAngioIoError(error)) return message;
  return `${message}\nThis should not have happened; --debug shows where.`;
}

/** Write, and wait until it is written: what is left in a pipe is lost when the process ends. */
function print(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    // A reader that has gone (`| head`) is no error of ours.
    stream.once('error', () => resolve());
    stream.write(text, () => resolve());
  });
}

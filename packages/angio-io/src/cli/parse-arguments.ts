import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type CliArguments, type CliCommand, type CliOptions, UsageError } from './command';

/** The options that every command has. */
export const COMMON_OPTIONS: CliOptions = {
  json: { type: 'boolean', help: 'print JSON instead of text' },
  debug: { type: 'boolean', help: 'print where in the program an error comes from' },
  help: { type: 'boolean', short: 'h', help: 'print this' },
};

/**
 * Read a command's arguments.
 *
 * @throws UsageError
 */
export function parseArguments({ name, options, positionals: [least, most], usage }: CliCommand, args: string[]) {
  let parsed: CliArguments;
  try {
    const config: ParseArgsConfig['options'] = Object.fromEntries(
      Object.entries({ ...options, ...COMMON_OPTIONS }).map(([key, { type, short }]) => [
        key,
        short === undefined ? { type } : { type, short },
      ]),
    );
    parsed = parseArgs({ args, options: config, allowPositionals: true, strict: true }) as CliArguments;
  } catch (error) {
    // Node's own words, of which the first sentence says what is wrong and the second suggests something else.
    throw new UsageError((error as Error).message.split('. To specify')[0]!);
  }
  const count = parsed.positionals.length;
  if (parsed.values.help !== true && (count < least || count > most)) {
    throw new UsageError(`${count === 0 ? 'Arguments are missing' : `${count} arguments`}: angio-io ${name} ${usage}`);
  }
  return parsed;
}

/** An option's text, undefined if it was not given. */
export function textOf({ values }: CliArguments, name: string): string | undefined {
  return values[name] as string | undefined;
}

/** An option's number. */
export function numberOf(args: CliArguments, name: string): number | undefined {
  const text = textOf(args, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new UsageError(`--${name} ${text}: a number is expected`);
  return number;
}

/** An option's names, separated by commas. */
export function namesOf(args: CliArguments, name: string): string[] | undefined {
  return textOf(args, name)
    ?.split(',')
    .map((it) => it.trim());
}

/** An option's regular expression. */
export function patternOf(args: CliArguments, name: string): RegExp | undefined {
  const text = textOf(args, name);
  if (text === undefined) return undefined;
  try {
    return new RegExp(text, 'u');
  } catch (error) {
    throw new UsageError(`--${name} ${text}: ${(error as Error).message}`);
  }
}

import type { CliCommand, CliOption } from './command';
import { COMMON_OPTIONS } from './parse-arguments';
import { LINE, wrapText } from './text-layout';

/** The help of the whole program. */
export function programHelp(commands: readonly CliCommand[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'Usage: angio-io COMMAND [OPTIONS] ARGUMENTS',
    '',
    'Angiogram studies and HDF5 volumes.',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'angio-io COMMAND --help lists the options of a command; angio-io --version prints the version.',
    'Exit codes: 0 fine; 1 problems were found, or something went wrong; 2 wrong usage; 130 stopped by Ctrl-C.',
    '',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp({ name, usage, summary, notes, options }: CliCommand): string {
  const rows = Object.entries({ ...options, ...COMMON_OPTIONS }).map(([key, option]) => [
    label(key, option),
    option.help,
  ]);
  const width = Math.max(...rows.map(([left]) => left!.length));
  return [
    `Usage: angio-io ${name} [OPTIONS] ${usage}`,
    '',
    ...wrapText(`${summary[0]!.toUpperCase()}${summary.slice(1)}.${notes ? ` ${notes}` : ''}`, LINE),
    '',
    ...rows.flatMap(([left, help]) =>
      wrapText(help!, LINE - width - 4).map((line, at) => `  ${(at === 0 ? left! : '').padEnd(width)}  ${line}`),
    ),
    '',
  ].join('\n');
}

function label(key: string, { short, value }: CliOption): string {
  return `${short ? `-${short}, ` : ''}--${key}${value ? ` ${value}` : ''}`;
}

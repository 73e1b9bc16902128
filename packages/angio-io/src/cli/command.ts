import type { Progress } from '../study/study';

/** One option of a command. */
export interface CliOption {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** What stands for its value in the help. */
  readonly value?: string;
  readonly help: string;
}

/** The options of a command, by their long names. */
export type CliOptions = Readonly<Record<string, CliOption>>;

/** What the user has typed: the options by their long names, and everything else. */
export interface CliArguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/** What a command is given beside its arguments. */
export interface CliContext {
  readonly signal: AbortSignal;
  /** A function that shows how far the work is, if somebody looks on. */
  progress(label: string): (progress: Progress) => void;
}

/** What a command has found or done. */
export interface CliResult {
  /** For programs; what `--json` prints. */
  readonly json: unknown;
  /** For people. */
  readonly text: string;
  /** False if problems were found, or if nothing was made. */
  readonly ok: boolean;
}

/** One of the program's commands. */
export interface CliCommand {
  readonly name: string;
  /** What stands behind its name in the help. */
  readonly usage: string;
  readonly summary: string;
  /** More of the help. */
  readonly notes?: string;
  readonly options: CliOptions;
  /** How many arguments it takes that are no options. */
  readonly positionals: readonly [least: number, most: number];
  run(args: CliArguments, context: CliContext): Promise<CliResult>;
}

/** The command line is wrong. */
export class UsageError extends Error {}

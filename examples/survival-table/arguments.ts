import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UserError } from './errors';

/** What to do, as the command line says. */
export interface Settings {
  /** A CSV file with a header. */
  data: string;
  /** Whether that is the simulated table beside this script. */
  isSimulated: boolean;
  out: string;
  time: string;
  event: string;
  /** What stands in the event column where the event was seen; undefined: 1 and 0. */
  eventValue: string | undefined;
  group: string;
  covariates: readonly string[];
  /** Columns that are categories although they hold numbers. */
  categories: readonly string[];
  /** Levels that others are compared with, by column. */
  references: ReadonlyMap<string, string>;
  /** How the text says that somebody had the event, such as `died`. */
  verb: string;
  skipIncomplete: boolean;
}

export const HELP = `Survival by treatment, adjusted for age and stage, from a table of patients, and how to read the result.

  npm run survival                                                          on 400 simulated patients
  npm run survival -- --data FILE --time months --event died --group treatment --covariates age,stage

  --data FILE             a CSV file with a header, one patient a line, separated by commas or semicolons
  --time COLUMN           how long each patient was followed, in any unit
  --event COLUMN[=VALUE]  1 where the event was seen, 0 where follow-up ended without it; or the value that says so
  --group COLUMN          the groups to compare, such as the treatment
  --covariates A,B        what else the patients may differ in: numbers, or text as categories (default: nothing)
  --categories A,B        covariates that are categories although they are written as numbers
  --reference COLUMN=VALUE  what the others are compared with (default: the first in sorted order); once a column
  --verb TEXT             how the text names the event, such as died or relapsed (default: had the event)
  --skip-incomplete       leave out patients who lack a value, and say how many
  --out DIR               where results go (default: out-survival)
  --help                  this text

Writes summary.txt, summary.html, survival.svg, hazard-ratios.svg, proportional-hazards.svg and results.json.`;

const OPTIONS = {
  data: { type: 'string' },
  time: { type: 'string' },
  event: { type: 'string' },
  group: { type: 'string' },
  covariates: { type: 'string' },
  categories: { type: 'string' },
  reference: { type: 'string', multiple: true },
  verb: { type: 'string' },
  'skip-incomplete': { type: 'boolean' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The columns of the simulated table. */
const SIMULATED = {
  data: fileURLToPath(new URL('patients.csv', import.meta.url)),
  time: 'months',
  event: 'died',
  group: 'treatment',
  covariates: 'age,stage',
  reference: ['treatment=standard'],
  verb: 'died',
};

/** Reads the command line; null when help was asked for. @throws {@link UserError} */
export function readArguments(args: string[]): Settings | null {
  const given = parse(args);
  if (given.help) return null;
  const isSimulated = given.data === undefined;
  const values = { ...(isSimulated ? SIMULATED : {}), ...given };
  const [event, eventValue] = pair(required('event', values.event));
  const group = required('group', values.group);
  const references = (values.reference ?? []).map((text) => {
    const [column, value] = pair(text);
    if (value === undefined) throw new UserError(`--reference is "${text}"; it must be COLUMN=VALUE.`);
    return [column, value] as const;
  });
  return {
    data: resolve(required('data', values.data)),
    isSimulated,
    out: resolve(required('out', values.out ?? 'out-survival')),
    time: required('time', values.time),
    event,
    eventValue,
    group,
    covariates: list(values.covariates).filter((column) => column !== group),
    categories: list(values.categories),
    references: new Map(references),
    verb: values.verb ?? 'had the event',
    skipIncomplete: values['skip-incomplete'] ?? false,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    throw new UserError(`${message.split(/\. |\n/)[0]}. --help lists the options.`);
  }
}

function required(option: string, text: string | undefined): string {
  if (text === undefined) throw new UserError(`--data needs --${option} too. --help lists the options.`);
  if (text.trim() === '') throw new UserError(`--${option} is empty.`);
  return text.trim();
}

/** `status=2` as a column and a value. */
function pair(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text.trim(), undefined] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((column) => column.trim())
    .filter((column) => column !== '');
}

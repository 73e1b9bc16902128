import { fromRows, isSurvivalError, type RowsData } from '@kium/survival';
import type { Settings } from './arguments';
import { UserError } from './errors';
import type { Patient } from './read-table';
import { inSteps, type ScaledCoding } from './steps';

/** Columns with more different texts than this are names or numbers of patients, not categories. */
const MOST_CATEGORIES = 20;

/** A table as data for the analyses. */
export interface Prepared extends Pick<RowsData, 'data' | 'dropped'> {
  /** The group of each row of the data. */
  groups: string[];
  /** How the columns became covariates, the group first. */
  coding: readonly ScaledCoding[];
}

/** Checked columns; text becomes categories. @throws {@link UserError} that names the column and what to do */
export function prepare(patients: readonly Patient[], settings: Settings): Prepared {
  const { time, event, eventValue, group, skipIncomplete } = settings;
  const covariates = [group, ...settings.covariates];
  const unknown = [time, event, ...covariates, ...settings.categories].find(
    (column) => !Object.hasOwn(patients[0]!, column),
  );
  if (unknown !== undefined) {
    const there = Object.keys(patients[0]!).join(', ');
    throw new UserError(`${settings.data} has no column "${unknown}". Its columns are ${there}.`);
  }
  const categories = covariates.filter((column) => isCategory(column, patients, settings));
  for (const column of categories) requireFewLevels(column, patients, settings);
  for (const column of settings.references.keys()) {
    if (!categories.includes(column)) throw new UserError(`--reference: "${column}" is not a category in the model.`);
  }
  try {
    const rows = fromRows(patients, {
      ...{ time, event, eventValue, covariates, missing: 'drop', parseNumbers: true, missingValues: ['NA', 'NaN'] },
      categories: categories.map((column) => ({ column, reference: settings.references.get(column) })),
    });
    if (rows.dropped.length > 0 && !skipIncomplete) throw incomplete(rows, patients.length);
    const negative = rows.rows.find((_, place) => rows.data.time[place]! < 0);
    if (negative !== undefined) {
      const found = patients[negative]![time];
      throw new UserError(
        `column "${time}", patient ${negative + 1} of the table: found ${found}, expected a time of at least 0.`,
      );
    }
    return { ...inSteps(rows), dropped: rows.dropped, groups: rows.rows.map((row) => patients[row]![group]!) };
  } catch (error) {
    throw explained(error, settings);
  }
}

/** Text is a category; a single word among numbers is a slip. */
function isCategory(column: string, patients: readonly Patient[], { group, categories }: Settings): boolean {
  if (column === group || categories.includes(column)) return true;
  const known = patients.map((patient) => patient[column] ?? '').filter((cell) => !['', 'NA', 'NaN'].includes(cell));
  return known.filter((cell) => Number.isNaN(Number(cell))).length > known.length / 2;
}

function requireFewLevels(column: string, patients: readonly Patient[], { group }: Settings): void {
  const levels = new Set(patients.map((patient) => patient[column] ?? '').filter((cell) => cell !== ''));
  const option = column === group ? '--group' : '--covariates';
  if (levels.size > MOST_CATEGORIES) {
    throw new UserError(
      `${option}: column "${column}" has ${levels.size} different values, such as "${[...levels][0]}"; groups and ` +
        `categories may have ${MOST_CATEGORIES}.`,
    );
  }
  if (levels.size < 2) {
    throw new UserError(`${option}: column "${column}" is the same for all patients: there is nothing to compare.`);
  }
}

function incomplete({ dropped, droppedByColumn }: RowsData, patients: number): UserError {
  const columns = Object.entries(droppedByColumn).map(([column, count]) => `${column} (${count})`);
  return new UserError(
    `${dropped.length} of ${patients} patients lack a value: ${columns.join(', ')}; the first is patient ` +
      `${dropped[0]!.row + 1} of the table. Fill the values in, or leave those patients out with --skip-incomplete.`,
  );
}

/** The messages of the package speak of its options; here they speak of those of the command line. */
function explained(error: unknown, { event, data }: Settings): unknown {
  if (!isSurvivalError(error, 'invalid-value')) return error;
  const { argument, found, row } = error as unknown as { argument: string; found: unknown; row?: number };
  if (row === undefined) return new UserError(`${data}: ${error.message}`);
  const place = `${argument}, patient ${row + 1} of the table: found "${String(found)}"`;
  if (argument === `column "${event}"`) {
    return new UserError(
      `${place}, expected 1 (it was seen) or 0 (it was not). Where the table says it in another way, name the value: ` +
        `--event ${event}=VALUE.`,
    );
  }
  return new UserError(
    `${place}, expected a number, with a point for decimals. If the numbers and texts in it are categories: --categories.`,
  );
}

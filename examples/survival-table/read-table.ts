import { readFile } from 'node:fs/promises';
import { parseString } from 'fast-csv';
import { UserError } from './errors';

/** A patient: cells as text, by column. */
export type Patient = Record<string, string>;

/** Reads a CSV file with a header; separated by semicolons if the header has those and no commas. */
export async function readTable(path: string): Promise<Patient[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UserError(
      error.code === 'ENOENT' ? `${path} does not exist.` : `${path} can't be read: ${error.message}.`,
    );
  });
  if (text.includes('\0')) throw new UserError(`${path} is not a text file in UTF-8. Save the table as "CSV UTF-8".`);
  const [header = ''] = text.split(/\r?\n/, 1);
  const delimiter = header.includes(';') && !header.includes(',') ? ';' : ',';
  const patients: Patient[] = [];
  await new Promise<void>((done, fail) => {
    parseString<Patient, Patient>(text, {
      headers: (names) => names.map((name) => name?.trim()),
      delimiter,
      trim: true,
      ignoreEmpty: true,
    })
      .on('data', (patient: Patient) => patients.push(patient))
      .on('error', (error: Error) => fail(new UserError(`${path}, line ${patients.length + 2}: ${error.message}.`)))
      .on('end', () => done());
  });
  if (patients.length === 0)
    throw new UserError(`${path} has no patients: it needs a header and a line for each of them.`);
  return patients;
}

import { readFile } from 'node:fs/promises';
import { asAccessError } from '../errors';

/** Read a CSV file as text. */
export async function readCsv(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw asAccessError(path, error, 'Check the name of the CSV file.');
  }
}

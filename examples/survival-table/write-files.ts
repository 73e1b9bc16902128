import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from './errors';

/** Writes all files into a folder, or none: they get their names when all of them are on the disk. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  const names = Object.keys(files);
  const temporary = (name: string) => join(folder, `${name}.${process.pid}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    for (const name of names) {
      const file = await open(temporary(name), 'w');
      await file.writeFile(files[name]!);
      await file.sync();
      await file.close();
    }
    for (const name of names) await rename(temporary(name), join(folder, name));
  } catch (error) {
    await Promise.all(names.map((name) => rm(temporary(name), { force: true }).catch(() => {})));
    throw new UserError(`${(error as Error).message}. Choose another folder with --out.`);
  }
}

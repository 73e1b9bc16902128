import type { DatasetInfo } from './dataset-info';
import { type Hdf5, Hdf5Failure, type Hdf5File, runHdf5 } from './hdf5';

/**
 * What is missing of a virtual data set, which is put together from data sets of other files; undefined if nothing is.
 * HDF5 itself would say nothing and read zeros.
 */
export function missingSource(hdf5: Hdf5, file: Hdf5File, { name, metadata }: DatasetInfo): string | undefined {
  const sources = new Map(
    metadata.virtual_sources?.map((it) => [`${it.file_name}\n${it.dset_name}`, [it.file_name, it.dset_name]]),
  );
  for (const [source, dataset] of sources.values() as Iterable<[string, string]>) {
    if (source.includes('%') || dataset.includes('%')) {
      return `${name} is put together from a series of files, ${source}, which is not supported`;
    }
    const found = source === '.' ? hasDataset(hdf5, file, dataset) : isReadable(hdf5, file.filename, source, dataset);
    if (!found) return `${name} is put together from ${dataset} in the file ${source}, which cannot be opened`;
  }
  return undefined;
}

/** Where HDF5 looks: beside the file that names the source, then from the working directory. */
function isReadable(hdf5: Hdf5, beside: string, source: string, dataset: string): boolean {
  const folder = beside.slice(0, beside.lastIndexOf('/') + 1);
  return [folder + source, source, folder + source.slice(source.lastIndexOf('/') + 1)].some((path) => {
    let file: Hdf5File;
    try {
      file = runHdf5(hdf5, () => new hdf5.File(path, 'r'));
    } catch (error) {
      if (error instanceof Hdf5Failure && !error.crashed) return false;
      throw error;
    }
    try {
      return hasDataset(hdf5, file, dataset);
    } finally {
      file.close();
    }
  });
}

function hasDataset(hdf5: Hdf5, file: Hdf5File, name: string): boolean {
  return runHdf5(hdf5, () => file.get(name)) instanceof hdf5.Dataset;
}

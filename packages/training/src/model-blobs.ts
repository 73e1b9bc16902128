import { ModelCorruptError, OptionError } from './errors';
import type { ModelFiles } from './model-files';

/**
 * The files of a model that a user chose: one whose name ends in `.json`, and those that it names. Blobs without names
 * come in the order in which it names them, after it.
 */
export function modelBlobs(given: ArrayLike<Blob>): ModelFiles {
  const blobs = Array.from(given);
  if (blobs.length === 0 || !blobs.every((blob) => blob instanceof Blob)) {
    throw new OptionError('source', blobs.map(nameOf), 'model.json and its weight files, as File or Blob');
  }
  const isNamed = blobs.some((blob) => nameOf(blob) !== undefined);
  const topologies = isNamed ? blobs.filter((blob) => /\.json$/i.test(nameOf(blob) ?? '')) : blobs.slice(0, 1);
  if (topologies.length !== 1) {
    throw new OptionError('source', blobs.map(nameOf), 'exactly one file whose name ends in .json, and its weights');
  }
  const topology = topologies[0]!;
  const others = blobs.filter((blob) => blob !== topology);
  const path = nameOf(topology) ?? 'model.json';
  return {
    path,
    readJson: () => topology.text(),
    async readWeights(name) {
      const base = name.slice(name.lastIndexOf('/') + 1);
      const blob = isNamed ? others.find((other) => nameOf(other) === base) : others.shift();
      if (!blob) {
        const found = others.map(nameOf).filter(Boolean).join(', ') || 'nothing else';
        const remedy = 'Choose model.json and all its weight files together.';
        throw new ModelCorruptError(path, `it names ${base}, beside it there is ${found}`, remedy);
      }
      return { path: base, bytes: new Uint8Array(await blob.arrayBuffer()) };
    },
  };
}

function nameOf(blob: Blob): string | undefined {
  return (blob as Partial<File>)?.name;
}

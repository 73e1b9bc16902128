import { type DatasetDescription, describeHdf5 } from '../hdf5/describe-hdf5';
import { openVolumes } from '../hdf5/open-volumes';
import { type SuggestedOptions, suggestOptions } from '../hdf5/suggest-call';
import type { CliArguments, CliResult } from './command';
import { labelFigures, positives } from './study-report';
import { byteText, factTable, textTable } from './text-layout';
import { openOptions } from './volume-source';

/** What an HDF5 file holds: ours with everything that it says of itself, any other with its data sets. */
export async function volumeReport(path: string, args: CliArguments): Promise<CliResult> {
  const { bytes, own, attributes, datasets, infos } = await describeHdf5(path);
  const options = openOptions(args);
  const base = { kind: 'hdf5', path, bytes, datasets };
  const file = ['file', `HDF5, ${byteText(bytes)}`];
  const table = `\nData sets\n${datasetTable(datasets)}\n`;
  if (!own && options.volumes === undefined) {
    const suggestion = suggestOptions(infos);
    const text = `${path}\n${factTable([file])}\n${table}${hint(path, suggestion)}`;
    return { json: { ...base, volumes: null, suggestion: suggestion ?? null }, text, ok: true };
  }
  const volumes = await openVolumes(path, options);
  try {
    const { length, shape, dtype, index, views, labels, unfinished } = volumes;
    const version = own ? (attributes.format_version as number) : null;
    const recipe: Record<string, unknown> = typeof attributes.recipe === 'string' ? JSON.parse(attributes.recipe) : {};
    const checksums = datasets.some(({ name }) => name === '/checksum') && own;
    const facts = {
      ...{ formatVersion: version, patients: length, shape, dtype, views, checksums, unfinished, recipe },
      labels: labels ? labelFigures(labels) : null,
    };
    const rows = [
      file,
      ['format', version === null ? 'not of this package' : `kium-volumes, version ${version}`],
      ['patients', length < 2 ? `${length} ${index.join()}` : `${length}, ${index[0]} to ${index.at(-1)}`],
      ['volumes', `${shape.slice(1).join(' × ')}, ${dtype}`],
      ['views', views.join('  ')],
      ['labels', labels ? positives(labels) : 'none'],
      ['checksums', checksums ? 'yes; angio-io verify compares them' : 'none'],
      ...(Object.keys(recipe).length > 0 ? [['made with', recipeText(recipe)]] : []),
      ...(unfinished ? [['note', 'unfinished: the run that wrote it was interrupted']] : []),
    ];
    const text = `${path}\n${factTable(rows)}\n${table}`;
    return { json: { ...base, volumes: facts }, text, ok: !unfinished };
  } finally {
    volumes.close();
  }
}

function datasetTable(datasets: readonly DatasetDescription[]): string {
  const rows = datasets.map(({ name, shape, type, chunks, filters }) => [
    name,
    `[${shape.join(', ')}]`,
    type,
    chunks ? `chunks [${chunks.join(', ')}]` : 'in one piece',
    filters.join(' + ') || 'not compressed',
  ]);
  return textTable(rows, '  ');
}

function recipeText(recipe: Record<string, unknown>): string {
  return Object.entries(recipe)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join('  ');
}

function hint(path: string, suggestion: SuggestedOptions | undefined): string {
  if (!suggestion) return '\nNothing in it looks like volumes.\n';
  const options = Object.entries(suggestion).map(([name, value]) => ` --${name} ${value}`);
  return `\nNot of this package. This may read it:\n  angio-io convert '${path}' OUT.h5${options.join('')}\n`;
}

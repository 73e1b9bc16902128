import type { RowsData } from '@kium/survival';

/** How a column became covariates; a number column counts in steps of this many units. */
export type ScaledCoding = RowsData['coding'][number] & { readonly step: number };

/** The same data with numbers in steps in which patients differ: a year of age hardly matters, ten years do. */
export function inSteps({ data, coding }: RowsData): Pick<RowsData, 'data'> & { coding: ScaledCoding[] } {
  const scaled = coding.map((one): ScaledCoding => {
    const step = one.levels === undefined ? roundStep(data.covariates[one.column]!) : 1;
    return { ...one, step, names: step === 1 ? one.names : [`${one.column}, per ${step}`] };
  });
  const columns = scaled.flatMap(({ names, step }, i) =>
    names.map((name, k) => [name, data.covariates[coding[i]!.names[k]!]!.map((value) => value / step)] as const),
  );
  return { data: { ...data, covariates: Object.fromEntries(columns) }, coding: scaled };
}

/** The largest power of ten that goes into the range twice. */
function roundStep(values: readonly number[]): number {
  const [low, high] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
  return high > low ? Number((10 ** Math.floor(Math.log10((high - low) / 2))).toPrecision(1)) : 1;
}

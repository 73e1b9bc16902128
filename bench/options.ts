import { parseArgs } from 'node:util';
import { COMPARISONS } from './comparisons';
import { InvalidOptionError } from './errors';

export const USAGE = `Usage: npm run bench -- [OPTIONS]
  --only NAMES        comparisons, separated by commas: ${Object.keys(COMPARISONS).join(', ')}; default all
  --size PIXELS       height and width in train and predict (256)
  --batch N           images a step (8)
  --steps N           measured steps of each contender (12)
  --threads N         threads of everyone who has them (2)
  --cpu-size PIXELS   the same for the small comparison, with tfjs's cpu backend (64)
  --cpu-batch N       … (2)
  --cpu-steps N       measured steps of tfjs's cpu backend; 0 leaves the small comparison out (2)
  --variant-size PIXELS, --variant-batch N   of the comparison of variants (128, 4)
  --patients N        patients of the comparison of data loaders, eight images each (100)
  --without NAMES     peers to leave out, separated by commas, such as PyTorch
  --json FILE         writes rows { name, unit, ours, peers, ratio, missing }
  --markdown FILE     writes the tables: between the marks of bench/README.md, or as the whole file
  --help`;

export type Options = ReturnType<typeof readOptions>;

/** @throws {@link InvalidOptionError}, and what `parseArgs` throws at an unknown option. */
export function readOptions(args: string[]) {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args,
    options: {
      only: text(Object.keys(COMPARISONS).join(',')),
      size: text('256'),
      batch: text('8'),
      steps: text('12'),
      threads: text('2'),
      'cpu-size': text('64'),
      'cpu-batch': text('2'),
      'cpu-steps': text('2'),
      'variant-size': text('128'),
      'variant-batch': text('4'),
      patients: text('100'),
      without: text(''),
      json: { type: 'string' },
      markdown: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  type Count = Exclude<keyof typeof values, 'only' | 'without' | 'json' | 'markdown' | 'help'>;
  const count = (option: Count, least = 1): number => {
    const value = Number(values[option]);
    if (Number.isInteger(value) && value >= least) return value;
    throw new InvalidOptionError(option, values[option], `a whole number of at least ${least}`);
  };
  const only = values.only.split(',');
  const unknown = only.find((name) => !Object.hasOwn(COMPARISONS, name));
  if (unknown !== undefined) {
    throw new InvalidOptionError('only', values.only, `made of ${Object.keys(COMPARISONS).join(', ')}`);
  }
  return {
    only,
    size: count('size', 32),
    batch: count('batch'),
    steps: count('steps'),
    threads: count('threads'),
    cpu: { size: count('cpu-size', 32), batch: count('cpu-batch'), steps: count('cpu-steps', 0) },
    variants: { size: count('variant-size', 32), batch: count('variant-batch') },
    patients: count('patients'),
    without: values.without.split(',').map((name) => name.trim()),
    json: values.json,
    markdown: values.markdown,
    help: values.help,
  };
}

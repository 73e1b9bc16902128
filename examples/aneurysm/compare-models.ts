import { parseArgs } from 'node:util';
import { readArguments } from './arguments';
import { UserError } from './errors';
import { compareModels } from './model-comparison';
import { runProgram } from './program';

const HELP = `Early fusion beside the multi-view model, on the generated study and with the same amount of work.

  npm run compare-models                  two seeds, 128×128×8: about half an hour on two processor cores
  npm run compare-models -- --seeds 5     more seeds; those that are there are not trained again

  --seeds N             how often each model is trained (default: 2)
  --multiview-epochs N  epochs of the multi-view model; the other one has eight times as many (default: 3)
  --out DIR             where results go (default: out/compare-models)
  Further options are those of npm start: --size (default: 128), --patients, --test-patients, --study-size, --batch-size,
  --learning-rate, --split, --variant, --backend, --seed, --data, --skip-incomplete, --preset, --restart.

Both models have 22 outputs, the presence and the 21 locations, and end with the weights of the epoch that had the lowest loss
on the held-out patients. Stopping with Ctrl-C and calling the same command again continues where it stopped.`;

const DECISIONS = 'scores are compared, not decisions';

/** Options that this program would ignore, and what to do instead. */
const OF_THE_PIPELINE = {
  model: 'both models are trained',
  epochs: '--multiview-epochs gives those of both models',
  thresholds: DECISIONS,
  'location-threshold': DECISIONS,
  'presence-threshold': DECISIONS,
  'threshold-shrinkage': DECISIONS,
};

await runProgram(async (screen, signal) => {
  const { own, others } = separate(process.argv.slice(2));
  const settings = readArguments(['--out', 'out/compare-models', '--size', '128', ...others]);
  if (settings === null) screen.line(HELP);
  else await compareModels(settings, own, screen, signal);
});

/** The options that only this program has, and those that the pipeline reads. */
function separate(args: string[]) {
  const options = { seeds: { type: 'string' }, 'multiview-epochs': { type: 'string' } } as const;
  const { values, tokens } = parseArgs({ args, options, strict: false, tokens: true });
  const mine = new Set(tokens.flatMap((token) => (token.kind === 'option' && token.name in options ? [token] : [])));
  for (const [option, instead] of Object.entries(OF_THE_PIPELINE)) {
    if (!tokens.some((token) => token.kind === 'option' && token.name === option)) continue;
    throw new UserError(`--${option} is for npm start and has no effect here: ${instead}.`);
  }
  const taken = new Set([...mine].flatMap(({ index, inlineValue }) => (inlineValue ? [index] : [index, index + 1])));
  return {
    own: {
      seeds: count('seeds', values.seeds, 2),
      multiviewEpochs: count('multiview-epochs', values['multiview-epochs'], 3),
    },
    others: args.filter((_, i) => !taken.has(i)),
  };
}

function count(option: string, text: string | boolean | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (typeof text === 'boolean' || !(Number.isSafeInteger(value) && value >= 1)) {
    throw new UserError(`--${option} is "${text}"; it must be a whole number from 1.`);
  }
  return value;
}

import { HELP, readArguments } from './arguments';
import { describeError } from './errors';
import { runSurvivalTable } from './run';

try {
  const settings = readArguments(process.argv.slice(2));
  console.log(settings === null ? HELP : await runSurvivalTable(settings));
} catch (error) {
  console.error(`Error: ${describeError(error)}`);
  if (process.env.DEBUG) console.error(error);
  process.exitCode = 1;
}

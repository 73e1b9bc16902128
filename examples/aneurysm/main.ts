import { HELP, readArguments } from './arguments';
import { runPipeline } from './pipeline';
import { runProgram } from './program';

await runProgram(async (screen, signal) => {
  const settings = readArguments(process.argv.slice(2));
  if (settings === null) screen.line(HELP);
  else await runPipeline(settings, screen, signal);
});

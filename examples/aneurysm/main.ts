import { HELP, readArguments } from './arguments';
import { UserError } from './errors';
import { runPipeline } from './pipeline';
import { openScreen } from './progress';

/** What a shell expects of a program that was interrupted. */
const INTERRUPTED = 130;

/** One Ctrl-C arrives twice where npm or tsx passes it on; a person needs longer than this for a second one. */
const ECHO_MS = 500;

const controller = new AbortController();
let interruptedAt = 0;
process.on('SIGINT', () => {
  const now = performance.now();
  if (!controller.signal.aborted) {
    interruptedAt = now;
    console.error('\nStopping after this step (Ctrl-C again: at once) …');
    controller.abort();
  } else if (now - interruptedAt > ECHO_MS) {
    process.exit(INTERRUPTED);
  }
});

try {
  const settings = readArguments(process.argv.slice(2));
  if (settings === null) console.log(HELP);
  else await runPipeline(settings, openScreen(process.stdout), controller.signal);
} catch (error) {
  if (controller.signal.aborted) {
    console.error('Stopped. The same command (without --restart) goes on from here; finished steps are not repeated.');
    process.exitCode = INTERRUPTED;
  } else {
    showError(error);
    process.exitCode = 1;
  }
}

function showError(error: unknown): void {
  if (!(error instanceof Error)) throw error;
  // Errors of the packages have a tag and say in their message what to do; anything else was not foreseen.
  const isExpected = error instanceof UserError || 'tag' in error || 'code' in error;
  console.error(`\nError: ${error.message}`);
  if (process.env.DEBUG) console.error(error);
  else if (!isExpected) console.error('This was not foreseen. With DEBUG=1 in the environment the stack is shown.');
}

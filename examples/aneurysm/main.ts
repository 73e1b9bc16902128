import { HELP, readArguments } from './arguments';
import { describeError } from './errors';
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
  // Every stop is an AbortError; another error while stopping, such as a full disk, must not pass for one.
  if (controller.signal.aborted && error instanceof Error && error.name === 'AbortError') {
    console.error('Stopped. The same command (without --restart) goes on from here; finished steps are not repeated.');
    process.exitCode = INTERRUPTED;
  } else {
    console.error(`\nError: ${describeError(error)}`);
    if (process.env.DEBUG) console.error(error);
    process.exitCode = 1;
  }
}

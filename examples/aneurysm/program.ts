import { describeError } from './errors';
import { openScreen, type Screen } from './progress';

/** What a shell expects of a program that was interrupted. */
const INTERRUPTED = 130;

/** One Ctrl-C arrives twice where npm or tsx passes it on; a person needs longer than this for a second one. */
const ECHO_MS = 500;

/**
 * Runs a program that Ctrl-C stops after the running step, and a second Ctrl-C at once. Errors are shown as a message, and
 * with DEBUG in the environment with their stack.
 */
export async function runProgram(work: (screen: Screen, signal: AbortSignal) => Promise<void>): Promise<void> {
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
    await work(openScreen(process.stdout), controller.signal);
  } catch (error) {
    // Every stop is an AbortError; another error while stopping, such as a full disk, must not pass for one.
    if (controller.signal.aborted && error instanceof Error && error.name === 'AbortError') {
      console.error(
        'Stopped. The same command (without --restart) goes on from here; finished steps are not repeated.',
      );
      process.exitCode = INTERRUPTED;
    } else {
      console.error(`\nError: ${describeError(error)}`);
      if (process.env.DEBUG) console.error(error);
      process.exitCode = 1;
    }
  }
}

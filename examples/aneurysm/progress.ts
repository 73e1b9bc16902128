import cliProgress from 'cli-progress';

/** Where a run tells what it does: bars on a terminal, plain lines elsewhere. */
export interface Screen {
  line(text?: string): void;
  /** Begins the progress of some work; `note` says more than the count does. */
  begin(title: string, total: number): Progress;
}

/** Progress of one piece of work. */
export interface Progress {
  /**
   * @param done - out of the total
   * @param note - e.g. the loss
   * @param secondsLeft - if the caller knows better than what the pace so far says
   */
  update(done: number, note?: string, secondsLeft?: number): void;
  /** Ends it; without a text it just disappears from a terminal. */
  end(text?: string): void;
}

/** The screen for a stream, usually standard output. */
export function openScreen(stream: NodeJS.WriteStream): Screen {
  const line = (text = '') => {
    stream.write(`${text}\n`);
  };
  return { line, begin: (title, total) => (stream.isTTY ? bar(stream, title, total) : lines(line, title, total)) };
}

function bar(stream: NodeJS.WriteStream, title: string, total: number): Progress {
  const pace = new Pace(total);
  const drawn = new cliProgress.SingleBar({
    stream,
    format: '{title} {bar} {percentage} %  {left}{note}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    // Ctrl-C is handled by the program, which ends the bar itself.
    gracefulExit: false,
  });
  drawn.start(total, 0, { title, left: '', note: '' });
  return {
    update(done, note, secondsLeft) {
      const left = pace.secondsLeft(done, secondsLeft);
      drawn.update(done, {
        left: left === null ? '' : `${duration(left)} left`,
        note: note ? `  ${note}` : '',
      });
    },
    end(text) {
      drawn.stop();
      if (text) stream.write(`${text}\n`);
    },
  };
}

/** A line at every tenth, and in between when nothing was said for a while. */
function lines(write: (text: string) => void, title: string, total: number): Progress {
  const pace = new Pace(total);
  const began = performance.now();
  let saidAt = began;
  let saidTenth = 0;
  write(`${title} …`);
  return {
    update(done, note, secondsLeft) {
      const left = pace.secondsLeft(done, secondsLeft);
      const now = performance.now();
      const tenth = Math.floor((10 * done) / total);
      // The longer it takes, the rarer: a training of hours does not fill the log.
      const silence = Math.max(15_000, (now - began) / 20);
      const isSoon = now - saidAt < 1000;
      if (done >= total || isSoon || (tenth === saidTenth && now - saidAt < silence)) return;
      saidAt = now;
      saidTenth = tenth;
      const parts = [
        `${Math.floor((100 * done) / total)} %`,
        left === null ? '' : `${duration(left)} left`,
        note ?? '',
      ];
      write(`${title}: ${parts.filter(Boolean).join(', ')}`);
    },
    end(text) {
      if (text) write(text);
    },
  };
}

/** Time left at the pace so far, counted from the first report: where a run continues, the part before does not count. */
class Pace {
  #first: { done: number; at: number } | null = null;

  constructor(readonly total: number) {}

  secondsLeft(done: number, known?: number): number | null {
    if (known !== undefined) return known;
    this.#first ??= { done, at: performance.now() };
    const here = done - this.#first.done;
    if (here < 1) return null;
    return ((performance.now() - this.#first.at) / 1000 / here) * (this.total - done);
  }
}

/** A duration as people say it: "45 s", "3 min 20 s", "2 h 5 min". */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  const minutes = Math.round(s / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

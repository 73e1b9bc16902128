import type { Screen } from '../progress';

/** A screen that remembers, and lets a test act when some work reports progress. */
export interface Recorder extends Screen {
  lines: string[];
  /** Titles of all work that was begun. */
  begun: string[];
}

/** @param onUpdate - called with the title of the work and the number of its reports so far */
export function recorder(onUpdate: (title: string, reports: number) => void = () => {}): Recorder {
  const lines: string[] = [];
  const begun: string[] = [];
  return {
    lines,
    begun,
    line: (text = '') => {
      lines.push(text);
    },
    begin(title) {
      begun.push(title);
      let reports = 0;
      return { update: () => onUpdate(title, ++reports), end: () => {} };
    },
  };
}

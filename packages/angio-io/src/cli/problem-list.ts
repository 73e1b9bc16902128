import type { Problem } from '../study/study';
import { countText } from './text-layout';

/** Problems by their kind, some of each, as lines. */
export function problemLines(problems: readonly Problem[], most = MOST): string[] {
  const kinds = [...new Set(problems.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const messages = problems.filter((it) => it.kind === kind).map(({ message }) => message);
    const rest = messages.length - most;
    return [
      `${kind} (${messages.length})`,
      ...messages.slice(0, most).map((message) => `  ${message}`),
      ...(rest > 0 ? [`  and ${countText(rest, 'other')}; --json lists all`] : []),
    ];
  });
}

/** So many of a kind show what is wrong with it. */
const MOST = 5;

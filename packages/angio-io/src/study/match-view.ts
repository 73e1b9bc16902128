/**
 * A function that tells which of `views` a text names: the very name first, else the one that it names apart from
 * capitals, blanks before it, and `-`, `_`, a blank or nothing between its parts (`li_a` is `LI-A`). A text that could
 * be two of them is neither.
 */
export function viewMatcher<V extends string>(views: readonly V[]): (text: string) => V | undefined {
  const patterns = views.map((view) => ({ view, pattern: loosely(view) }));
  return (text) => {
    const name = text.normalize('NFC');
    const exact = views.find((view) => view.normalize('NFC') === name);
    if (exact !== undefined) return exact;
    const found = patterns.filter(({ pattern }) => pattern.test(name));
    return found.length === 1 ? found[0]!.view : undefined;
  };
}

function loosely(view: string): RegExp {
  const parts = view.normalize('NFC').split(/[\s_-]/);
  return new RegExp(`^[\\s_-]*${parts.map(escapeRegExp).join('[\\s_-]?')}$`, 'iu');
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

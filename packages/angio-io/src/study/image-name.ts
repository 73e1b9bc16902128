import type { View } from './names';

/** What an image's file name says. */
export interface ImageName {
  /** The first four digits, if the name begins with them. */
  readonly index?: string;
  /** The view, if the rest of the name (without index and extension) is one. */
  readonly view?: View;
  /** The extension in small letters, without its dot; empty if there is none. */
  readonly extension: string;
}

/**
 * Read a file name such as `1001LI-A.jpg`: the patient's Index is the first four digits, the view is the rest.
 * Capital and small letters are alike; blanks, `_` and `-` may stand before the view, and `_`, a blank or nothing
 * may stand for its hyphen (`1001_li_a.JPEG`). Any other rest, such as `LI-A (1)`, is not a view.
 *
 * @param name a file name without its folder
 */
export function parseImageName(name: string): ImageName {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
  const stem = dot > 0 ? name.slice(0, dot) : name;
  const index = /^\d{4}/.exec(stem)?.[0];
  const view = parseView(index === undefined ? stem : stem.slice(4));
  return { ...(index !== undefined && { index }), ...(view !== undefined && { view }), extension };
}

function parseView(rest: string): View | undefined {
  const parts = /^[\s_-]*([LR])([IV])[\s_-]?([AB])$/i.exec(rest);
  return parts ? (`${parts[1]}${parts[2]}-${parts[3]}`.toUpperCase() as View) : undefined;
}

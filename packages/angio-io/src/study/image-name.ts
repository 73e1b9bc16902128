import { viewMatcher } from './match-view';
import { VIEWS, type View } from './names';

/** What an image's file name says. */
export interface ImageName<V extends string = View> {
  /** The first four digits, if the name begins with them. */
  readonly index?: string;
  /** The view, if the rest of the name (without index and extension) is one. */
  readonly view?: V;
  /** The extension in small letters, without its dot; empty if there is none. */
  readonly extension: string;
}

/**
 * Read a file name such as `1001LI-A.jpg`: the patient's Index is the first four digits, the view is the rest.
 * Capital and small letters are alike; blanks, `_` and `-` may stand before the view, and `_`, a blank or nothing
 * may stand for its hyphen (`1001_li_a.JPEG`). Any other rest, such as `LI-A (1)`, is not a view.
 *
 * @param name a file name without its folder
 * @param views the views that there are; the eight {@link VIEWS} by default
 */
export function parseImageName<V extends string = View>(
  name: string,
  views: readonly V[] = VIEWS as readonly string[] as readonly V[],
): ImageName<V> {
  return readImageName(name, viewMatcher(views));
}

/** As {@link parseImageName}, for many names of the same views. */
export function readImageName<V extends string>(
  name: string,
  matchView: (text: string) => V | undefined,
): ImageName<V> {
  const { stem, extension } = splitExtension(name);
  const index = /^\d{4}/.exec(stem)?.[0];
  const view = matchView(index === undefined ? stem : stem.slice(4));
  return { ...(index !== undefined && { index }), ...(view !== undefined && { view }), extension };
}

/** A file name's stem and its extension, in small letters and without its dot. */
export function splitExtension(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  return dot > 0
    ? { stem: name.slice(0, dot), extension: name.slice(dot + 1).toLowerCase() }
    : { stem: name, extension: '' };
}

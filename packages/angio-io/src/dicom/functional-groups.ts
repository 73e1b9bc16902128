import type { DataSet } from './data-set';
import type { Keyword } from './keywords';

/** Finds the items of a functional group that hold for a frame, counted from 0. */
export type FunctionalGroups = (frame: number, sequence: Keyword) => readonly DataSet[];

/**
 * The functional groups of an enhanced multi-frame image (PS3.3 C.7.6.16): a frame's own, or else those that all frames
 * share. Other images have none.
 */
export function functionalGroups(data: DataSet): FunctionalGroups {
  const [shared] = data.items('SharedFunctionalGroupsSequence');
  const perFrame = data.items('PerFrameFunctionalGroupsSequence');
  return (frame, sequence) => {
    const own = perFrame[frame]?.items(sequence) ?? [];
    return own.length > 0 ? own : (shared?.items(sequence) ?? []);
  };
}

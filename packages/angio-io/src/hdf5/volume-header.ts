import type { Labels } from '../tables/labels';
import type { DatasetInfo } from './dataset-info';
import type { StoredDtype } from './stored-dtype';

/** What a file says of its volumes before any of them is read. */
export interface VolumeHeader {
  readonly path: string;
  /** [patients, height, width, views] */
  readonly shape: readonly [number, number, number, number];
  /** How the volumes are stored. */
  readonly dtype: StoredDtype;
  /** What a stored value is divided by to lie in [0, 1]. */
  readonly scale: number;
  /** Each volume's patient. */
  readonly index: readonly string[];
  /** The labels, in the order of the volumes, if the file has any. */
  readonly labels: Labels | undefined;
  /** The names of the label columns; empty if the file has no labels. */
  readonly labelNames: readonly string[];
  /** The names of the channels. */
  readonly views: readonly string[];
  /** The version of the format of `writeVolumes`, or undefined for a file of someone else's. */
  readonly formatVersion: number | undefined;
  /** Whether the run that wrote the file was interrupted, so that these are only the patients up to then. */
  readonly unfinished: boolean;
  /** The data set that holds the volumes. */
  readonly volumes: DatasetInfo;
  /** Whether the data set's axes are patient, channel, height, width. */
  readonly channelsFirst: boolean;
  /** Each volume's CRC-32, from format version 2 on. */
  readonly checksums: Uint32Array | undefined;
  /** Positions of the patients whose name or labels do not agree with their checksum. */
  readonly damaged: readonly number[];
}

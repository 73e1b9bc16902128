/*
 * The layout of a volume file (HDF5):
 *
 *   /volumes   [n, size, size, 8] uint8 or float32, growing along n, one gzip chunk a patient
 *   /index     [n] fixed strings of four characters: each volume's patient
 *   /labels    [n, 22] uint8, if labels were given
 *   attributes of the root: format, format_version, views (8 names: the last axis), and with labels label_names (22)
 *   attribute of /volumes: scale, what a stored value is divided by to lie in [0, 1] (255 for uint8, 1 for float32)
 */

/** Root attribute `format`. */
export const FORMAT_NAME = 'kium-volumes';

/** Root attribute `format_version`: goes up when an older reader could no longer read the file. */
export const FORMAT_VERSION = 1;

/** How volumes are stored: grey values, or grey values / 255. */
export type VolumeDtype = 'uint8' | 'float32';

/** The type codes of h5wasm. */
export const DTYPE_CODE = { uint8: '<B', float32: '<f' } as const;

import { backend_util } from '@tensorflow/tfjs-core';
import { integer } from './compare';

/** A convolution's geometry, without its channels. */
export interface Geometry {
  batch: number;
  height: number;
  width: number;
  filterHeight: number;
  filterWidth: number;
  strides: [number, number];
  dilations: [number, number];
  pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
}

/** A geometry with at least one output; dilations are 1 where strides are not, as tfjs demands. */
export function randomGeometry(random: () => number, withDilation: boolean): Geometry {
  const [filterHeight, filterWidth] = [integer(random, 1, 5), integer(random, 1, 5)];
  const dilated = withDilation && random() < 0.3;
  const dilations: [number, number] = dilated ? [integer(random, 1, 3), integer(random, 1, 3)] : [1, 1];
  const strides: [number, number] = dilated ? [1, 1] : [integer(random, 1, 3), integer(random, 1, 3)];
  // tfjs computes both output sizes from the filter's height where the padding is one number.
  const smallest = Math.max((filterHeight - 1) * dilations[0], (filterWidth - 1) * dilations[1]) + 1;
  const kind = integer(random, 0, 3);
  const side = () => integer(random, 0, 3);
  const pad =
    kind === 0
      ? 'same'
      : kind === 1
        ? 'valid'
        : kind === 2
          ? side()
          : ([
              [0, 0],
              [side(), side()],
              [side(), side()],
              [0, 0],
            ] as backend_util.ExplicitPadding);
  return {
    ...{ batch: integer(random, 1, 2), height: integer(random, smallest, 13), width: integer(random, smallest, 13) },
    ...{ filterHeight, filterWidth, strides, dilations, pad },
  };
}

/** The shape of the convolution's result. */
export function outputShape(geometry: Geometry, xShape: number[], filterShape: number[], depthwise = false): number[] {
  const { strides, dilations, pad } = geometry;
  const rounding = typeof pad === 'string' ? undefined : 'floor';
  type Shape4D = [number, number, number, number];
  return backend_util.computeConv2DInfo(
    ...([xShape, filterShape] as [Shape4D, Shape4D]),
    ...([strides, dilations, pad, rounding, depthwise] as const),
  ).outShape;
}

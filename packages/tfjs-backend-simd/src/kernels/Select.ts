import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { allFloat, simdKernel } from './kernel';

interface SelectInputs {
  condition: TensorInfo;
  t: TensorInfo;
  e: TensorInfo;
}

/** `tf.where` with a condition for each value; one condition for each row is left to the cpu kernel. */
export const SELECT_KERNEL = simdKernel<SelectInputs>('Select', ({ inputs: { condition, t, e }, backend }) => {
  if (condition.dtype !== 'bool' || !allFloat(t, e) || !util.arraysEqual(condition.shape, t.shape)) return undefined;
  const addresses = [condition, t, e].map((tensor) => backend.address(tensor)) as [number, number, number];
  const { tensor, address } = backend.output(t.shape);
  backend.kernels.select(...addresses, address, util.sizeFromShape(t.shape));
  return tensor;
});

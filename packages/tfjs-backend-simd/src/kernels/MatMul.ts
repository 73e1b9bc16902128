import {
  _FusedMatMul,
  type _FusedMatMulAttrs,
  type _FusedMatMulInputs,
  BatchMatMul,
  type BatchMatMulAttrs,
} from '@tensorflow/tfjs-core';
import { applyEpilogue } from '../fused';
import { matMul } from '../matMul';
import { areFilledFloats, type Inputs, simdKernel } from './kernel';

export const MAT_MUL_KERNELS = [
  simdKernel<Inputs<'a' | 'b'>, BatchMatMulAttrs>(BatchMatMul, ({ inputs: { a, b }, attrs, backend }) =>
    areFilledFloats(a, b) ? matMul(backend, a, b, attrs.transposeA, attrs.transposeB) : undefined,
  ),

  simdKernel<_FusedMatMulInputs, _FusedMatMulAttrs>(_FusedMatMul, ({ inputs, attrs, backend }) => {
    const { a, b, bias, preluActivationWeights } = inputs;
    if (!areFilledFloats(a, b)) return undefined;
    const product = matMul(backend, a, b, attrs.transposeA, attrs.transposeB);
    return applyEpilogue(backend, product, { ...attrs, bias, preluActivationWeights });
  }),
];

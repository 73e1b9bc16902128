export { type Dtype, float32Values, type TensorValues, tensorValues } from './dtypes';
export { SafetensorsFormatError, SafetensorsTensorError } from './errors';
export { isSafetensors, readSafetensors, type SafetensorsFile, type StoredTensor } from './read';
export {
  encodeSafetensors,
  layOutSafetensors,
  type SafetensorsLayout,
  type TensorDescription,
  type TensorToStore,
} from './write';

import { testTorchNames } from './torch-names';

testTorchNames(['b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'v2-s']);

import { testParameterCounts } from './count-parameters';

testParameterCounts(['b0', 'b1', 'b2']);

import { testParameterCounts } from './count-parameters';

testParameterCounts(['b3', 'b4', 'b5', 'b6', 'b7']);

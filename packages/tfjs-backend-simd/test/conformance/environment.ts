// Bundled before tfjs-core's tests, which ask for the registered test environments as they load.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import '../../src';

// The name becomes part of every spec's name, so it must not tell the backends apart.
setTestEnvs([{ name: 'backend', backendName: process.env.TFJS_TEST_BACKEND!, isDataSync: true }]);

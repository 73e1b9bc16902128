// Trains as train-steps.ts does, in whichever Node runs it. Argument: the file for the weights, as float32.
import { writeFileSync } from 'node:fs';
import { trainSteps } from './browser/train-steps';

const { losses, weights, info } = await trainSteps();
writeFileSync(process.argv[2]!, weights);
process.stdout.write(JSON.stringify({ node: process.version, relaxedSimd: info.relaxedSimd, losses }));

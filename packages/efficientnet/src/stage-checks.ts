import { checkChoice, checkNumber, isCount } from './checks';
import { InvalidOptionError } from './errors';
import type { Padding } from './ops/padding';
import type { Stage } from './stages';

/** @throws {@link InvalidOptionError} unless the table of stages makes a network. */
export function checkStages(network: { stages: readonly Stage[]; stemFilters: number; padding: Padding }): void {
  checkNumber('stages.length', network.stages.length, isCount, 'at least 1');
  let filters = network.stemFilters;
  for (const [s, stage] of network.stages.entries()) {
    const option = (field: keyof Stage) => `stages[${s}].${field}`;
    for (const field of ['kernel', 'stride', 'expand', 'filtersIn', 'filtersOut', 'repeats'] as const) {
      checkNumber(option(field), stage[field], isCount, 'a whole number of at least 1');
    }
    const entering = `${filters}, the number of filters that ${s === 0 ? 'leave the stem' : 'leave the stage before'}`;
    checkNumber(option('filtersIn'), stage.filtersIn, (value) => value === filters, entering);
    filters = stage.filtersOut;
    if (network.padding === 'symmetric') {
      checkNumber(option('kernel'), stage.kernel, (value) => value % 2 === 1, "odd, because padding is 'symmetric'");
    }
    checkBlock(stage, option);
  }
}

function checkBlock(stage: Stage, option: (field: keyof Stage) => string): void {
  checkChoice(option('block'), stage.block, ['mbconv', 'fused', undefined]);
  const ratio = stage.squeezeRatio;
  if (ratio !== undefined) {
    checkNumber(option('squeezeRatio'), ratio, (value) => value >= 0 && value <= 1, 'a number from 0 to 1');
    if (stage.block === 'fused' && ratio !== 0) {
      throw new InvalidOptionError(option('squeezeRatio'), ratio, '0, because fused blocks have no squeeze-excite');
    }
  }
  const name = stage.depthwiseName;
  if (name !== undefined && !/^dwconv\w*$/.test(name)) {
    throw new InvalidOptionError(option('depthwiseName'), name, "a word that begins with 'dwconv'");
  }
}

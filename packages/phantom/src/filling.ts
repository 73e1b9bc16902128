import type { Segment } from './anatomy';
import type { Injection, Side } from './labels';
import { type Random, randomStream } from './random';
import type { Variants } from './variants';

/** Share of undiluted contrast in an artery during an injection, 0 (not seen) to 1. */
export type Filling = (segment: Segment, side: Side | null) => number;

/** Flow that varies from one injection to the next in the same patient. */
interface Flow {
  /** Contrast that crosses the ACOM into the other A2 when both A1 are open. */
  readonly cross: number;
  /** Contrast that reaches the posterior cerebral artery through an ordinary PCOM. */
  readonly posterior: number;
  /** Share in the PCOM itself. */
  readonly pcom: number;
  /** Reflux into the other vertebral artery. */
  readonly reflux: number;
}

/**
 * What fills in an injection of a patient. A carotid injection fills its own side's carotid, ophthalmic, AntChor, MCA
 * and ACA; the PCOM if open, with the posterior cerebral behind it if fetal; the other A2 through the ACOM always when
 * its own A1 is absent, else sometimes and faintly. A vertebral injection fills its own vertebral and PICA, the basilar
 * artery and both AICA, SCA and PCA (a fetal one only faintly), and sometimes refluxes into the other V4 and PICA.
 */
export function fillingOf(seed: number, index: number, variants: Variants, injection: Injection): Filling {
  const flow = drawFlow(randomStream(seed, `flow ${injection}`, index));
  const own = injection[0] as Side;
  return injection[1] === 'I' ? carotid(own, variants, flow) : vertebral(own, variants, flow);
}

function drawFlow(random: Random): Flow {
  const crosses = random.chance(0.18);
  const seen = random.chance(0.6);
  const refluxes = random.chance(0.35);
  const flow = {
    cross: random.uniform(0.3, 0.75),
    posterior: random.uniform(0.15, 0.5),
    pcom: random.uniform(0.5, 1),
    reflux: random.uniform(0.3, 0.8),
  };
  return {
    cross: crosses ? flow.cross : 0,
    posterior: seen && random.chance(0.5) ? flow.posterior : 0,
    pcom: seen ? flow.pcom : 0,
    reflux: refluxes ? flow.reflux : 0,
  };
}

function carotid(own: Side, variants: Variants, flow: Flow): Filling {
  const mine = variants[own];
  const opposite = variants[own === 'L' ? 'R' : 'L'];
  const viaA1 = mine.a1 === 'absent' ? 0 : 1;
  const across =
    opposite.a1 === 'absent' ? 0.95 : opposite.a1 === 'hypoplastic' ? Math.max(0.5, flow.cross) : flow.cross;
  // A fetal PCOM always fills; an ordinary or thin one when blood happens to flow backwards.
  const pcom = mine.pcom === 'fetal' ? 1 : mine.pcom === 'absent' ? 0 : flow.pcom;
  const posterior = mine.pcom === 'fetal' ? 1 : mine.pcom === 'normal' ? flow.posterior : 0;
  return (segment, side) => {
    if (segment === 'ACOM') return viaA1;
    if (side !== own) return segment === 'A2' && viaA1 ? across : 0;
    switch (segment) {
      case 'ICA':
      case 'OPH':
      case 'AntChor':
      case 'MCA':
        return 1;
      case 'A1':
      case 'A2':
        return viaA1;
      case 'PCOM':
        return pcom;
      case 'P2':
        return posterior;
      default:
        return 0;
    }
  };
}

function vertebral(own: Side, variants: Variants, flow: Flow): Filling {
  // Contrast that leaves by the PICA never reaches the basilar artery.
  const through = variants[own].va === 'endsInPica' ? 0 : 1;
  const other = own === 'L' ? 'R' : 'L';
  const reflux = variants[other].va === 'endsInPica' ? 0 : through * flow.reflux;
  return (segment, side) => {
    switch (segment) {
      case 'VA':
        return side === own ? 1 : 0;
      case 'V4':
      case 'PICA':
        return side === own ? 1 : segment === 'PICA' ? 0.6 * reflux : reflux;
      case 'V4d':
        return side === own ? through : reflux;
      case 'BA':
      case 'AICA':
      case 'SCA':
      case 'P1':
        return through;
      case 'P2':
        return variants[side!].pcom === 'fetal' ? 0.15 * through : through;
      default:
        return 0;
    }
  };
}

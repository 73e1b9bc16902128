import type { Segment } from './anatomy';
import type { Location, PatientLabels, Side } from './labels';
import { type Random, randomStream } from './random';
import { ANEURYSM_SITES, type Site, UNLISTED_SITES } from './sites';
import type { ArterialTree } from './tree';
import { dot, nearestSample, normalise, tangentAt, type Vec3, type Vessel } from './vessel';

/** A ball of the dome or neck, in head coordinates, mm. */
export interface Ball {
  readonly centre: readonly [number, number, number];
  readonly radius: number;
}

/** A saccular aneurysm: a neck on the parent artery and a slightly lobulated dome. */
export interface Aneurysm {
  /** The label's location; null for a site outside the 21. */
  readonly location: Location | null;
  /** Artery as clinicians name it, e.g. `ICA`, `MCA`, `AICA`. */
  readonly artery: string;
  readonly side: Side | null;
  /** The site on the artery, e.g. `bifurcation`. */
  readonly site: string;
  /** Centre of the dome, head coordinates, mm. */
  readonly centre: readonly [number, number, number];
  /** Half of the dome's largest diameter, mm. */
  readonly radius: number;
  /** Width of the neck, mm. */
  readonly neckWidth: number;
  /** Where the neck leaves the parent's centre-line, head coordinates, mm. */
  readonly origin: readonly [number, number, number];
  /** The stretch of vessel that the neck lies on; the aneurysm fills as much as this does. */
  readonly parent: { readonly segment: Segment; readonly side: Side | null };
  /** Length of the blood's way up to the neck, mm. */
  readonly distance: number;
  /** The dome as a union of balls inside the sphere of `centre` and `radius`. */
  readonly dome: readonly Ball[];
  /** The neck as a union of balls, from inside the parent into the dome. */
  readonly neck: readonly Ball[];
}

/** Mean and standard deviation of the dome's largest diameter, mm. */
export interface DiameterDistribution {
  readonly mean: number;
  readonly sd: number;
}

/**
 * 6.6 ± 4.4 mm (range 1.5–26): 123 consecutive saccular aneurysms measured on CTA and DSA, Calgary 2008–2012
 * (PMC4494560). Diameters are log-normal with these moments (median 5.5 mm), redrawn until they lie in 2–25 mm.
 */
export const DIAMETER_MM: DiameterDistribution = { mean: 6.6, sd: 4.4 };
/** Smallest and largest diameter, mm: what a 2-D angiogram resolves, and where giant aneurysms begin. */
export const DIAMETER_RANGE_MM = [2, 25] as const;

/** Places the aneurysms that a patient's labels ask for on the tree; each location draws from a stream of its own. */
export function placeAneurysms(
  seed: number,
  index: number,
  tree: ArterialTree,
  labels: PatientLabels,
  diameter: DiameterDistribution = DIAMETER_MM,
): Aneurysm[] {
  if (labels.aneurysm === 0) return [];
  if (labels.locations.length === 0) {
    const random = randomStream(seed, 'aneurysm unlisted', index);
    return [build(random, tree, null, random.chance(0.5) ? 'L' : 'R', UNLISTED_SITES, diameter)];
  }
  return labels.locations.map((location) => {
    const random = randomStream(seed, `aneurysm ${location}`, index);
    const side = location === 'BA' ? null : (location[0] as Side);
    return build(random, tree, location, side, ANEURYSM_SITES[location.replace(/^[LR]_/, '')]!, diameter);
  });
}

/** A diameter in mm from the truncated log-normal distribution. */
export function drawDiameter(random: Random, { mean, sd }: DiameterDistribution = DIAMETER_MM): number {
  const variance = Math.log(1 + (sd / mean) ** 2);
  const mu = Math.log(mean) - variance / 2;
  const [low, high] = DIAMETER_RANGE_MM;
  return Math.exp(random.truncatedNormal(mu, Math.sqrt(variance), Math.log(low), Math.log(high)));
}

function build(
  random: Random,
  tree: ArterialTree,
  location: Location | null,
  side: Side | null,
  sites: readonly Site[],
  diameter: DiameterDistribution,
): Aneurysm {
  const usable = sites.filter((site) => findParent(tree, site, side) !== undefined);
  const site = usable[random.weighted(usable.map(({ weight }) => weight))]!;
  const parent = findParent(tree, site, side)!;
  const at = locate(random, tree, parent, site, side);
  const origin: Vec3 = [parent.points[4 * at]!, parent.points[4 * at + 1]!, parent.points[4 * at + 2]!];
  const lumen = parent.points[4 * at + 3]!;
  const axis = domeAxis(random, parent, at, site, side);
  const radius = drawDiameter(random, diameter) / 2;
  // Mean neck 3.1 mm on a mean dome of 6.6 mm in the same series: about half the dome's diameter.
  const neckWidth = Math.max(1.2, 2 * radius * random.truncatedNormal(0.47, 0.1, 0.3, 0.7));
  const neckLength = radius * random.uniform(0.1, 0.35);
  const centre = along(origin, axis, lumen + neckLength + 0.85 * radius);
  return {
    location,
    artery: site.artery,
    side: parent.side,
    site: site.name,
    centre,
    radius,
    neckWidth,
    origin,
    parent: { segment: parent.segment, side: parent.side },
    distance: parent.distance + parent.arc[at]!,
    dome: domeBalls(random, centre, axis, radius),
    neck: neckBalls(origin, axis, lumen, centre, neckWidth / 2),
  };
}

function findParent(tree: ArterialTree, site: Site, side: Side | null): Vessel | undefined {
  const candidates = tree.vessels.filter(
    (vessel) =>
      vessel.segment === site.segment &&
      vessel.order === 0 &&
      vessel.patent &&
      (vessel.side === null || vessel.side === side),
  );
  return candidates[site.trunk ?? 0];
}

function locate(random: Random, tree: ArterialTree, parent: Vessel, site: Site, side: Side | null): number {
  const last = parent.arc.length - 1;
  if (typeof site.at === 'string') {
    const wanted = site.at;
    const child = tree.vessels.find(
      (vessel) =>
        vessel.segment === wanted &&
        vessel.order === 0 &&
        (vessel.side === side || (side === null && vessel.side === 'L')),
    )!;
    return nearestSample(parent.points, child.points).index;
  }
  const share = random.uniform(site.at[0], site.at[1]);
  return Math.round(share * last);
}

/** The way the dome points: the site's usual direction, varied, and turned off the course of a side-wall parent. */
function domeAxis(random: Random, parent: Vessel, at: number, site: Site, side: Side | null): Vec3 {
  const hand = (side ?? (random.chance(0.5) ? 'L' : 'R')) === 'R' ? -1 : 1;
  const tangent = tangentAt(parent.points, at);
  const axis: Vec3 = [hand * site.direction[0], site.direction[1], site.direction[2]];
  for (let c = 0; c < 3; c++) axis[c]! += random.normal(0, 0.3);
  const along = site.bifurcation ? 0 : dot(axis, tangent);
  return normalise([axis[0] - along * tangent[0], axis[1] - along * tangent[1], axis[2] - along * tangent[2]]);
}

/** A main ball, a second one further out (elongation) and up to two lobules, all inside the enclosing sphere. */
function domeBalls(random: Random, centre: Vec3, axis: Vec3, radius: number): Ball[] {
  const main = radius * random.uniform(0.84, 0.97);
  const balls: Ball[] = [{ centre: along(centre, axis, main - radius), radius: main }];
  const tip = radius * random.uniform(0.72, 0.86);
  const sideways: Vec3 = normalise([
    axis[0] + random.normal(0, 0.25),
    axis[1] + random.normal(0, 0.25),
    axis[2] + random.normal(0, 0.25),
  ]);
  balls.push({ centre: along(centre, sideways, radius - tip), radius: tip });
  const lobules = random.weighted([0.5, 0.35, 0.15]);
  for (let i = 0; i < lobules; i++) {
    const size = radius * random.uniform(0.4, 0.58);
    const direction: Vec3 = normalise([
      axis[0] + random.normal(0, 0.9),
      axis[1] + random.normal(0, 0.9),
      axis[2] + random.normal(0, 0.9),
    ]);
    balls.push({ centre: along(centre, direction, radius - size), radius: size });
  }
  return balls;
}

/** Overlapping balls from the parent into the dome; a wide neck flares, so that it does not bulge behind the parent. */
function neckBalls(origin: Vec3, axis: Vec3, lumen: number, centre: Vec3, radius: number): Ball[] {
  const start = 0.4 * lumen;
  const reach = Math.hypot(centre[0] - origin[0], centre[1] - origin[1], centre[2] - origin[2]);
  const count = Math.max(3, Math.ceil((reach - start) / (0.35 * Math.min(radius, lumen))));
  return Array.from({ length: count }, (_, i) => {
    const distance = start + ((reach - start) * i) / count;
    return { centre: along(origin, axis, distance), radius: Math.min(radius, 0.5 * lumen + distance) };
  });
}

function along(from: readonly number[], axis: Vec3, distance: number): Vec3 {
  return [from[0]! + distance * axis[0], from[1]! + distance * axis[1], from[2]! + distance * axis[2]];
}

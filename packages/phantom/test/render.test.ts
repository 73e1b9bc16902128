import { describe, expect, test } from 'vitest';
import { drawAcquisition } from '../src/acquisition';
import { drawLabels, LOCATIONS, type Location, VIEWS } from '../src/labels';
import { generatePatient, type PhantomPatient } from '../src/patient';
import { renderView } from '../src/render';

const size = 192;
const make = (index: number, ...locations: Location[]) =>
  generatePatient(6, index, { size, labels: { aneurysm: locations.length > 0 ? 1 : 0, locations } });

/** How far the detector's blur carries, px. */
function spread(patient: PhantomPatient, view: (typeof VIEWS)[number]): number {
  const { blur, pose } = patient.acquisitions[view];
  return 1 + Math.ceil(2.5 * Math.max(0.45, (blur * size) / pose.field));
}

test('a view with the aneurysm is darker in its box, and the same everywhere else', () => {
  for (const index of [1001, 1002]) {
    const patient = make(index, 'L_MCA', 'R_ICA', 'BA');
    for (const view of VIEWS) {
      const shown = renderView(patient, view);
      const without = renderView(patient, view, { aneurysms: false });
      expect(without.boxes.every((box) => box === undefined)).toBe(true);
      const margin = spread(patient, view);
      const darkest = shown.boxes.map(() => 0);
      let brighter = 0;
      let outside = 0;
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          const change = without.data[y * size + x]! - shown.data[y * size + x]!;
          if (change < 0) brighter++;
          if (change === 0) continue;
          let inside = false;
          shown.boxes.forEach((b, k) => {
            if (!b || x < b.x - margin || y < b.y - margin) return;
            if (x >= b.x + b.width + margin || y >= b.y + b.height + margin) return;
            inside = true;
            darkest[k] = Math.max(darkest[k]!, change);
          });
          if (!inside) outside++;
        }
      }
      expect({ brighter, outside }).toEqual({ brighter: 0, outside: 0 });
      shown.boxes.forEach((box, k) => {
        if (box) expect(darkest[k]).toBeGreaterThan(5);
      });
    }
  }
});

describe('an aneurysm is seen in the injections that fill its artery', () => {
  const views: Partial<Record<Location, readonly string[]>> = {
    L_MCA: ['LI-A', 'LI-B'],
    R_ICA: ['RI-A', 'RI-B'],
    L_AntChor: ['LI-A', 'LI-B'],
    R_PCOM: ['RI-A', 'RI-B'],
  };
  test.each(Object.entries(views))('%s', (location, expected) => {
    for (const index of [1001, 1010]) {
      const patient = make(index, location as Location);
      const seen = VIEWS.filter((view) => renderView(patient, view).boxes[0] !== undefined);
      expect(seen).toEqual(expected);
    }
  });

  test.each(LOCATIONS)('%s is seen in at least two views, inside the picture', (location) => {
    for (const index of [1001, 1004]) {
      const patient = make(index, location);
      const boxes = VIEWS.map((view) => renderView(patient, view).boxes[0]).filter((box) => box !== undefined);
      expect(boxes.length).toBeGreaterThanOrEqual(2);
      for (const { x, y, width, height } of boxes) {
        expect(Math.hypot(x + width / 2 - size / 2, y + height / 2 - size / 2)).toBeLessThan(0.49 * size);
      }
    }
  });
});

test('labels change neither the arteries nor the way pictures are taken', () => {
  for (const index of [1001, 1500, 8001]) {
    const negative = generatePatient(6, index, { labels: { aneurysm: 0, locations: [] } });
    const positive = generatePatient(6, index, { labels: { aneurysm: 1, locations: ['L_ICA', 'R_MCA', 'BA'] } });
    expect(positive.tree).toEqual(negative.tree);
    expect(positive.acquisitions).toEqual(negative.acquisitions);
  }
});

test('how pictures are taken does not go with presence', () => {
  const rows = Array.from({ length: 560 }, (_, k) => generatePatientLite(1001 + k));
  const mean = (x: number[]) => x.reduce((s, v) => s + v, 0) / x.length;
  for (const key of ['size', 'quality', 'background', 'noise', 'attenuation', 'field', 'surround'] as const) {
    const positive = rows.filter((r) => r.aneurysm === 1).map((r) => r[key]);
    const negative = rows.filter((r) => r.aneurysm === 0).map((r) => r[key]);
    const all = rows.map((r) => r[key]);
    const sd = Math.sqrt(mean(all.map((v) => (v - mean(all)) ** 2)));
    const error = sd * Math.sqrt(1 / positive.length + 1 / negative.length);
    expect(Math.abs(mean(positive) - mean(negative)) / error, key).toBeLessThan(4);
  }
});

test('the field, the noise and the vessels have the data set’s grey levels', () => {
  const field: number[] = [];
  const noise: number[] = [];
  const siphon: number[] = [];
  for (let index = 1001; index < 1013; index++) {
    const patient = make(index);
    if (patient.acquisitions['LI-B'].surround.shape !== 'none') continue;
    const { data } = renderView(patient, 'LI-B', { size: 640 });
    // The corner in front of the face shows neither vessels nor skull.
    const corner: number[] = [];
    for (let y = 400; y < 480; y++) for (let x = 40; x < 100; x++) corner.push(data[y * 640 + x]!);
    const mean = corner.reduce((s, v) => s + v, 0) / corner.length;
    field.push(mean);
    noise.push(Math.sqrt(corner.reduce((s, v) => s + (v - mean) ** 2, 0) / corner.length));
    siphon.push(1 - percentile(data, 0.01) / mean);
  }
  const median = (x: number[]) => x.sort((a, b) => a - b)[Math.floor(x.length / 2)]!;
  expect(median(field)).toBeGreaterThan(194);
  expect(median(field)).toBeLessThan(206);
  expect(median(noise)).toBeGreaterThan(3.8);
  expect(median(noise)).toBeLessThan(6.5);
  expect(median(siphon)).toBeGreaterThan(0.45);
  expect(median(siphon)).toBeLessThan(0.75);
});

test('the same patient renders to the same bytes, whatever was drawn before', () => {
  const patient = make(1001, 'BA');
  const first = renderView(patient, 'LV-A').data;
  renderView(make(1002), 'RI-B', { size: 300 });
  renderView(make(1002), 'RI-B', { size: 100 });
  expect(renderView(patient, 'LV-A').data).toEqual(first);
});

function percentile(data: Uint8Array, share: number): number {
  return Uint8Array.from(data).sort()[Math.floor(share * data.length)]!;
}

function generatePatientLite(index: number) {
  const { aneurysm } = drawLabels(6, index);
  const a = drawAcquisition(6, index, 'LI-A');
  return { ...a, aneurysm, field: a.pose.field, surround: a.surround.shape === 'none' ? 0 : 1 };
}

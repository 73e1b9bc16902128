/**
 * A contact sheet: eight views a row, one patient a row.
 *
 *   tsx packages/phantom/scripts/contact-sheet.ts OUT [--seed 1] [--patients 1001,1002] [--cell 320] [--render 640]
 *       [--views LI-A,LI-B] [--columns 8] [--boxes] [--labels L_ICA,BA]
 */
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { generatePatient, type Location, renderView, VIEWS, type View } from '../src/index';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    patients: { type: 'string', default: '1001,1002,1003' },
    cell: { type: 'string', default: '320' },
    render: { type: 'string' },
    views: { type: 'string' },
    columns: { type: 'string' },
    boxes: { type: 'boolean', default: false },
    labels: { type: 'string' },
    quality: { type: 'string', default: '80' },
  },
});
const out = positionals[0];
if (!out) throw new Error('Name the picture to write, e.g. contact-sheet.jpg.');
const cell = Number(values.cell);
const views = (values.views?.split(',') ?? VIEWS) as View[];
const patients = values.patients.split(',').map(Number);
const columns = Number(values.columns ?? views.length);
const cells: Buffer[] = [];
const frames: string[] = [];
for (const index of patients) {
  const labels = values.labels
    ? { aneurysm: 1 as const, locations: values.labels.split(',') as Location[] }
    : undefined;
  const patient = generatePatient(Number(values.seed), index, { labels });
  const found = patient.aneurysms.map((a) => `${a.location ?? a.artery} ${a.site} ${(2 * a.radius).toFixed(1)} mm`);
  console.log(`${index}: ${found.join('; ') || 'no aneurysm'}  ${JSON.stringify(patient.tree.variants)}`);
  for (const view of views) {
    const { size, data, boxes } = renderView(patient, view, values.render ? { size: Number(values.render) } : {});
    const k = cells.length;
    const [x0, y0] = [cell * (k % columns), cell * Math.floor(k / columns)];
    cells.push(
      await sharp(data, { raw: { width: size, height: size, channels: 1 } })
        .resize(cell, cell)
        .png()
        .toBuffer(),
    );
    if (!values.boxes) continue;
    for (const box of boxes) {
      if (!box) continue;
      const s = cell / size;
      frames.push(
        `<rect x="${x0 + box.x * s - 2}" y="${y0 + box.y * s - 2}" width="${box.width * s + 4}" height="${box.height * s + 4}" fill="none" stroke="#d22" stroke-width="1.5"/>`,
      );
    }
  }
}
const width = cell * columns;
const height = cell * Math.ceil(cells.length / columns);
const sheet = sharp({ create: { width, height, channels: 3, background: '#222' } }).composite([
  ...cells.map((input, k) => ({ input, left: cell * (k % columns), top: cell * Math.floor(k / columns) })),
  { input: Buffer.from(`<svg width="${width}" height="${height}">${frames.join('')}</svg>`), left: 0, top: 0 },
]);
await (out.endsWith('.png') ? sheet.png() : sheet.jpeg({ quality: Number(values.quality) })).toFile(out);

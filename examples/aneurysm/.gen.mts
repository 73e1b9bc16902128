import { writeAngiogramStudy } from '@kium/phantom';

const t = Date.now();
await writeAngiogramStudy(process.argv[2], {
  patients: +process.argv[3],
  testPatients: +process.argv[4],
  seed: 7,
  size: 320,
  onProgress: (p) => {
    if (p.done % 50 === 0) console.log(p.done, p.total, (Date.now() - t) / 1000);
  },
});

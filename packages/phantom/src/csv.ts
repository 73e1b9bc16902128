import { LOCATIONS, type PatientLabels } from './labels';

/** The competition's header. */
export const CSV_HEADER = ['Index', 'Aneurysm', ...LOCATIONS].join(',');

/** Rows as the competition writes them: 0/1, comma-separated, one patient a line; all zero without labels. */
export function labelsCsv(patients: readonly { index: number; labels?: PatientLabels }[]): string {
  const rows = patients.map(({ index, labels }) =>
    [index, labels?.aneurysm ?? 0, ...LOCATIONS.map((l) => (labels?.locations.includes(l) ? 1 : 0))].join(','),
  );
  return `${[CSV_HEADER, ...rows].join('\n')}\n`;
}

import { RepeatedPatientError } from '../errors';

/**
 * Refuse a patient that comes twice.
 *
 * @param place where a position lies, for the message
 * @throws RepeatedPatientError
 */
export function checkDuplicates(
  index: readonly string[],
  place: (at: number) => { readonly path: string; readonly at: number },
): void {
  const places = new Map<string, number>();
  for (const [at, patient] of index.entries()) {
    const first = places.get(patient);
    if (first !== undefined) throw new RepeatedPatientError(patient, place(first), place(at));
    places.set(patient, at);
  }
}

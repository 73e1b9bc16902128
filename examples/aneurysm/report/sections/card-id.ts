/** The page's id of a patient's card; an Index is any text that a folder can have. */
export function cardId(set: 'train' | 'test', index: string): string {
  return `patient-${set}-${encodeURIComponent(index).replaceAll('%', '_')}`;
}

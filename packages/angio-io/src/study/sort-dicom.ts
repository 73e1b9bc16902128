import { type DicomIdentityOptions, dicomIdentity } from '../dicom/identity';
import { openDicom } from '../dicom/read-dicom';
import { isAngioIoError } from '../errors';
import { fileFormat } from '../images/image-format';
import type { Findings } from './findings';
import { viewMatcher } from './match-view';
import { asIndex } from './names';
import type { StudyFile } from './study-files';

/** A function that finds a DICOM file's patient and view by its tags, or reports what they lack; false for others. */
export function dicomSorter<V extends string>(
  findings: Findings<V>,
  options: Omit<DicomIdentityOptions, 'views'>,
): (file: StudyFile) => Promise<boolean> {
  const { views } = findings;
  const matchView = viewMatcher(views);
  return async ({ path }) => {
    if ((await fileFormat(path)) !== 'dicom') return false;
    try {
      const { patient, view: named } = dicomIdentity(await openDicom(path), { ...options, views });
      const index = patient === undefined ? undefined : asIndex(patient);
      const view = named === undefined ? undefined : matchView(named);
      if (index === undefined) {
        findings.report('no-index', path, 'its tags give no patient: map other tags (dicomIdentity), or name the file');
      } else if (view === undefined) {
        const found = named === undefined ? 'no view' : `the view ${JSON.stringify(named)}`;
        const what = `its tags give ${found}, none of ${views.join(', ')}: map other tags (dicomIdentity), or remove it`;
        findings.report('extra-view', path, what, { patient: index });
      } else findings.add({ path, index, view });
    } catch (error) {
      if (!isAngioIoError(error)) throw error;
      findings.problems.push({ kind: 'unreadable-image', path, message: error.message });
    }
    return true;
  };
}

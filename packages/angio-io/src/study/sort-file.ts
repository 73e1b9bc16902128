import { EXTENSIONS, fileFormat } from '../images/image-format';
import type { Findings } from './findings';
import { readImageName, splitExtension } from './image-name';
import { viewMatcher } from './match-view';
import { nameParser, type ParseName } from './parse-name';
import type { StudyFile } from './study-files';

/** A function that finds a file's patient and view by its name, or reports what it lacks. */
export function fileSorter<V extends string>(
  findings: Findings<V>,
  parseName: ParseName | undefined,
): (file: StudyFile) => Promise<void> {
  return parseName === undefined ? byStudyName(findings) : byCallersName(findings, parseName);
}

const IMAGE_EXTENSIONS: ReadonlySet<string> = new Set(Object.values(EXTENSIONS).flat());

/** Whether a file is an image by its extension or, where it has none, its content. */
async function isImage(path: string, extension: string): Promise<boolean> {
  if (IMAGE_EXTENSIONS.has(extension)) return true;
  // DICOM files often have a number or a UID for a name.
  return /^\d*$/.test(extension) && (await fileFormat(path)) !== undefined;
}

function byStudyName<V extends string>(findings: Findings<V>): (file: StudyFile) => Promise<void> {
  const matchView = viewMatcher(findings.views);
  return async ({ name, path, owner }) => {
    const { index: named, view, extension } = readImageName(name, matchView);
    const index = named ?? owner;
    const patient = index === undefined ? {} : { patient: index };
    if (!(await isImage(path, extension))) {
      const known = [...IMAGE_EXTENSIONS].join(', ');
      const remedy = view && index ? `convert it to one of ${known}` : 'move it out of the study';
      findings.report('stray-file', path, `not an image in a known format: ${remedy}`, patient);
    } else if (index === undefined) {
      const example = `1001${view ?? findings.views[0]}.${extension}`;
      findings.report('no-index', path, `the name does not begin with four digits: rename it, as in ${example}`);
    } else if (owner !== undefined && index !== owner) {
      findings.report('wrong-folder', path, `an image of patient ${index} in the folder of ${owner}: move it`, patient);
    } else if (view === undefined) {
      const remedy = `rename it to one of ${findings.views.join(', ')} after the Index, or remove it`;
      findings.report('extra-view', path, `the name has no known view: ${remedy}`, patient);
    } else {
      findings.add({ path, index, view });
    }
  };
}

function byCallersName<V extends string>(findings: Findings<V>, parseName: ParseName) {
  const parse = nameParser(parseName, findings.views);
  return async ({ name, path, relative }: StudyFile): Promise<void> => {
    const named = parse(relative);
    if (named === 'skip') return;
    const patient = named?.index === undefined ? {} : { patient: named.index };
    if (named === undefined) {
      findings.report('stray-file', path, 'parseName does not know it: have it skipped, or move it out of the study');
    } else if (!(await isImage(path, splitExtension(name).extension))) {
      findings.report('stray-file', path, 'not an image in a known format: have parseName skip it', patient);
    } else if (named.index === undefined) {
      findings.report('no-index', path, 'parseName gives no patient: correct it, or have the file skipped');
    } else if (named.view === undefined) {
      const found = named.found === undefined ? 'no view' : `the view ${JSON.stringify(named.found)}`;
      findings.report('extra-view', path, `parseName gives ${found}, none of ${findings.views.join(', ')}`, patient);
    } else {
      findings.add({ path, index: named.index, view: named.view });
    }
  };
}

import { VIEWS } from '../study/names';
import type { Dicom } from './read-dicom';
import type { DicomTags } from './tags';

/** Options of {@link dicomIdentity}. */
export interface DicomIdentityOptions {
  /** Whose image it is. Default: Patient ID (0010,0020). */
  readonly patient?: (tags: DicomTags) => string | undefined;
  /** Which view it is. Default: View Position (0018,5101) or Series Description (0008,103E), if it is one of `views`. */
  readonly view?: (tags: DicomTags) => string | undefined;
  /** The names of the views. Default: {@link VIEWS}. */
  readonly views?: readonly string[];
}

/** Whose image a DICOM file is, and of which view, as far as it can be told. */
export interface DicomIdentity {
  readonly patient?: string;
  readonly view?: string;
}

/**
 * Whose image a DICOM file is, and of which view. By default a view is known where a tag is its name; capital and small
 * letters are alike, and blanks, `_` and `-` do not count (`li a` is `LI-A`).
 */
export function dicomIdentity({ tags }: Pick<Dicom, 'tags'>, options: DicomIdentityOptions = {}): DicomIdentity {
  const { patient = ({ patientId }) => patientId, view = namedView(options.views ?? VIEWS) } = options;
  return { patient: patient(tags) || undefined, view: view(tags) || undefined };
}

function namedView(views: readonly string[]): (tags: DicomTags) => string | undefined {
  const plain = (text: string) => text.replace(/[\s_-]/g, '').toUpperCase();
  const names = new Map(views.map((view) => [plain(view), view]));
  return ({ viewPosition = '', seriesDescription = '' }) =>
    names.get(plain(viewPosition)) ?? names.get(plain(seriesDescription));
}

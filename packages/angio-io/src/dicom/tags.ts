import type { DataSet } from './data-set';
import type { Keyword } from './keywords';

/**
 * What a file says of its patient, study and view, for mapping it to a patient and a view. Names, dates of birth,
 * addresses and all other elements that are not listed here are never read.
 */
export interface DicomTags {
  /** (0010,0020) */
  readonly patientId?: string;
  /** (0012,0040) */
  readonly clinicalTrialSubjectId?: string;
  /** (0020,000D) */
  readonly studyInstanceUid?: string;
  /** (0020,0010) */
  readonly studyId?: string;
  /** (0008,0050) */
  readonly accessionNumber?: string;
  /** (0008,1030) */
  readonly studyDescription?: string;
  /** (0020,000E) */
  readonly seriesInstanceUid?: string;
  /** (0020,0011) */
  readonly seriesNumber?: string;
  /** (0008,103E) */
  readonly seriesDescription?: string;
  /** (0018,1030) */
  readonly protocolName?: string;
  /** (0008,0018) */
  readonly sopInstanceUid?: string;
  /** (0008,0016) */
  readonly sopClassUid?: string;
  /** (0020,0012) */
  readonly acquisitionNumber?: string;
  /** (0020,0013) */
  readonly instanceNumber?: string;
  /** (0008,0060), such as XA */
  readonly modality?: string;
  /** (0008,0008), such as ORIGINAL, PRIMARY, SINGLE PLANE */
  readonly imageType: readonly string[];
  /** (0018,0015) */
  readonly bodyPartExamined?: string;
  /** Side, L or R: Image Laterality (0020,0062), or Laterality (0020,0060) */
  readonly laterality?: string;
  /** (0018,5101) */
  readonly viewPosition?: string;
  /** (0018,1510), degrees: positive where the detector is towards the patient's left (LAO) */
  readonly positionerPrimaryAngle?: number;
  /** (0018,1511), degrees: positive where the detector is towards the patient's head (cranial) */
  readonly positionerSecondaryAngle?: number;
}

export function readTags(data: DataSet): DicomTags {
  return {
    ...texts(data),
    imageType: data.texts('ImageType'),
    laterality: data.text('ImageLaterality') ?? data.text('Laterality'),
    positionerPrimaryAngle: angle(data, 'PositionerPrimaryAngle'),
    positionerSecondaryAngle: angle(data, 'PositionerSecondaryAngle'),
  };
}

function texts(data: DataSet) {
  return Object.fromEntries(Object.entries(TEXTS).map(([name, keyword]) => [name, data.text(keyword)]));
}

/** An angle describes an image, but none is read with its help: one that is no number counts as absent. */
function angle(data: DataSet, keyword: Keyword): number | undefined {
  try {
    return data.decimals(keyword)[0];
  } catch {
    return undefined;
  }
}

const TEXTS = {
  patientId: 'PatientID',
  clinicalTrialSubjectId: 'ClinicalTrialSubjectID',
  studyInstanceUid: 'StudyInstanceUID',
  studyId: 'StudyID',
  accessionNumber: 'AccessionNumber',
  studyDescription: 'StudyDescription',
  seriesInstanceUid: 'SeriesInstanceUID',
  seriesNumber: 'SeriesNumber',
  seriesDescription: 'SeriesDescription',
  protocolName: 'ProtocolName',
  sopInstanceUid: 'SOPInstanceUID',
  sopClassUid: 'SOPClassUID',
  acquisitionNumber: 'AcquisitionNumber',
  instanceNumber: 'InstanceNumber',
  modality: 'Modality',
  bodyPartExamined: 'BodyPartExamined',
  viewPosition: 'ViewPosition',
} as const satisfies Partial<Record<keyof DicomTags, Keyword>>;

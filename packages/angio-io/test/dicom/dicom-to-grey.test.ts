import { describe, expect, test } from 'vitest';
import { dicomToGrey, readDicom } from '../../src/index';
import { fixture, gap, reference, unpack } from './fixtures';

describe('grey values are those of pydicom and numpy', () => {
  test.each(reference.grey.map((image, at) => [at, image.name, JSON.stringify(image.options), image] as const))(
    '%i %s %s',
    async (_, name, __, { options, ...packed }) => {
      const { grey } = await dicomToGrey(await readDicom(fixture(name), name), options);
      expect(gap(grey, unpack(packed))).toBe(0);
    },
  );
});

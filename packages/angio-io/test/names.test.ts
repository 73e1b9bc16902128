import { expect, test } from 'vitest';
import { LABELS, LOCATIONS, VIEWS } from '../src/index';

test('eight views, 21 locations, 22 labels in the competition order', () => {
  expect(VIEWS.join(' ')).toBe('LI-A LI-B RI-A RI-B LV-A LV-B RV-A RV-B');
  expect(LOCATIONS).toHaveLength(21);
  expect(['Index', ...LABELS].join(',')).toBe(
    'Index,Aneurysm,L_ICA,R_ICA,L_PCOM,R_PCOM,L_AntChor,R_AntChor,L_ACA,R_ACA,L_ACOM,R_ACOM,L_MCA,R_MCA,L_VA,R_VA,' +
      'L_PICA,R_PICA,L_SCA,R_SCA,BA,L_PCA,R_PCA',
  );
});

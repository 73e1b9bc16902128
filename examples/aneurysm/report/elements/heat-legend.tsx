import { HEAT_STOPS } from '../../heat-colours';

/** What the marks and colours in the patients' views mean. */
export function HeatLegend({ boxes }: { boxes: boolean }) {
  const gradient = HEAT_STOPS.map(([r, g, b]) => `rgb(${r} ${g} ${b})`).join(', ');
  return (
    <ul class="legend">
      <li>
        <span class="heat-scale" style={`background: linear-gradient(90deg, ${gradient})`} /> what speaks for an
        aneurysm, from little to much; one scale for the eight views of a patient
      </li>
      <li>
        <svg class="sign" viewBox="0 0 20 20" aria-hidden="true">
          <rect width="20" height="20" />
          <path class="mark peak" d="M2 10h5m6 0h5M10 2v5m0 6v5" />
        </svg>{' '}
        the highest point of all views
      </li>
      {boxes && (
        <li>
          <svg class="sign" viewBox="0 0 20 20" aria-hidden="true">
            <rect width="20" height="20" />
            <rect class="mark box" x="4" y="4" width="12" height="12" />
          </svg>{' '}
          a true aneurysm, also where it lies behind a vessel
        </li>
      )}
    </ul>
  );
}

import { DOMParser, type Document, type Element } from '@xmldom/xmldom';

/** An SVG document, parsed; throws if it is not well-formed. */
export function parse(svg: string): Document {
  const onError = (level: string, message: string) => {
    // U+FFFD is what the charts put in place of a forbidden character.
    if (level === 'warning' && message.includes('replacement character')) return;
    throw new Error(`${level}: ${message}\n${svg.slice(0, 2000)}`);
  };
  return new DOMParser({ onError }).parseFromString(svg, 'image/svg+xml');
}

/** The elements of a name, in document order. */
export function elements(svg: string, name: string): Element[] {
  return Array.from(parse(svg).getElementsByTagName(name));
}

/** What stands in the picture as text. */
export function texts(svg: string): string[] {
  return elements(svg, 'text').map((element) => element.textContent ?? '');
}

/** Every value of an attribute. */
export function attributes(svg: string, name: string): string[] {
  return elements(svg, '*').flatMap((element) => element.getAttribute(name) ?? []);
}

/** Points of the polygons and polylines that have this attribute, e.g. `fill-opacity` `0.2`. */
export function pointsOf(svg: string, tag: 'polygon' | 'polyline', name: string, value: string): number[][][] {
  const found = elements(svg, tag).filter((element) => element.getAttribute(name) === value);
  return found.map((element) => {
    const numbers = element.getAttribute('points')!.split(' ').map(Number);
    return Array.from({ length: numbers.length / 2 }, (_, i) => numbers.slice(2 * i, 2 * i + 2));
  });
}

/** Corners of the paths of straight lines with this stroke and width 2: the curves. */
export function curvesOf(svg: string, stroke: string): number[][][] {
  return elements(svg, 'path')
    .filter((element) => element.getAttribute('stroke') === stroke && element.getAttribute('stroke-width') === '2')
    .flatMap((element) => element.getAttribute('d')!.split('M').slice(1))
    .map((piece) =>
      piece.split('L').map((point) =>
        point
          .trim()
          .split(/[\s,]+/)
          .map(Number),
      ),
    );
}

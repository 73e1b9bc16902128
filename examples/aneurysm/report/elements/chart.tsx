import type { ComponentChildren } from 'preact';
import type { Drawn } from '../charts';

/** A chart that `@kium/charts` drew, which says itself what it shows; its text stays text. */
export function Chart({ drawn, children }: { drawn: Drawn; children?: ComponentChildren }) {
  return (
    <figure class="chart">
      {(['wide', 'narrow'] as const).map((width) => (
        <div key={width} class={width} dangerouslySetInnerHTML={{ __html: drawn[width] }} />
      ))}
      {children && <figcaption>{children}</figcaption>}
    </figure>
  );
}

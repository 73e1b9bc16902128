import type { ComponentChildren } from 'preact';

/** What speaks against a figure, before anyone relies on it. */
export function Warning({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="warning">
      <p>
        <strong>{title}</strong> {children}
      </p>
    </div>
  );
}

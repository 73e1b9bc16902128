import type { ComponentChildren } from 'preact';

/** One part of the page; `how` says in two sentences how to read it. */
export function Section({
  id,
  title,
  how,
  children,
}: {
  id: string;
  title: string;
  how?: string;
  children: ComponentChildren;
}) {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {how && (
        <p class="how">
          <strong>How to read this:</strong> {how}
        </p>
      )}
      {children}
    </section>
  );
}

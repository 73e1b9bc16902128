import type { CoxSummary } from '@kium/survival';
import type { Section } from './reading';

/** The report as one HTML file that needs nothing else. */
export function pageOf(
  title: string,
  sections: readonly Section[],
  summary: CoxSummary,
  pictures: readonly string[],
): string {
  const texts = sections.map(
    ({ heading, paragraphs }) =>
      `<h2>${escaped(heading)}</h2>\n${paragraphs.map((text) => `<p>${escaped(text)}</p>`).join('\n')}`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 48rem; margin: 0 auto; padding: 1rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: 0.85rem }
th, td { padding: 0.2rem 0.6rem; text-align: right; border-bottom: 1px solid #8888 }
th[scope="row"] { text-align: left }
dl { display: grid; grid-template-columns: max-content auto; gap: 0 1rem; font-size: 0.85rem }
dd { margin: 0 }
svg { max-width: 100%; height: auto }
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${texts.join('\n')}
<h2>Pictures</h2>
${pictures.join('\n')}
<h2>The model</h2>
<div class="wide" tabindex="0">${summary.toHTML()}</div>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

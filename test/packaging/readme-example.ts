import ts from 'typescript';

/** The line that stands before a code block which the tests run. */
export const MARK = '<!-- runnable example -->';

/**
 * The first JavaScript block of a Markdown text that the mark precedes, or undefined if there is none. Such a block is
 * a whole ES module: imports at its top, top-level await allowed, no types.
 */
export function runnableExample(markdown: string): string | undefined {
  const pattern = new RegExp(`^${MARK}\\s*\\n\`\`\`(?:js|javascript|ts|typescript)\\n(.*?)^\`\`\``, 'ms');
  return pattern.exec(markdown.replaceAll('\r\n', '\n'))?.[1];
}

/** The same program as CommonJS: imports become require, and top-level await runs inside an async function. */
export function toCommonJs(code: string): string {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  return `(async () => {\n${outputText}\n})().catch((error) => { console.error(error); process.exitCode = 1; });\n`;
}

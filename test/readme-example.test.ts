import { expect, test } from 'vitest';
import { MARK, runnableExample, toCommonJs } from './packaging/readme-example';

const code = "import { a as b } from 'node:x';\nimport * as fs from 'node:fs';\nimport 'node:path';\nawait b(fs);\n";

test('the first marked JavaScript block is the example', () => {
  const text = `# Title\n\n\`\`\`js\nno\n\`\`\`\n\n${MARK}\n\`\`\`js\n${code}\`\`\`\n\n${MARK}\n\`\`\`js\nsecond\n\`\`\`\n`;
  expect(runnableExample(text)).toBe(code);
  expect(runnableExample(text.replaceAll('\n', '\r\n'))).toBe(code);
  expect(runnableExample(`${MARK}\n\nprose\n\n\`\`\`js\nno\n\`\`\`\n`)).toBeUndefined();
  expect(runnableExample(`${MARK}\n\`\`\`sh\nno\n\`\`\`\n`)).toBeUndefined();
});

test('as CommonJS it requires, and awaits inside a function', () => {
  const common = toCommonJs(code);
  for (const name of ['node:x', 'node:fs', 'node:path']) expect(common).toContain(`require("${name}")`);
  expect(common).not.toMatch(/^\s*import /m);
  expect(() => new Function('exports', 'require', common)).not.toThrow();
});

// EfficientNet and the metrics, ours against their peers, on this machine, in one run. Usage: npm run bench -- --help
import { writeFile } from 'node:fs/promises';
import { COMPARISONS, disturbed, versions } from './comparisons';
import { describeMachine } from './machine';
import { type Options, readOptions, USAGE } from './options';
import { writeResults } from './results-file';
import { markdown, type Section } from './table';

const options = parse(process.argv.slice(2));
const machine = describeMachine();
console.log(`${machine}\n`);

const sections: Section[] = [];
for (const name of options.only) {
  // Progress goes to the other stream, so that the output can be kept.
  sections.push(await COMPARISONS[name]!({ ...options, onProgress: (line) => console.error(line) }));
}

const everyone = [...versions].map(([name, said]) => `${name}: ${[...said].join(' and ')}`).join('; ');
const warning = 'The machine was busy: measure again, with nothing else running, before you believe these medians:';
const doubts = disturbed.length === 0 ? '' : `\n\n${warning}\n\n${disturbed.map((line) => `- ${line}`).join('\n')}`;
const tables = `${markdown(sections)}${doubts}`;
console.log(`\n${tables}\n\n${everyone}`);
if (options.json) {
  await writeFile(
    options.json,
    `${JSON.stringify(
      sections.flatMap(({ rows }) => rows),
      null,
      2,
    )}\n`,
  );
}
if (options.markdown) await writeResults(options.markdown, `${machine}.  \n${everyone}.\n\n${tables}`);

function parse(args: string[]): Options {
  try {
    const options = readOptions(args);
    if (!options.help) return options;
    console.log(USAGE);
    process.exit(0);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

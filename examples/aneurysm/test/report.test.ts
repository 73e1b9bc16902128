import { LABELS } from '@kium/angio-io';
import { HtmlValidate } from 'html-validate';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ReportContents } from '../report/contents';
import { figure, percentWithInterval, signed, withInterval } from '../report/format';
import { renderPage } from '../report/page';
import { type FixtureOptions, reportFixture } from './report-fixture';

const HOSTILE = '"><script>alert(1)</script>&amp;<img src=x onerror=alert(1)>';

const KINDS: [string, FixtureOptions][] = [
  ['everything', {}],
  ['no groundtruth.csv', { groundtruth: false }],
  ['no boxes', { boxes: false }],
  ['no heat maps', { heat: false }],
  ['nobody with an aneurysm', { aneurysms: 'none' }],
  ['nobody without one', { aneurysms: 'all' }],
  ['nobody with an aneurysm among the held-out patients, and no truth', { aneurysms: 'none', groundtruth: false }],
  ['hostile names', { name: HOSTILE }],
];

describe.each(KINDS)('a page of %s', (_, options) => {
  let contents: ReportContents;
  let page: string;
  beforeAll(async () => {
    contents = await reportFixture(options);
    page = renderPage(contents);
  });

  test('is valid HTML with one h1 and headings in order', async () => {
    const report = await new HtmlValidate({
      extends: ['html-validate:standard', 'html-validate:a11y'],
      rules: {
        // A matter of style, which the renderer decides.
        'void-style': 'off',
        'attribute-boolean-style': 'off',
        'attribute-empty-style': 'off',
        'no-inline-style': 'off',
        'long-title': 'off',
        // HTML allows a bare ">".
        'no-raw-characters': 'off',
        // Tables that scroll are reached by the keyboard.
        'prefer-native-element': 'off',
      },
    }).validateString(page);
    const problems = report.results.flatMap(({ messages }) => messages);
    expect(problems.map(({ ruleId, message, line, column }) => `${ruleId}: ${message} at ${line}:${column}`)).toEqual(
      [],
    );
  });

  test('needs nothing from elsewhere', () => {
    const text = page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '');
    const addresses = [...text.matchAll(/\s(?:src|href|srcset|action|data|poster)="([^"]*)"/g)].map(([, to]) => to!);
    expect(addresses.length).toBeGreaterThan(10);
    for (const to of addresses) expect(to).toMatch(/^(#|data:image\/webp;base64,|output\.csv$)/);
    expect(text.replace(/data:[^"]*/g, '')).not.toMatch(/https?:|url\((?!#)|@import|<link|<script|<iframe/i);
  });

  test('tells nothing that is not there', () => {
    const text = page.replace(/data:[^"]*/g, '').replace(/<style[\s\S]*?<\/style>/g, '');
    expect(text).not.toMatch(/undefined|NaN|\[object|Infinity|>null</);
  });

  test('has every id once, and links and labels that lead somewhere', () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    const known = new Set(ids);
    const links = [...page.matchAll(/\shref="#([^"]*)"/g)].map(([, id]) => id!);
    const labels = [...page.matchAll(/\saria-(?:labelledby|describedby)="([^"]*)"/g)].flatMap(([, to]) =>
      to!.split(' '),
    );
    expect([...links, ...labels].filter((id) => !known.has(id))).toEqual([]);
  });

  test('is the same when made again', async () => {
    expect(renderPage(await reportFixture(options))).toBe(page);
  });
});

describe('what the page says', () => {
  let contents: ReportContents;
  let page: string;
  beforeAll(async () => {
    contents = await reportFixture();
    page = renderPage(contents);
  });

  test('equals results.json', () => {
    const { results, shown } = contents;
    const { evaluations, presence, explanations } = JSON.parse(JSON.stringify(results)) as typeof results;
    expect(shown).toBe('test');
    const test = evaluations.test!;
    const key = rowsOf(page, 'key-figures');
    expect(key[0]!.slice(0, 2)).toEqual(['AUROC, presence', withInterval(test.presence.auroc)]);
    expect(key[1]![1]).toBe(withInterval(test.presence.delong));
    expect(key[2]![1]).toBe(withInterval(evaluations.heldOut.presence.auroc));
    const ranking = rowsOf(page, 'location-ranking');
    expect(ranking.map(([, positives, auroc, precision]) => [positives, auroc, precision])).toEqual(
      test.locations.map((one) => [String(one.positives), withInterval(one.auroc), withInterval(one.averagePrecision)]),
    );
    const accuracy = rowsOf(page, 'location-accuracy');
    expect(accuracy).toHaveLength(22);
    expect(accuracy.at(-1)!.slice(4, 6)).toEqual([
      figure(test.overall.accuracy, 4),
      figure(test.overall.allNegative, 4),
    ]);
    for (const [i, { label, decision }] of test.locations.entries()) {
      expect(accuracy[i]!.slice(0, 7)).toEqual([
        ...[label, String(test.locations[i]!.positives), String(decision.decided)],
        ...[String(decision.confusion.truePositives), figure(decision.accuracy, 4)],
        ...[figure(decision.allNegative, 4), signed(decision.difference, 4)],
      ]);
    }
    const decisions = rowsOf(page, 'decision-table');
    expect(decisions.map(([label]) => label)).toEqual([...LABELS]);
    expect(decisions[0]![3]).toBe(percentWithInterval(test.presence.decision.sensitivity));
    const epochs = rowsOf(page, 'presence-epochs');
    expect(epochs[0]!.slice(0, 3)).toEqual([
      '1',
      figure(presence.epochs[0]!.loss, 4),
      figure(presence.epochs[0]!.accuracy, 4),
    ]);
    expect(rowsOf(page, 'methods').map(([, macro]) => macro)).toEqual(test.methods.map(({ f1 }) => figure(f1.macro)));
    expect(rowsOf(page, 'box-hits')[0]![1]).toBe(`${explanations.boxHits!.patients.hits} of 64`);
  });

  test('begins with the result in a sentence, beside guessing', () => {
    expect(page).toMatch(
      /the model gives the one with the aneurysm the higher score \d+ times in 100 \(95\u00a0% interval \d+ to \d+\); guessing gives 50\. This is over 80\u00a0test patients\./,
    );
    expect(page).toContain('Generated patients.');
    expect(page).not.toContain('Not told apart from chance.');
  });

  test('warns where the interval includes guessing, and where the truth is not known', async () => {
    const { auroc } = contents.evaluation.presence;
    const presence = { ...contents.evaluation.presence, auroc: { ...auroc!, lower: 0.4 } };
    expect(renderPage({ ...contents, evaluation: { ...contents.evaluation, presence } })).toContain(
      'Not told apart from chance.',
    );
    const worse = { ...presence, auroc: { ...auroc!, estimate: 0.3, lower: 0.2, upper: 0.4 } };
    expect(renderPage({ ...contents, evaluation: { ...contents.evaluation, presence: worse } })).toContain(
      'Worse than chance.',
    );
    expect(renderPage(await reportFixture({ groundtruth: false }))).toContain(
      'The truth of the test patients is not known.',
    );
    expect(renderPage(await reportFixture({ aneurysms: 'none' }))).toContain('none has an aneurysm');
  });

  test('pictures say what is to be seen, and each patient is there once', () => {
    expect(page).toContain('alt="View LI-A, left carotid, frontal; 1\u00a0aneurysm framed, middle; with heat map"');
    expect(page).toContain('the heat map’s highest point upper middle"');
    const cards = [...page.matchAll(/<article class="patient" id="([^"]*)"/g)].map(([, id]) => id);
    expect(cards.length).toBeGreaterThan(3);
    expect(new Set(cards).size).toBe(cards.length);
  });

  test('names from outside are shown as they are', async () => {
    const hostile = renderPage(await reportFixture({ name: HOSTILE }));
    expect(hostile).not.toMatch(/<script|<img src="?x/);
    expect(hostile).toContain('&lt;script');
  });
});

/** Texts of a table's cells, without its head. */
function rowsOf(page: string, id: string): string[][] {
  const table = new RegExp(`<table id="${id}">([\\s\\S]*?)</table>`).exec(page)![1]!;
  const body = table.replace(/<thead>[\s\S]*?<\/thead>/, '');
  return [...body.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => cell!.replace(/<[^>]*>/g, '')),
  );
}

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, startChromium } from '../../../test/browser/chromium';
import { renderPage } from '../report/page';
import { reportFixture } from './report-fixture';

const executable = findChromium();
const why = executable ? '' : ' (skipped: no Chromium here; install it or set KIUM_CHROMIUM to its path)';

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };

describe.skipIf(!executable)(`the report in Chromium${why}`, () => {
  let browser: Browser;
  let folder: string;
  let axe: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kium-report-'));
    await writeFile(join(folder, 'test.html'), renderPage(await reportFixture()));
    await writeFile(
      join(folder, 'held-out.html'),
      renderPage(await reportFixture({ groundtruth: false, heat: false })),
    );
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    browser = await startChromium(executable!);
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens a page as the file that it is, and hears what it asks for and complains of. */
  async function open<T>(
    name: string,
    options: BrowserContextOptions,
    look: (page: Page, heard: { asked: string[]; said: string[] }) => Promise<T>,
  ): Promise<T> {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    try {
      const page = await context.newPage();
      const heard = { asked: [] as string[], said: [] as string[] };
      page.on('request', (request) => heard.asked.push(request.url().slice(0, 60)));
      page.on('console', (message) => heard.said.push(message.text()));
      page.on('pageerror', (error) => heard.said.push(error.message));
      await page.goto(pathToFileURL(join(folder, name)).href);
      return await look(page, heard);
    } finally {
      await context.close();
    }
  }

  describe.each([
    ['on a desktop, light', { viewport: DESKTOP, colorScheme: 'light' }],
    ['on a desktop, dark', { viewport: DESKTOP, colorScheme: 'dark' }],
    ['on a phone, light', { viewport: PHONE, colorScheme: 'light' }],
    ['on a phone, dark', { viewport: PHONE, colorScheme: 'dark' }],
  ] satisfies [string, BrowserContextOptions][])('%s', (_, options) => {
    test.each(['test.html', 'held-out.html'])('axe finds no violation in %s', async (name) => {
      const found = await open(name, options, async (page) => {
        await page.evaluate(() => {
          for (const details of document.querySelectorAll('details')) details.open = true;
        });
        await page.evaluate(axe);
        return page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
      });
      expect(found.passes.length).toBeGreaterThan(20);
      expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    });

    test('nothing scrolls sideways but tables in their own regions, which are narrower than the screen', async () => {
      const wide = await open('test.html', options, (page) =>
        page.evaluate(() => {
          const visible = [...document.querySelectorAll('body *')].filter((one) => one.getClientRects().length > 0);
          const out = visible.filter(
            (one) =>
              !one.closest('.scroll table, .hidden, .skip') && one.getBoundingClientRect().right > innerWidth + 1,
          );
          return {
            page: document.documentElement.scrollWidth - innerWidth,
            out: out.map((one) => one.outerHTML.slice(0, 120)),
          };
        }),
      );
      expect(wide).toEqual({ page: 0, out: [] });
    });

    test('asks for nothing else and complains of nothing', async () => {
      await open('test.html', options, async (page, { asked, said }) => {
        await page.waitForLoadState('networkidle');
        expect(asked.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
        expect(said).toEqual([]);
      });
    });
  });

  test('the keyboard reaches the skip link first, and a switch takes the heat map away', async () => {
    await open('test.html', { viewport: DESKTOP }, async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement!.textContent!.trim())).toBe('Skip to the result');
      const heat = page.locator('.patient .heat').first();
      expect(await heat.isVisible()).toBe(true);
      await page.locator('.patient .toggle input').first().uncheck();
      expect(await heat.isVisible()).toBe(false);
    });
  });

  test('on paper it is light, its details are open and no chart is cut', async () => {
    await open('test.html', { viewport: { width: 720, height: 1000 }, colorScheme: 'dark' }, async (page) => {
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      const paper = await page.evaluate(() => {
        const style = (selector: string) => getComputedStyle(document.querySelector(selector)!);
        const charts = [...document.querySelectorAll('.chart svg')].filter((svg) => svg.getClientRects().length > 0);
        return {
          background: style('body').backgroundColor,
          settings: document.querySelector('#settings')!.getBoundingClientRect().height > 100,
          toggle: style('.toggle').display,
          breaks: charts.map((svg) => getComputedStyle(svg.closest('figure')!).breakInside),
          wide: charts.filter((svg) => svg.getBoundingClientRect().right > innerWidth).length,
        };
      });
      expect(paper).toMatchObject({ background: 'rgb(255, 255, 255)', settings: true, toggle: 'none', wide: 0 });
      expect(paper.breaks.length).toBeGreaterThan(5);
      expect(new Set(paper.breaks)).toEqual(new Set(['avoid']));
    });
  });
});

/**
 * Takes the pictures of the report that docs/ shows. From the root, after a run:
 *
 *   npx tsx scripts/screenshot-report.ts [out/report.html] [docs]
 *
 * Needs Chromium; see CONTRIBUTING.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { findChromium, startChromium } from '../test/browser/chromium';

const [report = 'out/report.html', folder = 'docs'] = process.argv.slice(2);
/** A picture in a README should load at once. */
const MOST_BYTES = 300_000;

const executable = findChromium();
if (!executable) {
  console.error('There is no Chromium here: install it, or set KIUM_CHROMIUM to its path.');
  process.exit(1);
}
const browser = await startChromium(executable);
try {
  mkdirSync(folder, { recursive: true });
  await picture(browser, 'report-desktop.jpg', { width: 1280, height: 1500 }, 'light', 1.25, async () => {});
  await picture(browser, 'report-phone.jpg', { width: 360, height: 1250 }, 'dark', 2, async (page) => {
    await page.evaluate(() => document.getElementById('presence')!.scrollIntoView());
  });
} finally {
  await browser.close();
}

async function picture(
  browser: Browser,
  name: string,
  viewport: { width: number; height: number },
  colorScheme: 'light' | 'dark',
  deviceScaleFactor: number,
  prepare: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor, reducedMotion: 'reduce' });
  try {
    const page = await context.newPage();
    await page.goto(pathToFileURL(resolve(report)).href);
    await prepare(page);
    let quality = 90;
    let bytes = await page.screenshot({ type: 'jpeg', quality });
    while (bytes.length > MOST_BYTES && quality > 30) {
      quality -= 5;
      bytes = await page.screenshot({ type: 'jpeg', quality });
    }
    const path = join(folder, name);
    writeFileSync(path, bytes);
    console.log(
      `${path}: ${viewport.width}×${viewport.height} at ${deviceScaleFactor}, quality ${quality}, ${bytes.length} bytes`,
    );
  } finally {
    await context.close();
  }
}

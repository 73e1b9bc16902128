import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where Chromium is: where KIUM_CHROMIUM says, or in one of the usual places; undefined if there is none. */
export function findChromium(): string | undefined {
  const said = process.env.KIUM_CHROMIUM;
  if (said && !existsSync(said)) throw new Error(`KIUM_CHROMIUM names ${said}, which does not exist.`);
  return said ?? USUAL_PLACES.find((path) => existsSync(path));
}

/** Starts Chromium without a window and without traffic of its own; `more` are further arguments. */
export function startChromium(executablePath: string, more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ...more,
    ],
  });
}

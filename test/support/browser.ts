import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where distributions put Chromium, and the variable that names another place. */
const PLACES = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
/** Chromium for machines without a browser, out of an npm package. */
const PACKAGE = '@sparticuz/chromium';

interface PackagedChromium {
  readonly args: string[];
  executablePath(): Promise<string>;
}

/** Why no test can run in a browser here; null when one was found. */
export function missingBrowser(): string | null {
  if (systemBrowser() !== undefined || isPackaged()) return null;
  return `no browser: neither ${PLACES.filter(Boolean).join(', ')} nor the package ${PACKAGE}`;
}

/** Starts a headless Chromium. It makes no request of its own. */
export async function openBrowser(): Promise<Browser> {
  const quiet = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'];
  const executablePath = systemBrowser();
  if (executablePath !== undefined) return chromium.launch({ executablePath, args: quiet });
  const packaged = ((await import(PACKAGE)) as { default: PackagedChromium }).default;
  return chromium.launch({ executablePath: await packaged.executablePath(), args: [...packaged.args, ...quiet] });
}

function systemBrowser(): string | undefined {
  return PLACES.find((place) => place !== '' && existsSync(place));
}

function isPackaged(): boolean {
  try {
    require.resolve(PACKAGE);
    return true;
  } catch {
    return false;
  }
}

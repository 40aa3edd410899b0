import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where distributions put Chromium. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** It asks no other host for anything of its own accord. */
const QUIET = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'];

/** Starts a headless Chromium: the machine's own, else the one that npm installed. */
export async function openBrowser(): Promise<Browser> {
  const installed = PLACES.find((place) => existsSync(place));
  if (installed !== undefined) return chromium.launch({ executablePath: installed, args: QUIET });
  // Not with the package's own arguments: they are for very small machines, and switch protections of the web off.
  return chromium.launch({ ...(await unpackBrowser()), args: [...QUIET, '--disable-gpu'] });
}

/** Unpacks the browser and the libraries it needs: the package brings those only where it believes to be in a bare container of one kind. */
async function unpackBrowser(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const before = { ...process.env };
  process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs20.x';
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    const executablePath = await packaged.executablePath();
    const { LD_LIBRARY_PATH = '', FONTCONFIG_PATH = '' } = process.env;
    return { executablePath, env: { PATH: before['PATH'] ?? '', LD_LIBRARY_PATH, FONTCONFIG_PATH } };
  } finally {
    // Whatever this process starts later shall not load those libraries.
    for (const name of ['AWS_EXECUTION_ENV', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH', 'HOME']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

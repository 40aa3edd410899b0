import { existsSync } from 'node:fs';
import packaged from '@sparticuz/chromium';
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
  return chromium.launch({ executablePath: await packaged.executablePath(), args: [...QUIET, '--disable-gpu'] });
}

import path from 'node:path';
import nunjucks, { type Environment } from 'nunjucks';
import { clockState, dayText, momentText, type Clock } from './dates';
import { meaningOf, wordOf } from './words';

const FRONTEND = path.join(path.dirname(require.resolve('govuk-frontend/package.json')), 'dist');

/** Where templates are looked for: ours, then those of govuk-frontend. */
export const TEMPLATE_FOLDERS = [path.join(__dirname, 'views'), FRONTEND];

/** The template engine, for @fastify/view. */
export const engine = nunjucks;

/** Adds what templates say codes and times with. `now`: epoch milliseconds. */
export function addFilters(environment: Environment, now: () => number): void {
  const filters: Readonly<Record<string, (...values: never[]) => unknown>> = {
    word: (code: string | null, enumName?: string) => (code == null ? '' : wordOf(code, enumName)),
    meaning: (code: string, enumName: string) => meaningOf(code, enumName),
    day: (day: string | null) => (day == null ? '' : dayText(day)),
    moment: (moment: string | null) => (moment == null ? '' : momentText(moment)),
    clock: (clock: Clock | null) => (clock == null ? null : clockState(clock, now())),
  };
  for (const [name, filter] of Object.entries(filters))
    environment.addFilter(name, filter as (...values: unknown[]) => unknown);
}

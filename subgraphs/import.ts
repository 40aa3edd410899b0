import { spawnSync } from 'node:child_process';
import path from 'node:path';

/**
 * `npm run import -- ssda903|postcodes|records ...`: each agency's program imports into that agency's own database, and
 * none of them is a part of another.
 */
const USAGE = `expected one of
  ssda903 <folder> --organisation <GSS code> [--children <csv>] [--not-registered <csv>] [--commit]
  postcodes <ONS Postcode Directory csv> [--commit]
  records police|council|charity <csv> --mapping <json> [--commit]
`;

function main([what, ...rest]: readonly string[]): void {
  const sector = what === 'records' ? rest[0] : 'council';
  const isKnown = what === 'ssda903' || what === 'postcodes' || what === 'records';
  if (!isKnown || sector === undefined || !['police', 'council', 'charity'].includes(sector)) {
    process.stderr.write(USAGE);
    process.exitCode = 1;
    return;
  }
  const args = what === 'records' ? rest.slice(1) : rest;
  const program = path.join(__dirname, sector, 'import.js');
  const { status } = spawnSync(process.execPath, [program, what, ...args], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

main(process.argv.slice(2));

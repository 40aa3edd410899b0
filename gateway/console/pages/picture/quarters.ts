/** A calendar quarter, by which figures are made. */
export interface Quarter {
  /** `2026-Q2` */
  readonly id: string;
  readonly text: string;
  /** YYYY-MM-DD */
  readonly from: string;
  /** YYYY-MM-DD, the last day. */
  readonly to: string;
}

const NAMES = ['January to March', 'April to June', 'July to September', 'October to December'];
const OFFERED = 12;
const YEAR = 4;

/** The running quarter and those before it, the newest first. `now`: epoch milliseconds. */
export function offeredQuarters(now: number): Quarter[] {
  const today = new Date(now);
  const running = today.getUTCFullYear() * YEAR + Math.floor(today.getUTCMonth() / 3);
  return Array.from({ length: OFFERED }, (_, back) => quarterOf(running - back));
}

function quarterOf(count: number): Quarter {
  const [year, index] = [Math.floor(count / YEAR), count % YEAR];
  const day = (month: number, date: number): string => new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);
  const from = day(index * 3, 1);
  const to = day(index * 3 + 3, 0);
  return { id: `${year}-Q${index + 1}`, text: `${NAMES[index]} ${year}`, from, to };
}

/** The quarters from which and to which somebody asks; where they say nothing of the kind, the running one and the three before it. */
export function chosenQuarters(offered: readonly Quarter[], from: string, to: string): { from: Quarter; to: Quarter } {
  const find = (id: string, otherwise: number): Quarter =>
    offered.find((quarter) => quarter.id === id) ?? (offered[otherwise] as Quarter);
  const [first, last] = [find(from, YEAR - 1), find(to, 0)];
  return first.from <= last.from ? { from: first, to: last } : { from: last, to: first };
}

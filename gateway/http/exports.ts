import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { CATEGORIES, type DataCategory } from '../../schema/vocabulary';
import { badInput, SightlineError } from '../errors';
import { conditionsOf, filterFaults } from '../hub/disclosure-filter';
import { refuseFaults, type Fault } from '../hub/faults';
import type { Directory, DisclosureLog, DisclosureOutcome, DisclosureQuery } from '../hub/ports';
import type { Caller, PipelineServices } from '../request';
import { EXPORT_FORMATS, type ExportFormat } from './export-formats';
import { isStorable } from '../text';

export interface ExportOptions {
  readonly identify: (headers: Readonly<Record<string, unknown>>) => Promise<Caller>;
  readonly disclosures: DisclosureLog;
  readonly directory: () => Directory;
  readonly record: PipelineServices['record'];
  readonly newId: () => string;
  readonly now: () => Date;
  readonly report: (id: string, error: unknown) => void;
}

const PAGE = 100;
const FILTERS = ['childId', 'recipient', 'category', 'outcome', 'breakGlass', 'from', 'to'] as const;
type Texts = Partial<Record<(typeof FILTERS)[number], string>>;

/**
 * Adds `GET /export/disclosures?format=jsonl`, or `csv`: what the `disclosures` query gives to a data officer of their own
 * organisation's data, whole, one row a line. The last line says how many there were: without it, it is not whole.
 */
export function addExports(app: FastifyInstance, options: ExportOptions): void {
  app.get('/export/disclosures', async (request, reply) => {
    const caller = await options.identify(request.headers);
    requireOfficer(caller);
    const { format, texts } = readRequest(request.query);
    refuseTexts(textFaults(options, texts));
    const query = queryOf(caller, texts, options.now());
    // INVARIANT: that somebody takes the log is on the log before the first byte of it leaves.
    await recordExport(options, caller, texts);
    const lines = Readable.from(linesOf(options, query, format));
    lines.on('error', (error) => options.report('export', error));
    return reply
      .header('content-type', format.contentType)
      .header('content-disposition', `attachment; filename="disclosures.${format.extension}"`)
      .header('cache-control', 'private, no-store')
      .header('x-content-type-options', 'nosniff')
      .send(lines);
  });
}

/** As a query is refused, but that this is the whole answer. */
function refuseTexts(faults: readonly Fault[]): void {
  try {
    refuseFaults(faults);
  } catch (error) {
    if (!(error instanceof SightlineError)) throw error;
    throw new SightlineError(error.code, error.message, { ...error.fields, status: 400 });
  }
}

function requireOfficer({ principal }: Caller): void {
  if (principal.role === 'DATA_OFFICER') return;
  const message = 'the log is taken by data officers, and each takes their own organisation\u2019s';
  throw new SightlineError('FORBIDDEN', message, { status: 403 });
}

/** @throws SightlineError BAD_USER_INPUT for another format, an unknown name or one that comes twice. */
function readRequest(given: unknown): { format: ExportFormat; texts: Texts } {
  const { format: asked, ...rest } = given as Record<string, unknown>;
  const format = EXPORT_FORMATS.get(asked);
  if (!format) throw badInput({ at: 'format', expected: '`jsonl` or `csv`', got: asked ?? 'nothing', status: 400 });
  const texts: Texts = {};
  for (const [name, value] of Object.entries(rest)) {
    const known = FILTERS.find((each) => each === name);
    const expected = `each of ${FILTERS.join(', ')} at most once`;
    if (!known || typeof value !== 'string') throw badInput({ at: 'query', expected, got: name, status: 400 });
    texts[known] = value;
  }
  return { format, texts };
}

function textFaults({ directory }: ExportOptions, texts: Texts): Fault[] {
  const word = (name: keyof Texts, words: readonly string[]): Fault[] => {
    const value = texts[name];
    if (value === undefined || words.includes(value)) return [];
    return [{ at: `filter.${name}`, expected: `one of ${words.join(', ')}`, got: 'another text' }];
  };
  return [
    ...word('category', CATEGORIES),
    ...word('outcome', ['DISCLOSED', 'WITHHELD']),
    ...word('breakGlass', ['true', 'false']),
    ...filterFaults(directory(), filterOf(texts)),
  ];
}

function filterOf(texts: Texts) {
  const { category, outcome, breakGlass, ...rest } = texts;
  return {
    ...rest,
    category: (category ?? null) as DataCategory | null,
    outcome: (outcome ?? null) as DisclosureOutcome | null,
    breakGlass: breakGlass === undefined ? null : breakGlass === 'true',
  };
}

/** Lines that are written while the log is taken are not part of it. */
function queryOf({ principal }: Caller, texts: Texts, now: Date): Omit<DisclosureQuery, 'after'> {
  const conditions = conditionsOf(filterOf(texts));
  return { ...conditions, to: conditions.to ?? now, owners: [principal.organisation], first: PAGE };
}

async function recordExport({ record, newId }: ExportOptions, caller: Caller, texts: Texts): Promise<void> {
  const { principal, purpose, justification } = caller;
  const { subject, organisation, agency, role } = principal;
  const filter = Object.fromEntries(Object.entries(texts).filter(([, text]) => isStorable(text)));
  await record({
    decisionId: newId(),
    principal: { subject, organisation, agency, role },
    purpose,
    justification,
    operation: createHash('sha256')
      .update(JSON.stringify(['export/disclosures', filter]))
      .digest('hex'),
    lines: [],
    exported: { owner: organisation, filter },
  });
}

/** One page is read after what came before it has been taken. */
async function* linesOf({ disclosures }: ExportOptions, query: Omit<DisclosureQuery, 'after'>, format: ExportFormat) {
  yield format.head;
  let after: string | null = null;
  let count = 0;
  for (;;) {
    const { rows, endCursor, hasNextPage } = await disclosures.findDisclosures({ ...query, after });
    count += rows.length;
    if (rows.length > 0) yield format.writeRows(rows);
    if (!hasNextPage || endCursor === null) break;
    after = endCursor;
  }
  yield format.writeEnd(count);
}

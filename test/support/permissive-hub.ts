import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { demonstrationLines } from '../../gateway/launch/demonstration/generate';
import { HARBOUR, NORFOLK, OPEN_DOOR, serviceId } from '../../gateway/launch/demonstration/directory';
import type { DemonstrationLine, Destined } from '../../gateway/launch/demonstration/lines';
import type { MissingEpisodeLine } from '../../gateway/launch/demonstration/record-lines';
import { parsePolicyRules, type PolicyRule } from '../../gateway/policy/rule';
import { KENT_COUNCIL } from './cast';
import type { Person } from './client';
import type { CorpusChildren } from './corpus-query';
import { aChallenge, aReferral, REFUSED } from './council-lines';
import { startHub, type HubOptions, type TestHub } from './running-hub';

const CAST = 8;
const CHILDREN = 40;
const OWNERS = { police: NORFOLK.force, council: NORFOLK.council, charity: HARBOUR, hub: NORFOLK.council };

export const SUPERVISOR: Person = {
  organisation: NORFOLK.council,
  role: 'SUPERVISOR',
  subject: 'supervisor-1',
  purpose: 'SECTION_47_ENQUIRY',
  justification: 'enquiry into what happened on Saturday',
};
export const OFFICER: Person = {
  organisation: NORFOLK.council,
  role: 'DATA_OFFICER',
  subject: 'officer-1',
  purpose: 'OVERSIGHT',
};

const LAPSED_BASIS = {
  kind: 'LawfulBasis',
  id: 'LAPSED',
  title: 'A basis that ended',
  validFrom: '2019-01-01',
  validTo: '2019-12-31',
};

/** A referral with every field that a refusal and the answer to its challenge have. */
function challengedReferral(subjectId: string): object[] {
  const other = { reasonCode: 'R08', otherAuthorityId: KENT_COUNCIL, otherAuthorityReceipt: 'invented receipt' };
  const offer = { stepDown: 'invented offer', receipt: 'invented receipt', indicators: ['M1'] };
  return [aReferral(1, { subjectId, ...REFUSED, ...other, ...offer }), aChallenge(1, { subjectId, outcome: 'UPHELD' })];
}

/** A policy that permits everybody everything that a policy can permit. */
export function permitEverything(): PolicyRule[] {
  const everything = {
    kind: 'PERMIT',
    level: 'FULL',
    consent: 'IGNORE',
    minimumRelationship: 'NONE',
    maximumHandling: 'HIDDEN',
    lawfulBasis: 'DPA2018-SCH1-18',
  };
  // The second permits nothing more: it gives every field of a rule something to show.
  const something = {
    categories: ['MISSING'],
    agencies: ['COUNCIL'],
    organisations: [NORFOLK.council],
    roles: ['SUPERVISOR'],
    purposes: ['MISSING_CHILD'],
    ages: { from: 0, to: 17 },
    obligations: ['NOTIFY_OWNER'],
    validFrom: '2020-01-01',
    validTo: '2099-12-31',
    note: 'Permits nothing that the other rule does not.',
  };
  return parsePolicyRules([
    { id: 'everything', ...everything },
    { id: 'something', ...everything, ...something },
  ]);
}

/**
 * Starts a hub whose every owner permits everything. No record is marked, and DEMO-1 has records of every kind, so that whatever a stock gateway answers is what ours must answer.
 */
export async function startPermissiveHub(
  options: Pick<HubOptions, 'reroute'>,
): Promise<{ hub: TestHub; children: CorpusChildren }> {
  const now = new Date();
  const usual = linesOfChildren(now);
  const children = idsOfCast(now);
  const lines: Record<Destined['sector'], object[]> = { hub: [], police: [], council: [], charity: [] };
  for (const { sector, line } of [...usual, ...recordsOfRichChild(usual, children.id)]) {
    lines[sector].push(line);
  }
  lines.police.push(...promptsOf(lines.police));
  lines.hub.push(LAPSED_BASIS);
  lines.council.push(...challengedReferral(children.id));
  const hub = await startHub({ ...options, now, children: CAST, lines, policyOf: permitEverything });
  await liftMarkings(hub);
  await writeRefusal(hub, children.id);
  return { hub, children };
}

/** A prompt of an episode, as the police raise one of a child who goes missing repeatedly. */
function promptsOf(lines: readonly object[]): object[] {
  const episode = lines.findLast((line) => (line as { kind: string }).kind === 'MissingEpisode');
  const { id: episodeId, subjectId, ownerId, handling, missingSince } = episode as MissingEpisodeLine;
  const key = { id: idFrom(`prompt ${episodeId}`), subjectId, ownerId, handling };
  const said = { rule: 'MISSING_REPEATED', raisedAt: missingSince, episodes: 3, days: 90 };
  return [{ kind: 'MissingPrompt', ...key, episodeId, ...said }];
}

/** A marking is an owner's veto, which no policy lifts: the owners take theirs back. */
async function liftMarkings({ databases }: TestHub): Promise<void> {
  for (const connectionString of Object.values(databases)) {
    const client = new Client({ connectionString });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where c.column_name = 'handling' and c.table_schema = 'public' and t.table_type = 'BASE TABLE'`,
    );
    for (const { name } of rows) await client.query(`update ${name} set handling = 'OPEN' where handling <> 'OPEN'`);
    await client.end();
  }
}

/** Data officers see no child's records, whatever is permitted: the log has a line with a reason. */
async function writeRefusal(hub: TestHub, childId: string): Promise<void> {
  const query = 'query($id: ID!) { child(id: $id) { councilProfiles { initials } } }';
  const { withheld, text } = await hub.ask(OFFICER, query, { id: childId });
  if (withheld.length === 0) throw new Error(`nothing was withheld from a data officer: ${text}`);
}

function demonstration(now: Date, children: number): Destined[] {
  const common = { seed: SEED, now, supergraphHash: '', lawfulBases: [], safeguardingMinimums: [], policyOf: () => [] };
  return [...demonstrationLines({ ...common, children })];
}

/** The lines of all children but the cast. */
function linesOfChildren(now: Date): Destined[] {
  return demonstration(now, CHILDREN).slice(demonstration(now, CAST).length);
}

const SEED = 'sightline';

function idsOfCast(now: Date): CorpusChildren {
  const lines = demonstration(now, CAST);
  const ids = lines.flatMap(({ line }) => (isOf(line, 'Child') ? [line.id] : []));
  const [id, , placed, refused, alone, forces, , advocated] = ids;
  if (!id || !placed || !refused || !alone || !forces || !advocated) throw new Error('the cast has eight children');
  const offered = idOf(lines, 'SupportEpisode', { ownerId: HARBOUR, status: 'OFFERED' });
  const advocacy = idOf(lines, 'AdvocacyRequest', { ownerId: OPEN_DOOR, status: 'ACTIVE' });
  const service = serviceId(SEED, HARBOUR, 'mentoring');
  return { id, placed, refused, alone, forces, advocated, service, offered, advocacy };
}

function idOf(
  lines: readonly Destined[],
  kind: 'SupportEpisode' | 'AdvocacyRequest',
  of: { ownerId: string; status: string },
): string {
  for (const { line } of lines)
    if (isOf(line, kind) && line.ownerId === of.ownerId && line.status === of.status) return line.id;
  throw new Error(`the cast has a ${kind} that is ${of.status}`);
}

function isOf<K extends DemonstrationLine['kind']>(
  line: DemonstrationLine,
  kind: K,
): line is Extract<DemonstrationLine, { kind: K }> {
  return line.kind === kind;
}

/** Copies of everybody's records, as the rich child's own. */
function recordsOfRichChild(usual: readonly Destined[], richId: string): Destined[] {
  const byChild = new Map<string, Destined[]>();
  for (const each of usual) {
    if (!('subjectId' in each.line) || !('handling' in each.line) || each.line.kind.endsWith('Profile')) continue;
    byChild.set(each.line.subjectId, [...(byChild.get(each.line.subjectId) ?? []), each]);
  }
  return [...byChild].flatMap(([from, records]) => records.map((each) => copied(each, { from, to: richId, records })));
}

/** The record as one of the rich child's, with references among the copied records kept. */
function copied({ sector, line }: Destined, by: { from: string; to: string; records: readonly Destined[] }): Destined {
  let text = JSON.stringify({ ...line, ownerId: OWNERS[sector] }).replaceAll(by.from, by.to);
  for (const { line: other } of by.records) {
    if ('id' in other) text = text.replaceAll(other.id, idFrom(other.id));
  }
  return { sector, line: JSON.parse(text) as DemonstrationLine };
}

function idFrom(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

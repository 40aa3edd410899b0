import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { parsePolicyRules } from '../../gateway/policy/rule';
import { worker, HARBOUR } from './cast';
import type { TestHub } from './running-hub';
import { until } from './subscriber';

/**
 * Puts rules into force as no officer and no proof allows, straight in a test hub's database, in the place of whatever
 * an owner shares. Resolves when every gateway goes by them: it then knows a lawful basis that began with them.
 */
export async function forcePolicy(
  hub: TestHub,
  owner: string,
  rules: readonly object[],
  others: readonly Pick<TestHub, 'ask'>[] = [],
): Promise<void> {
  const marker = `FORCED-${randomUUID()}`;
  const client = new Client(hub.databases.hub);
  await client.connect();
  try {
    await client.query('begin');
    await client.query("select set_config('sightline.policy_life', 'given', true)");
    await client.query("update policy_versions set status = 'SUPERSEDED' where owner = $1 and status = 'ACTIVE'", [
      owner,
    ]);
    await client.query(
      `insert into policy_versions (id, owner, status, rules, hash, author, approved_by, note, effective_from, created_at)
       values (gen_random_uuid(), $1, 'ACTIVE', $2::jsonb, encode(sha256(convert_to(canonical_json($2::jsonb), 'UTF8')), 'hex'),
               'nobody', 'no other', 'forced', now(), now())`,
      [owner, JSON.stringify(parsePolicyRules(rules))],
    );
    await client.query("insert into lawful_bases (id, title, valid_from) values ($1, 'a mark', '2026-01-01')", [
      marker,
    ]);
    await client.query('commit');
  } finally {
    await client.end();
  }
  for (const gateway of [hub, ...others]) await until(() => goesBy(gateway, marker));
}

async function goesBy(gateway: Pick<TestHub, 'ask'>, marker: string): Promise<boolean> {
  const { data } = await gateway.ask(worker(HARBOUR), '{ lawfulBases { id } }');
  return data?.lawfulBases.some(({ id }: { id: string }) => id === marker) === true;
}

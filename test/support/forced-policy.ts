import { Client } from 'pg';
import { parsePolicyRules } from '../../gateway/policy/rule';

/** How long gateways may take at most to notice. */
const NOTICED_MS = 1_000;

/**
 * Puts rules into force as no officer and no proof allows, straight in a test hub's database, in the place of whatever
 * an owner shares. Resolves when every gateway goes by them.
 */
export async function forcePolicy(hubUrl: string, owner: string, rules: readonly object[]): Promise<void> {
  const client = new Client(hubUrl);
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
    await client.query('commit');
  } finally {
    await client.end();
  }
  await new Promise((resolve) => setTimeout(resolve, NOTICED_MS));
}

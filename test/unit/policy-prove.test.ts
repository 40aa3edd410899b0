import { AGENCIES, CATEGORIES } from '../../schema/vocabulary';
import { demonstrationPolicy } from '../../gateway/policy/default-policy';
import { SAFEGUARDING_MINIMUM } from '../../gateway/policy/minimum';
import { prove } from '../../gateway/policy/proof/prove';
import type { PolicyUnderProof } from '../../gateway/policy/proof/requests';
import { BASES, OWNER_OF_AGENCY } from '../support/policy';

const organisations = new Map(AGENCIES.map((agency) => [OWNER_OF_AGENCY[agency], { agency }]));

test.each(AGENCIES)('the demonstration policy of %s is proved', (agency) => {
  const owner = OWNER_OF_AGENCY[agency];
  const policy: PolicyUnderProof = {
    owner,
    ownerAgency: agency,
    ownerAreas: ['E10000020'],
    rules: demonstrationPolicy({ id: owner, agency }),
    bases: BASES,
    minimum: SAFEGUARDING_MINIMUM,
    organisations,
  };
  const result = prove(policy, { today: '2026-11-22', categories: CATEGORIES });
  expect(result.findings.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
});

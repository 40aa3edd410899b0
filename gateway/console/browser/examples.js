/** @typedef {import('./session.js').Account} Account */

/** A child of the demonstration's cast whom the organisation knows. @type {Readonly<Record<string, string>>} */
const REFERENCES = {
  E23000001: 'DEMO-6',
  E23000032: 'DEMO-3',
  E09000023: 'DEMO-3',
  E10000016: 'DEMO-3',
  'open-door-advocacy': 'DEMO-8',
};

/** What somebody of the organisation most likely asks for. @type {Readonly<Record<string, string>>} */
const PURPOSES = {
  E23000024: 'MISSING_CHILD',
  E23000001: 'MISSING_CHILD',
  E23000032: 'MISSING_CHILD',
  'harbour-youth-trust': 'SUPPORT_SERVICE',
  'open-door-advocacy': 'SUPPORT_SERVICE',
};

/** The join: one child, the records of every agency. @param {string} reference */
const joinOf = (reference) => `# One child, every agency's records.
# Ctrl and Enter runs it.
query Example {
  findChildren(input: { reference: "${reference}" }) {
    band
    child {
      id
      concern
      missingEpisodes {
        owner { name }
        status
        missingSince
        returnedAt
        circumstances
      }
      socialCare {
        owner { name }
        status
        startedOn
      }
      placements {
        owner { name }
        placementType
        outOfArea
        address
      }
      referrals {
        owner { name }
        status
        decision
        reason { code description contestable }
      }
      supportEpisodes {
        owner { name }
        status
        startedOn
        notes
      }
    }
  }
}
`;

/** @param {string} organisation */
const oversightOf = (organisation) => `# The own policy, and who saw what.
query Example {
  policy(owner: "${organisation}") {
    id
    status
    rules { id kind categories agencies purposes level consent note }
  }
  disclosures(first: 10) {
    nodes { at recipient { name } role purpose category level outcome reason }
    pageInfo { hasNextPage endCursor }
  }
}
`;

const SERVICES = `# An analyst sees no child's record.
query Example {
  me { organisation { name } role purposes }
  supportServices(availableOnly: true) {
    name
    owner { name }
    kinds
    capacity
    available
    waitingDays
  }
}
`;

/** A first query that works at once for the account. @param {Account} account */
export function exampleQuery({ organisation, role }) {
  if (role === 'DATA_OFFICER') return oversightOf(organisation);
  if (role === 'ANALYST') return SERVICES;
  return joinOf(REFERENCES[organisation] ?? 'DEMO-1');
}

/** The purpose to begin with: the usual one of the organisation where the account may declare it. @param {Account} account @param {readonly string[]} purposes */
export function examplePurpose({ organisation }, purposes) {
  const usual = PURPOSES[organisation] ?? 'CHILD_IN_NEED';
  return purposes.includes(usual) ? usual : (purposes[0] ?? '');
}

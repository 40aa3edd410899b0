import { SightlineError } from '../../gateway/errors';
import { createExcessCheck } from '../../gateway/http/query-excess';

/** What the limits say of a query; `passes` for nothing. */
function refusal(query: string, check = createExcessCheck(1)): string {
  try {
    check({ query });
  } catch (error) {
    if (error instanceof SightlineError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'passes';
}

const child = (fields: string): string => `{ child(id: "a") { ${fields} } }`;
const nested = (names: readonly string[], innermost = 'id'): string =>
  names.reduceRight((inner, name) => `${name} { ${inner} }`, innermost);
const doubling = (count: number): string =>
  Array.from({ length: count }, (_, n) => `fragment F${n} on Child { ...F${n + 1} ...F${n + 1} }`).join(' ') +
  ` fragment F${count} on Child { id }`;
const repeated = (count: number, text: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');
const inCircles = ['organisations', 'areas', 'policeForce', 'areas', 'policeForce', 'areas'];

describe('a query is refused before it is planned', () => {
  it.each([
    ['text', `{ me { subject } } #${'x'.repeat(20_000)}`, /20000 bytes/],
    ['tokens', child('id '.repeat(2_000)), /2000 tokens/],
    ['depth', child(nested(Array.from({ length: 12 }, (_, n) => `f${n}`))), /12 depth/],
    ['root fields', `{ ${repeated(16, (n) => `me${n}`)} }`, /15 root fields/],
    ['aliases', child(repeated(101, (n) => `a${n}: id`)), /100 aliases/],
    ['directives', `{ me { subject ${'@include(if: true) '.repeat(11)} } }`, /10 directives/],
    ['fragments that double', `${child('...F0')} ${doubling(40)}`, /2000 fields/],
    ['fragments in a circle', `${child('...A')} fragment A on Child { ...B } fragment B on Child { ...A }`, /circle/],
    ['a field within itself', `{ ${nested(inCircles)} }`, /20000 elements/],
    [
      'the same through fragments',
      `{ organisations { ...O } } fragment O on Organisation { areas { ...A } }
       fragment A on Area { policeForce { areas { policeForce { areas { code } } } } }`,
      /`areas` stands in itself|20000 elements/,
    ],
    ['lists within lists', `{ organisations { areas { policeForce { areas { code } } } } }`, /20000 elements/],
    [
      'a list of each element of a page',
      `{ referrals(first: 100) { nodes { child { sharing { owner { areas { name } } } } } } }`,
      /20000 elements/,
    ],
    [
      'records that lead back to their child',
      `{ ${nested(['child', 'referrals', 'child', 'wishes', 'child', 'assessments', 'child'])} }`,
      /`child` stands in itself/,
    ],
    [
      'pages within pages',
      `{ disclosures(first: 100) { nodes { child { ${repeated(3, (n) => `a${n}: disclosures(first: 100) { nodes { id } }`)} } } } }`,
      /20000 elements/,
    ],
    [
      'pages of unsaid sizes',
      `query($n: Int) { referrals(first: $n) { nodes { child { ${repeated(5, (n) => `a${n}: disclosures { nodes { id } }`)} } } } }`,
      /20000 elements/,
    ],
  ])('for %s', (_what, query, message) => {
    const refused = refusal(query);
    expect(refused).toMatch(/^QUERY_TOO_COMPLEX: /);
    expect(refused).toMatch(message);
  });

  it('but not for what people ask', () => {
    const force = '{ organisations { name areas { name policeForce { name } } } }';
    const log =
      'referrals(first: 100) { nodes { child { referrals { id } disclosures(first: 100) { nodes { id } } } } }';
    const schema = `{ __schema { types { fields { type { ${nested(
      Array.from({ length: 9 }, () => 'ofType'),
      'name',
    )} } } } } }`;
    for (const query of [force, `{ ${log} }`, schema]) expect(refusal(query)).toBe('passes');
  });

  it('while somebody else’s types may lead back to themselves', () => {
    expect(refusal(`{ ${nested(inCircles)} }`, createExcessCheck())).toBe('passes');
  });
});

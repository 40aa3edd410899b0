import { CATEGORIES, LEVELS } from '../../../schema/vocabulary';
import type { Situation } from '../rule';
import { ANY_OTHER, type Request } from './requests';

/** Which rules, as a data officer counts them: `rule 4`, `rules 2 and 7`. */
export function ruleNames(ids: readonly string[]): string {
  const numbers = ids.map((id) => id.replace(/^rule-/, ''));
  if (numbers.length === 1) return `rule ${numbers[0]}`;
  return `rules ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
}

/** Who asks and what for: `a charity PRACTITIONER for SUPPORT_SERVICE`. */
export function asker({ input, isOwn }: Request): string {
  const { agency, role, organisation, areas } = input.recipient;
  const whose = isOwn ? ' of the owner itself' : organisation === ANY_OTHER ? '' : ` of ${organisation}`;
  const near = !isOwn && areas.length > 0 ? ' of the same area' : '';
  const purpose = input.purpose === null ? 'without a purpose' : `for ${input.purpose}`;
  return `a ${agency.toLowerCase()} ${role}${whose}${near} ${purpose}`;
}

/** A child in a situation: `a child of 12 whose consent is REFUSED (INVOLVED)`. */
export function child({ age, consent, relationship, concern, handling, breakGlass, justified }: Situation): string {
  const facts = [
    `relationship ${relationship}`,
    ...(concern === 'NOT_RECORDED' ? [] : [`concern ${concern}`]),
    ...(handling === 'OPEN' ? [] : [`record ${handling}`]),
    ...(justified ? ['with a justification'] : []),
    ...(breakGlass ? ['under break-glass'] : []),
  ];
  const ofAge = age === null ? 'a child of unknown age' : `a child of ${age}`;
  return `${ofAge} whose consent is ${consent} (${facts.join(', ')})`;
}

/** What would be seen: `HEALTH FULL`, `no HEALTH`. */
export function sight(category: number, level: number): string {
  return level === 0 ? `nothing of ${CATEGORIES[category]}` : `${CATEGORIES[category]} ${LEVELS[level]}`;
}

/** A cell in words. */
export function cellInWords(request: Request, situation: Situation, seen: { category: number; level: number }): string {
  return `${asker(request)} would see ${sight(seen.category, seen.level)} of ${child(situation)}`;
}

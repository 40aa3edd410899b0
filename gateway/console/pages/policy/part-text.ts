import { wordOf } from '../../words';
import type { RuleText } from './policy-api';
import { listOf, type References } from './rule-words';

/** The enum by which the words of a part are said. */
const ENUMS: Readonly<Partial<Record<keyof RuleText, string>>> = {
  categories: 'DataCategory',
  agencies: 'Agency',
  roles: 'Role',
  purposes: 'Purpose',
  level: 'DisclosureLevel',
  minimumRelationship: 'Relationship',
  minimumConcern: 'ConcernLevel',
  maximumHandling: 'Handling',
};

/** Makes what says a part of a rule in words. */
export function partTexts({ organisations, bases }: References): (part: keyof RuleText, value: unknown) => string {
  const word = (part: keyof RuleText, value: string): string => {
    if (part === 'organisations') return organisations.find(({ id }) => id === value)?.name ?? value;
    if (part === 'lawfulBasis') return bases.find(({ id }) => id === value)?.title ?? value;
    if (part === 'note' || part === 'validFrom' || part === 'validTo') return value;
    return wordOf(value, ENUMS[part]);
  };
  return (part, value) => {
    if (Array.isArray(value))
      return listOf(
        value.map((each: string) => word(part, each)),
        part === 'obligations' ? 'none' : 'all',
      );
    if (typeof value === 'string') return word(part, value);
    return part === 'ages' && value !== null ? agesText(value as NonNullable<RuleText['ages']>) : 'none';
  };
}

function agesText({ from, to }: NonNullable<RuleText['ages']>): string {
  return `${from ?? 'any'} to ${to ?? 'any'}`;
}

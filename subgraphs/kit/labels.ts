import { Directive } from 'type-graphql';
import type { DataCategory, DisclosureLevel } from '../../schema/vocabulary';

/** Labels a field (or an argument): whoever may not have this level of the category is never given it. */
export function Classified(category: DataCategory, level: DisclosureLevel): ReturnType<typeof Directive> {
  return Directive(`@classified(category: "${category}", level: "${level}")`);
}

/** Declares that a field needs no decision of its own beyond the one for its record. */
export function Public(): ReturnType<typeof Directive> {
  return Directive('@public');
}

/** Hides a field or an argument from clients; the gateway still uses it. */
export function Inaccessible(): ReturnType<typeof Directive> {
  return Directive('@inaccessible');
}

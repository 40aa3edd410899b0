import { Kind, type ConstDirectiveNode, type DirectiveNode, type DocumentNode } from 'graphql';
import { CATEGORIES, LEVELS, type DataCategory, type DisclosureLevel } from './vocabulary';

/** Names the sharing directives. A subgraph's `@link` to this URL, not the directives' names, gives them their meaning. */
export const SHARING_SPEC = 'https://sightline.org.uk/spec/sharing/v1.0';

/** The federation version that every subgraph of the hub is written in. */
export const FEDERATION_SPEC = 'https://specs.apollo.dev/federation/v2.9';

/**
 * Federation's directives that a subgraph may use. Those that need an enterprise router (`@authenticated`, `@policy`, ...)
 * compose, but no gateway would enforce them, so they are left out.
 */
export const FEDERATION_IMPORTS = [
  '@key',
  '@shareable',
  '@external',
  '@requires',
  '@provides',
  '@inaccessible',
  '@tag',
  '@override',
  '@composeDirective',
  '@interfaceObject',
] as const;

/** The directives of this specification, and how each is defined. The arguments hold words of schema/vocabulary. */
export const SHARING_DEFINITIONS: Readonly<Record<'classified' | 'public' | 'record', string>> = {
  classified: 'directive @classified(category: String!, level: String!) on FIELD_DEFINITION | ARGUMENT_DEFINITION',
  public: 'directive @public on FIELD_DEFINITION | ARGUMENT_DEFINITION',
  record: 'directive @record(category: String!, sector: String) on OBJECT',
};

/** The text that every subgraph puts before its own printed SDL. */
export const FEDERATION_HEADER = `extend schema
  @link(url: "${FEDERATION_SPEC}", import: [${FEDERATION_IMPORTS.map((name) => `"${name}"`).join(', ')}])
  @link(url: "${SHARING_SPEC}", import: ["@classified", "@public", "@record"])
  @composeDirective(name: "@classified")
  @composeDirective(name: "@record")

${Object.values(SHARING_DEFINITIONS).join('\n\n')}

`;

/** What a field is about and how much it tells: one decision is made per label. */
export interface Label {
  readonly category: DataCategory;
  readonly level: DisclosureLevel;
}

/** A directive of this specification whose arguments cannot be read. */
export class LabelError extends Error {
  readonly code = 'LABEL_INVALID';
  override readonly name = 'LabelError';
}

type Directives = readonly ConstDirectiveNode[] | undefined;

/** Whether a directive of that name stands on the element. */
export function hasDirective(node: { readonly directives?: Directives }, name: string): boolean {
  return node.directives?.some((directive) => directive.name.value === name) ?? false;
}

/** The text of a directive's argument, written as an enum value or as a string; null when it is absent. */
export function findArgument(directive: DirectiveNode, name: string): string | null {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : null;
}

/**
 * The label of a field or argument, or null when it has none. Of several labels the strictest level counts.
 * @throws LabelError when a category or level is not a word of the vocabulary.
 */
export function findLabel(node: { readonly directives?: Directives }): Label | null {
  const labels = (node.directives ?? [])
    .filter((directive) => directive.name.value === 'classified')
    .map((directive) => parseLabel(findArgument(directive, 'category'), findArgument(directive, 'level')));
  return labels.length === 0 ? null : labels.reduce(strictest);
}

/** Turns two words into a label. @throws LabelError when either is unknown; NONE is no label. */
export function parseLabel(category: string | null, level: string | null): Label {
  const knownLevel = LEVELS.find((known) => known === level && known !== 'NONE');
  if (knownLevel === undefined) {
    throw new LabelError(`expected a level of ${LEVELS.slice(1).join(', ')}, got \`${level ?? 'nothing'}\``);
  }
  return { category: parseCategory(category), level: knownLevel };
}

/** Turns a word into a data category. @throws LabelError when it is unknown. */
export function parseCategory(category: string | null): DataCategory {
  const known = CATEGORIES.find((candidate) => candidate === category);
  if (known === undefined) throw new LabelError(`expected a data category, got \`${category ?? 'nothing'}\``);
  return known;
}

/** The label that discloses less: the higher level, and of equal levels the first. */
export function strictest(one: Label, other: Label): Label {
  return LEVELS.indexOf(other.level) > LEVELS.indexOf(one.level) ? other : one;
}

/** The label as part of a virtual subgraph's name: `MISSING_SUMMARY`. */
export function labelName(label: Label): string {
  return `${label.category}_${label.level}`;
}

/** A parsed `@link` of a schema definition. */
export interface SchemaLink {
  readonly url: string;
  readonly renamedTo: string | null;
  readonly imports: readonly { readonly name: string; readonly renamedTo: string | null }[];
}

/** Every `@link` that a document's schema definition and extensions carry. */
export function readLinks(document: DocumentNode): SchemaLink[] {
  return document.definitions
    .flatMap((definition) =>
      definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
        ? (definition.directives ?? [])
        : [],
    )
    .filter((directive) => directive.name.value === 'link')
    .map(readLink);
}

function readLink(directive: ConstDirectiveNode): SchemaLink {
  const list = directive.arguments?.find((argument) => argument.name.value === 'import')?.value;
  const items = list?.kind === Kind.LIST ? list.values : [];
  return {
    url: findArgument(directive, 'url') ?? '',
    renamedTo: findArgument(directive, 'as'),
    imports: items.map((item) => {
      if (item.kind === Kind.STRING) return { name: item.value, renamedTo: null };
      const part = (name: string): string | null => {
        const value = item.kind === Kind.OBJECT ? item.fields.find((field) => field.name.value === name)?.value : null;
        return value?.kind === Kind.STRING ? value.value : null;
      };
      return { name: part('name') ?? '', renamedTo: part('as') };
    }),
  };
}

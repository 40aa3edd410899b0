import { Kind, visit, type DirectiveNode } from 'graphql';
import {
  FEDERATION_IMPORTS,
  FEDERATION_SPEC,
  findArgument,
  LabelError,
  parseCategory,
  parseLabel,
  readLinks,
  SHARING_DEFINITIONS,
  SHARING_SPEC,
  type SchemaLink,
} from '../classified';
import { ROOT_TYPES, type SubgraphDocument } from '../subgraph-document';
import { findingOn, type Finding, type LintContext } from './lint-context';

const SHARING_IMPORTS = Object.keys(SHARING_DEFINITIONS).map((name) => `@${name}`);
const FEDERATION_URL = /^https:\/\/specs\.apollo\.dev\/federation\/v2\.\d+$/;
const LINK_URL = /^https:\/\/specs\.apollo\.dev\/link\/v1\.\d+$/;
/** Directives that need no import, and the two that only speak about the schema itself. */
const BUILT_IN = ['@deprecated', '@specifiedBy', '@oneOf', '@link'];

/**
 * The directives must mean what they seem to: linked by their specification's URL, under their own names, none unknown.
 * A renamed or misspelt `@classified` would compose happily and protect nothing.
 */
export function checkDirectives({ subgraphs }: LintContext): Finding[] {
  return subgraphs.flatMap((subgraph) => {
    const links = checkLinks(subgraph);
    return links.length > 0 ? links : [...checkUses(subgraph), ...checkRootNames(subgraph)];
  });
}

function checkLinks(subgraph: SubgraphDocument): Finding[] {
  const links = readLinks(subgraph.document);
  const missing = [SHARING_SPEC, FEDERATION_SPEC.replace(/\/v.*/, '')].filter(
    (url) => !links.some((link) => link.url.startsWith(url)),
  );
  return [
    ...missing.map((url) =>
      findingOn(subgraph, 'link-missing', {
        type: null,
        message: `there is no @link to ${url}: put FEDERATION_HEADER before the schema`,
      }),
    ),
    ...links.flatMap((link) => checkLink(subgraph, link)),
  ];
}

function checkLink(subgraph: SubgraphDocument, link: SchemaLink): Finding[] {
  if (LINK_URL.test(link.url)) return [];
  const known = importsOf(link.url);
  if (known === null) {
    const message = `${link.url} is not a specification of this hub: link ${SHARING_SPEC} and remove it`;
    return [findingOn(subgraph, 'link-unknown', { type: null, message })];
  }
  const renamed = link.imports.filter(({ name, renamedTo }) => renamedTo !== null && renamedTo !== name);
  const unknown = link.imports.filter(({ name }) => name.startsWith('@') && !known.includes(name));
  return [
    ...(link.renamedTo === null
      ? []
      : [renaming(subgraph, `the specification ${link.url} is renamed to \`${link.renamedTo}\``)]),
    ...renamed.map(({ name, renamedTo }) => renaming(subgraph, `${name} is renamed to ${renamedTo ?? ''}`)),
    ...unknown.map(({ name }) =>
      findingOn(subgraph, 'directive-unknown', {
        type: null,
        message: `the import ${name} of ${link.url} is not enforced by the gateway: remove it`,
      }),
    ),
  ];
}

function renaming(subgraph: SubgraphDocument, what: string): Finding {
  return findingOn(subgraph, 'directive-renamed', { type: null, message: `${what}: import it under its own name` });
}

function importsOf(url: string): readonly string[] | null {
  if (url === SHARING_SPEC) return SHARING_IMPORTS;
  return FEDERATION_URL.test(url) ? FEDERATION_IMPORTS : null;
}

interface Use {
  readonly type: string | null;
  readonly field: string | null;
  readonly directive: DirectiveNode;
}

function usesOf(subgraph: SubgraphDocument): Use[] {
  const uses: Use[] = [];
  for (const definition of subgraph.document.definitions) {
    const type = 'name' in definition ? (definition.name?.value ?? null) : null;
    let field: string | null = null;
    visit(definition, {
      FieldDefinition: { enter: (node) => void (field = node.name.value), leave: () => void (field = null) },
      Directive: (directive) => void uses.push({ type, field, directive }),
    });
  }
  return uses;
}

function checkUses(subgraph: SubgraphDocument): Finding[] {
  const imported = readLinks(subgraph.document).flatMap((link) =>
    link.imports
      .filter(({ name, renamedTo }) => renamedTo === null && importsOf(link.url)?.includes(name))
      .map(({ name }) => name),
  );
  const known = new Set([...BUILT_IN, ...imported]);
  return usesOf(subgraph).flatMap((use) => {
    const name = `@${use.directive.name.value}`;
    if (!known.has(name)) return [at(subgraph, use, { rule: 'directive-unknown', message: remedyForUnknown(name) })];
    if (name === '@interfaceObject') {
      const message =
        '@interfaceObject would add fields to every record without a decision: add them to each record type';
      return [at(subgraph, use, { rule: 'interface-object', message })];
    }
    const message = findUnreadable(subgraph, use);
    return message === null ? [] : [at(subgraph, use, { rule: 'label-unknown', message })];
  });
}

function remedyForUnknown(name: string): string {
  const own = SHARING_IMPORTS.find((candidate) => name.endsWith(`__${candidate.slice(1)}`) || candidate === name);
  if (own !== undefined) return `${name} is not imported: import ${own} from ${SHARING_SPEC} under its own name`;
  return `${name} is unknown here: use one of ${SHARING_IMPORTS.join(', ')}, or federation's under their own names`;
}

/** Why a label or record directive cannot be read, or null when it can. */
function findUnreadable(subgraph: SubgraphDocument, { directive }: Use): string | null {
  try {
    if (directive.name.value === 'classified') {
      parseLabel(findArgument(directive, 'category'), findArgument(directive, 'level'));
    }
    if (directive.name.value === 'record') parseCategory(findArgument(directive, 'category'));
  } catch (error) {
    if (error instanceof LabelError) return `@${directive.name.value}: ${error.message}`;
    throw error;
  }
  const sector = directive.name.value === 'record' ? findArgument(directive, 'sector') : null;
  return sector === null || sector === subgraph.name
    ? null
    : `@record names the sector \`${sector}\`: leave the sector out, or write \`${subgraph.name}\``;
}

function at(subgraph: SubgraphDocument, use: Use, what: Pick<Finding, 'rule' | 'message'>): Finding {
  const place = use.type === null ? 'schema' : `\`${use.type}${use.field === null ? '' : `.${use.field}`}\``;
  const message = `${place} in \`${subgraph.name}\`: ${what.message}`;
  return { subgraph: subgraph.name, type: use.type, field: use.field, rule: what.rule, message };
}

/** Split and gateway find the operations' types by name. */
function checkRootNames(subgraph: SubgraphDocument): Finding[] {
  return subgraph.document.definitions
    .flatMap((definition) =>
      definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
        ? (definition.operationTypes ?? [])
        : [],
    )
    .filter(({ type }) => !ROOT_TYPES.has(type.name.value))
    .map(({ type, operation }) =>
      findingOn(subgraph, 'root-renamed', {
        type: type.name.value,
        message: `the type of every ${operation} has to be called ${[...ROOT_TYPES].join(', ')}: rename it`,
      }),
    );
}

import { createHash } from 'node:crypto';
import { composeServices } from '@apollo/composition';
import { Kind, type DocumentNode, type FieldDefinitionNode, type TypeDefinitionNode } from 'graphql';
import { findLabel, hasDirective, strictest, type Label } from './classified';
import { lint } from './lint';
import { split } from './split';
import {
  fieldLabelSources,
  isComposite,
  readSubgraph,
  type SubgraphDocument,
  type SubgraphSource,
} from './subgraph-document';
import { writeWhole } from './virtual-document';

/** Subgraphs that cannot be composed, with every reason. */
export class CompositionError extends Error {
  readonly code = 'COMPOSITION_REFUSED';
  override readonly name = 'CompositionError';
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(`subgraphs do not compose:\n${reasons.map((reason) => `  ${reason}`).join('\n')}`);
    this.reasons = reasons;
  }
}

/** Answers where a sector's real subgraph is served. */
export type UrlOf = (sector: string) => string;

/** A supergraph, as composition prints it. */
export interface Composition {
  readonly supergraphSdl: string;
}

/**
 * Composes the hub's supergraph out of the subgraphs split by label.
 * @throws CompositionError when the lint finds anything, or when they do not compose.
 */
export function composeHub(subgraphs: readonly SubgraphSource[], urlOf: UrlOf): Composition {
  const findings = lint(subgraphs);
  if (findings.length > 0) throw new CompositionError(findings.map(({ rule, message }) => `${rule}: ${message}`));
  const virtuals = agreeOnLabels(subgraphs.map(readSubgraph)).flatMap(({ name, document }) =>
    [...split(name, document)].map(([virtual, typeDefs]) => ({ name: virtual, url: urlOf(name), typeDefs })),
  );
  return composeAll(virtuals);
}

/**
 * Composes the subgraphs as they are: the same API without the protection of the split. For tests that compare answers.
 * @throws CompositionError when they do not compose.
 */
export function composePlain(subgraphs: readonly SubgraphSource[], urlOf: UrlOf): Composition {
  const whole = agreeOnLabels(subgraphs.map(readSubgraph)).map((subgraph) => ({
    name: subgraph.name,
    url: urlOf(subgraph.name),
    typeDefs: writeWhole(subgraph),
  }));
  return composeAll(whole);
}

/** The supergraph's identity in audit records and health checks: sha256, in hexadecimal. */
export function supergraphHash(sdl: string): string {
  return createHash('sha256').update(sdl).digest('hex');
}

function composeAll(services: { name: string; url: string; typeDefs: DocumentNode }[]): Composition {
  // Sorted, so that the same subgraphs give the same supergraph in whatever order they come.
  const result = composeServices(services.sort((one, other) => (one.name < other.name ? -1 : 1)));
  if (result.errors !== undefined) throw new CompositionError(result.errors.map((error) => error.message));
  return { supergraphSdl: result.supergraphSdl };
}

/** Gives a field that several subgraphs resolve the strictest of their labels in all of them. */
function agreeOnLabels(subgraphs: readonly SubgraphDocument[]): SubgraphDocument[] {
  const agreed = new Map<string, Label>();
  for (const [coordinate, label] of subgraphs.flatMap(fieldLabels)) {
    const known = agreed.get(coordinate);
    agreed.set(coordinate, known === undefined ? label : strictest(known, label));
  }
  return subgraphs.map((subgraph) => relabel(subgraph, agreed));
}

function fieldLabels(subgraph: SubgraphDocument): [string, Label][] {
  return fieldLabelSources(subgraph).flatMap(({ coordinate, field }): [string, Label][] => {
    const label = findLabel(field);
    return label === null ? [] : [[coordinate, label]];
  });
}

function relabel(subgraph: SubgraphDocument, agreed: ReadonlyMap<string, Label>): SubgraphDocument {
  const definitions = [...subgraph.types.values()].map((type): TypeDefinitionNode => {
    if (!isComposite(type)) return type;
    const fields = (type.fields ?? []).map((field) =>
      withLabel(field, agreed.get(`${type.name.value}.${field.name.value}`)),
    );
    return { ...type, fields };
  });
  return readSubgraph({ name: subgraph.name, sdl: { kind: Kind.DOCUMENT, definitions } });
}

function withLabel(field: FieldDefinitionNode, label: Label | undefined): FieldDefinitionNode {
  const others = (field.directives ?? []).filter((directive) => directive.name.value !== 'classified');
  if (label === undefined || hasDirective(field, 'external')) return { ...field, directives: others };
  const words = Object.entries({ category: label.category, level: label.level }).map(([name, value]) => ({
    kind: Kind.ARGUMENT as const,
    name: { kind: Kind.NAME as const, value: name },
    value: { kind: Kind.STRING as const, value },
  }));
  const classified = {
    kind: Kind.DIRECTIVE as const,
    name: { kind: Kind.NAME as const, value: 'classified' },
    arguments: words,
  };
  return { ...field, directives: [...others, classified] };
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  astFromValue,
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isUnionType,
  parse,
  print,
  visit,
  type FieldDefinitionNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { NORFOLK_FORCE, worker } from '../support/cast';
import { startHub, type TestHub } from '../support/running-hub';

const ROOT = path.resolve(__dirname, '..', '..');

/** What the contract names and later work still has to serve. Whoever serves one of these takes it off this list. */
const OWED: readonly string[] = [];

describe('the API', () => {
  let hub: TestHub;
  let served: GraphQLSchema;
  beforeAll(async () => {
    hub = await startHub({ children: 8 });
    const { data, errors } = await hub.ask(
      worker(NORFOLK_FORCE),
      getIntrospectionQuery({ inputValueDeprecation: true }),
    );
    expect(errors).toEqual([]);
    served = buildClientSchema(data);
  }, 60_000);
  afterAll(() => hub.stop());

  it('has every type, field, argument, enum value and input of its contract, but for what is still owed', () => {
    const { missing, different } = compare(readContract(), served);
    expect(different).toEqual([]);
    expect(missing).toEqual(OWED);
  });

  it('asks for no argument or input that the contract does not name', () => {
    expect(demandsBeyond(readContract(), served)).toEqual([]);
  });

  it('shows no key that only the hub and its owners use', () => {
    const names = Object.values(served.getTypeMap())
      .filter(isObjectType)
      .filter(({ name }) => !name.startsWith('__'))
      .flatMap((type) =>
        Object.values(type.getFields()).flatMap(({ name, args }) => [name, ...args.map((one) => one.name)]),
      );
    for (const hidden of ['subjectId', 'ownerId', 'cursors', 'lookahead', '_entities', '_service']) {
      expect(names).not.toContain(hidden);
    }
  });

  it('has the labels of its contract on every classified field', () => {
    const contract = labelsIn(contractText());
    const ours = new Map(
      ['police', 'council', 'charity', 'hub'].flatMap((sector) => [
        ...labelsIn(readFileSync(path.join(ROOT, 'schema', 'generated', `${sector}.graphql`), 'utf8')),
      ]),
    );
    expect(contract.size).toBeGreaterThan(90);
    const differing = [...contract].filter(([field, label]) => ours.get(field) !== label);
    expect(differing).toEqual([]);
  });
});

/** The three kinds of profile are written out once in the contract; the others are the same with what a comment adds. */
function contractText(): string {
  const text = readFileSync(path.join(__dirname, '..', 'support', 'api-contract.graphql'), 'utf8');
  const common = /type PoliceProfile \{([\s\S]*?)\n\}/.exec(text)?.[1] ?? '';
  const full = (name: string): string => `${name}: String @classified(category: IDENTITY, level: FULL)\n`;
  return text
    .replace(/type CouncilProfile \{[^}]*\}/, `type CouncilProfile {${common}\n${full('nhsNumber')}${full('upn')}}`)
    .replace(/type CharityProfile \{[^}]*\}/, `type CharityProfile {${common}\n}`)
    .replace(/type PoliceProfile \{/, `type PoliceProfile {\n${full('pncId')}`);
}

function readContract(): GraphQLSchema {
  return buildSchema(contractText());
}

interface Comparison {
  missing: string[];
  different: string[];
}

function compare(contract: GraphQLSchema, ours: GraphQLSchema): Comparison {
  const result: Comparison = { missing: [], different: [] };
  for (const type of Object.values(contract.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    const own = ours.getType(type.name);
    if (own) compareType(type, own, result);
    else result.missing.push(type.name);
  }
  result.missing.sort();
  return result;
}

function compareType(type: GraphQLNamedType, own: GraphQLNamedType, result: Comparison): void {
  if (type.constructor.name !== own.constructor.name) result.different.push(`${type.name}: another kind of type`);
  else if (isObjectType(type) && isObjectType(own)) compareFields(type, own, result);
  else if (isInputObjectType(type) && isInputObjectType(own)) {
    compareInputs(type.name, Object.values(type.getFields()), { own: Object.values(own.getFields()), result });
  } else {
    const known = new Set(wordsOf(own));
    for (const word of wordsOf(type)) if (!known.has(word)) result.missing.push(`${type.name}.${word}`);
  }
}

/** The values of an enum, the members of a union. */
function wordsOf(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  return isUnionType(type) ? type.getTypes().map(({ name }) => name) : [];
}

function compareFields(type: GraphQLObjectType, own: GraphQLObjectType, result: Comparison): void {
  for (const field of Object.values(type.getFields())) {
    const at = `${type.name}.${field.name}`;
    const ofOwn = own.getFields()[field.name];
    if (!ofOwn) {
      result.missing.push(at);
      continue;
    }
    const [expected, actual] = [String(field.type), String(ofOwn.type)];
    if (expected !== actual) result.different.push(`${at}: ${expected} in the contract, ${actual} served`);
    compareInputs(at, field.args, { own: ofOwn.args, result });
  }
}

type Input = GraphQLArgument | GraphQLInputField;

function compareInputs(
  at: string,
  inputs: readonly Input[],
  { own, result }: { own: readonly Input[]; result: Comparison },
): void {
  for (const input of inputs) {
    const ofOwn = own.find(({ name }) => name === input.name);
    if (!ofOwn) result.missing.push(`${at}(${input.name})`);
    else if (written(input) !== written(ofOwn)) {
      result.different.push(`${at}(${input.name}): ${written(input)} in the contract, ${written(ofOwn)} served`);
    }
  }
}

function written({ type, defaultValue }: Input): string {
  const value = defaultValue === undefined ? null : astFromValue(defaultValue, type);
  return value ? `${String(type)} = ${print(value)}` : String(type);
}

/** Arguments and input fields that the contract does not name and that a client would have to give. */
function demandsBeyond(contract: GraphQLSchema, ours: GraphQLSchema): string[] {
  const demands = (at: string, own: readonly Input[], known: readonly Input[]): string[] =>
    own
      .filter(({ type, defaultValue }) => String(type).endsWith('!') && defaultValue === undefined)
      .filter(({ name }) => !known.some((one) => one.name === name))
      .map(({ name }) => `${at}(${name})`);
  return Object.values(contract.getTypeMap()).flatMap((type) => {
    const own = ours.getType(type.name);
    if (isInputObjectType(type) && isInputObjectType(own)) {
      return demands(type.name, Object.values(own.getFields()), Object.values(type.getFields()));
    }
    if (!isObjectType(type) || !isObjectType(own) || type.name.startsWith('__')) return [];
    return Object.values(type.getFields()).flatMap((field) =>
      demands(`${type.name}.${field.name}`, own.getFields()[field.name]?.args ?? [], field.args),
    );
  });
}

/** By `Type.field`, the label as `CATEGORY LEVEL`. */
function labelsIn(sdl: string): Map<string, string> {
  const labels = new Map<string, string>();
  let parent = '';
  visit(parse(sdl), {
    ObjectTypeDefinition: ({ name }) => void (parent = name.value),
    ObjectTypeExtension: ({ name }) => void (parent = name.value),
    FieldDefinition(field) {
      const label = labelOf(field);
      if (label) labels.set(`${parent}.${field.name.value}`, label);
    },
  });
  return labels;
}

function labelOf({ directives }: FieldDefinitionNode): string | null {
  const classified = directives?.find(({ name }) => name.value === 'classified');
  if (!classified) return null;
  const valueOf = (name: string): string =>
    print(classified.arguments!.find((argument) => argument.name.value === name)!.value).replaceAll('"', '');
  return `${valueOf('category')} ${valueOf('level')}`;
}

import { TokenKind, type ASTNode, type Token } from 'graphql';

/** Which part of a request is at fault and what was expected there. */
export interface RefusedPart {
  readonly at?: string;
  readonly expected?: string;
}

/**
 * Reads from what the parser, the validator or the coercion of graphql-js says of a request which part of it is at fault.
 * `node` is the place in the document, when the value was written into it. Nothing of the values that came is passed on.
 */
export function readRefusal(message: string, node?: ASTNode): RefusedPart {
  const { variable, rest } = readVariable(message);
  const at = joined(variable, fieldIn(rest)) ?? placeIn(rest) ?? nameOfValue(node);
  const expected = expectationIn(rest);
  return { ...(at === undefined ? {} : { at }), ...(expected === undefined ? {} : { expected }) };
}

/** A message about a variable tells the value between the variable's name and the fault: that part is skipped. */
function readVariable(message: string): { variable?: string; rest: string } {
  const name = /^Variable "\$(\w+)"/.exec(message)?.[1];
  if (name === undefined) return { rest: message };
  const inner = /^Variable "\$\w+" got invalid value .* at "([\w.[\]]+)"; (.*)$/s.exec(message);
  if (inner) return { variable: inner[1] ?? name, rest: inner[2] ?? '' };
  const whole = WHOLE_VALUE.exec(message);
  return { variable: name, rest: whole?.[1] ?? message.slice(`Variable "$${name}"`.length) };
}

/** Quotes within the value are escaped, so that those of the fault can be told from them. */
const WHOLE_VALUE =
  /^Variable "\$\w+" got invalid value .*?; ((?:Value "|Enum "|Field "|Expected (?:non-nullable )?type "|\w+ cannot represent ).*)$/s;

function joined(variable: string | undefined, field: string | undefined): string | undefined {
  return variable === undefined || field === undefined ? variable : `${variable}.${field}`;
}

/** The field of an input object that is missing or unknown. */
function fieldIn(rest: string): string | undefined {
  return /^Field "(\w+)" (?:of required type|is not defined by type) "/.exec(rest)?.[1];
}

function placeIn(rest: string): string | undefined {
  const unknownField = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(rest);
  if (unknownField) return `${unknownField[2]}.${unknownField[1]}`;
  const unknownArgument = /^Unknown argument "(\w+)" on field "([\w.]+)"/.exec(rest);
  if (unknownArgument) return `${unknownArgument[2]}(${unknownArgument[1]})`;
  const missing =
    /^Field "(\w+)" argument "(\w+)" of type /.exec(rest) ?? /^Field "(\w+)\.(\w+)" of required /.exec(rest);
  return missing?.[2] ?? fieldIn(rest) ?? /^Argument "(\w+)"/.exec(rest)?.[1];
}

const EXPECTATIONS: readonly RegExp[] = [
  /(?:of required|of non-null|Expected non-nullable|Expected|Expected value of|expecting) type "([^"]+)"/,
  /of type "([^"]+)" is required/,
  /^(Int|Float|String|Boolean|ID) cannot represent/,
];

function expectationIn(rest: string): string | undefined {
  const enumeration = /does not exist in "(\w+)" enum|^Enum "(\w+)" cannot represent/.exec(rest);
  if (enumeration) return `a value of ${enumeration[1] ?? enumeration[2]}`;
  const input = /is not defined by type "(\w+)"/.exec(rest)?.[1];
  if (input !== undefined) return `a field of ${input}`;
  if (rest.startsWith('Cannot query field')) return 'a field of the schema';
  if (rest.startsWith('Unknown argument')) return 'an argument of the schema';
  for (const pattern of EXPECTATIONS) {
    const found = pattern.exec(rest)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The argument or input field whose value this is: the name before the last colon before it. */
function nameOfValue(node: ASTNode | undefined): string | undefined {
  let token: Token | null | undefined = node?.loc?.startToken.prev;
  while (token?.kind === TokenKind.BRACKET_L) token = token.prev;
  return token?.kind === TokenKind.COLON && token.prev?.kind === TokenKind.NAME ? token.prev.value : undefined;
}

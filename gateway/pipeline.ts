import { coerceVariables, refuseSubscription, refuseUnknownReferences } from './answer/check-request';
import { disclosureExtension, faultErrors } from './answer/explain-answer';
import { execute } from './fetch/execute';
import type { Fetched } from './fetch/executions';
import type { Gate } from './fetch/gate';
import type { Operation } from './operations';
import { subjectId } from './plan/subjects';
import type { Answer, Asked, PipelineServices, Prepared, Request, RequestDisclosure } from './request';
import { byWhatHolds, refuseOutdated } from './answer/what-holds';

/**
 * Answers one operation: plan, execute wave by wave with a decision for every representation, shape, audit, answer.
 * Authentication comes before it, in the server. INVARIANT: nothing is returned before what it discloses is committed
 * to the audit log; every throw on the way leaves no data.
 */
export async function answer(services: PipelineServices, request: Request): Promise<Answer> {
  refuseSubscription(request);
  const prepared = prepare(services, request);
  return byWhatHolds(services, prepared, () => carryOut(services, prepared, services.disclose(request.caller)));
}

/** Plans a request and checks its variables. Throws BAD_USER_INPUT. */
export function prepare(services: PipelineServices, request: Request): Prepared {
  const operation = services.operations.prepare(request);
  const variables = coerceVariables(services, operation, request.variables);
  refuseUnknownReferences(services, operation, variables);
  return { request, operation, variables };
}

/** Asks the owners, and answers once what that discloses is on the log. */
export async function carryOut(
  services: PipelineServices,
  prepared: Prepared,
  disclosure: RequestDisclosure,
): Promise<Answer> {
  return conclude(services, prepared, { disclosure, fetched: await fetchAll(services, prepared, { disclosure }) });
}

/** Asks the owners, wave by wave; `gate` decides in the place of the disclosure. */
export async function fetchAll(
  services: PipelineServices,
  { request, operation, variables }: Prepared,
  { disclosure, gate = disclosure }: { disclosure: RequestDisclosure; gate?: Gate },
): Promise<Fetched> {
  const asked = await vouchFor(services, operation, { variables, request });
  const { data, faults } = await execute({
    catalogue: services.operations.catalogue,
    waves: operation.waves,
    rawVariables: request.variables,
    variables,
    gate,
    send: (ownerRequest) => services.send(ownerRequest, asked, disclosure),
  });
  return { data: operation.write(Object.assign(data, operation.introspect(request.variables))), faults };
}

/** Answers with what was fetched, once that is on the log. */
export async function conclude(
  services: PipelineServices,
  { request, operation }: Prepared,
  { disclosure, fetched }: { disclosure: RequestDisclosure; fetched: Fetched },
): Promise<Answer> {
  await refuseOutdated(request, disclosure);
  const decisionId = services.newId();
  await audit(services, { operation, request, disclosure, decisionId });
  return {
    data: fetched.data,
    errors: faultErrors(fetched.faults),
    extensions: disclosureExtension(decisionId, disclosure.withheld(), services.contacts),
  };
}

/** Adds what the hub knows and an owner has to know before it lets somebody else write into its records. */
async function vouchFor(
  { findInvolved }: PipelineServices,
  { subjects }: Operation,
  { variables, request }: Pick<Prepared, 'variables' | 'request'>,
): Promise<Asked> {
  const { caller, event } = request;
  const ids = subjects.flatMap((subject) => subjectId(subject, variables) ?? []);
  if (ids.length === 0 || findInvolved === undefined) return event ? { caller, event } : { caller };
  return { caller: { ...caller, involvedWith: await findInvolved(ids, caller.principal) } };
}

interface Audited {
  readonly operation: Operation;
  readonly request: Request;
  readonly disclosure: RequestDisclosure;
  readonly decisionId: string;
}

async function audit(services: PipelineServices, { operation, request, disclosure, decisionId }: Audited) {
  const lines = disclosure.lines();
  if (lines.length === 0) return;
  const { principal, purpose, justification } = request.caller;
  const { subject, organisation, agency, role } = principal;
  await services.record({
    decisionId,
    principal: { subject, organisation, agency, role },
    purpose,
    justification,
    operation: operation.hash,
    lines: lines.map((line) => ({
      ...line,
      policyVersion: services.policyVersion(line.owner),
    })),
  });
}

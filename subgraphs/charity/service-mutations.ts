import { Args, ArgsType, Ctx, Field, ID, Int, Mutation, Resolver } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { notFound } from '../kit/authority';
import type { SubgraphContext } from '../kit/context';
import { RequestError } from '../kit/errors';
import { findForChange, mutate } from '../kit/mutation';
import { anId, ifGiven, numberFrom, refuseFaults, type Fault } from '../kit/mutation-faults';
import { SupportService } from './support-service';

@ArgsType()
export class SetServiceCapacityArguments {
  @Field(() => ID)
  serviceId!: string;

  @Field(() => Int, { description: 'How many children it can support at a time.' })
  capacity!: number;

  @Field(() => Int, { description: 'How many places of them are free.' })
  available!: number;

  @Field(() => Int, { nullable: true, description: 'Null: not known.' })
  waitingDays!: number | null;

  @Field(() => ID)
  idempotencyKey!: string;
}

type Capacity = Omit<SetServiceCapacityArguments, 'idempotencyKey'>;

const places = numberFrom(0, 100_000);
const days = numberFrom(0, 3650);

@Resolver()
export class ServiceMutationsResolver {
  @Mutation(() => SupportService, {
    description: 'States how many places a service of the own charity has, and how many are free.',
  })
  setServiceCapacity(
    @Args(() => SetServiceCapacityArguments) args: SetServiceCapacityArguments,
    @Ctx() context: SubgraphContext,
  ): Promise<SupportService> {
    const { idempotencyKey, ...input } = args;
    return mutate(context, {
      name: 'setServiceCapacity',
      agency: 'CHARITY',
      input,
      idempotencyKey,
      faults: capacityFaults(input),
      entity: SupportService,
      recordId: input.serviceId,
      write: (manager) => setCapacity(manager, context, input),
    });
  }
}

function capacityFaults({ serviceId, capacity, available, waitingDays }: Capacity): Fault[] {
  const tooMany = { at: 'available', expected: 'a number not above capacity' };
  return [
    ...anId('serviceId', serviceId),
    ...places('capacity', capacity),
    ...places('available', available),
    ...(available > capacity ? [tooMany] : []),
    ...ifGiven(days)('waitingDays', waitingDays),
  ];
}

async function setCapacity(
  manager: EntityManager,
  { principal, now }: SubgraphContext,
  { serviceId, capacity, available, waitingDays }: Capacity,
): Promise<SupportService> {
  const service = await findForChange(manager, SupportService, serviceId);
  if (service === null) throw notFound('serviceId', 'an id of a service');
  // Services are public within the hub: that another charity's exists is no secret.
  if (service.ownerId !== principal.organisation)
    throw new RequestError('FORBIDDEN', {
      argument: 'serviceId',
      expected: "a service of the caller's own organisation",
    });
  refuseFaults(heldFaults(service.held, { capacity, available }));
  const change = { capacity, available, waitingDays: waitingDays ?? null, updatedAt: now };
  await manager.update(SupportService, { id: serviceId }, change);
  return Object.assign(service, change);
}

/** Places that were offered, or in which a child is supported, cannot be free at the same time. */
function heldFaults(held: number, { capacity, available }: Pick<Capacity, 'capacity' | 'available'>): Fault[] {
  const why = `${held} places are offered or taken through the hub`;
  if (capacity < held) return [{ at: 'capacity', expected: `a number from ${held}: ${why}` }];
  return available + held > capacity ? [{ at: 'available', expected: `at most ${capacity - held}: ${why}` }] : [];
}

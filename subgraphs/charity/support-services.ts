import { Args, ArgsType, Ctx, Field, ID, Int, Query, Resolver } from 'type-graphql';
import { parseId } from '../kit/arguments';
import type { SubgraphContext } from '../kit/context';
import { badUserInput } from '../kit/errors';
import { SupportService } from './support-service';

/** Care leavers are supported up to their 25th birthday; nobody older is anyone's service user here. */
const MAXIMUM_AGE = 25;
const MAXIMUM_KIND_LENGTH = 64;

@ArgsType()
export class SupportServicesArguments {
  @Field(() => ID, { nullable: true, description: 'The code of an area that it serves.' })
  area!: string | null;

  @Field(() => String, { nullable: true })
  kind!: string | null;

  @Field(() => Int, { nullable: true, description: `0 to ${MAXIMUM_AGE}; a service without bounds takes every age.` })
  age!: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Only services with a free place.' })
  availableOnly!: boolean | null;
}

function parseAge(age: number): number {
  if (age < 0 || age > MAXIMUM_AGE) throw badUserInput('age', `a number from 0 to ${MAXIMUM_AGE}`);
  return age;
}

function parseKind(kind: string): string {
  if (kind.trim() === '' || kind.length > MAXIMUM_KIND_LENGTH || kind.includes('\0'))
    throw badUserInput('kind', `text of 1 to ${MAXIMUM_KIND_LENGTH} characters`);
  return kind;
}

@Resolver()
export class SupportServicesResolver {
  @Query(() => [SupportService], { description: 'By name.' })
  supportServices(
    @Args(() => SupportServicesArguments) { area, kind, age, availableOnly }: SupportServicesArguments,
    @Ctx() { manager }: SubgraphContext,
  ): Promise<SupportService[]> {
    const services = manager.createQueryBuilder(SupportService, 's').where('true');
    if (area != null) services.andWhere('s.areaCodes @> array[:area]::text[]', { area: parseId('area', area) });
    if (kind != null) services.andWhere('s.kinds @> array[:kind]::text[]', { kind: parseKind(kind) });
    if (age != null) {
      services.andWhere(':age between coalesce(s.minimumAge, :age) and coalesce(s.maximumAge, :age)', {
        age: parseAge(age),
      });
    }
    if (availableOnly === true) services.andWhere('s.available > 0');
    return services.orderBy('s.name').addOrderBy('s.id').getMany();
  }
}

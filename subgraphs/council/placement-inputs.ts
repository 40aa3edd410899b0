import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { Handling } from '../../schema/vocabulary';
import { HandlingEnum } from '../kit/enums';
import { anId, textUpTo, type Check, type Fault } from '../kit/mutation-faults';
import { DateScalar } from '../kit/scalars';
import { addDays, dayInLondon } from '../kit/working-days';
import { CHANGE_REASONS } from './codes/change-reasons';
import { HOST_AREAS } from './codes/host-areas';
import { PLACEMENT_TYPES } from './codes/placement-types';
import { parsePostcode } from './postcodes';

@InputType()
export class RecordPlacementInput {
  @Field(() => ID)
  childId!: string;

  @Field(() => String)
  placementType!: string;

  @Field(() => DateScalar)
  startedOn!: string;

  @Field(() => String)
  provider!: string;

  @Field(() => String)
  address!: string;

  @Field(() => String)
  postcode!: string;

  @Field(() => ID)
  hostArea!: string;

  @Field(() => Boolean, { nullable: true, defaultValue: false })
  emergency!: boolean | null;

  @Field(() => HandlingEnum, { nullable: true, defaultValue: 'OPEN' })
  handling!: Handling | null;
}

@ArgsType()
export class EndPlacementArguments {
  @Field(() => ID)
  placementId!: string;

  @Field(() => DateScalar)
  endedOn!: string;

  @Field(() => String, { description: 'SSDA903 reason for the change of placement.' })
  reason!: string;

  @Field(() => ID)
  idempotencyKey!: string;
}

export type PlacementEnd = Omit<EndPlacementArguments, 'idempotencyKey'>;

/** The day on which the duty to notify came into force (SI 2010/959): no clock runs for what began before it. */
const DUTY_FROM = '2011-04-01';
const AHEAD_DAYS = 366;

const shortText = textUpTo(200);

function codeIn(table: ReadonlyMap<string, unknown>, expected: string): Check<string> {
  return (at, value) => (table.has(value) ? [] : [{ at, expected }]);
}

function dayWithin(from: string, to: string): Check<string> {
  return (at, value) => (value >= from && value <= to ? [] : [{ at, expected: `a date from ${from} to ${to}` }]);
}

/** What is wrong with a placement on its face. */
export function placementFaults(input: RecordPlacementInput, now: Date): Fault[] {
  const last = addDays(dayInLondon(now), AHEAD_DAYS);
  const postcode = { at: 'input.postcode', expected: 'a postcode of the United Kingdom' };
  return [
    ...anId('input.childId', input.childId),
    ...codeIn(PLACEMENT_TYPES, 'an SSDA903 placement type')('input.placementType', input.placementType),
    ...dayWithin(DUTY_FROM, last)('input.startedOn', input.startedOn),
    ...shortText('input.provider', input.provider),
    ...textUpTo(500)('input.address', input.address),
    ...(parsePostcode(input.postcode) === null ? [postcode] : []),
    ...codeIn(HOST_AREAS, "the GSS code of an area with children's services")('input.hostArea', input.hostArea),
  ];
}

/** What is wrong with the end of a placement on its face. */
export function endFaults(input: PlacementEnd, now: Date): Fault[] {
  return [
    ...anId('placementId', input.placementId),
    ...dayWithin(DUTY_FROM, dayInLondon(now))('endedOn', input.endedOn),
    ...codeIn(CHANGE_REASONS, `one of ${[...CHANGE_REASONS.keys()].join(', ')}`)('reason', input.reason),
  ];
}

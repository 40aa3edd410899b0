import { Args, Ctx, Resolver, Subscription, type SubscribeResolverData } from 'type-graphql';
import { EVENT_TYPES, type EventType } from '../../../schema/vocabulary';
import { personOf } from '../../auth/principal';
import { type LogEntry } from '../../events/event-log';
import { type EventStream } from '../../events/event-source';
import { requireChildReader } from '../authority';
import { type HubContext } from '../context';
import { getOrganisation } from '../directory-view';
import { childId as isChildId, distinctWords, refuseFaults, type Fault } from '../faults';
import { type EventFilter, type EventSource } from '../event-ports';
import { ChildEventsArguments } from '../types/arguments';
import { ChildEvent, EVENT_RECORDS, type RecordStub } from '../types/events';

/** Children whom one subscription can name. */
const MOST_CHILDREN = 1_000;

@Resolver()
export class ChildEventsResolver {
  @Subscription(() => ChildEvent, {
    subscribe: ({ context, args }: SubscribeResolverData<unknown, ChildEventsArguments, HubContext>) =>
      follow(context, args),
    description:
      'Signals about children whom the caller may know of. after: the cursor of the last one handled; nothing in between is lost.',
  })
  childEvents(@Ctx() context: HubContext, @Args(() => ChildEventsArguments) _args: ChildEventsArguments): ChildEvent {
    const { event } = context;
    if (event === undefined) throw new Error('a subscription is answered for one event at a time');
    const { id, type, category, occurredAt, childId } = event;
    return {
      cursor: eventsOf(context).cursorOf(event.position),
      id,
      type: type as EventType,
      category,
      occurredAt,
      owner: getOrganisation(context, event.ownerId),
      child: { id: childId },
      record: recordOf(event),
    };
  }
}

/**
 * Opens the events that a subscription asks for. Whether the caller may know of one is decided for each of them.
 * @throws SightlineError FORBIDDEN, BAD_USER_INPUT with every fault, CURSOR_EXPIRED.
 */
async function follow(context: HubContext, args: ChildEventsArguments): Promise<EventStream> {
  requireChildReader(context);
  const { after, types, children, areas } = args;
  refuseFaults([
    ...(types == null ? [] : distinctWords('types', types)),
    ...(children == null ? [] : childrenFaults(children)),
    ...(areas == null ? [] : areaFaults(context, areas)),
  ]);
  const events = eventsOf(context);
  const place = after == null ? null : events.parseCursor(after);
  return events.follow(place, filterOf(context, args), personOf(context.principal));
}

function eventsOf({ hub }: HubContext): EventSource {
  if (hub.events === undefined) throw new Error('this hub has no events');
  return hub.events;
}

function childrenFaults(children: readonly string[]): Fault[] {
  if (children.length > MOST_CHILDREN) {
    return [{ at: 'children', expected: `at most ${MOST_CHILDREN}`, got: String(children.length) }];
  }
  const forms = children.flatMap((id, index) => isChildId(`children[${index}]`, id));
  return [...distinctWords('children', children), ...forms];
}

function areaFaults({ hub }: HubContext, areas: readonly string[]): Fault[] {
  const { areas: known } = hub.directory();
  const unknown = areas.flatMap((code, index): Fault[] =>
    known.has(code)
      ? []
      : [{ at: `areas[${index}]`, expected: 'the code of an area, such as `E10000020`', got: 'another text' }],
  );
  return [...distinctWords('areas', areas), ...unknown];
}

/** INVARIANT: an area is the owner's, which is public; the child's own would be told by what comes and what does not. */
function filterOf({ hub }: HubContext, { types, children, areas }: ChildEventsArguments): EventFilter {
  const organisations = [...hub.directory().organisations.values()];
  const serving = areas && organisations.filter((one) => one.areas.some((code) => areas.includes(code)));
  return {
    types: new Set<string>(types ?? EVENT_TYPES),
    children: children ? new Set(children) : null,
    owners: serving ? new Set(serving.map(({ id }) => id)) : null,
  };
}

function recordOf({ recordType, recordId, childId, ownerId, handling }: LogEntry): RecordStub | null {
  if (!EVENT_RECORDS.some((each) => each === recordType)) return null;
  return { __typename: recordType, id: recordId, subjectId: childId, ownerId, handling };
}

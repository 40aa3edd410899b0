import { styleText } from 'node:util';

/** An event as `npm run watch` asks for it. */
export interface WatchedEvent {
  readonly cursor: string;
  readonly type: string;
  readonly category: string;
  readonly occurredAt: string;
  readonly owner: { readonly name: string };
  readonly child: { readonly id: string };
  readonly record: { readonly __typename: string; readonly id: string } | null;
}

export const WATCH_QUERY = `subscription($after: String) {
  childEvents(after: $after) {
    cursor type category occurredAt owner { name } child { id }
    record { __typename
      ... on MissingEpisode { id } ... on ReturnHomeInterview { id } ... on CustodyEvent { id } ... on NrmReferral { id }
      ... on Placement { id } ... on PlacementNotification { id } ... on Referral { id } ... on ReferralChallenge { id }
      ... on SupportEpisode { id } ... on AdvocacyRequest { id } ... on MissingPrompt { id } ... on CustodyPrompt { id } } } }`;

type Colour = 'red' | 'yellow' | 'green' | 'cyan';

/** What cannot wait is red, what changes who may see what is yellow, what was done is green. */
function colourOf(type: string): Colour {
  if (/OVERDUE|MISSING_REPORTED|BREAK_GLASS|PROMPT/.test(type)) return 'red';
  if (/CONSENT|CONCERN|CHALLENGED|AGE/.test(type)) return 'yellow';
  return /RETURNED|ACKNOWLEDGED|RECORDED|ANSWERED|DECIDED/.test(type) ? 'green' : 'cyan';
}

/** One event as a line of a terminal: when, what, of whom, at whom. */
export function watchLine(event: WatchedEvent): string {
  const { type, category, occurredAt, owner, child, record } = event;
  const time = styleText('dim', occurredAt.slice(0, 19).replace('T', ' '));
  const what = styleText(['bold', colourOf(type)], type.padEnd(22));
  const where = record === null ? category : `${record.__typename} ${record.id}`;
  return `${time}  ${what}  ${styleText('underline', child.id)}  ${where}  ${styleText('dim', owner.name)}`;
}

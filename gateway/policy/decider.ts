import { SECTOR_OF_AGENCY, type Agency, type Purpose, type Sector, type WithheldReason } from '../../schema/vocabulary';
import type { DecisionTable } from './compile';
import { AGENCY_OF_PURPOSE, PURPOSES_OF_ROLE, ROLES_WITHOUT_CHILD_RECORDS } from './roles';
import type { DecisionInput, LawfulBasis, Policy, Recipient } from './rule';
import { minimumOn, type DatedMinimum } from './minimum';
import { createSectorViews, viewSector } from './sector-view';
import type { SectorView } from './input';
import { createTableCache } from './tables';

/** An organisation's policy in force, with what rules read of the organisation. */
export interface OwnerPolicy extends Policy {
  readonly agency: Agency;
  readonly areas: readonly string[];
}

/** What holds at one moment, for every caller. */
export interface PolicyState {
  /** Grows with every change. */
  readonly epoch: number;
  readonly policies: ReadonlyMap<string, OwnerPolicy>;
  readonly bases: ReadonlyMap<string, LawfulBasis>;
  /** The newest first. */
  readonly minimums: readonly DatedMinimum[];
  /** Every organisation, also those that have agreed to nothing. */
  readonly organisations: ReadonlyMap<string, { readonly id: string; readonly agency: Agency }>;
}

export interface DeciderInput {
  readonly state: PolicyState;
  readonly recipient: Recipient;
  readonly purpose: Purpose | null;
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** The decisions of every owner about one caller with one purpose. */
export interface Decider {
  tableOf(organisation: string): DecisionTable | null;
  sectorView(sector: Sector): SectorView;
  readonly refusal: WithheldReason | null;
  /** What an organisation's decisions are made from; null when it has no policy. */
  inputOf(organisation: string): DecisionInput | null;
}

/** Creates the maker of deciders; the compiled tables behind them are shared and bounded. */
export function createDeciders(options: { tables: number }) {
  const tables = createTableCache({ max: options.tables });
  const viewFor = createSectorViews(options.tables);
  return (input: DeciderInput): Decider => {
    const { state, recipient, purpose, today } = input;
    const compiled = new Map<string, DecisionTable | null>();
    const inputOf = (organisation: string): DecisionInput | null =>
      decisionInput(input, state.policies.get(organisation));
    const tableOf = (organisation: string): DecisionTable | null => {
      let table = compiled.get(organisation);
      if (table === undefined) {
        const wanted = inputOf(organisation);
        compiled.set(organisation, (table = wanted ? tables.get(wanted) : null));
      }
      return table;
    };
    const views = new Map<Sector, SectorView>();
    const caller = [recipient.organisation, recipient.agency, recipient.role, recipient.areas, recipient.purposes];
    return {
      inputOf,
      tableOf,
      refusal: refusalOf(recipient, purpose),
      sectorView(sector) {
        let view = views.get(sector);
        if (view === undefined) {
          const key = JSON.stringify([sector, state.epoch, caller, purpose, today]);
          view = viewFor(key, () => viewSector(organisationsOf(state, sector).map(tableOf)));
          views.set(sector, view);
        }
        return view;
      },
    };
  };
}

function organisationsOf(state: PolicyState, sector: Sector): string[] {
  const all = [...state.organisations.values()].filter(({ agency }) => SECTOR_OF_AGENCY[agency] === sector);
  return all.map(({ id }) => id);
}

function decisionInput(
  { state, recipient, purpose, today }: DeciderInput,
  policy: OwnerPolicy | undefined,
): DecisionInput | null {
  if (!policy) return null;
  const { agency: ownerAgency, areas: ownerAreas } = policy;
  const minimum = minimumOn(state.minimums, today);
  return { policy, ownerAgency, ownerAreas, recipient, purpose, bases: state.bases, minimum, today };
}

/** Why a caller gets nothing of anybody else's, whatever the child: its role, or the purpose that it declared. */
export function refusalOf({ role, agency, purposes }: Recipient, purpose: Purpose | null): WithheldReason | null {
  if (ROLES_WITHOUT_CHILD_RECORDS.includes(role)) return 'ROLE_NOT_PERMITTED';
  if (purpose === null) return 'PURPOSE_MISSING';
  const open = role === 'PARTNER_SYSTEM' ? (purposes ?? []) : PURPOSES_OF_ROLE[role];
  const onlyFor = AGENCY_OF_PURPOSE[purpose] ?? agency;
  return open.includes(purpose) && onlyFor === agency ? null : 'PURPOSE_NOT_PERMITTED';
}

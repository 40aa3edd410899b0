import { type DataCategory, type DisclosureLevel, type Role } from '../../schema/vocabulary';
import { type PolicyRule } from '../policy/rule';

/** Which rules would have applied instead of an owner's own, and since when. */
export interface Simulation {
  readonly owner: string;
  readonly rules: readonly PolicyRule[];
  readonly since: Date;
  readonly at: Date;
}

/** Disclosures of one kind that would come out otherwise. Counts are exact: whoever shows them protects them. */
export interface ImpactRow {
  readonly recipient: string;
  readonly role: Role;
  readonly category: DataCategory;
  readonly from: DisclosureLevel;
  readonly to: DisclosureLevel;
  readonly children: number;
  readonly people: number;
  readonly disclosures: number;
}

export interface Impact {
  readonly cellsChanged: number;
  readonly disclosuresReplayed: number;
  readonly gains: readonly ImpactRow[];
  readonly losses: readonly ImpactRow[];
}

/** Decides the disclosures on the log again, by other rules. */
export type Simulate = (simulation: Simulation) => Promise<Impact>;

import type { EntityManager } from 'typeorm';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Principal } from '../kit/context';

/** How referrals of an organisation are counted when its agency alone does not say it: a specialised charity, say. */
@Entity('referral_sources')
export class ReferralSourceOf {
  @PrimaryColumn('text')
  organisation!: string;

  @Column('text')
  source!: string;
}

/** The referral source (children-in-need census) of what a caller submits to a council. */
export async function sourceOf(
  manager: EntityManager,
  { agency, organisation }: Principal,
  council: string,
): Promise<string> {
  switch (agency) {
    case 'POLICE':
      return '6';
    case 'COUNCIL':
      return organisation === council ? '5A' : '5C';
    case 'CHARITY':
      return (await findSource(manager, organisation)) ?? '8.V';
  }
}

async function findSource(manager: EntityManager, organisation: string): Promise<string | null> {
  const row = await manager
    .createQueryBuilder(ReferralSourceOf, 's')
    .where('s.organisation = :organisation', { organisation })
    .getOne();
  return row?.source ?? null;
}

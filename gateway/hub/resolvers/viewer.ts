import { Ctx, Query, Resolver } from 'type-graphql';
import { type Purpose } from '../../../schema/vocabulary';
import { type Principal } from '../../auth/principal';
import { AGENCY_OF_PURPOSE, PURPOSES_OF_ROLE } from '../../policy/roles';
import { type HubContext } from '../context';
import { getOrganisation } from '../directory-view';
import { Viewer } from '../types/viewer';

@Resolver()
export class ViewerResolver {
  @Query(() => Viewer)
  me(@Ctx() context: HubContext): Viewer {
    const { principal } = context;
    return {
      subject: principal.subject,
      name: principal.name,
      organisation: getOrganisation(context, principal.organisation),
      role: principal.role,
      purposes: purposesOpenTo(principal),
    };
  }
}

function purposesOpenTo({ role, agency, purposes }: Principal): readonly Purpose[] {
  const byRole = role === 'PARTNER_SYSTEM' ? (purposes ?? []) : PURPOSES_OF_ROLE[role];
  return byRole.filter((purpose) => (AGENCY_OF_PURPOSE[purpose] ?? agency) === agency);
}

import { Ctx, Query, Resolver } from 'type-graphql';
import { purposesOpenTo } from '../authority';
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

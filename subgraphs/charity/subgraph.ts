import type { Subgraph } from '../kit/subgraph';
import { AdvocacyMutationsResolver } from './advocacy-mutations';
import { AdvocacyRequest } from './advocacy-request';
import { CharityProfile } from './charity-profile';
import { Child, childById } from './child';
import { ChildResolver } from './child-fields';
import { LOADS } from './loads';
import { MIGRATIONS } from './migrations';
import { ServiceMutationsResolver } from './service-mutations';
import { SupportEpisode } from './support-episode';
import { SupportMutationsResolver } from './support-mutations';
import { SupportRequestsResolver } from './support-requests';
import { SupportService } from './support-service';
import { SupportServicesResolver } from './support-services';
import { Wish } from './wish';
import { WishMutationsResolver } from './wish-mutations';

const RECORDS = [CharityProfile, SupportEpisode, Wish, AdvocacyRequest];

export const CHARITY: Subgraph = {
  sector: 'charity',
  schema: {
    resolvers: [
      ChildResolver,
      SupportServicesResolver,
      SupportRequestsResolver,
      SupportMutationsResolver,
      AdvocacyMutationsResolver,
      ServiceMutationsResolver,
      WishMutationsResolver,
    ],
    records: RECORDS,
    references: { Child: childById },
    orphans: [Child],
  },
  entities: [...RECORDS, SupportService],
  migrations: MIGRATIONS,
  loads: LOADS,
};

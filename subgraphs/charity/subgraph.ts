import { AreaPicture, pictureByCells } from '../kit/area-picture';
import type { Subgraph } from '../kit/subgraph';
import { AdvocacyMutationsResolver } from './advocacy-mutations';
import { AdvocacyRequest } from './advocacy-request';
import { CharityProfile } from './charity-profile';
import { Child, childById } from './child';
import { ChildResolver } from './child-fields';
import { LOADS } from './loads';
import { MIGRATIONS } from './migrations';
import { OVERDUE_KINDS } from './overdue-kinds';
import { AreaPictureResolver } from './picture';
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
      AreaPictureResolver,
      ChildResolver,
      SupportServicesResolver,
      SupportRequestsResolver,
      SupportMutationsResolver,
      AdvocacyMutationsResolver,
      ServiceMutationsResolver,
      WishMutationsResolver,
    ],
    records: RECORDS,
    references: { Child: childById, AreaPicture: pictureByCells },
    orphans: [Child, AreaPicture],
  },
  entities: [...RECORDS, SupportService],
  migrations: MIGRATIONS,
  loads: LOADS,
  overdue: OVERDUE_KINDS,
};

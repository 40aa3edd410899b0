import type { Subgraph } from '../kit/subgraph';
import { AdvocacyRequest } from './advocacy-request';
import { CharityProfile } from './charity-profile';
import { Child, childById } from './child';
import { ChildResolver } from './child-fields';
import { LOADS } from './loads';
import { MIGRATIONS } from './migrations';
import { SupportEpisode } from './support-episode';
import { SupportService } from './support-service';
import { SupportServicesResolver } from './support-services';
import { Wish } from './wish';

const RECORDS = [CharityProfile, SupportEpisode, Wish, AdvocacyRequest];

export const CHARITY: Subgraph = {
  sector: 'charity',
  schema: {
    resolvers: [ChildResolver, SupportServicesResolver],
    records: RECORDS,
    references: { Child: childById },
    orphans: [Child],
  },
  entities: [...RECORDS, SupportService],
  migrations: MIGRATIONS,
  loads: LOADS,
};

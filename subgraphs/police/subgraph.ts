import { AreaPicture, pictureByCells } from '../kit/area-picture';
import type { Subgraph } from '../kit/subgraph';
import { Child, childById, ChildResolver } from './child';
import { CustodyEvent } from './custody-event';
import { CustodyMutationsResolver } from './custody-mutations';
import { IntelligenceReport } from './intelligence-report';
import { LOADS } from './loads';
import { MIGRATIONS } from './migrations';
import { MissingEpisode } from './missing-episode';
import { MissingEpisodesResolver } from './missing-episodes';
import { MissingMutationsResolver } from './missing-mutations';
import { NrmMutationsResolver } from './nrm-mutations';
import { NrmReferral } from './nrm-referral';
import { AreaPictureResolver } from './picture';
import { PoliceProfile } from './police-profile';

const RECORDS = [PoliceProfile, MissingEpisode, CustodyEvent, IntelligenceReport, NrmReferral];

export const POLICE: Subgraph = {
  sector: 'police',
  schema: {
    resolvers: [
      AreaPictureResolver,
      ChildResolver,
      MissingEpisodesResolver,
      MissingMutationsResolver,
      CustodyMutationsResolver,
      NrmMutationsResolver,
    ],
    records: RECORDS,
    references: { Child: childById, AreaPicture: pictureByCells },
    orphans: [Child, AreaPicture],
  },
  entities: RECORDS,
  migrations: MIGRATIONS,
  loads: LOADS,
};

import { AreaPicture, pictureByCells } from '../kit/area-picture';
import type { Subgraph } from '../kit/subgraph';
import { Child, childById } from './child';
import { ChildResolver } from './child-fields';
import { CustodyEvent } from './custody-event';
import { CustodyMutationsResolver } from './custody-mutations';
import { CustodyPrompt } from './custody-prompt';
import { CustodyEventResolver, CustodyPromptResolver } from './custody-prompts';
import { IntelligenceReport } from './intelligence-report';
import { LOADS } from './loads';
import { MIGRATIONS } from './migrations';
import { MissingEpisode } from './missing-episode';
import { MissingEpisodesResolver } from './missing-episodes';
import { MissingMutationsResolver } from './missing-mutations';
import { MissingPrompt } from './missing-prompt';
import { MissingEpisodeResolver, MissingPromptResolver } from './missing-prompts';
import { NrmMutationsResolver } from './nrm-mutations';
import { NrmReferral } from './nrm-referral';
import { OVERDUE_KINDS } from './overdue-kinds';
import { AreaPictureResolver } from './picture';
import { PoliceProfile } from './police-profile';
import { VictimFrame, VictimFrameResolver } from './victim-frame';

const RECORDS = [
  PoliceProfile,
  MissingEpisode,
  MissingPrompt,
  CustodyEvent,
  CustodyPrompt,
  VictimFrame,
  IntelligenceReport,
  NrmReferral,
];

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
      MissingEpisodeResolver,
      MissingPromptResolver,
      CustodyEventResolver,
      CustodyPromptResolver,
      VictimFrameResolver,
    ],
    records: RECORDS,
    references: { Child: childById, AreaPicture: pictureByCells },
    orphans: [Child, AreaPicture],
  },
  entities: RECORDS,
  migrations: MIGRATIONS,
  loads: LOADS,
  overdue: OVERDUE_KINDS,
};

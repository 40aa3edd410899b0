import { dateTime, id, oneOf, optional, text } from '../kit/fields';
import { loadKind, RECORD_FIELDS } from '../kit/load';
import type { Subgraph } from '../kit/subgraph';
import { ChildResolver } from './child';
import { MIGRATIONS } from './migrations';
import { MISSING_RISKS, MISSING_STATUSES, MissingEpisode } from './missing-episode';
import { MissingEpisodesResolver } from './missing-episodes';

const RECORDS = [MissingEpisode];

export const POLICE: Subgraph = {
  sector: 'police',
  schema: {
    resolvers: [ChildResolver, MissingEpisodesResolver],
    records: RECORDS,
    references: { Child: ({ id: child }) => ({ id: child }) },
  },
  entities: RECORDS,
  migrations: MIGRATIONS,
  loads: {
    MissingEpisode: loadKind(MissingEpisode, {
      ...RECORD_FIELDS,
      status: oneOf(MISSING_STATUSES),
      missingSince: dateTime,
      returnedAt: optional(dateTime),
      risk: oneOf(MISSING_RISKS),
      circumstances: optional(text),
      foundAt: optional(text),
      areaCode: optional(id),
    }),
  },
};

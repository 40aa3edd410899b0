import { graphqlEnum } from '../kit/enums';

export const SUPPORT_STATUSES = [
  'REQUESTED',
  'OFFERED',
  'DECLINED_NO_CAPACITY',
  'DECLINED_NOT_ELIGIBLE',
  'ACTIVE',
  'ENDED',
] as const;
export type SupportStatus = (typeof SUPPORT_STATUSES)[number];
export const SupportStatusEnum = graphqlEnum('SupportStatus', SUPPORT_STATUSES);

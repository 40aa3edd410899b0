import type { OverdueKind } from '../kit/overdue';
import { AdvocacyRequest } from './advocacy-request';

const requests: OverdueKind<AdvocacyRequest> = {
  entity: AdvocacyRequest,
  event: { type: 'ADVOCACY_OVERDUE', category: 'SUPPORT' },
  clockOf: (record) => record.times,
};

export const OVERDUE_KINDS: readonly OverdueKind[] = [requests];

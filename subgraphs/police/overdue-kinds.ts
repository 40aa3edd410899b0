import type { OverdueKind } from '../kit/overdue';
import { NrmReferral } from './nrm-referral';

const referrals: OverdueKind<NrmReferral> = {
  entity: NrmReferral,
  event: { type: 'NRM_OVERDUE', category: 'EXPLOITATION' },
  clockOf: (record) => record.times,
};

export const OVERDUE_KINDS: readonly OverdueKind[] = [referrals];

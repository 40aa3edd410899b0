/** Why an episode began (RNE), SSDA903: started to be looked after, or changed placement, legal status, carer or several. */
export const REASONS_FOR_EPISODE: ReadonlySet<string> = new Set(['S', 'P', 'L', 'T', 'U', 'B']);

/** Episodes that go on in the placement of the one before: the legal status alone changed. */
export const SAME_PLACEMENT: ReadonlySet<string> = new Set(['L']);

/** Who provides a placement. */
export const PROVIDERS: ReadonlySet<string> = new Set(['PR0', 'PR1', 'PR2', 'PR3', 'PR4', 'PR5']);

/** Why an episode ceased (REC); X1: the next one begins at once. */
export const REASONS_FOR_END: ReadonlySet<string> = new Set(
  'X1 E2 E3 E4A E4B E5 E6 E7 E8 E9 E11 E12 E13 E14 E15 E16 E17 E41 E45 E46 E47 E48'.split(' '),
);

export const SEXES: ReadonlySet<string> = new Set(['1', '2', 'M', 'F', 'U']);

export const ETHNICITIES: ReadonlySet<string> = new Set(
  'WBRI WIRI WOTH WIRT WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE OOTH REFU NOBT'.split(' '),
);

/** Why a child has no unique pupil number. */
export const NO_PUPIL_NUMBER: ReadonlySet<string> = new Set(['UN1', 'UN2', 'UN3', 'UN4', 'UN5']);

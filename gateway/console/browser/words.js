/** @type {Readonly<Record<string, string>>} */
const REASONS = {
  PURPOSE_MISSING: 'No purpose was declared',
  PURPOSE_NOT_PERMITTED: 'Not shared for this purpose',
  ROLE_NOT_PERMITTED: 'Not shared with this role',
  NO_RELATIONSHIP: 'You are not working with this child',
  OUT_OF_AREA: 'Not shared outside the area',
  CONSENT_REQUIRED: 'Consent has not been sought',
  CONSENT_REFUSED: 'Consent was refused',
  CONSENT_WITHDRAWN: 'Consent was withdrawn',
  JUSTIFICATION_REQUIRED: 'A justification is needed',
  SEALED: 'The record is sealed',
  CONDITIONAL: 'Only for named recipients',
  NOT_AGREED: 'The owner has not agreed to share this',
  CAPPED: 'The owner limits how much is shared',
  AGREEMENT_EXPIRED: 'The sharing agreement has expired',
  OWNER_UNAVAILABLE: 'The owner’s system does not answer',
};

/** @type {Readonly<Record<string, string>>} */
const LEVELS = { NONE: 'nothing', EXISTENCE: 'existence', SUMMARY: 'a summary', FULL: 'full detail' };

/** What the owner says by a reason's code. @param {string} code */
export function reasonText(code) {
  return REASONS[code] ?? sentence(code);
}

/** How much is shared. @param {string} level */
export function levelText(level) {
  return LEVELS[level] ?? sentence(level).toLowerCase();
}

/** `SECTION_47_ENQUIRY` as `Section 47 enquiry`. @param {string} code */
export function sentence(code) {
  const text = code.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A path of the answer; `*` stands for every position in a list. @param {readonly string[]} path */
export function pathText(path) {
  return path.reduce((text, step) => (step === '*' ? `${text}[*]` : text ? `${text}.${step}` : step), '');
}

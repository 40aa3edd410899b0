import type { Directory } from '../hub/ports';
import type { Contact } from '../answer/explain-answer';

/** Whom to ask where no owner may be named. */
export const HUB_CONTACT = {
  name: 'Sightline hub desk',
  role: 'Information sharing support',
  email: 'hub-desk@sightline.example',
  telephone: null,
};

/** Whom to ask at an organisation. */
export function contactOf(directory: Directory, owner: string): Contact {
  const contact = directory.organisations.get(owner)?.contact;
  if (!contact) return HUB_CONTACT;
  const { name, role, email, telephone } = contact;
  return { name, role, email, telephone };
}

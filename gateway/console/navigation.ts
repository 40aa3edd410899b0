import type { Role } from '../../schema/vocabulary';
import type { Viewer } from './session';

interface Place {
  readonly text: string;
  readonly href: string;
  /** Who finds something there; everybody where it is absent. What may be seen there the hub decides. */
  readonly roles?: readonly Role[];
}

const WITH_CHILDREN: readonly Role[] = ['PRACTITIONER', 'SUPERVISOR', 'ADVOCATE'];

const PLACES: readonly Place[] = [
  { text: 'Work', href: '/work', roles: WITH_CHILDREN },
  { text: 'Children', href: '/children', roles: WITH_CHILDREN },
  { text: 'Policy', href: '/policy', roles: ['DATA_OFFICER'] },
  { text: 'Disclosures', href: '/disclosures', roles: ['DATA_OFFICER', 'SUPERVISOR'] },
  { text: 'Picture', href: '/picture' },
  { text: 'Help', href: '/help' },
];

/** A place in the navigation, as the service navigation component takes it. */
export interface NavigationItem {
  readonly text: string;
  readonly href: string;
  readonly active: boolean;
}

/** The places of somebody's role; the one that an address belongs to is active. */
export function navigationFor({ role }: Viewer, address: string): NavigationItem[] {
  const [pathname = ''] = address.split('?');
  return PLACES.filter(({ roles }) => roles?.includes(role) ?? true).map(({ text, href }) => ({
    text,
    href,
    active: pathname === href || pathname.startsWith(`${href}/`),
  }));
}

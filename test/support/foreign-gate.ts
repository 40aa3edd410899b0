import type { RequestDisclosure } from '../../gateway/request';

/** A gate that lets everything through; a test overrides what it wants to decide. */
export function openGate(overrides: Partial<RequestDisclosure> = {}): RequestDisclosure {
  return {
    prepare: () => Promise.resolve(),
    about: () => ({ offer: () => 'ASK' }),
    admits: () => true,
    listed: () => undefined,
    unavailable: () => undefined,
    withheld: () => [],
    lines: () => [],
    ...overrides,
  };
}

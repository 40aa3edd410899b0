/** How many connections may stay open. */
export interface SeatLimits {
  readonly total: number;
  readonly perOrganisation: number;
}

/** Counts the connections that stay open, of all and of each organisation. */
export interface Seats {
  isFull(): boolean;
  /** Takes a seat; gives what frees it again, or null when there is none left for the organisation. */
  take(organisation: string): (() => void) | null;
}

export function createSeats({ total, perOrganisation }: SeatLimits): Seats {
  const taken = new Map<string, number>();
  let all = 0;
  const count = (organisation: string): number => taken.get(organisation) ?? 0;
  return {
    isFull: () => all >= total,
    take(organisation) {
      if (all >= total || count(organisation) >= perOrganisation) return null;
      let isTaken = true;
      all += 1;
      taken.set(organisation, count(organisation) + 1);
      return () => {
        if (!isTaken) return;
        isTaken = false;
        all -= 1;
        const left = count(organisation) - 1;
        if (left > 0) taken.set(organisation, left);
        else taken.delete(organisation);
      };
    },
  };
}

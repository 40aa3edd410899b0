/** Completed years at a date; both dates YYYY-MM-DD. Someone born on 29 February ages on 1 March in other years. */
export function ageOn(bornOn: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(bornOn.slice(0, 4));
  return date.slice(5) < bornOn.slice(5) ? years - 1 : years;
}

/** What is said after a form, by the word that stands in the address. INVARIANT: no text from an address is shown. */
const NOTICES: ReadonlyMap<string, string> = new Map([
  ['consent', 'The consent was recorded.'],
  ['concern', 'The judgement was recorded.'],
  ['glass', 'The glass is broken: this child’s records are open to you until the grant ends. Their owners were told.'],
  ['decided', 'The decision was recorded, and the referrer is told.'],
  ['challenged', 'The challenge was sent to the council. Its time to answer runs.'],
  ['answered', 'The answer was recorded, and the other side is told.'],
  ['acknowledged', 'The placement was acknowledged.'],
  ['interview', 'The interview was recorded.'],
  ['declared', 'Your justification goes with what you read of this child.'],
  ['reviewed', 'The review was recorded.'],
  ['drafted', 'The draft was kept. It changes nothing until another data officer approves it.'],
  ['tightened', 'The rules hold now. They end in 24 hours unless another data officer approves them.'],
  ['submitted', 'The version was submitted. Another data officer can approve it.'],
  ['approved', 'The version was approved, and holds now.'],
  ['scheduled', 'The version was approved, and holds from the day that was set.'],
  ['rejected', 'The version was rejected.'],
]);

/** The sentence of a word; undefined for any other text. */
export function noticeOf(word: unknown): string | undefined {
  return typeof word === 'string' ? NOTICES.get(word) : undefined;
}

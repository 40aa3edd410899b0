/** Answers questions in groups: whoever asks while others are answered is answered with the next group. */
export type Ask<Question, Answer> = (question: Question) => Promise<Answer>;

export interface GroupedOptions<Question, Answer> {
  /** Questions of one group. */
  readonly most: number;
  /** Groups that are answered at once. */
  readonly atOnce: number;
  /** The answers, in the order of the questions. */
  readonly answer: (questions: readonly Question[]) => Promise<readonly Answer[]>;
}

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** INVARIANT: nothing is looked up before it is asked for, and a failure is that of one group. */
export function createGrouped<Question, Answer>(options: GroupedOptions<Question, Answer>): Ask<Question, Answer> {
  let waiting: Waiting<Question, Answer>[] = [];
  let running = 0;
  let isDue = false;
  const begin = (): void => {
    isDue = false;
    while (running < options.atOnce && waiting.length > 0) {
      const group = waiting.slice(0, options.most);
      waiting = waiting.slice(options.most);
      running += 1;
      void settle(group, options.answer).finally(() => {
        running -= 1;
        begin();
      });
    }
  };
  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      if (isDue || running >= options.atOnce) return;
      isDue = true;
      setImmediate(begin);
    });
}

/** Always resolves. */
async function settle<Question, Answer>(
  group: readonly Waiting<Question, Answer>[],
  answer: GroupedOptions<Question, Answer>['answer'],
): Promise<void> {
  try {
    const answers = await answer(group.map(({ question }) => question));
    if (answers.length !== group.length) throw new Error('expected an answer to each question');
    group.forEach(({ resolve }, index) => resolve(answers[index]!));
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}

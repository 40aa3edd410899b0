import { page, type Site } from '../site';
import { MEANINGS } from '../words';

interface HelpAnswer {
  readonly referralReasons: readonly {
    readonly code: string;
    readonly description: string;
    readonly test: string | null;
  }[];
  readonly clockRules: readonly {
    readonly code: string;
    readonly what: string;
    readonly limit: string;
    readonly amount: number | null;
    readonly source: string;
    readonly paragraph: string | null;
    readonly validTo: string | null;
  }[];
  readonly codes: readonly { readonly list: string; readonly code: string; readonly title: string }[];
}

export const HELP_QUERY = `query Help {
  referralReasons { code description test }
  clockRules { code what limit amount source paragraph validTo }
  codes { list code title }
}`;

/** The enums that help explains, in the order in which one meets them. */
const SECTIONS = [
  ['Purpose', 'Purposes', 'What you can need records for. You declare one; it is recorded with all that you read.'],
  ['DataCategory', 'Kinds of record', 'Owners decide what they share kind by kind.'],
  ['DisclosureLevel', 'Levels', 'How much of a kind of record is shared.'],
  ['WithheldReason', 'Why something is withheld', 'Whatever is withheld says why, and whom to ask.'],
  ['ConcernLevel', 'Concern', 'What practitioners judge of a child. Nothing is computed.'],
  ['ConsentState', 'Consent', 'What a child or a parent said about sharing.'],
  ['Handling', 'Handling', 'How an owner marks a record.'],
  ['Relationship', 'Relationship', 'How you stand to a child.'],
  ['Role', 'Roles', 'What people may do here.'],
] as const;

/** Adds what the words mean: from the same source as the descriptions in the API's schema, and from the API's own lists. */
export function addHelp(site: Site): void {
  site.page('/help', async (visit) => {
    const { data } = await visit.ask<HelpAnswer>({ query: HELP_QUERY });
    const sections = SECTIONS.map(([name, title, text]) => ({
      id: name,
      title,
      text,
      words: Object.entries(MEANINGS[name] ?? {}).map(([code, meaning]) => ({ code, ...meaning })),
    }));
    const rules = data.clockRules.filter(({ validTo }) => validTo === null);
    return page('help.njk', { sections, reasons: data.referralReasons, rules, lists: listsOf(data.codes) });
  });
}

function listsOf(codes: HelpAnswer['codes']) {
  const names = [...new Set(codes.map(({ list }) => list))];
  return names.map((name) => ({ name, codes: codes.filter(({ list }) => list === name) }));
}

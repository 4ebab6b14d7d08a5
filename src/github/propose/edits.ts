/** The edits that an issue asks for, made on a branch: each is one commit, as if the issue's author had made it. */
import type { GenBankOptions } from '../../genbank/genbank.js';
import { otuFromGenBank } from '../../genbank/inputs.js';
import { withoutVersion } from '../../otu/accessions.js';
import {
  addIsolate,
  addSequence,
  type Edit,
  editIsolate,
  editOtu,
  editSequence,
  type WholeOtuInput,
} from '../../otu/edits.js';
import { BadRequestError, NotFoundError } from '../../otu/errors.js';
import { oneLine } from '../../otu/phrases.js';
import { isolateOf, sequenceOf } from '../../reference/lookup.js';
import type { BranchWork } from '../../reference/proposal/branch-work.js';
import type { EditResult, Reference } from '../../reference/reference.js';
import { type IssueForm, type NewOtuForm, type OtuErrorForm, taxidIn } from './issue-forms.js';

/** What was done to one OTU. */
export interface ProposedEdits {
  otu: { id: string; name: string };
  /** What each new commit says, the oldest first; empty where all is as the issue wants it. */
  descriptions: string[];
}

/**
 * Makes them. What an earlier run made of the same issue is brought to what the issue says now.
 *
 * @throws what GenBank and edits refuse
 */
export async function makeEdits(work: BranchWork, form: IssueForm, genbank: GenBankOptions): Promise<ProposedEdits> {
  const maker = new Maker(work.reference);
  if (form.form === 'otu_error') return maker.correct(form);
  const wanted = await wantedOtu(form, genbank);
  const earlier = await addedEarlier(work);
  return earlier === null ? maker.create(wanted) : maker.complete(earlier, wanted);
}

type Wanted = Omit<WholeOtuInput, 'id'>;

async function wantedOtu(form: NewOtuForm, options: GenBankOptions): Promise<Wanted> {
  const { name, accessions, source_type, source_name } = form;
  const choices = { name, abbreviation: form.abbreviation ?? undefined, taxid: form.taxid ?? undefined };
  if (accessions.length === 0) return choices;
  const otu = await otuFromGenBank(accessions, choices, options);
  const isolates = otu.isolates ?? [];
  const nameless = isolates.filter((isolate) => !isolate.source_type && !isolate.source_name);
  if (source_type === null && source_name === null) return otu;
  if (nameless.length !== 1) {
    const which = nameless.length === 0 ? 'every record says' : `${nameless.length} isolates do not say`;
    options.onWarning?.(`The source that the issue names was left out: ${which} where it is from`);
    return otu;
  }
  const source = { source_type: source_type ?? '', source_name: source_name ?? '' };
  return { ...otu, isolates: isolates.map((each) => (each === nameless[0] ? { ...each, ...source } : each)) };
}

/** The id of the OTU that the branch has and its base lacks, where an earlier run made one. */
async function addedEarlier({ reference, base, start }: BranchWork): Promise<string | null> {
  if (start === base) return null;
  const added = (await reference.compare(base, start)).otus.filter(({ kind }) => kind === 'added');
  return added.length === 1 ? added[0]!.id : null;
}

class Maker {
  readonly #reference: Reference;
  readonly #descriptions: string[] = [];

  constructor(reference: Reference) {
    this.#reference = reference;
  }

  async create(wanted: Wanted): Promise<ProposedEdits> {
    return this.#done(this.#noted(await this.#reference.createOtu(wanted)));
  }

  /** Gives an OTU the names, the taxid and the sequences that it lacks; takes nothing away but what stood in a field. */
  async complete(
    id: string,
    { name, abbreviation, taxid, schema = [], isolates = [] }: Wanted,
  ): Promise<ProposedEdits> {
    let otu = (await this.#reference.otu(id)) as EditResult['document'];
    const names = new Set(otu.schema.map((segment) => segment.name));
    const segments = [...otu.schema, ...schema.filter((segment) => !names.has(segment.name))];
    otu = await this.#edit(
      id,
      editOtu({ name, abbreviation, taxid, schema: isolates.length > 0 ? segments : undefined }),
    );
    const known = () => new Set(otu.isolates.flatMap(({ sequences }) => sequences.map(keyOf)));
    for (const { sequences, ...source } of isolates) {
      for (const sequence of sequences.filter((each) => !known().has(keyOf(each)))) {
        const home = otu.isolates.find(
          (each) => each.source_type === source.source_type && each.source_name === source.source_name,
        );
        if (!home) otu = await this.#edit(id, addIsolate(source, this.#reference.sourceRules));
        otu = await this.#edit(id, addSequence(home?.id ?? otu.isolates.at(-1)!.id, sequence));
      }
    }
    return this.#done(otu);
  }

  /** Sets the one field that an issue says is wrong. */
  async correct({ otu: text, part, field, value, isolate, sequence }: OtuErrorForm): Promise<ProposedEdits> {
    const otu = await this.#reference.otu(text);
    if (part === 'otu') return this.#done(await this.#edit(otu.id, editOtu({ [field]: asField(field, value) })));
    if (part === 'isolate') {
      const { id } = isolateOf(otu, isolate!);
      return this.#done(await this.#edit(otu.id, editIsolate(id, { [field]: value }, this.#reference.sourceRules)));
    }
    const homes = isolate === null ? otu.isolates : [isolateOf(otu, isolate)];
    const found = homes.flatMap((home) =>
      home.sequences
        .filter(({ id, accession }) => [id, accession, withoutVersion(accession)].includes(sequence!))
        .map(({ id }) => ({ home, id })),
    );
    if (found.length > 1) {
      throw new BadRequestError(`OTU ${otu.id} has ${found.length} sequences ${oneLine(sequence!)}: name the isolate`);
    }
    if (found.length === 0 && homes.length === 1) sequenceOf(homes[0]!, sequence!);
    if (found.length === 0) {
      throw new NotFoundError(`OTU ${otu.id} (${oneLine(otu.name)}) has no sequence "${oneLine(sequence!)}"`);
    }
    const [{ home, id }] = found as [(typeof found)[number]];
    return this.#done(await this.#edit(otu.id, editSequence(home.id, id, { [field]: value })));
  }

  async #edit(id: string, edit: Edit): Promise<EditResult['document']> {
    return this.#noted(await this.#reference.editOtu(id, edit));
  }

  #noted({ document, changed, change }: EditResult): EditResult['document'] {
    if (changed && change) this.#descriptions.push(change.description);
    return document;
  }

  #done({ id, name }: EditResult['document']): ProposedEdits {
    return { otu: { id, name }, descriptions: this.#descriptions };
  }
}

function keyOf({ accession, id }: { accession?: string; id?: string }): string {
  return withoutVersion(accession ?? id ?? '');
}

function asField(field: string, value: string): string | number | null {
  return field === 'taxid' ? taxidIn(value) : value;
}

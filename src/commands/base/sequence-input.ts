/** What is said of a sequence on the command line, its bases as a flag or in a FASTA file. */
import * as Flags from '@oclif/core/flags';
import { parseFasta } from '../../exchange/fasta.js';
import { InputFileError } from '../../terminal/errors.js';
import { readInput } from '../../terminal/files.js';

export const sequenceFlags = {
  accession: Flags.string({ description: 'Its accession, as in GenBank.', helpValue: 'A' }),
  definition: Flags.string({ description: 'What it is, as in GenBank.', helpValue: 'D' }),
  sequence: Flags.string({ description: 'Its bases, in IUPAC codes.', helpValue: 'S', exclusive: ['fasta'] }),
  fasta: Flags.string({
    description: 'A FASTA file with its bases, and no other record; - is standard input.',
    helpValue: 'FILE',
  }),
  host: Flags.string({ description: 'The host it was found in; "" for none.', helpValue: 'H' }),
  segment: Flags.string({ description: 'The segment of the OTU’s schema that it is; "" for none.', helpValue: 'S' }),
};

interface SequenceFlags {
  accession?: string;
  definition?: string;
  sequence?: string;
  fasta?: string;
  host?: string;
  segment?: string;
}

/** The fields that were given. @throws InputFileError, FastaError */
export function sequenceInput({ accession, definition, sequence, fasta, host, segment }: SequenceFlags) {
  return { accession, definition, sequence: fasta === undefined ? sequence : basesIn(fasta), host, segment };
}

function basesIn(file: string): string {
  const records = parseFasta(readInput(file, '--fasta'));
  if (records.length > 1) {
    throw new InputFileError(`--fasta: ${file} holds ${records.length} records, and a sequence is one`, {
      data: { flag: '--fasta', file },
      suggestions: ['put the record you mean into a file of its own'],
    });
  }
  return records[0]!.sequence;
}

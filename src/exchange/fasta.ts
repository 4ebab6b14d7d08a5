import { FastaError } from './errors.js';

export interface FastaRecord {
  /** What stands behind ">", without white space at its ends. */
  header: string;
  /** Letters as given, upper or lower case, without white space. */
  sequence: string;
}

/** One record as Virtool writes it: the sequence is one line, however long. */
export function fastaRecord(header: string, sequence: string): string {
  return `>${header}\n${sequence}\n`;
}

/**
 * Reads FASTA: any line ends, blank lines, white space and old-style ";" comments are passed over. Which letters are
 * bases is not judged here.
 *
 * @throws FastaError where there is no record, or one without header or sequence, or characters that no sequence has
 */
export function parseFasta(text: string): FastaRecord[] {
  const records: FastaRecord[] = [];
  let open: { header: string; line: number; parts: string[] } | null = null;
  const close = () => {
    if (open === null) return;
    const sequence = open.parts.join('');
    if (sequence === '') throw new FastaError(`the record ">${open.header.slice(0, 80)}" has no sequence`, open.line);
    records.push({ header: open.header, sequence });
  };

  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('>')) {
      close();
      open = { header: line.slice(1).trim(), line: index + 1, parts: [] };
      if (open.header === '') throw new FastaError('a record without a header', index + 1);
    } else if (!line.startsWith(';')) {
      const part = line.replace(/\s+/g, '');
      if (part === '') continue;
      if (open === null) throw new FastaError('it does not begin with ">"', index + 1);
      const odd = /[^A-Za-z*-]/.exec(part);
      if (odd) throw new FastaError(`${JSON.stringify(odd[0])} in a sequence`, index + 1);
      open.parts.push(part);
    }
  }
  close();
  if (records.length === 0) throw new FastaError('it holds no record', 1);
  return records;
}

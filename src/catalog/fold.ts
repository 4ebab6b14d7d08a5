/** A text as it is compared: composed, and without upper case. What two names share when they differ in case only. */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** A text that SQLite can hold: without the halves of characters and the NULs that JSON may smuggle into a name. */
export function storable(text: string): string {
  return SUSPECT.test(text) ? text.replace(UNSTORABLE, '\ufffd') : text;
}

/** Whole characters beyond the first 65,536 too: a cheap test that nearly all texts pass. */
const SUSPECT = /[\0\ud800-\udfff]/;
const UNSTORABLE = /[\p{Surrogate}\0]/gu;

/** An accession without its version, in upper case: NC_010317 for nc_010317.1. */
export function bareAccession(accession: string): string {
  return accession
    .trim()
    .toUpperCase()
    .replace(/\.\d+$/, '');
}

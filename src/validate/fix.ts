import { canonicalOtu } from '../otu/canonical.js';
import { otuIssues } from '../otu/issues.js';
import { OtuFile } from './otu-file.js';
import type { OtuContext, ReferenceSettings } from './rule.js';
import { byteOrderMark, lineEnds } from './rules/files.js';
import { canonicalForm } from './rules/form.js';
import { OTU_RULES } from './rules/index.js';

export interface Fixed {
  /** The new text of the file. */
  text: string;
  /** The ids of the rules whose findings it takes away. */
  fixed: string[];
}

/**
 * Makes every safe fix in an OTU file. Null where there is none to make, or where rewriting the file would lose what a
 * person wrote: a key that refkit does not know, a key that stands twice. Fixing twice changes no more than fixing once.
 *
 * @param settings of the reference; null where reference.yaml cannot be read
 */
export function fixFile(given: { path: string; text: Buffer }, settings: ReferenceSettings | null): Fixed | null {
  const file = new OtuFile(given.path, given.text);
  if (file.text === null) return null;
  const fixed: string[] = [];
  if (file.byteOrderMark) fixed.push(byteOrderMark.id);
  // Without its mark, a text that is not JSON is still for a person to repair, line ends and all.
  if (file.value === null) return fixed.length > 0 ? { text: file.text, fixed } : null;

  const plain = file.text.replaceAll('\r\n', '\n');
  if (plain !== file.text) fixed.push(lineEnds.id);
  if (!file.rewritable) return fixed.length > 0 ? { text: plain, fixed } : null;

  let otu = file.otu!;
  if (plain !== canonicalOtu(otu)) fixed.push(canonicalForm.id);
  const context: OtuContext = {
    settings,
    issues: otuIssues(otu),
    oddBases: file.oddBases,
  };
  for (const rule of OTU_RULES) {
    const after = rule.fix?.(otu, context) ?? otu;
    if (after !== otu) fixed.push(rule.id);
    otu = after;
  }
  return fixed.length > 0 ? { text: canonicalOtu(otu), fixed } : null;
}

import type { ImportWarning } from '../../exchange/import-log.js';

/** How many warnings of an import are kept. */
const MOST = 50;

/** Keeps the first few warnings of an import, for its process to say. */
export function firstWarnings(): { warnings: ImportWarning[]; onWarning: (warning: ImportWarning) => void } {
  const warnings: ImportWarning[] = [];
  const onWarning = (warning: ImportWarning) => {
    if (warnings.length < MOST) warnings.push(warning);
  };
  return { warnings, onWarning };
}

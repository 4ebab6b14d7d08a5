import type { FileRule, OtuRule, RuleInfo } from '../rule.js';
import { accessionFormat, accessionSeries } from './accessions.js';
import { alphabet, basesLowerCase } from './bases.js';
import { CONFIG_RULES, configSchema, configSyntax } from './config.js';
import {
  byteOrderMark,
  duplicateKey,
  encoding,
  fileSize,
  jsonSyntax,
  lineEnds,
  misplacedOtu,
  symlink,
  unexpectedFile,
} from './files.js';
import { canonicalForm, otuSchema, pathId } from './form.js';
import {
  defaultIsolateMissing,
  defaultIsolateSeveral,
  isolateIdDuplicate,
  isolateNameDuplicate,
  isolateNameEmpty,
} from './isolates.js';
import { emptyIsolate, emptyOtu, emptySequence, isolateInconsistency } from './issues.js';
import { lengthOutlier } from './lengths.js';
import {
  moleculesMixed,
  schemaEmpty,
  segmentMissing,
  segmentMoleculeMissing,
  segmentNameDuplicate,
  segmentNameEmpty,
  segmentUndeclared,
} from './segments.js';
import {
  sourceTypeCase,
  sourceTypeEmpty,
  sourceTypeForbidden,
  sourceTypeMisspelt,
  sourceTypeUnlisted,
} from './source-types.js';
import { strayCharacters } from './text.js';
import { UNIQUE_RULES } from './uniqueness.js';

export const FILE_RULES: readonly FileRule[] = [
  misplacedOtu,
  unexpectedFile,
  symlink,
  fileSize,
  encoding,
  byteOrderMark,
  lineEnds,
  jsonSyntax,
  duplicateKey,
  otuSchema,
  canonicalForm,
  pathId,
];

/** In the order in which their fixes are made. */
export const OTU_RULES: readonly OtuRule[] = [
  strayCharacters,
  emptyOtu,
  emptyIsolate,
  emptySequence,
  isolateInconsistency,
  isolateIdDuplicate,
  isolateNameEmpty,
  isolateNameDuplicate,
  defaultIsolateMissing,
  defaultIsolateSeveral,
  sourceTypeCase,
  sourceTypeEmpty,
  sourceTypeMisspelt,
  sourceTypeForbidden,
  sourceTypeUnlisted,
  schemaEmpty,
  segmentNameEmpty,
  segmentNameDuplicate,
  segmentMoleculeMissing,
  moleculesMixed,
  segmentUndeclared,
  segmentMissing,
  accessionFormat,
  accessionSeries,
  alphabet,
  basesLowerCase,
  lengthOutlier,
];

/** Every rule by what it looks at, as docs/rules.md lists them. */
export const RULES_BY_SUBJECT: readonly { subject: string; rules: readonly RuleInfo[] }[] = [
  { subject: 'Files', rules: FILE_RULES },
  { subject: 'OTUs', rules: OTU_RULES },
  { subject: 'Values that are there once in a reference', rules: UNIQUE_RULES },
  { subject: 'reference.yaml', rules: [configSyntax, configSchema, ...CONFIG_RULES] },
];

/** Every rule. */
export const RULES: readonly RuleInfo[] = RULES_BY_SUBJECT.flatMap(({ rules }) => rules);

/** The library: a reference in git, its OTUs, their history, merging, validation, exchange and builds. */
export { buildIndex, verifyIndex } from './builds/builds.js';
export { openImport } from './exchange/import.js';
export { canonicalOtu, parseOtu } from './otu/canonical.js';
export { compareOtus, type OtuComparison } from './otu/compare.js';
export * from './otu/edits.js';
export * from './otu/errors.js';
export { type OtuIssues, otuIssues } from './otu/issues.js';
export { type MergeConflict, mergeOtus, type OtuMerge } from './otu/merge.js';
export type * from './otu/types.js';
export { Checkout } from './reference/checkout.js';
export { findReferences } from './reference/locate.js';
export { type OpenOptions, Reference } from './reference/reference.js';
export { cloneRepository } from './store/transport/transport.js';
export { validate } from './validate/validate.js';

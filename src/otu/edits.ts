/** Every edit of an OTU that refkit knows: pure functions from OTU to OTU that name and describe themselves. */
export { type Edit, type EditOutcome, findIsolate, findSequence } from './edits/edit.js';
export {
  addIsolate,
  editIsolate,
  type IsolateEditInput,
  type IsolateInput,
  removeIsolate,
  type SourceRules,
  setDefaultIsolate,
} from './edits/isolate.js';
export {
  createOtu,
  editOtu,
  type OtuEditInput,
  type OtuInput,
  removalDescription,
  type SegmentInput,
} from './edits/otu.js';
export {
  addSequence,
  editSequence,
  removeSequence,
  type SequenceEditInput,
  type SequenceInput,
} from './edits/sequence.js';
export { createWholeOtu, type WholeIsolateInput, type WholeOtuInput } from './edits/whole-otu.js';

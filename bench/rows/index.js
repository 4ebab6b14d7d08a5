import * as catalog from './catalog.js';
import * as editCommand from './edit-command.js';
import * as editLibrary from './edit-library.js';
import * as importGenerated from './import-generated.js';
import * as importReal from './import-real.js';
import * as indexBuild from './index-build.js';
import * as merge from './merge.js';
import * as remoteCheck from './remote-check.js';
import * as review from './review.js';
import * as scaling from './scaling.js';
import * as serveEdit from './serve-edit.js';
import * as serveImport from './serve-import.js';
import * as serveLists from './serve-lists.js';
import * as serveMemory from './serve-memory.js';
import * as serveOtu from './serve-otu.js';
import * as validate from './validate.js';

/** In the order of the table. */
export const rows = [
  importReal,
  importGenerated,
  editLibrary,
  editCommand,
  scaling,
  merge,
  catalog,
  validate,
  indexBuild,
  remoteCheck,
  review,
  serveOtu,
  serveLists,
  serveEdit,
  serveImport,
  serveMemory,
];

import { validate as matchesOtu } from './generated/otu.js';
import { validate as matchesReference } from './generated/reference.js';
import { validate as matchesWorkspace } from './generated/workspace.js';
import { type SchemaProblem, schemaProblems } from './problems.js';

/** Every way in which a value is not what schemas/otu.schema.json asks for; none where it is. Fast where it is. */
export function checkOtu(value: unknown): SchemaProblem[] {
  return schemaProblems(matchesOtu, value);
}

/**
 * Every way in which a value is not what schemas/reference.schema.json asks for; none where it is. Fills in the
 * schema's defaults, in the value itself, for the keys it lacks.
 */
export function checkReferenceConfig(value: unknown): SchemaProblem[] {
  return schemaProblems(matchesReference, value);
}

/**
 * Every way in which a value is not what schemas/workspace.schema.json asks for; none where it is. Fills in the schema's
 * defaults, in the value itself, for the keys it lacks.
 */
export function checkWorkspaceSettings(value: unknown): SchemaProblem[] {
  return schemaProblems(matchesWorkspace, value);
}

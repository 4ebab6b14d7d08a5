import type { SchemaValidator } from '../problems.js';

export const validate: SchemaValidator;

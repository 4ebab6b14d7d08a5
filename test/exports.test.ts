import { expect, test } from 'vitest';
import * as library from '../src/index.js';

test('the library exports what it promises, and nothing else', () => {
  expect(Object.keys(library).sort()).toEqual([
    'AlreadyExistsError',
    'BadRequestError',
    'Checkout',
    'InvalidInputError',
    'InvalidOtuError',
    'NotFoundError',
    'Reference',
    'RefkitError',
    'addIsolate',
    'addSequence',
    'buildIndex',
    'canonicalOtu',
    'cloneRepository',
    'compareOtus',
    'createOtu',
    'createWholeOtu',
    'editIsolate',
    'editOtu',
    'editSequence',
    'findIsolate',
    'findReferences',
    'findSequence',
    'mergeOtus',
    'openImport',
    'otuIssues',
    'parseOtu',
    'removalDescription',
    'removeIsolate',
    'removeSequence',
    'setDefaultIsolate',
    'validate',
    'verifyIndex',
  ]);
});

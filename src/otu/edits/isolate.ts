import { AlreadyExistsError, BadRequestError } from '../errors.js';
import { newId } from '../ids.js';
import { InputReader } from '../input.js';
import { oneLine, phrases } from '../phrases.js';
import type { Isolate, Otu } from '../types.js';
import { type Edit, type EditOutcome, findIsolate, replaceIsolate, unchanged } from './edit.js';

/** What the reference's settings say about source types. */
export interface SourceRules {
  /** Whether only the allowed types may be given. An empty type always may. */
  restrict: boolean;
  allowed: string[];
}

export interface IsolateEditInput {
  source_type?: string;
  source_name?: string;
}

export interface IsolateInput extends IsolateEditInput {
  default?: boolean;
  /** Drawn at random where it is not given. */
  id?: string;
}

const SOURCE_TYPE = { longest: 100, empty: true };
const SOURCE_NAME = { longest: 500, empty: true };

/** Adds an isolate at the end. The first one becomes the default whatever the input says. */
export function addIsolate(input: IsolateInput, rules: SourceRules): Edit {
  const reader = new InputReader(input, ['source_type', 'source_name', 'default', 'id']);
  const sourceType = reader.text('source_type', SOURCE_TYPE)?.toLowerCase() ?? '';
  const sourceName = reader.text('source_name', SOURCE_NAME) ?? '';
  const isDefault = reader.boolean('default') ?? false;
  const givenId = reader.itemId('id');
  reader.check();
  return {
    method: 'add_isolate',
    apply: (otu) => {
      checkSourceType(sourceType, rules);
      const taken = (id: string) => otu.isolates.some((isolate) => isolate.id === id);
      if (givenId !== undefined && taken(givenId)) {
        throw new AlreadyExistsError('Isolate id already exists', { data: { otu_id: otu.id, isolate_id: givenId } });
      }
      const id = givenId ?? newId(taken);
      return withIsolate(otu, {
        id,
        source_type: sourceType,
        source_name: sourceName,
        default: isDefault,
        sequences: [],
      });
    },
  };
}

/** Changes the source type or name of an isolate. */
export function editIsolate(isolateId: string, input: IsolateEditInput, rules: SourceRules): Edit {
  const reader = new InputReader(input, ['source_type', 'source_name']);
  const sourceType = reader.text('source_type', SOURCE_TYPE)?.toLowerCase();
  const sourceName = reader.text('source_name', SOURCE_NAME);
  reader.check();
  return {
    method: 'edit_isolate',
    apply: (otu) => {
      const isolate = findIsolate(otu, isolateId);
      if (sourceType !== undefined) checkSourceType(sourceType, rules);
      return withSource(otu, isolate, {
        source_type: input.source_type === isolate.source_type ? undefined : sourceType,
        source_name: input.source_name === isolate.source_name ? undefined : sourceName,
      });
    },
  };
}

/** Makes an isolate the one default. */
export function setDefaultIsolate(isolateId: string): Edit {
  return { method: 'set_as_default', apply: (otu) => withDefault(otu, findIsolate(otu, isolateId)) };
}

/** Removes an isolate and its sequences. Where it was the default, the first one left becomes it. */
export function removeIsolate(isolateId: string): Edit {
  return {
    method: 'remove_isolate',
    apply: (otu) => withoutIsolate(otu, findIsolate(otu, isolateId), (left) => left[0]),
  };
}

function checkSourceType(type: string, { restrict, allowed }: SourceRules): void {
  if (!restrict || type === '' || allowed.some((other) => other.toLowerCase() === type)) return;
  throw new BadRequestError('Source type is not allowed', {
    data: { source_type: type, allowed },
    suggestions: [
      `use one of ${allowed.map((other) => oneLine(other)).join(', ')}, or change the reference's settings`,
    ],
  });
}

// What follows needs no more checking; describe.ts uses it to say what a commit made by hand did.

/** The OTU with an isolate at the end. */
export function withIsolate(otu: Otu, added: Isolate): EditOutcome {
  const isolate = otu.isolates.length === 0 ? { ...added, default: true } : added;
  const others = isolate.default ? otu.isolates.map(asOther) : otu.isolates;
  return {
    otu: { ...otu, isolates: [...others, isolate] },
    description: phrases.addedIsolate(isolate),
    subject: isolate.id,
  };
}

/** The OTU with another source for an isolate. */
export function withSource(otu: Otu, isolate: Isolate, source: IsolateEditInput): EditOutcome {
  const { source_type = isolate.source_type, source_name = isolate.source_name } = source;
  if (source_type === isolate.source_type && source_name === isolate.source_name) return unchanged(otu, isolate.id);
  const edited = { ...isolate, source_type, source_name };
  return {
    otu: replaceIsolate(otu, isolate, edited),
    description: phrases.renamedIsolate(isolate, edited),
    subject: isolate.id,
  };
}

/** The OTU with an isolate as its only default. */
export function withDefault(otu: Otu, isolate: Isolate): EditOutcome {
  const alone = otu.isolates.every((other) => other.default === (other === isolate));
  if (alone) return unchanged(otu, isolate.id);
  const isolates = otu.isolates.map((other) => (other === isolate ? { ...other, default: true } : asOther(other)));
  return { otu: { ...otu, isolates }, description: phrases.setDefault(isolate), subject: isolate.id };
}

/**
 * The OTU without an isolate.
 *
 * @param heirOf chooses who becomes the default, among those left, where the one that goes was the only default
 */
export function withoutIsolate(
  otu: Otu,
  isolate: Isolate,
  heirOf: (left: Isolate[]) => Isolate | undefined,
): EditOutcome {
  const left = otu.isolates.filter((other) => other !== isolate);
  const bereft = isolate.default && !left.some((other) => other.default);
  const heir = (bereft && heirOf(left)) || null;
  const isolates = heir ? left.map((other) => (other === heir ? { ...other, default: true } : other)) : left;
  return { otu: { ...otu, isolates }, description: phrases.removedIsolate(isolate, heir), subject: isolate.id };
}

function asOther(isolate: Isolate): Isolate {
  return isolate.default ? { ...isolate, default: false } : isolate;
}

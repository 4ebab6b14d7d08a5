import { canonicalOtu } from '../otu/canonical.js';
import type { Isolate, Otu, Segment, Sequence } from '../otu/types.js';

/**
 * Whether `text`, which comes from UTF-8, is the canonical form of `otu`, which was read from it: whether it equals
 * canonicalOtu(otu).
 */
export function isCanonical(text: string, otu: Otu): boolean {
  return new Matcher(text).matches(otu) || text === canonicalOtu(otu);
}

/**
 * Compares a text with the canonical form of the OTU that was read from it without writing that form, which takes as
 * long as all other rules together. It says yes only where the two are equal; where a string has escapes it says no.
 *
 * Only the text between strings is compared. Of a string it is enough that a quote stands where it ought to end: it was
 * read as this value, so if it took as many characters as the value has, none of them is part of an escape, and the
 * string is the value, letter by letter. The quote cannot be an escaped one within a longer string, since a line feed
 * comes soon behind it, and no string holds one.
 */
class Matcher {
  #at = 0;

  constructor(private readonly text: string) {}

  matches(otu: Otu): boolean {
    return (
      this.#literal('{\n  "id": ') &&
      this.#string(otu.id) &&
      this.#literal(',\n  "name": ') &&
      this.#string(otu.name) &&
      this.#literal(',\n  "abbreviation": ') &&
      this.#string(otu.abbreviation) &&
      this.#literal(`,\n  "taxid": ${otu.taxid},\n  "schema": `) &&
      this.#list(otu.schema, '\n  ', (segment) => this.#segment(segment)) &&
      this.#literal(',\n  "isolates": ') &&
      this.#list(otu.isolates, '\n  ', (isolate) => this.#isolate(isolate)) &&
      this.#literal('\n}\n') &&
      this.#at === this.text.length
    );
  }

  #segment({ name, molecule, required }: Segment): boolean {
    return (
      this.#literal('\n    {\n      "name": ') &&
      this.#string(name) &&
      this.#literal(',\n      "molecule": ') &&
      this.#string(molecule) &&
      this.#literal(`,\n      "required": ${required}\n    }`)
    );
  }

  #isolate(isolate: Isolate): boolean {
    return (
      this.#literal('\n    {\n      "id": ') &&
      this.#string(isolate.id) &&
      this.#literal(',\n      "source_type": ') &&
      this.#string(isolate.source_type) &&
      this.#literal(',\n      "source_name": ') &&
      this.#string(isolate.source_name) &&
      this.#literal(`,\n      "default": ${isolate.default},\n      "sequences": `) &&
      this.#list(isolate.sequences, '\n      ', (sequence) => this.#sequence(sequence)) &&
      this.#literal('\n    }')
    );
  }

  #sequence(sequence: Sequence): boolean {
    return (
      this.#literal('\n        {\n          "id": ') &&
      this.#string(sequence.id) &&
      this.#literal(',\n          "accession": ') &&
      this.#string(sequence.accession) &&
      this.#literal(',\n          "definition": ') &&
      this.#string(sequence.definition) &&
      this.#literal(',\n          "host": ') &&
      this.#string(sequence.host) &&
      this.#literal(',\n          "segment": ') &&
      this.#string(sequence.segment) &&
      this.#literal(',\n          "sequence": ') &&
      this.#string(sequence.sequence) &&
      this.#literal('\n        }')
    );
  }

  #list<T>(items: readonly T[], indent: string, each: (item: T) => boolean): boolean {
    if (items.length === 0) return this.#literal('[]');
    for (let place = 0; place < items.length; place += 1) {
      if (!this.#literal(place === 0 ? '[' : ',') || !each(items[place]!)) return false;
    }
    return this.#literal(`${indent}]`);
  }

  #literal(expected: string): boolean {
    if (!this.text.startsWith(expected, this.#at)) return false;
    this.#at += expected.length;
    return true;
  }

  #string(value: string | null): boolean {
    if (value === null) return this.#literal('null');
    const end = this.#at + value.length + 1;
    if (this.text[this.#at] !== '"' || this.text[end] !== '"') return false;
    this.#at = end + 1;
    return true;
  }
}

/**
 * NCBI's GBSeq XML (https://www.ncbi.nlm.nih.gov/dtd/NCBI_GBSeq.mod.dtd), read as what a stranger sent: no entities but
 * the five of XML itself, nothing fetched, every text folded to one line and bounded.
 */
import type { X2jOptions } from 'fast-xml-parser';
import { NUCLEOTIDES } from '../otu/input.js';
import { oneLine } from '../otu/phrases.js';
import { moleculeOf } from './molecule.js';
import { type GenBankRecord, MOST_BASES } from './record.js';

/** One record of an answer. */
export interface ParsedRecord {
  /** With its version. */
  accession: string;
  /** The accessions that it had before, and those of records that became part of it, without versions. */
  secondary: string[];
  content: GenBankRecord | Unusable;
}

/** Why no sequence can be made of a record, with the way out. */
export interface Unusable {
  problem: string;
  suggestion: string;
}

/** What came is not a whole set of records in this format. */
export class MalformedAnswer extends Error {}

const OPTIONS: X2jOptions = {
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  processEntities: false,
  maxNestedTags: 20,
  jPath: false,
  isArray: (name) => LISTS.has(name),
};
const LISTS = new Set(['GBSeq', 'GBFeature', 'GBQualifier', 'GBSecondary-accn', 'GBAltSeqData']);

/** The records in an answer. @throws MalformedAnswer */
export async function parseGbSet(xml: string): Promise<ParsedRecord[]> {
  if (/<!ENTITY/.test(xml)) throw new MalformedAnswer('it defines entities');
  // The parser would take a set that is cut off as one that ends there.
  if (!/<(?:\/GBSet|GBSet\s*\/)>\s*$/.test(xml)) throw new MalformedAnswer(describe(xml));
  const { XMLParser } = await import('fast-xml-parser');
  const { light, sequences } = lightened(xml);
  let document: Record<string, unknown>;
  try {
    document = new XMLParser(OPTIONS).parse(light);
  } catch (cause) {
    throw new MalformedAnswer('it is not well-formed XML', { cause });
  }
  const set = document.GBSet;
  if (set === undefined) throw new MalformedAnswer(describe(xml));
  if (typeof set === 'string' ? set !== '' : Object.keys(node(set)).some((name) => name !== 'GBSeq')) {
    throw new MalformedAnswer('its answer holds something else than records');
  }
  return list(node(set).GBSeq).map((record) => readRecord(node(record), sequences));
}

/** What an answer is that is no set of records. */
function describe(xml: string): string {
  if (/^\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html)/i.test(xml)) return 'it answered with a web page';
  return /<GBSet>/.test(xml) ? 'its answer was cut off' : 'its answer is no GenBank XML';
}

const FEATURE_END = '</GBFeature>';
const SOURCE_KEY = '<GBFeature_key>source</GBFeature_key>';

/**
 * The answer with numbers in the place of sequences, and without all features but the first of each record, which is its
 * source. Bases, genes and proteins are most of a large record. The parser goes through a text letter by letter, and would
 * hold up a server for as long.
 */
function lightened(xml: string): { light: string; sequences: string[] } {
  const sequences: string[] = [];
  const sourceOnly = withInner(xml, 'GBSeq_feature-table', (features) => {
    const end = features.indexOf(FEATURE_END) + FEATURE_END.length;
    const first = features.slice(0, end);
    return first.includes(SOURCE_KEY) ? first : features;
  });
  const light = withInner(sourceOnly, 'GBSeq_sequence', (sequence) => String(sequences.push(sequence) - 1));
  return { light, sequences };
}

/** A text with something else between the tags of each element of a name, which has no attributes. */
function withInner(xml: string, name: string, change: (inner: string) => string): string {
  const [begin, end] = [`<${name}>`, `</${name}>`];
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const open = xml.indexOf(begin, at);
    const close = open < 0 ? -1 : xml.indexOf(end, open);
    if (close < 0) return parts.join('') + xml.slice(at);
    parts.push(xml.slice(at, open), begin, change(xml.slice(open + begin.length, close)));
    at = close;
  }
}

type Node = Record<string, unknown>;

const node = (value: unknown): Node => (typeof value === 'object' && value !== null ? (value as Node) : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** @param sequences what its number of a sequence stands for */
function readRecord(seq: Node, sequences: string[]): ParsedRecord {
  const accession = plain(seq['GBSeq_accession-version']).trim();
  if (!/^[\w.]{1,40}$/.test(accession)) throw new MalformedAnswer('a record in its answer has no accession');
  const secondary = list(node(seq['GBSeq_secondary-accessions'])['GBSecondary-accn']).map((each) => plain(each).trim());
  const numbered = plain(seq.GBSeq_sequence);
  const bases = (numbered === '' ? '' : (sequences[Number(numbered)] ?? '')).replace(/\s+/g, '').toUpperCase();
  const content = whyUnusable(seq, accession, bases) ?? recordOf(seq, accession, bases);
  return { accession, secondary, content };
}

function recordOf(seq: Node, accession: string, sequence: string): GenBankRecord {
  const said = qualifiersOf(seq);
  const isolate = said('isolate');
  const strain = said('strain');
  const clone = said('clone');
  const [type, name] = Object.entries({ isolate, strain, clone, serotype: said('serotype') }).find(
    (entry): entry is [string, string] => entry[1] !== null,
  ) ?? ['', ''];
  const taxid = Number(said('db_xref', /^taxon:([1-9]\d*)$/));
  return {
    accession,
    definition: text(seq.GBSeq_definition, 5000) ?? accession,
    host: said('host') ?? said('lab_host'),
    isolate,
    strain,
    clone,
    source_type: type,
    source_name: name,
    segment: said('segment'),
    molecule: moleculeOf({
      molType: said('mol_type'),
      moltype: plain(seq.GBSeq_moltype),
      strandedness: plain(seq.GBSeq_strandedness),
      lineage: plain(seq.GBSeq_taxonomy).split(/\s*;\s*/),
    }),
    taxid: Number.isSafeInteger(taxid) && taxid > 0 ? taxid : null,
    organism: text(seq.GBSeq_organism, 500) ?? '',
    sequence,
    notice: noticeIn(plain(seq.GBSeq_comment), accession),
  };
}

function whyUnusable(seq: Node, accession: string, bases: string): Unusable | null {
  const length = Number(plain(seq.GBSeq_length));
  if (plain(seq.GBSeq_moltype) === 'AA') {
    return { problem: 'is a protein', suggestion: 'give the accession of the nucleotide record' };
  }
  if (length > MOST_BASES || bases.length > MOST_BASES) return tooLong(Math.max(length, bases.length));
  if (bases === '') {
    const parts = seq.GBSeq_contig !== undefined || seq['GBSeq_alt-seq'] !== undefined;
    return {
      problem: parts
        ? 'has no sequence of its own: it only says which records it is put together of'
        : 'has no sequence',
      suggestion: parts
        ? 'give the accessions of those records'
        : 'look it up at https://www.ncbi.nlm.nih.gov/nuccore/',
    };
  }
  if (length !== bases.length) {
    throw new MalformedAnswer(`it says that ${accession} has ${length} bases, and sent ${bases.length}`);
  }
  if (NUCLEOTIDES.test(bases)) return null;
  return { problem: 'has letters in its sequence that are no IUPAC nucleotide codes', suggestion: 'choose another' };
}

/** What is said of a record that is too long to be taken. */
export function tooLong(bases: number | null): Unusable {
  const most = MOST_BASES.toLocaleString('en');
  return {
    problem: bases === null ? 'is too large' : `has ${bases.toLocaleString('en')} bases, and ${most} is the most`,
    suggestion: 'sequences here are small genomes and their parts; give the record of a part',
  };
}

/** The qualifiers of the source feature: the value of a name, of which a pattern may want to see a part. */
function qualifiersOf(seq: Node): (name: string, pattern?: RegExp) => string | null {
  const features = list(node(seq['GBSeq_feature-table']).GBFeature).map(node);
  const source = features.find((feature) => plain(feature.GBFeature_key).trim() === 'source') ?? {};
  const qualifiers = list(node(source.GBFeature_quals).GBQualifier).map(node);
  return (wanted, pattern = /^(.*)$/) => {
    for (const { GBQualifier_name: name, GBQualifier_value: value } of qualifiers) {
      const found = plain(name).trim() === wanted ? pattern.exec(text(value, 500) ?? '')?.[1] : undefined;
      if (found) return found;
    }
    return null;
  };
}

/** What the comment says that speaks against using a record. */
function noticeIn(comment: string, accession: string): string | null {
  const newer = /\bthis sequence was replaced by\s+([A-Z_]+\d+(?:\.\d+)?)/.exec(comment)?.[1];
  if (newer !== undefined) return `${accession} was replaced by ${newer}`;
  const gone = /\b(?:RefSeq|record|sequence|entry) (?:was|has been) (?:\w+ )?(removed|suppressed|withdrawn)\b/i.exec(
    comment,
  );
  return gone ? `${accession} was ${gone[1]!.toLowerCase()} by NCBI or its submitter` : null;
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** A text as it was meant; "" where there is none, or something else. */
function plain(value: unknown): string {
  if (typeof value !== 'string' || !value.includes('&')) return typeof value === 'string' ? value : '';
  return value.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|amp|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** The same as one line for people; null where nothing is left of it. */
function text(value: unknown, longest: number): string | null {
  return oneLine(plain(value), longest) || null;
}

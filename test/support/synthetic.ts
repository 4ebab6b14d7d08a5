import type { Otu, Segment } from '../../src/otu/types.js';

export interface SyntheticOptions {
  /** How many OTUs. */
  count: number;
  /** Another seed gives other ids and bases, and the same names and accessions. */
  seed?: number;
  /** Bases of one OTU's default isolate, shared out over its segments. */
  basesPerOtu?: number;
  isolatesPerOtu?: number;
  segmentsPerOtu?: number;
}

const BASES = Buffer.from('ACGT');
const DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const HUES = ['amber', 'azure', 'crimson', 'indigo', 'ochre', 'scarlet', 'umber', 'violet', 'white', 'yellow'];
const HOSTS = ['bramblewort', 'duskmelon', 'fennel reed', 'moonbean', 'paper gourd', 'sand clover', 'tin barley'];
const SIGNS = ['curl', 'dwarf', 'mosaic', 'mottle', 'ringspot', 'streak', 'stunt', 'wilt'];

/**
 * A reference that nobody has seen, for tests and benchmarks: every OTU verified, all names and ids unique, the same
 * for the same options wherever it runs, and made one OTU at a time. Names are invented, and accessions have a form
 * (`RK_000123`) that no database uses, so that no real accession ever gets bases that are not its own.
 */
export function* syntheticOtus({
  count,
  seed = 1,
  basesPerOtu = 1000,
  isolatesPerOtu = 1,
  segmentsPerOtu = 1,
}: SyntheticOptions): Generator<Otu> {
  const random = randomNumbers(seed);
  let serial = 0;
  for (let index = 0; index < count; index += 1) {
    const name = inventedName(index);
    const schema = syntheticSchema(segmentsPerOtu);
    const isolates = Array.from({ length: isolatesPerOtu }, (_, number) => ({
      id: uniqueId(random, index * isolatesPerOtu + number),
      source_type: 'isolate',
      source_name: `RK-${number + 1}`,
      default: number === 0,
      sequences: schema.map((segment) => {
        serial += 1;
        return {
          id: uniqueId(random, serial),
          accession: `RK_${String(serial).padStart(6, '0')}`,
          definition: `${name} isolate RK-${number + 1} segment ${segment.name}, complete sequence`,
          host: HOSTS[index % HOSTS.length]!,
          segment: segment.name,
          sequence: randomBases(random, Math.max(1, Math.round(basesPerOtu / segmentsPerOtu))),
        };
      }),
    }));
    yield { id: uniqueId(random, index), name, abbreviation: `RK${index}V`, taxid: null, schema, isolates };
  }
}

/** Evenly distributed 32-bit numbers (a linear step, then the mixer of MurmurHash3): good enough, and repeatable. */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
}

function inventedName(index: number): string {
  const host = HOSTS[index % HOSTS.length]!;
  const hue = HUES[Math.floor(index / HOSTS.length) % HUES.length]!;
  const sign = SIGNS[Math.floor(index / (HOSTS.length * HUES.length)) % SIGNS.length]!;
  return `${host[0]!.toUpperCase()}${host.slice(1)} ${hue} ${sign} virus ${index + 1}`;
}

function syntheticSchema(segments: number): Segment[] {
  return Array.from({ length: segments }, (_, index) => ({
    name: segments === 1 ? 'Genome' : `RNA${index + 1}`,
    molecule: 'ssRNA+' as const,
    required: true,
  }));
}

/** Eight characters: four at random, so that folders fill evenly, and four that count, so that none comes twice. */
function uniqueId(random: () => number, index: number): string {
  let id = '';
  for (let bits = random(), place = 0; place < 4; place += 1, bits = Math.floor(bits / 36)) id += DIGITS[bits % 36];
  for (let rest = index, place = 0; place < 4; place += 1, rest = Math.floor(rest / 36)) id += DIGITS[rest % 36];
  return id;
}

function randomBases(random: () => number, length: number): string {
  const bases = Buffer.allocUnsafe(length);
  let bits = 0;
  for (let at = 0; at < length; at += 1) {
    if (at % 16 === 0) bits = random();
    bases[at] = BASES[bits & 3]!;
    bits >>>= 2;
  }
  return bases.toString('latin1');
}

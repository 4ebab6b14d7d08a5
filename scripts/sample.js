#!/usr/bin/env node
/**
 * A small invented reference in the form of Virtool's reference.json, for the demo and the README's tour: the same
 * every time. Names, hosts and bases are made up, and accessions have a form (`RK_0001`) that no database uses, so that
 * no real accession ever gets bases that are not its own.
 *
 *   node scripts/sample.js > sample.json
 */
import { pathToFileURL } from 'node:url';

/** Bases that look random and never change: a linear congruential generator, its high bits two at a time. */
function bases(seed, length) {
  let state = seed;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += 'ACGT'[state >>> 30];
  }
  return text;
}

/** A sequence of an isolate; the serial number gives its accession and its bases. */
function sequence(serial, otu, host, segment, length) {
  const accession = `RK_${String(serial).padStart(4, '0')}`;
  const part = segment === 'Genome' ? '' : ` ${segment}`;
  const definition = `${otu}${part}, complete sequence`;
  return { _id: `seqrk${serial}`, accession, definition, host, segment, sequence: bases(serial, length) };
}

export function sampleReference() {
  const [mosaic, curl, dwarf] = ['Moonbean mosaic virus', 'Paper gourd curl virus', 'Sand clover dwarf virus'];
  return {
    data_type: 'genome',
    organism: 'virus',
    otus: [
      {
        _id: 'mnbeanmv',
        name: mosaic,
        abbreviation: 'MoMV',
        taxid: null,
        schema: [{ name: 'Genome', molecule: 'ssRNA+', required: true }],
        isolates: [
          {
            id: 'mnbeanqt',
            source_type: 'isolate',
            source_name: 'Q7',
            default: true,
            sequences: [sequence(1, mosaic, 'Moonbean', 'Genome', 640)],
          },
          {
            id: 'mnbeanhl',
            // A slip of the kind that real references have; `refkit validate` finds it.
            source_type: 'islaote',
            source_name: 'Hill 3',
            default: false,
            sequences: [sequence(2, mosaic, 'Moonbean', 'Genome', 640)],
          },
        ],
      },
      {
        _id: 'papgrdcv',
        name: curl,
        abbreviation: 'PGCV',
        taxid: null,
        schema: [
          { name: 'DNA-A', molecule: 'ssDNA', required: true },
          { name: 'DNA-B', molecule: 'ssDNA', required: true },
        ],
        isolates: [
          {
            id: 'papgrdk1',
            source_type: 'isolate',
            source_name: 'K1',
            default: true,
            sequences: [sequence(3, curl, 'Paper gourd', 'DNA-A', 520), sequence(4, curl, 'Paper gourd', 'DNA-B', 500)],
          },
        ],
      },
      {
        _id: 'sndclvdv',
        name: dwarf,
        abbreviation: '',
        taxid: null,
        schema: [{ name: 'Genome', molecule: 'ssRNA+', required: true }],
        isolates: [
          {
            id: 'sndclvs9',
            source_type: 'strain',
            source_name: 'S9',
            default: true,
            sequences: [sequence(5, dwarf, 'Sand clover', 'Genome', 700)],
          },
        ],
      },
    ],
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${JSON.stringify(sampleReference(), null, 2)}\n`);
}

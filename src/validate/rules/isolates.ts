import { isolateName } from '../../otu/phrases.js';
import { isolateLabel, listed } from '../labels.js';
import type { OtuRule } from '../rule.js';

/** How many isolates a message names. */
const MOST_NAMED = 8;

export const isolateIdDuplicate: OtuRule = {
  id: 'isolate-id-duplicate',
  scope: 'otu',
  severity: 'error',
  title: 'Isolate id in use twice',
  description: 'No two isolates of an OTU have the same `id`.',
  impact: 'An edit of one isolate may reach the other.',
  recommended_action: 'Give one of the isolates another id, or remove it where it is a copy.',
  fixes: null,
  check(otu, report) {
    const seen = new Set<string>();
    otu.isolates.forEach(({ id }, at) => {
      if (seen.has(id)) report({ path: ['isolates', at, 'id'], message: `The isolate id ${id} is in use twice` });
      seen.add(id);
    });
  },
};

export const isolateNameEmpty: OtuRule = {
  id: 'isolate-name-empty',
  scope: 'otu',
  severity: 'notice',
  title: 'Isolate without a name',
  description: 'The `source_name` of an isolate says which one it is. Old records often have none, so refkit takes "".',
  impact: 'People see "Unnamed Isolate", and cannot tell two of them apart.',
  recommended_action: 'Look the name up in the GenBank record (`/isolate`, `/strain`, `/clone`) and fill it in.',
  fixes: null,
  check(otu, report) {
    otu.isolates.forEach(({ id, source_name }, at) => {
      if (source_name.trim() !== '') return;
      report({ path: ['isolates', at, 'source_name'], message: `The isolate ${id} has no source name` });
    });
  },
};

export const isolateNameDuplicate: OtuRule = {
  id: 'isolate-name-duplicate',
  scope: 'otu',
  severity: 'warning',
  title: 'Isolates of one name',
  description:
    'Source type and source name together are the name of an isolate, and tell it from the others of its OTU. Case is ignored. Isolates without a name count as of one name. Each name is reported once.',
  impact: 'People cannot tell the isolates apart; one of them may be a copy.',
  recommended_action: 'Correct the names, or remove the isolate that is there twice.',
  fixes: null,
  check(otu, report) {
    if (otu.isolates.length < 2) return;
    const called = new Map<string, number[]>();
    otu.isolates.forEach((isolate, at) => {
      const name = isolateName(isolate).toLowerCase();
      const places = called.get(name);
      if (places) places.push(at);
      else called.set(name, [at]);
    });
    for (const places of called.values()) {
      if (places.length < 2) continue;
      const isolates = places.map((at) => otu.isolates[at]!);
      const ids = isolates.slice(0, MOST_NAMED).map(({ id }) => id);
      if (isolates.length > MOST_NAMED) ids.push(`${isolates.length - MOST_NAMED} more`);
      report({
        path: ['isolates', places[1]!, 'source_name'],
        message: `${isolates.length} isolates are called ${isolateName(isolates[0]!)}: ${listed(ids)}`,
      });
    }
  },
};

export const defaultIsolateMissing: OtuRule = {
  id: 'default-isolate-missing',
  scope: 'otu',
  severity: 'error',
  title: 'No default isolate',
  description: 'One isolate of each OTU is the default: its sequences stand for the OTU in an index.',
  impact: 'Nothing of the OTU gets into the FASTA file and the mapper index.',
  recommended_action: 'Set the isolate that is best known as the default.',
  fixes: 'Makes the first isolate the default, as removing the default isolate does.',
  check(otu, report) {
    if (otu.isolates.length > 0 && !otu.isolates.some((isolate) => isolate.default)) {
      report({ path: ['isolates'], message: 'No isolate is the default' });
    }
  },
  fix(otu) {
    if (otu.isolates.length === 0 || otu.isolates.some((isolate) => isolate.default)) return otu;
    return { ...otu, isolates: otu.isolates.map((isolate, at) => ({ ...isolate, default: at === 0 })) };
  },
};

export const defaultIsolateSeveral: OtuRule = {
  id: 'default-isolate-several',
  scope: 'otu',
  severity: 'error',
  title: 'Several default isolates',
  description: 'Only one isolate of an OTU is the default: its sequences stand for the OTU in an index.',
  impact: 'The OTU is in the index several times, and reads that belong to it are shared out at random.',
  recommended_action: 'Keep one of the isolates as the default.',
  fixes: null,
  check(otu, report) {
    const first = otu.isolates.findIndex((isolate) => isolate.default);
    const second = first < 0 ? -1 : otu.isolates.findIndex((isolate, at) => at > first && isolate.default);
    if (second < 0) return;
    const count = otu.isolates.filter((isolate) => isolate.default).length;
    const labels = [first, second].map((at) => isolateLabel(otu.isolates[at]!));
    if (count > 2) labels.push(`${count - 2} more`);
    report({ path: ['isolates', second, 'default'], message: `${count} isolates are the default: ${listed(labels)}` });
  },
};

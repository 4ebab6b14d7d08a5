import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { Finding, Report, Severity } from '../finding.js';
import { sentence } from '../labels.js';
import type { RuleInfo } from '../rule.js';
import { RULES } from '../rules/index.js';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS: Record<Severity, 'error' | 'warning' | 'note'> = { error: 'error', warning: 'warning', notice: 'note' };

/**
 * The report in the Static Analysis Results Interchange Format 2.1.0, which code scanning services take
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). It holds every rule, with its help. Ends in a
 * line feed.
 *
 * @param version of refkit
 */
export function sarifReport(report: Report, { version }: { version: string }): string {
  const places = new Map(RULES.map(({ id }, place) => [id, place]));
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'refkit', semanticVersion: version, rules: RULES.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: {
          REFERENCE: { description: { text: 'The root of the reference, where reference.yaml is.' } },
        },
        results: report.findings.map((finding) => result(finding, places.get(finding.rule)!)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(rule: RuleInfo): ReportingDescriptor {
  const fix = rule.fixes === null ? '' : ` "refkit validate --fix" does it: ${rule.fixes}`;
  const help = `${rule.impact} ${rule.recommended_action}${fix}`;
  return {
    id: rule.id,
    name: rule.id.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.description.replaceAll('`', '') },
    help: { text: help, markdown: `${rule.description}\n\n${help}` },
    defaultConfiguration: { level: LEVELS[rule.severity] },
  };
}

function result(finding: Finding, ruleIndex: number): Result {
  const { rule, severity, message, file, line, column, json_path } = finding;
  const region = line === null ? {} : { region: { startLine: line, startColumn: column ?? 1 } };
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: sentence(message) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file), uriBaseId: 'REFERENCE' }, ...region },
        logicalLocations: [{ fullyQualifiedName: json_path, kind: 'member' }],
      },
    ],
  };
}

/** A path as a relative URI reference. */
function uriOf(path: string): string {
  // Halves of surrogate pairs, which some file systems allow in names, have no place in a URI.
  const proper = path.replace(/\p{Surrogate}/gu, '\ufffd');
  return proper.split('/').map(encodeURIComponent).join('/');
}

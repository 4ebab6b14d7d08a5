/**
 * What was reached for, and whether it was reached. A target is a greatest ratio to the yardstick (`ratio`), and
 * perhaps a limit beyond it (`limit`); for rates, a least ratio (`least`); or a greatest value in the measurement's own
 * unit (`value`).
 */
export function verdict(measured, target) {
  if (!target) return '';
  if (target.least !== undefined) return measured.ratio >= target.least ? 'met' : 'missed';
  const actual = target.value === undefined ? measured.ratio : measured.ours;
  if (actual <= (target.value ?? target.ratio)) return 'met';
  return target.limit !== undefined && actual <= target.limit ? 'within the limit' : 'missed';
}

/** The target in words, for the table. */
export function reachText(target, unit) {
  if (!target) return '';
  if (target.value !== undefined) return `${target.value} ${unit}`;
  if (target.least !== undefined) return `at least ${target.least}`;
  return target.limit === undefined ? `${target.ratio}` : `${target.ratio}; at most ${target.limit}`;
}

const number = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

/** Rows of text as an aligned table, in the form that Markdown reads too. */
export function table(results) {
  const header = ['what', 'case', 'refkit', 'yardstick', 'ratio', 'reach', 'verdict'];
  const rows = results.map((result) => [
    result.what,
    result.case,
    `${number(result.ours)} ${result.unit}`,
    result.yardstick === null ? '' : `${number(result.yardstick)} ${result.unit}`,
    result.ratio === null ? '' : number(result.ratio),
    reachText(result.target, result.unit),
    result.verdict,
  ]);
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** A report as docs/performance.md shows it: where and when, then the table. */
export function figures({ machine, results }) {
  const { date, node, git, platform, processor, cores, memory_gib, file_system } = machine;
  const where = `${platform}, ${processor}, ${cores} cores, ${memory_gib} GiB, ${file_system}; Node.js ${node}, git ${git}`;
  return `Measured on ${date}: ${where}.\n\n${table(results)}`;
}

/** JSON for people: indented, and on one line what fits there. */

/** The width of a line, in characters. */
const WIDTH = 110;

/** The text of a JSON value anew; any other text as it is. */
export function shownJson(text) {
  if (!/^[[{]/.test(text)) return text;
  try {
    return drawn(JSON.parse(text), '', 0);
  } catch {
    return text;
  }
}

/**
 * @param indent what a line begins with
 * @param used how much of the line is used by what comes before and after
 */
function drawn(value, indent, used) {
  const line = onOneLine(value);
  if (typeof value !== 'object' || value === null || line.length + indent.length + used <= WIDTH) return line;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const members = Array.isArray(value)
    ? value.map((item) => drawn(item, inner, 1))
    : Object.entries(value).map(([key, member]) => `"${key}": ${drawn(member, inner, key.length + 5)}`);
  return `${open}\n${members.map((member) => inner + member).join(',\n')}\n${indent}${close}`;
}

function onOneLine(value) {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `"${key}": ${onOneLine(member)}`);
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}

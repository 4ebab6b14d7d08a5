/** What a merge by lines makes of three texts: what git does, and GitHub's merge button, where no merge driver is at work. */

/** Beyond this many differing lines the work is not worth its answer. */
const MOST_DIFFERENCES = 2000;

/** Lines of the base that a side has replaced: from `start` up to `end`, counted from 0. */
interface Hunk {
  start: number;
  end: number;
  lines: string[];
}

/**
 * The text with both sides' changes in it; null where they touch each other, so that git leaves a conflict. Where two
 * sides changed very much, it is taken for one.
 */
export function mergeLines(base: string, ours: string, theirs: string): string | null {
  const lines = linesOf(base);
  const left = hunksOf(lines, linesOf(ours));
  const right = hunksOf(lines, linesOf(theirs));
  if (left === null || right === null) return null;
  const merged: string[] = [];
  let at = 0;
  const put = (hunk: Hunk): void => {
    for (; at < hunk.start; at += 1) merged.push(lines[at]!);
    for (const line of hunk.lines) merged.push(line);
    at = hunk.end;
  };
  for (let l = 0, r = 0; l < left.length || r < right.length; ) {
    const [a, b] = [left[l], right[r]];
    if (a && (!b || a.end < b.start)) {
      put(a);
      l += 1;
    } else if (b && (!a || b.end < a.start)) {
      put(b);
      r += 1;
    } else if (isSame(a!, b!)) {
      put(a!);
      l += 1;
      r += 1;
    } else {
      return null;
    }
  }
  for (; at < lines.length; at += 1) merged.push(lines[at]!);
  return merged.join('');
}

function isSame(a: Hunk, b: Hunk): boolean {
  const sameText = a.lines.length === b.lines.length && a.lines.every((line, index) => line === b.lines[index]);
  return a.start === b.start && a.end === b.end && sameText;
}

/** Lines with their line feeds. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** What differs, as the fewest lines that were taken out and put in (Myers, "An O(ND) difference algorithm", 1986). */
function hunksOf(before: readonly string[], after: readonly string[]): Hunk[] | null {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const shorter = Math.min(before.length, after.length) - head;
  while (tail < shorter && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const old = before.slice(head, before.length - tail);
  const current = after.slice(head, after.length - tail);
  const kept = matches(old, current);
  if (kept === null) return null;
  const hunks: Hunk[] = [];
  let [x, y] = [0, 0];
  for (const [nextX, nextY] of [...kept, [old.length, current.length] as const]) {
    if (nextX > x || nextY > y) {
      hunks.push({ start: head + x, end: head + nextX, lines: current.slice(y, nextY) });
    }
    x = nextX + 1;
    y = nextY + 1;
  }
  for (const [index, hunk] of hunks.entries()) {
    slideDown(before, hunk, hunks[index + 1]?.start ?? before.length);
  }
  return hunks;
}

/** Where the same lines could as well have been put in or taken out further down, git says that they were. */
function slideDown(before: readonly string[], hunk: Hunk, limit: number): void {
  const { lines } = hunk;
  if (lines.length > 0 && hunk.end > hunk.start) return;
  while (hunk.end < limit && before[hunk.end] === (lines[0] ?? before[hunk.start])) {
    if (lines.length > 0) lines.push(lines.shift()!);
    hunk.start += 1;
    hunk.end += 1;
  }
}

/** Pairs of places that hold the same line, in order, as many as there can be; null where too much differs. */
function matches(old: readonly string[], current: readonly string[]): [number, number][] | null {
  const [width, height] = [old.length, current.length];
  const middle = Math.min(width + height, MOST_DIFFERENCES) + 1;
  /** The farthest place on each diagonal, and how it was after each number of differences. */
  const reach = new Int32Array(middle * 2 + 1);
  const history: Int32Array[] = [];
  for (let differences = 0; differences < middle; differences += 1) {
    history.push(reach.slice(middle - differences - 1, middle + differences + 2));
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      const [below, above] = [reach[middle + diagonal - 1]!, reach[middle + diagonal + 1]!];
      const down = diagonal === -differences || (diagonal !== differences && below < above);
      let x = down ? above : below + 1;
      while (x < width && x - diagonal < height && old[x] === current[x - diagonal]) x += 1;
      reach[middle + diagonal] = x;
      if (x >= width && x - diagonal >= height) return wayBack(old, current, history);
    }
  }
  return null;
}

/** The places that are the same, along the way on which the end was reached. */
function wayBack(old: readonly string[], current: readonly string[], history: Int32Array[]): [number, number][] {
  const pairs: [number, number][] = [];
  let [x, y] = [old.length, current.length];
  for (let differences = history.length - 1; differences >= 0; differences -= 1) {
    const reach = history[differences]!;
    const at = (diagonal: number) => reach[diagonal + differences + 1]!;
    const diagonal = x - y;
    const down = diagonal === -differences || (diagonal !== differences && at(diagonal - 1) < at(diagonal + 1));
    const fromX = differences === 0 ? 0 : down ? at(diagonal + 1) : at(diagonal - 1);
    const fromY = differences === 0 ? 0 : down ? fromX - (diagonal + 1) : fromX - (diagonal - 1);
    const startX = differences === 0 ? 0 : down ? fromX : fromX + 1;
    while (x > startX) pairs.push([--x, --y]);
    [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}

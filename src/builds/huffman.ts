/** Huffman codes as deflate (RFC 1951) wants them: bounded length, canonical, bits reversed for writing. */

/** Lengths in bits of an optimal prefix code for the counts, none above `limit`; 0 for what does not occur. */
export function codeLengths(counts: Uint32Array, limit: number): Uint8Array {
  const lengths = new Uint8Array(counts.length);
  const symbols: number[] = [];
  for (let symbol = 0; symbol < counts.length; symbol += 1) if (counts[symbol]! > 0) symbols.push(symbol);
  // Decoders differ on codes of one symbol: a second one, never used, keeps everybody content.
  for (let symbol = 0; symbols.length < 2; symbol += 1) if (!symbols.includes(symbol)) symbols.push(symbol);
  symbols.sort((a, b) => counts[a]! - counts[b]! || a - b);

  const depths = leafDepths(symbols.map((symbol) => counts[symbol]!));
  shorten(depths, limit);
  symbols.forEach((symbol, index) => {
    lengths[symbol] = depths[index]!;
  });
  return lengths;
}

/** Depths of the leaves of a Huffman tree over weights in rising order: two queues, each in order by itself. */
function leafDepths(weights: number[]): number[] {
  const count = weights.length;
  const weight = [...weights];
  const parent = new Array<number>(2 * count - 1).fill(0);
  let leaf = 0;
  let inner = count;
  const lightest = () => {
    if (leaf < count && (inner >= weight.length || weight[leaf]! <= weight[inner]!)) return leaf++;
    return inner++;
  };
  while (weight.length < 2 * count - 1) {
    const node = weight.length;
    const first = lightest();
    const second = lightest();
    parent[first] = node;
    parent[second] = node;
    weight.push(weight[first]! + weight[second]!);
  }
  const depth = new Array<number>(2 * count - 1).fill(0);
  for (let node = 2 * count - 3; node >= 0; node -= 1) depth[node] = depth[parent[node]!]! + 1;
  return depth.slice(0, count);
}

/** Brings depths (of symbols in order of rising count) to `limit`, keeping the code complete: readers insist on it. */
function shorten(depths: number[], limit: number): void {
  // In units of the longest code: all codes together must take exactly 2^limit.
  let free = 1 << limit;
  for (let index = 0; index < depths.length; index += 1) {
    depths[index] = Math.min(depths[index]!, limit);
    free -= 1 << (limit - depths[index]!);
  }
  // Too much is taken: the rarest symbols get longer codes.
  for (let index = 0; free < 0; index = (index + 1) % depths.length) {
    if (depths[index]! < limit) {
      depths[index]! += 1;
      free += 1 << (limit - depths[index]!);
    }
  }
  // What is left over then goes to the most frequent that it is enough for; a longest code can always take some.
  for (let index = depths.length - 1; free > 0; index = index === 0 ? depths.length - 1 : index - 1) {
    const cost = 1 << (limit - depths[index]!);
    if (cost <= free && depths[index]! > 1) {
      depths[index]! -= 1;
      free -= cost;
    }
  }
}

/** The canonical code of each symbol, its bits in the order in which deflate writes them. */
export function reversedCodes(lengths: Uint8Array): Uint16Array {
  const next = new Uint32Array(17);
  for (const length of lengths) if (length > 0) next[length + 1]! += 1;
  for (let length = 1; length < 17; length += 1) next[length] = (next[length]! + next[length - 1]!) << 1;
  const codes = new Uint16Array(lengths.length);
  for (let symbol = 0; symbol < lengths.length; symbol += 1) {
    const length = lengths[symbol]!;
    if (length === 0) continue;
    let code = next[length]!;
    next[length]! += 1;
    let reversed = 0;
    for (let bit = 0; bit < length; bit += 1) {
      reversed = (reversed << 1) | (code & 1);
      code >>>= 1;
    }
    codes[symbol] = reversed;
  }
  return codes;
}

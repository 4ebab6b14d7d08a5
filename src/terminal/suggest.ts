/** Did you mean …? */

/** Those of `known` that a mistyped word may have meant, likeliest first; three at most. */
export async function similar(word: string, known: readonly string[]): Promise<string[]> {
  const { distance } = await import('fastest-levenshtein');
  const wanted = word.toLowerCase();
  return known
    .map((candidate) => ({ candidate, far: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, far }) => {
      const [shorter, longer] = [wanted.length, candidate.length].sort((a, b) => a - b) as [number, number];
      // Two letters that changed places count as two.
      return far < shorter && far <= Math.max(2, Math.floor(longer / 3));
    })
    .sort((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** "did you mean a, b or c?", or null where there is nothing to suggest. */
export function didYouMean(candidates: readonly string[]): string | null {
  if (candidates.length === 0) return null;
  const [last, ...rest] = [...candidates].reverse();
  return `did you mean ${rest.length > 0 ? `${rest.reverse().join(', ')} or ${last}` : last}?`;
}

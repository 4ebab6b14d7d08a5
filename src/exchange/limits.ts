/**
 * What an import takes before it says that something is wrong. Far above real references (the largest known has OTUs
 * of 1 MB, five levels deep, gzipped to a quarter), and low enough that no input exhausts memory.
 */
export interface ImportLimits {
  /** Uncompressed bytes of the whole source. */
  totalBytes: number;
  /** Uncompressed bytes of one OTU, or of one other value at the top level. */
  valueBytes: number;
  /** How many times larger than its compressed form a source may be, looked at from 256 MiB on. */
  inflationRatio: number;
  /** Levels of arrays and objects within one OTU. */
  depth: number;
  /** Arrays and objects within one OTU: empty ones take three bytes in a file and fifty in memory. */
  containers: number;
}

export const IMPORT_LIMITS: ImportLimits = {
  totalBytes: 8 * 2 ** 30,
  valueBytes: 64 * 2 ** 20,
  inflationRatio: 200,
  depth: 64,
  containers: 1_000_000,
};

/** Compressed sources smaller than this, once inflated, may have any ratio: they do no harm. */
export const RATIO_CHECKED_FROM = 256 * 2 ** 20;

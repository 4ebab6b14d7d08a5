/** What may be asked of a reference's lists. */

export interface HistoryQuery {
  /** An OTU, as an id or a name; all of them where it is not given. */
  otu?: string;
  unbuilt?: boolean;
  /** Only the changes that the index of this number was the first to build. */
  index?: number;
  /** The id of a user. */
  user?: string;
  since?: Date;
  page?: number;
  perPage?: number;
}

export interface OtuQuery {
  /** Any part of a name or an abbreviation, case ignored. */
  find?: string;
  verified?: boolean;
  /** Everything on one page. */
  all?: boolean;
  page?: number;
  perPage?: number;
}

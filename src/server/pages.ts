/** Pages of lists, as queries ask for them. */
import { type Page, pageOf } from '../catalog/pages.js';

export interface Paged {
  page: number;
  per_page: number;
}

/** The page of a list that has nothing in it yet. */
export function emptyPage({ page, per_page }: Paged): Page<never> {
  return pageOf([], { total: 0, found: 0 }, { page, per_page });
}

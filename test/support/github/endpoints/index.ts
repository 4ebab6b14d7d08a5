import type { Endpoint } from '../router.js';
import { assetEndpoints } from './assets.js';
import { checkRunEndpoints } from './check-runs.js';
import { issueEndpoints } from './issues.js';
import { pullEndpoints } from './pulls.js';
import { refEndpoints } from './refs.js';
import { releaseEndpoints } from './releases.js';
import { repositoryEndpoints, userEndpoints } from './repositories.js';

/** All that the API answers. The first route that fits counts, so those with longer paths come first. */
export const endpoints: Endpoint[] = [
  ...assetEndpoints,
  ...releaseEndpoints,
  ...issueEndpoints,
  ...pullEndpoints,
  ...checkRunEndpoints,
  ...refEndpoints,
  ...repositoryEndpoints,
  ...userEndpoints,
];

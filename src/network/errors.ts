import { RefkitError } from '../otu/errors.js';

/** A host that does not answer: no such name, no route, a cut connection, a certificate that is not trusted. */
export class UnreachableError extends RefkitError {
  readonly code = 'UNREACHABLE';
  readonly kind = 'network';
}

/** What stands in `HTTPS_PROXY` or `HTTP_PROXY` is no address. */
export class ProxyError extends RefkitError {
  readonly code = 'PROXY';
  readonly kind = 'usage';
}

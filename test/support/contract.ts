import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

// biome-ignore lint/suspicious/noExplicitAny: OpenAPI is a large language
type OpenApi = Record<string, any>;

interface Operation {
  template: string;
  pattern: RegExp;
  method: string;
  /** By status; what an answer of JSON is held against, made when there is the first one. */
  responses: Record<string, (() => ValidateFunction) | null>;
}

/** The API's own description, against which every answer is held: nothing undescribed is answered, and nothing else. */
export class Contract {
  readonly #operations: Operation[];
  /** The operations that were answered with 2xx, as `GET /api/refs/{ref_id}`. */
  readonly exercised = new Set<string>();

  constructor(readonly document: OpenApi) {
    const ajv = new Ajv({ strict: false, allErrors: true });
    (addFormats as unknown as (ajv: Ajv) => void)(ajv);
    ajv.addSchema({ $id: 'api', components: document.components });
    const compiled = (schema: object) => {
      let validate: ValidateFunction | undefined;
      return () => {
        validate ??= ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')));
        return validate;
      };
    };
    this.#operations = Object.entries(document.paths as OpenApi).flatMap(([template, methods]) =>
      Object.entries(methods as OpenApi).map(([method, { responses }]) => ({
        template,
        pattern: new RegExp(`^${template.replace(/\{[^}]*\}/g, '[^/]+')}$`),
        method: method.toUpperCase(),
        responses: Object.fromEntries(
          Object.entries(responses as OpenApi).map(([status, { content }]) => {
            const schema = content?.['application/json']?.schema;
            return [status.toUpperCase(), schema ? compiled(schema) : null];
          }),
        ),
      })),
    );
  }

  /** Every operation that there is. */
  get operations(): string[] {
    return this.#operations.map(({ method, template }) => `${method} ${template}`);
  }

  /** Throws where an answer is not what the description says. */
  check(method: string, path: string, { status, body }: { status: number; body: unknown }, json: boolean): void {
    const pathname = path
      .split('?')[0]!
      .replace(/^\/api\/viruses(?=\/|$)/, '/api/otus')
      .replace(/(.)\/$/, '$1');
    const operation = this.#operations.find((each) => each.method === method && each.pattern.test(pathname));
    if (!operation) return;
    const { responses, template } = operation;
    const compiled = status in responses ? responses[status] : responses[`${Math.floor(status / 100)}XX`];
    const name = `${method} ${template} ${status}`;
    if (compiled === undefined) throw new Error(`${name} is not in the description`);
    if (json !== (compiled !== null)) throw new Error(`${name}: JSON was ${json ? 'not ' : ''}expected`);
    const validate = compiled?.();
    if (validate && !validate(body)) {
      throw new Error(`${name} is not as described: ${JSON.stringify(validate.errors)} in ${JSON.stringify(body)}`);
    }
    if (status < 300) this.exercised.add(`${method} ${template}`);
  }
}

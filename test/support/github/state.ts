/** What the stand-in knows, whoever asks. */
import { Accounts } from './accounts.js';
import { RateLimit } from './rate-limit.js';
import { type RepositoryOptions, StandInRepository } from './repository.js';

export class GitHubState {
  readonly accounts = new Accounts();
  readonly limits = { anonymous: new RateLimit(60), token: new RateLimit(5000) };
  /** Has every right everywhere: whose token `env.GH_TOKEN` is. */
  readonly owner = 'octocat';
  /** Where the API, git and pages, uploads and downloads are; set when the servers listen. */
  apiUrl = '';
  serverUrl = '';
  uploadsUrl = '';
  assetsUrl = '';
  readonly repositories: StandInRepository[] = [];
  /** Where renamed repositories were, by slug in lower case. */
  readonly moved = new Map<string, StandInRepository>();
  #ids = 0;
  #minutes = 0;

  newId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  /** The time of the stand-in: it goes on by a minute whenever it is asked for. */
  now(): string {
    this.#minutes += 1;
    return new Date(Date.UTC(2024, 0, 1) + this.#minutes * 60_000).toISOString().replace('.000Z', 'Z');
  }

  add(slug: string, options: RepositoryOptions): StandInRepository {
    const repository = new StandInRepository(this, slug, options);
    this.repositories.push(repository);
    return repository;
  }

  find(slug: string): StandInRepository | null {
    return this.repositories.find((each) => each.slug.toLowerCase() === slug.toLowerCase()) ?? null;
  }
}

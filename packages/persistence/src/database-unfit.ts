/** The database is not one this process may start on: one line that a person can act on, without the URL. */
export class DatabaseUnfit extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseUnfit';
  }
}

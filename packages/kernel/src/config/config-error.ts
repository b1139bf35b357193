/** A setting that cannot be used: one line that names the variable and never repeats a secret. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

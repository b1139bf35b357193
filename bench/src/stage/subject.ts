/** A server under measurement. */
export interface Subject {
  readonly origin: string;
  readonly pid: number;
  /** Sent with each request. */
  readonly headers: Readonly<Record<string, string>>;
}

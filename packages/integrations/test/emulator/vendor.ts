/** A request as a vendor gets it. */
export interface VendorRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Where the vendor lies, as who asks sees it: with what addresses there begin. */
  readonly base: string;
}

/** A call of a vendor's, that tells of something. */
export interface VendorCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a vendor makes of a request. */
export interface VendorAnswer {
  /** What the request is for, as faults and logs name it. */
  readonly method: string;
  /** Who asks, where the request says so. */
  readonly account?: string;
  /** What was asked, read. */
  readonly asked: unknown;
  /** What is wrong with it by the vendor's specification. */
  readonly problems: readonly string[];
  readonly status: number;
  readonly answer: unknown;
  /** Has it happen: people see it from now on. */
  take(): void;
}

/** One vendor of the emulator. */
export interface Vendor {
  /** Reads a request and makes the vendor's answer to it. Nothing has happened yet. */
  judge(request: VendorRequest): VendorAnswer | Promise<VendorAnswer>;
  /** Where and with which headers something that happened at the vendor is told. Raises an error where the vendor would not say it so. */
  tell(account: string, event: object): VendorCall | Promise<VendorCall>;
  /** Keeps a file that requests can be answered with. */
  keep(path: string, bytes: Buffer): void;
}

/** A request that came, and what became of it. */
export interface Logged {
  readonly method: string;
  readonly account?: string;
  readonly asked: unknown;
  readonly problems: readonly string[];
  /** Of the answer; none where the connection was ended. */
  readonly status?: number;
  /** Whether it happened at the vendor. */
  readonly taken: boolean;
}

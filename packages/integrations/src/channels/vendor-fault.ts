/** What an attempt at a vendor came to when it failed (one class for all vendors): who sends decides by it whether to try again. */
export const FAULT_CLASSES = [
  'auth', 'window_closed', 'user_blocked', 'recipient_invalid', 'content_rejected', 'media_error', 'rate_limited', 'temporary', 'unknown',
] as const;
export type FaultClass = (typeof FAULT_CLASSES)[number];

/** A call of a vendor that failed. Carries the vendor's code, and nothing of what a customer wrote. */
export class VendorFault extends Error {
  /** Whether it is about whom the message is to, and says nothing of messages to others (rate_limited). */
  readonly isOfRecipient: boolean;
  /** Of a channel with several settings to connect by: the one that is at fault. */
  readonly setting: string | undefined;

  constructor(
    readonly faultClass: FaultClass,
    /** The vendor's code, or ours where it gave none. */
    readonly code: string,
    /** When the vendor wants to be asked again, in milliseconds from now. */
    readonly retryAfterMs?: number,
    options?: ErrorOptions & { readonly isOfRecipient?: boolean; readonly setting?: string },
  ) {
    super(`a vendor's answer: ${faultClass} (${code})`, options);
    this.isOfRecipient = options?.isOfRecipient ?? false;
    this.name = 'VendorFault';
    this.setting = options?.setting;
  }
}

/** A setting that the channel cannot use, which nobody has to ask the vendor about: as credentials that are refused, with its name. */
export class UnfitSetting extends VendorFault {
  constructor(setting: string) {
    super('auth', `unfit_${setting}`, undefined, { setting });
  }
}

/** The vendor does not call the address of this installation. */
export class UnfitCallback extends VendorFault {
  constructor(code: string) {
    super('content_rejected', code);
  }
}

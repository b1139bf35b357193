/** A route: of which mails, and what is done with them. */
export interface Route {
  readonly expression: string;
  readonly actions: readonly string[];
}

/** The id of the first route; what the description has as an example. */
const FIRST_ID = 0x4f_3b_ad_23_35_33_54_26_75_00_48_c6n;

/** Whom a business has Mailgun tell: of mails by routes, of what becomes of mails by its domains' webhooks. */
export class Hooks {
  readonly routes = new Map<string, Route>();
  /** By domain and URL: of which events it is told. */
  private readonly webhooks = new Map<string, Map<string, readonly string[]>>();
  private made = 0n;

  /** The id of a new route. */
  routeId(): string {
    const id = (FIRST_ID + this.made).toString(16);
    this.made += 1n;
    return id;
  }

  webhooksOf(domain: string): Map<string, readonly string[]> {
    const found = this.webhooks.get(domain) ?? new Map<string, readonly string[]>();
    this.webhooks.set(domain, found);
    return found;
  }

  /** The URL that is told of mails to an address. Routes' expressions are read as far as `match_recipient`, their actions as far as `store`. */
  urlOfMail(recipient: string): string | undefined {
    for (const { expression, actions } of this.routes.values()) {
      const [, pattern] = /^match_recipient\((?:"|')(.+)(?:"|')\)$/.exec(expression) ?? [];
      if (pattern === undefined || !new RegExp(pattern).test(recipient)) continue;
      return actions.flatMap((action) => /^store\(notify="(.+)"\)$/.exec(action)?.[1] ?? [])[0];
    }
    return undefined;
  }

  /** The first URL that a domain has told of an event of this type. */
  urlOfEvent(domain: string, type: string): string | undefined {
    return [...this.webhooksOf(domain)].find(([, types]) => types.includes(type))?.[0];
  }
}

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A service of a compose file, as far as the rules look at it. */
interface Service {
  readonly image?: string;
  readonly build?: { readonly dockerfile?: string };
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
  readonly network_mode?: string;
  readonly healthcheck?: { readonly test?: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

interface Yaml {
  readonly YAML11_SCHEMA: object;
  load(text: string, options: { readonly schema: object }): unknown;
}

/** As @parley/testing has it. Only YAML 1.1 knows `<<`, which compose files use. */
const yaml = createRequire(fileURLToPath(import.meta.resolve('@parley/testing')))('js-yaml') as Yaml;

const IMAGE_HEALTH = ['infra/images/api.Dockerfile', 'infra/images/worker.Dockerfile'];

/** What compose.yaml breaks of what infra/README.md promises of the host; nothing when it keeps all. */
export function composeFaults(text: string): string[] {
  const { services } = yaml.load(text, { schema: yaml.YAML11_SCHEMA }) as { services: Readonly<Record<string, Service>> };
  return Object.entries(services).flatMap(([name, service]) => {
    const rules = [...(service.build ? ours(service) : database(service)), ...starts(service)];
    return rules.flatMap(([kept, fault]) => (kept ? [] : [`${name}: ${fault}`]));
  });
}

type Rule = readonly [kept: boolean, fault: string];

/** Volumes that are not read-only: sockets, the key store, where every process adds secrets, attachments, and what the worker writes: the audit log, backups and their spool. */
const WRITTEN = /^socket:\/var\/run\/postgresql$|:\/(?:key-store|attachments|audit|backups|backup-spool)$/;
const written = ({ volumes = [] }: Service): string[] => volumes.filter((volume) => !volume.endsWith(':ro') && !WRITTEN.test(volume));

const ours = (service: Service): Rule[] => [
  [service.read_only === true, 'its files can be changed'],
  [service.tmpfs?.join() === '/tmp', 'it has no /tmp, or more than that'],
  [service.cap_drop?.join() === 'ALL', 'it keeps capabilities of root'],
  [service.security_opt?.includes('no-new-privileges:true') === true, 'it may gain privileges'],
  [written(service).length === 0, 'it writes to a volume'],
];

const database = (service: Service): Rule[] => [
  [/^postgres:\d+\.\d+-\w+$/.test(service.image ?? ''), 'its version is not exact'],
  [service.ports === undefined, 'the database has a port on the host'],
  [service.command?.includes('listen_addresses=') === true, 'the database listens on a network'],
];

/** Who runs on has its health looked at; who waits for a service waits for its health; a job needs no network. */
const starts = (service: Service): Rule[] => [
  [service.network_mode === 'none' || service.healthcheck?.test?.[0] === 'CMD' || IMAGE_HEALTH.includes(service.build?.dockerfile ?? ''), 'nobody looks at its health'],
  [Object.values(service.depends_on ?? {}).every(({ condition }) => condition !== 'service_started'), 'it does not wait until what it needs is ready'],
  [service.build === undefined || Object.keys(service.depends_on ?? {}).length > 0, 'it waits for nothing'],
];

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** Parts of Swift beside its proxy, each with a ring. */
const PARTS = ['account', 'container', 'object'] as const;

export interface SwiftUser {
  readonly name: string;
  readonly key: string;
}

export interface SwiftPorts extends Readonly<Record<(typeof PARTS)[number], number>> {
  readonly proxy: number;
  readonly memcached: number;
}

/** Debian's, which has Swift's modules; another one may come first in the path. */
const PYTHON = '/usr/bin/python3';

/** Rings of one device each. */
const RINGS = `
import sys
from swift.common.ring import RingBuilder
folder, *parts = sys.argv[1:]
for part in parts:
    name, port = part.split('=')
    builder = RingBuilder(4, 1, 1)
    builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'weight': 1.0, 'ip': '127.0.0.1', 'port': int(port), 'device': 'disk', 'meta': ''})
    builder.rebalance()
    builder.get_ring().save(f'{folder}/{name}.ring.gz')
`;

const section = (name: string, settings: Readonly<Record<string, string | number>>): string =>
  [`[${name}]`, ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`), ''].join('\n');

/** Writes what a Swift of one device needs, with S3 before it, and answers the command lines of its processes. */
export function configureSwift(folder: string, ports: SwiftPorts, account: string, users: readonly SwiftUser[]): string[] {
  mkdirSync(join(folder, 'devices', 'disk'), { recursive: true });
  execFileSync(PYTHON, ['-c', RINGS, folder, ...PARTS.map((part) => `${part}=${ports[part]}`)], { stdio: 'pipe' });
  const common = { bind_ip: '127.0.0.1', workers: 0, user: userInfo().username, swift_dir: folder, devices: join(folder, 'devices'), mount_check: 'false' };
  for (const part of PARTS) {
    // The list of a bucket has an object when the write of it is answered: nothing here would bring it up to date later.
    const own: Readonly<Record<string, string | number>> = part === 'object' ? { disable_fallocate: 'true', container_update_timeout: 30 } : {};
    writeFileSync(join(folder, `${part}.conf`), [
      section('DEFAULT', { ...common, bind_port: ports[part], ...own }), section('pipeline:main', { pipeline: `${part}-server` }), section(`app:${part}-server`, { use: `egg:swift#${part}` }),
    ].join('\n'));
  }
  writeFileSync(join(folder, 'proxy.conf'), [
    section('DEFAULT', { ...common, bind_port: ports.proxy }),
    section('pipeline:main', { pipeline: 'catch_errors gatekeeper healthcheck cache listing_formats s3api tempauth copy slo dlo versioned_writes symlink proxy-server' }),
    section('app:proxy-server', { use: 'egg:swift#proxy', account_autocreate: 'true' }),
    ...['catch_errors', 'gatekeeper', 'healthcheck', 'listing_formats', 'copy', 'slo', 'dlo', 'symlink'].map((filter) => section(`filter:${filter}`, { use: `egg:swift#${filter}` })),
    section('filter:cache', { use: 'egg:swift#memcache', memcache_servers: `127.0.0.1:${ports.memcached}` }),
    section('filter:s3api', { use: 'egg:swift#s3api', location: 'us-east-1' }),
    section('filter:versioned_writes', { use: 'egg:swift#versioned_writes', allow_object_versioning: 'true' }),
    section('filter:tempauth', { use: 'egg:swift#tempauth', ...Object.fromEntries(users.map(({ name, key }) => [`user_${account}_${name}`, `${key} .admin`])) }),
  ].join('\n'));
  return [
    `memcached -l 127.0.0.1 -p ${ports.memcached} -u ${userInfo().username}`,
    ...[...PARTS, 'proxy'].map((part) => `swift-${part}-server ${join(folder, `${part}.conf`)} -v`),
  ];
}

import { afterEach, expect, it } from '@jest/globals';
import { ConfigError, loadSettings } from '@parley/kernel';
import pg from 'pg';

const VARIABLES = ['PGHOST', 'PGHOSTADDR', 'PGSSLMODE'];
const outside = VARIABLES.map((name) => [name, process.env[name]] as const);
afterEach(() => {
  for (const [name, value] of outside) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

const URLS = [
  'postgres:///p', 'postgres://u@localhost/p', 'postgres://u@[::1]:5433/p', 'postgres://u@db.example/p', 'postgres://%2Fsocket/p',
  'postgres:///p?host=', 'postgres:///p?host=db.example', 'postgres:///p?host=/socket', 'postgres://u@db.example/p?host=localhost',
  'postgres://u@localhost/p?host=db.example', 'postgres://u@localhost/p?host=db.example&host=localhost', 'postgres://u@localhost/p?host=localhost&host=db.example',
  'postgres:///p?hostaddr=10.0.0.1', 'postgres://u@localhost/p?hostaddr=10.0.0.1', 'postgres:///p?port=1&user=u',
];
const ENVIRONMENTS: Record<string, string>[] = [{}, { PGHOST: 'db.example' }, { PGHOST: '/socket' }, { PGHOST: '127.0.0.9' }, { PGHOSTADDR: '10.0.0.1' }, { PGHOST: '10.0.0.1', PGHOSTADDR: '127.0.0.1' }];

/** The rule about verified TLS stands in the kernel, which knows no driver: here it is held against the driver itself. */
it.each(ENVIRONMENTS)('settings judge the host that pg connects to, with %j', (env) => {
  Object.assign(process.env, env);
  const judged = URLS.map((url) => {
    try {
      loadSettings({ ...env, DATABASE_URL: url });
      return `${url} here`;
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      return `${url} elsewhere`;
    }
  });
  const connected = URLS.map((url) => {
    const { host } = new pg.Client({ connectionString: url });
    return `${url} ${/^(\/|localhost$|::1$|127\.)/.test(host) ? 'here' : 'elsewhere'}`;
  });
  expect(judged).toEqual(connected);
});

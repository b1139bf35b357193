#!/usr/bin/env node
/** Says by its exit code whether the process in this container answers: `node healthcheck.mjs api|worker`. */
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';

const { PARLEY_PORT = '4000', PARLEY_WORKER_METRICS_PORT = '4002', PARLEY_TLS_CERT } = process.env;
const tls = process.argv[2] === 'api' && Boolean(PARLEY_TLS_CERT);
const url = process.argv[2] === 'api' ? `://127.0.0.1:${PARLEY_PORT}/health/live` : `://127.0.0.1:${PARLEY_WORKER_METRICS_PORT}/metrics`;

// The certificate names the public host, not loopback; nothing secret is sent.
const probe = tls ? secure(`https${url}`, { rejectUnauthorized: false, timeout: 3000 }) : plain(`http${url}`, { timeout: 3000 });
probe.on('response', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
probe.on('timeout', () => process.exit(1));
probe.on('error', () => process.exit(1));
probe.end();

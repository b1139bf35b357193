import { Histogram, type Registry } from '@parley/kernel/metrics';
import type { FastifyInstance } from 'fastify';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Times every request by its route, never by its path, which holds ids without end. */
export function addHttpMetrics(fastify: FastifyInstance, registry: Registry): void {
  const durations = new Histogram({
    name: 'parley_http_request_duration_seconds',
    help: 'Time from a request’s arrival to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [registry],
  });
  // A child for each series, found by one string: labelling anew for each request costs more than observing.
  const series = new Map<string, ReturnType<typeof durations.labels>>();
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
    const name = `${request.method} ${route} ${reply.statusCode}`;
    let child = series.get(name);
    if (child === undefined) {
      child = durations.labels(request.method, route, String(reply.statusCode));
      series.set(name, child);
    }
    child.observe(reply.elapsedTime / 1000);
    done();
  });
}

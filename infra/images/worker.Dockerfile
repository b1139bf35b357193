# The worker: delivers events and runs jobs; Prometheus metrics on 4002. Build it from the root of the checkout:
#   docker build -f infra/images/worker.Dockerfile -t parley-worker .
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN infra/images/build.sh /out worker

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="parley-worker" org.opencontainers.image.licenses="Apache-2.0"
# Root owns the files and the process runs as node: it cannot change its own code. Nothing is written: run it with --read-only.
COPY --from=build /out/worker /app
WORKDIR /app
USER node
ENV NODE_ENV=production PARLEY_ENV=production PARLEY_HOST=0.0.0.0
EXPOSE 4002
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "healthcheck.mjs", "worker"]
# Young objects have less room than usual (megabytes): apps/cli/src/up/app.ts says why.
CMD ["node", "--max-semi-space-size=4", "dist/main.js"]

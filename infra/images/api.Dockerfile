# The API: HTTP on 4000, Prometheus metrics on 4001. Build it from the root of the checkout:
#   docker build -f infra/images/api.Dockerfile -t parley-api .
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN infra/images/build.sh /out api

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="parley-api" org.opencontainers.image.licenses="Apache-2.0"
# Root owns the files and the process runs as node: it cannot change its own code. Nothing is written: run it with --read-only.
COPY --from=build /out/api /app
WORKDIR /app
USER node
ENV NODE_ENV=production PARLEY_ENV=production PARLEY_HOST=0.0.0.0
EXPOSE 4000 4001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "healthcheck.mjs", "api"]
CMD ["node", "dist/main.js"]

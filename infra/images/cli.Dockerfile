# `parley`, for jobs: db init, db migrate, accounts create, keys create. Build it from the root of the checkout:
#   docker build -f infra/images/cli.Dockerfile -t parley-cli .
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN infra/images/build.sh /out cli

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="parley-cli" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /out/cli /app
WORKDIR /app
USER node
ENV NODE_ENV=production PARLEY_ENV=production
ENTRYPOINT ["node", "dist/main.js"]

# Builds the package and installs it like a release: without sources and development dependencies.
FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm pack --pack-destination /tmp \
  && npm install --global --prefix /plugin --no-audit --no-fund /tmp/vicidial-dearchive-*.tgz

# The dependencies contain no compiled code, so they run on another C library than the one they were installed with.
FROM node:24-alpine3.22
LABEL org.opencontainers.image.title="Vicidial Dearchive" \
  org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
  PATH=/plugin/bin:$PATH \
  DEARCHIVE_HOST=0.0.0.0
COPY --from=build /plugin /plugin
# Writable, because the demo keeps its files here. The service itself writes nothing.
RUN mkdir /work && chown node:node /work
WORKDIR /work
USER node
EXPOSE 8470
# Whether the process answers. A container manager must not restart it when only the database is down.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD wget --quiet --output-document=- "http://127.0.0.1:${DEARCHIVE_PORT:-8470}/vicidial/dearchive/health/live"
CMD ["node", "--enable-source-maps", "/plugin/lib/node_modules/vicidial-dearchive/dist/server/main.js"]

# The service in a container: no compiler, no development packages, not root.
#   docker build -t fanpage-desk .
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json tsconfig.build.json ./
# `prepare` builds when the sources are there; here they are not yet.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY src ./src
COPY jobs ./jobs
COPY adapters ./adapters
RUN npm run -s build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    DATA_DIR=/data \
    NODE_OPTIONS=--disable-proto=delete
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/package.json ./
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4310
# Live: the process answers. Whether it is ready to post is for a watcher (GET /healthz), not a reason to start it again.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.HTTP_PORT || 4310) + '/healthz/live').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--max-semi-space-size=2", "dist/src/cli/fanpage.js"]
CMD ["start"]

# Build: docker build -t hub-relay .   Where each line of it comes from: docs/deploying.md

FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.ts scripts/
COPY src src
RUN node scripts/build.ts

# What was tested, by package-lock.json; without its install scripts, so that the package "node" brings no second Node.js.
FROM node:24-slim AS dependencies
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
LABEL org.opencontainers.image.title="Hub Relay" \
      org.opencontainers.image.description="Tells a hub repository when its spoke repositories change." \
      org.opencontainers.image.licenses="MIT"
# Who gets in finds no package manager. /data is made for the user, and a new volume there is theirs too.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
      /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-* \
 && install -d -o node -g node -m 700 /data \
 && ln -s /app/bin/hub-relay.js /usr/local/bin/hub-relay
WORKDIR /app
COPY --from=dependencies /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY package.json app.yml LICENSE ./
COPY schema schema
COPY bin bin
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATABASE_URL=file:/data/hub-relay.db
# The user "node", by number, so that Kubernetes can tell that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
# Whether the process is alive: one whose database is away would not be mended by a new start. /readyz is for load balancers.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/bin/hub-relay.js"]
CMD ["start"]

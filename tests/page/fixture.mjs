// What the tests share: a browser, a server, and pages that are closed after each test.

import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";
import { isLive, launch, open } from "./browser.mjs";
import { Server, role } from "./server.mjs";

// What a test file uses. Its own hooks start and end it.
export function fixture() {
  const fixture = new Fixture();
  before(() => fixture.start());
  afterEach(() => fixture.clear());
  after(() => fixture.end());
  return fixture;
}

class Fixture {
  pages = [];
  used = new Set();

  async start() {
    this.browser = await launch();
    this.server = await Server.start();
  }

  async clear() {
    for (const page of this.pages) {
      for (const request of page.requests) this.used.add(`${request.method()} ${new URL(request.url()).pathname}`);
      await page.context().close();
    }
    this.pages = [];
    await this.server.reset();
  }

  async end() {
    const { paths } = await (await fetch(`${this.server.url}/openapi.json`)).json();
    await this.browser?.close();
    await this.server?.stop();
    // Every request of a page is an operation of the control API.
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.ok(this.used.size > 3);
    assert.deepEqual(
      [...this.used].filter((operation) => !described.includes(operation)),
      [],
    );
  }

  async show(address = this.server.pageUrl, options = {}) {
    const page = await open(this.browser, address, options);
    this.pages.push(page);
    return page;
  }

  async connected(options) {
    const page = await this.show(this.server.pageUrl, options);
    await isLive(page);
    return page;
  }

  allow() {
    return this.server.call("AssumeRole", { RoleArn: role("demo"), RoleSessionName: "test" });
  }

  deny() {
    return this.server.call("AssumeRole", { RoleArn: role("audit"), RoleSessionName: "nightly", ExternalId: "horse" });
  }

  denyExplicitly() {
    return this.server.call("AssumeRole", { RoleArn: role("production"), RoleSessionName: "root-shell" });
  }

  // Makes calls with all outcomes: three are allowed, two denied, two refused, and one gets a scripted response.
  async makeCalls() {
    await this.server.call("GetCallerIdentity");
    await this.allow();
    await this.denyExplicitly();
    await this.server.call("AssumeRole", { RoleArn: role("audit"), RoleSessionName: "<script>alert(1)</script>" });
    await this.server.control("POST", "/v1/script", {
      responses: [{ operation: "GetCallerIdentity", kind: "throttle" }],
    });
    await this.server.call("GetCallerIdentity");
    await this.server.unsigned(1);
    await this.deny();
    await this.allow();
  }
}

// Tests of the page as a whole: how it loads, what it needs, and what it does without a server.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isLive, openCall, row } from "./browser.mjs";
import { fixture } from "./fixture.mjs";
import { Server } from "./server.mjs";

const local = fixture();

describe("the page", () => {
  test("loads without errors, violations of its policy, or other hosts", async () => {
    await local.makeCalls();
    const page = await local.connected();
    await openCall(page, "nightly");
    await page.getByRole("link", { name: "Accounts" }).click();
    await page.locator(".account").first().waitFor();
    assert.deepEqual(page.complaints, []);
    for (const request of page.requests) assert.equal(new URL(request.url()).origin, local.server.url, request.url());
    const policy = (await (await fetch(`${local.server.url}/`)).headers).get("content-security-policy");
    assert.match(policy, /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+';/);
    assert.doesNotMatch(policy, /unsafe/);
  });

  test("keeps the token out of the address, the history and all URLs", async () => {
    const page = await local.connected();
    assert.equal(page.url(), `${local.server.url}/`);
    assert.equal(await page.evaluate(() => history.length), 2);
    for (const request of page.requests)
      assert.ok(!request.url().replace(/#.*/, "").includes(local.server.token), request.url());
    assert.ok(!(await page.content()).includes(local.server.token));
    await page.reload();
    await isLive(page);
  });

  test("refuses without the token, and says what to do", async () => {
    await local.deny();
    const page = await local.show(`${local.server.url}/`);
    await page.getByRole("heading", { name: "This page needs the token of the server" }).waitFor();
    assert.equal(await page.locator(".call, .account, .clock:visible").count(), 0);
    assert.deepEqual(
      page.requests.map((request) => new URL(request.url()).pathname),
      ["/"],
    );
    const field = page.getByLabel("Token or address");
    await field.fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByText("The server does not accept the token.").waitFor();
    assert.equal(await page.locator(".call").count(), 0);
    await field.fill(local.server.pageUrl);
    await page.getByRole("button", { name: "Connect" }).click();
    await row(page, "nightly").waitFor();
  });
});

describe("a server that goes away", () => {
  test("is reported, and followed again when it is back", async () => {
    const page = await local.connected();
    await page.context().setOffline(true);
    await local.server.call("GetCallerIdentity");
    await page
      .locator("#state[data-state=offline]", { hasText: "The server does not respond. Trying again" })
      .waitFor({ timeout: 45_000 });
    await page.context().setOffline(false);
    await isLive(page);
    await row(page, "GetCallerIdentity").waitFor();
  });

  test("that is another one afterwards needs its own token", async () => {
    const first = await Server.start();
    const page = await local.show(first.pageUrl);
    await isLive(page);
    await first.stop();
    await page.locator("#state[data-state=offline]").waitFor();
    const second = await Server.start(["--control-port", first.port]);
    try {
      await page.getByText("A server that was restarted has a new one.").waitFor({ timeout: 20_000 });
      // The address of the new server, opened in the same tab, is not a new page for the browser.
      await page.evaluate((address) => {
        location.href = address;
      }, second.pageUrl);
      await isLive(page);
      assert.equal(page.url(), `${second.url}/`);
    } finally {
      await second.stop();
    }
  });
});

describe("the clock", () => {
  const offset = async () => (await local.server.control("GET", "/v1/clock")).offset_seconds;

  test("moves by the buttons", async () => {
    const page = await local.connected();
    for (const [name, seconds] of [
      ["+1 min", 60],
      ["+15 min", 960],
      ["+1 h", 4560],
    ]) {
      await page.getByRole("button", { name, exact: true }).click();
      await page.locator(".shift", { hasText: { 60: "1 min", 960: "16 min", 4560: "1 h 16 min" }[seconds] }).waitFor();
      assert.ok(Math.abs((await offset()) - seconds) < 5);
    }
    await page.locator("#announce", { hasText: "The server clock is at" }).waitFor({ state: "attached" });
  });

  test("freezes and resumes", async () => {
    const page = await local.connected();
    await page.getByRole("button", { name: "Freeze" }).click();
    await page.getByRole("button", { name: "Resume" }).waitFor();
    const shown = await page.locator(".clock time").innerText();
    assert.equal((await local.server.control("GET", "/v1/clock")).frozen, true);
    await page.waitForTimeout(1200);
    assert.equal(await page.locator(".clock time").innerText(), shown);
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByRole("button", { name: "Freeze" }).waitFor();
    assert.equal((await local.server.control("GET", "/v1/clock")).frozen, false);
  });

  test("is set, moves back, and says why a time is refused", async () => {
    const page = await local.connected();
    await page.getByText("More", { exact: true }).click();
    await page.getByLabel("Set to (UTC)").fill("2031-05-06T07:08:09");
    await page.getByRole("button", { name: "Set" }).click();
    await page.locator(".clock time", { hasText: "2031-05-06 07:08" }).waitFor();
    const before = await offset();
    await page.getByLabel("Advance by").fill("-2");
    await page.getByLabel("Unit").selectOption("days");
    await page.getByRole("button", { name: "Advance", exact: true }).click();
    await page.locator(".clock time", { hasText: "2031-05-04 07:08" }).waitFor();
    assert.ok(Math.abs(before - (await offset()) - 2 * 86400) < 5);
    await page.getByLabel("Advance by").fill("1e9");
    await page.getByRole("button", { name: "Advance", exact: true }).click();
    await page.getByRole("alert").getByText("The clock was not changed: ").waitFor();
  });

  test("keeps a time that is entered as soon as its form opens", async () => {
    const page = await local.connected();
    // Browsers report that an element has opened only later.
    await page.locator(".clock summary").evaluate((summary) => {
      summary.click();
      document.querySelector("#set input").value = "2031-05-06T07:08:09";
    });
    await page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
    assert.equal(await page.getByLabel("Set to (UTC)").inputValue(), "2031-05-06T07:08:09");
  });

  test("shows that a program moved it", async () => {
    const page = await local.connected();
    await local.server.control("POST", "/v1/clock/advance", { seconds: 7200 });
    await local.allow();
    await page.locator(".shift", { hasText: "2 h" }).waitFor();
  });
});

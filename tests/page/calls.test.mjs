// Tests of the list of calls, and of the explanation of one.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { detail, hide, isLive, openCall, row } from "./browser.mjs";
import { fixture } from "./fixture.mjs";
import { Server, role } from "./server.mjs";

const local = fixture();

describe("a denied call", () => {
  test("shows the condition that did not match, in the list and in the policy", async () => {
    const page = await local.connected();
    await local.deny();
    const listed = row(page, "nightly");
    assert.match(
      await listed.innerText(),
      /Denied\s+AssumeRole[^]*user\/Alice → role\/audit as “nightly”\s+sts:ExternalId: the request has another value/,
    );
    await openCall(page, "nightly");
    const verdict = detail(page).getByRole("region", { name: "Why" });
    assert.match(
      await verdict.innerText(),
      /user\/Alice may not do sts:AssumeRole on role\/audit: no statement of the trust policy of role\/audit allows it/,
    );
    assert.match(
      await verdict.innerText(),
      /statement “Partner”\s+Condition\.StringEquals\.sts:ExternalId\s+The request has another value\.\s+Request\s+"horse"\s+Policy\s+"unicorn"/,
    );
    const decisive = detail(page).locator(".policy[open]").first();
    assert.deepEqual(await decisive.locator("mark").allInnerTexts(), ['"sts:ExternalId": "unicorn"']);
    assert.match(await decisive.locator(".note:not(.other)").innerText(), /the request has another value/);
    assert.match(
      await decisive
        .locator(".line.statement")
        .allInnerTexts()
        .then((lines) => lines.join("\n")),
      /"Sid": "Partner"/,
    );
  });

  test("shows the statement that denies", async () => {
    const page = await local.connected();
    await local.denyExplicitly();
    const listed = row(page, "root-shell");
    assert.match(await listed.innerText(), /Statement “NoRootShell” denies sts:AssumeRole/);
    await openCall(page, "root-shell");
    const statement = await detail(page).locator(".policy[open] .line.statement").allInnerTexts();
    assert.match(statement.join("\n"), /"Sid": "NoRootShell"[^]*This statement denies the request/);
    assert.doesNotMatch(statement.join("\n"), /"Effect": "Allow"/);
  });

  test("has its mark at a key with a slash", async () => {
    const page = await local.connected();
    await local.server.call("AssumeRole", { RoleArn: role("tagged"), RoleSessionName: "slash" });
    await openCall(page, "slash");
    assert.deepEqual(await detail(page).locator("mark").allInnerTexts(), ['"aws:PrincipalTag/team": "red"']);
  });

  test("names the layer if several policies do not allow it, and marks the one that came closest", async () => {
    const statement = (content) => ({ Version: "2012-10-17", Statement: { Effect: "Allow", ...content } });
    const policies = [
      statement({ Action: "s3:*", Resource: "*" }),
      statement({ Action: "sts:AssumeRole", Resource: role("other") }),
    ];
    await local.server.control("PUT", "/v1/accounts/123456789012/roles/hub", { policies });
    const { Credentials } = await local.server.call("AssumeRole", { RoleArn: role("hub"), RoleSessionName: "first" });
    const page = await local.connected();
    await local.server.call("AssumeRole", { RoleArn: role("demo"), RoleSessionName: "second" }, Credentials);
    await openCall(page, "“second”");
    assert.match(
      await detail(page).getByRole("region", { name: "Why" }).innerText(),
      /assumed-role\/hub\/first may not do sts:AssumeRole on role\/demo: no statement of the 2 identity-based policies allows it/,
    );
    assert.deepEqual(await detail(page).locator("mark").allInnerTexts(), [`"Resource": "${role("other")}"`]);
    assert.match(await detail(page).locator(".note.other").first().innerText(), /does not match "sts:AssumeRole"/);
  });

  test("says what there is to say if no policy decided", async () => {
    const page = await local.connected();
    await local.server.call("AssumeRole", { RoleArn: role("none"), RoleSessionName: "someone" });
    await openCall(page, "someone");
    assert.match(
      await detail(page).getByRole("region", { name: "Why" }).innerText(),
      /may not do sts:AssumeRole on role\/none\.\s+The role does not exist/,
    );
  });
});

test("an allowed call shows the statement that allows it", async () => {
  const page = await local.connected();
  await local.allow();
  await openCall(page, "“test”");
  assert.match(
    await detail(page).getByRole("region", { name: "Why" }).innerText(),
    /user\/Alice may do sts:AssumeRole on role\/demo: statement 1 of policy 1 of user\/Alice allows it/,
  );
  assert.match(await detail(page).locator(".policy[open]").first().innerText(), /This statement allows the request/);
});

test("text from calls stays text", async () => {
  const page = await local.connected();
  const hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>";
  await local.server.call("AssumeRole", { RoleArn: role("audit"), RoleSessionName: hostile });
  await local.server.call("AssumeRole", { RoleArn: role("audit"), RoleSessionName: "x\u202eesrever\u0000" });
  await openCall(page, hostile);
  assert.ok((await detail(page).innerText()).includes(hostile));
  await row(page, "\\u202eesrever").waitFor();
  assert.equal(await page.locator("main script, main img").count(), 0);
  assert.deepEqual(page.complaints, []);
});

describe("the list", () => {
  const visible = (page) => page.locator(".list li:not([hidden]) a").count();

  test("filters by outcome, operation and text", async () => {
    await local.makeCalls();
    const page = await local.connected();
    await row(page, "nightly").waitFor();
    assert.equal(await visible(page), 8);
    await page.getByRole("radio", { name: "Denied" }).check();
    assert.equal(await visible(page), 2);
    await page.getByLabel("Text").fill("ALICE horse");
    assert.equal(await visible(page), 1);
    await page.getByLabel("Text").fill("nothing has this");
    await page.getByText("No call matches the filters.").waitFor();
    await page.getByRole("button", { name: "Clear the filters" }).click();
    assert.equal(await visible(page), 8);
    await page.getByLabel("Operation").selectOption("GetCallerIdentity");
    assert.equal(await visible(page), 3);
    await page.getByRole("radio", { name: "Scripted" }).check();
    assert.match(await row(page, "GetCallerIdentity").innerText(), /Throttling from the script/);
  });

  test("announces new calls, several of them together", async () => {
    const page = await local.connected();
    await local.deny();
    await page
      .locator("#announce", { hasText: "New call: AssumeRole by user/Alice, denied: sts:ExternalId" })
      .waitFor({ state: "attached" });
    await local.deny();
    await local.allow();
    await page.locator("#announce", { hasText: "2 new calls: 1 allowed, 1 denied" }).waitFor({ state: "attached" });
  });

  test("keeps 1,000 calls and says what it dropped", async () => {
    const page = await local.connected();
    await local.server.unsigned(1100);
    await page.locator(".kept", { hasText: "1,000 calls · 100 older dropped by this page" }).waitFor();
    assert.equal(await page.locator(".list li").count(), 1000);
    await row(page, "GetCallerIdentity").waitFor();
  });

  test("says what the server dropped", async () => {
    const small = await Server.start(["--keep-calls", "5"]);
    try {
      const page = await local.show(small.pageUrl);
      await isLive(page);
      await hide(page, true);
      await page.getByText("Paused while hidden").waitFor();
      await small.unsigned(12);
      await hide(page, false);
      await page.locator(".kept", { hasText: "5 calls · 7 older dropped by the server" }).waitFor();
    } finally {
      await small.stop();
    }
  });

  test("becomes empty when the record is cleared", async () => {
    await local.deny();
    const page = await local.connected();
    await row(page, "nightly").waitFor();
    await local.server.control("POST", "/v1/reset");
    await local.server.unsigned(1);
    await row(page, "nightly").waitFor({ state: "detached" });
    await row(page, "GetCallerIdentity").waitFor();
  });

  test("stands still while the page is paused or hidden", async () => {
    const page = await local.connected();
    await page.getByRole("button", { name: "Pause" }).click();
    const count = page.requests.length;
    await local.allow();
    await page.waitForTimeout(1000);
    assert.equal(page.requests.length, count);
    await page.getByRole("button", { name: "Continue" }).click();
    await row(page, "“test”").waitFor();
    await hide(page, true);
    const hidden = page.requests.length;
    await local.deny();
    await page.waitForTimeout(1000);
    assert.equal(page.requests.length, hidden);
    await hide(page, false);
    await row(page, "nightly").waitFor();
  });
});

// The server and its control API.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CallNotMade, ControlError, StsLocal } from "sts-local";

const sts = await StsLocal.start();
after(() => sts.close());

const client = (settings = {}) => new STSClient({ ...sts.clientConfig, ...settings });
const identify = (settings) => client(settings).send(new GetCallerIdentityCommand({}));
const assume = (input) => client().send(new AssumeRoleCommand({ RoleSessionName: "test", ...input }));
const externalId = {
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { AWS: "123456789012" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": "blue" } },
  },
};

test("the SDK finds the server through the environment, also with a profile", async () => {
  process.env.AWS_PROFILE = "production";
  await sts.explained(async () => {
    const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
    assert.equal(Arn, "arn:aws:iam::123456789012:user/Alice");
  })();
  assert.equal(process.env.AWS_PROFILE, "production");
  assert.equal(process.env.AWS_ENDPOINT_URL_STS, undefined);
  delete process.env.AWS_PROFILE;
  assert.deepEqual((await sts.calls()).map(({ operation }) => operation), ["GetCallerIdentity"]);
});

test("a session expires with the clock", sts.explained(async () => {
  const { arn } = await sts.role("deploy");
  const { Credentials } = await assume({ RoleArn: arn, DurationSeconds: 900 });
  const credentials = {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  };
  await sts.clock.advance({ minutes: 14 });
  await identify({ credentials });
  await sts.clock.advance({ minutes: 1, seconds: 1 });
  await assert.rejects(identify({ credentials }), { name: /ExpiredToken/ });
}));

test("a reset takes back the clock and roles", sts.explained(async () => {
  await sts.clock.advance({ hours: 2 });
  await sts.role("added");
  await sts.reset();
  assert.ok(Math.abs((await sts.clock.now()) - new Date()) < 60_000);
  await assert.rejects(sts.request("GET", ["accounts", sts.accountId, "roles", "added"]), ControlError);
}));

test("a frozen clock stands still", sts.explained(async () => {
  const noon = new Date("2027-01-02T12:00:00Z");
  assert.deepEqual(await sts.clock.freeze(noon), noon);
  assert.deepEqual(await sts.clock.now(), noon);
  assert.deepEqual(await sts.clock.set(new Date("2027-01-02T13:00:00Z")), new Date("2027-01-02T13:00:00Z"));
  assert.ok((await sts.clock.resume()) > noon);
  await assert.rejects(sts.clock.advance({ fortnights: 1 }), /fortnights is not one of/);
}));

test("a denial is explained", sts.explained(async () => {
  const { arn } = await sts.role("service/deploy", { trust: externalId, maxSessionDuration: 7200, tags: { team: "blue" } });
  assert.equal(arn, "arn:aws:iam::123456789012:role/service/deploy");
  await assert.rejects(assume({ RoleArn: arn, ExternalId: "green" }), { name: "AccessDenied" });
  assert.match(await sts.denials(), /sts:ExternalId/);
}));

test("the message of a failed test has the explanation", async () => {
  const wrong = sts.explained(async () => assume({ RoleArn: (await sts.role("deploy", { trust: externalId })).arn }));
  await assert.rejects(wrong(), (error) => {
    assert.equal(error.name, "AccessDenied");
    assert.match(error.stack, /calls that were denied or refused\ncall \d+, AssumeRole by .*user\/Alice: AccessDenied\n/);
    assert.match(error.message, /sts:ExternalId/);
    return true;
  });
});

test("the error of another failure stays as it is", async () => {
  const failure = new Error("wrong");
  await assert.rejects(sts.explained(() => { throw failure; })(), (error) => error === failure);
});

test("a scripted response comes once", sts.explained(async () => {
  await sts.script({ operation: "GetCallerIdentity", kind: "error", status: 503, code: "ServiceUnavailable" });
  await identify();
  assert.deepEqual((await sts.calls()).map(({ outcome }) => outcome), ["scripted", "allowed"]);
}));

test("waiting names the calls that differ least", sts.explained(async () => {
  await identify();
  assert.equal((await sts.waitForCall({ operation: "GetCallerIdentity", outcome: "allowed" })).status, 200);
  const missing = sts.waitForCall({ operation: "AssumeRole" }, { timeoutSeconds: 0 });
  await assert.rejects(missing, (error) => error instanceof CallNotMade && /call \d+ differs: /.test(error.message));
}));

test("accounts and users are added", sts.explained(async () => {
  await sts.account("444455556666");
  const credentials = await sts.user("Bob", { account: "444455556666" });
  assert.equal((await identify({ credentials })).Arn, "arn:aws:iam::444455556666:user/Bob");
}));

test("a value that is not allowed is named", sts.explained(async () => {
  await assert.rejects(sts.role("deploy", { maxSessionDuration: 60 }), (error) => {
    return error instanceof ControlError && error.code === "invalid_request" && /max_session_seconds/.test(error.message);
  });
}));

test("a token of the test issuer is signed", sts.explained(async () => {
  assert.equal((await sts.webIdentityToken("repo:octo/app")).split(".").length, 3);
}));

test("a server that cannot start says why", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sts-local-test-"));
  const config = join(folder, "accounts.toml");
  try {
    await writeFile(config, "[[account]]\nid = 'twelve digits'\n");
    await assert.rejects(StsLocal.start({ config }), /exit code 2: .*accounts\.toml:2/);
    await assert.rejects(StsLocal.start({ program: join(folder, "absent") }), /cannot run .*absent/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a server is disposed of", async () => {
  const other = await StsLocal.start();
  await other[Symbol.asyncDispose]();
  await assert.rejects(fetch(other.endpoint));
  await other.close();
});

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { deployment, ofPartner, withJobName } from "./deploy.js";

// `sts-local`, or a stand-in to compare it with.
const { StsLocal } = await import(process.env.STS_HELPER ?? "sts-local");
const sts = await StsLocal.start();
after(() => sts.close());

const partner = {
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::123456789012:root" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": "blue" } },
  },
};

test("session is named after the job", sts.explained(async () => {
  const { arn } = await sts.role("deploy");
  assert.ok((await withJobName(arn, "build #7")).AssumedRoleUser);
}));

test("role of partner is assumed", sts.explained(async () => {
  const { arn } = await sts.role("partner", { trust: partner });
  assert.ok((await ofPartner(arn)).Credentials);
}));

test("deployment takes twenty minutes", sts.explained(async () => {
  const { arn } = await sts.role("deploy");
  const step = await deployment(arn);
  await sts.clock.advance({ minutes: 20 });
  assert.match(await step(), /assumed-role\/deploy\/deploy$/);
}));

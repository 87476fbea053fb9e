// Takes the sessions of a deployment. Each function has a mistake that AWS refuses.

import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

/** Names the session after a job, such as `build #7`. A session name may have neither spaces nor `#`. */
export function withJobName(RoleArn, job) {
  return new STSClient({}).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: job }));
}

/** Assumes the role of a partner, whose trust policy asks for an external ID. */
export function ofPartner(RoleArn) {
  return new STSClient({}).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "deploy" }));
}

/** Returns a step of a deployment. The steps share a session of 15 minutes, and never take a new one. */
export async function deployment(RoleArn) {
  const input = { RoleArn, RoleSessionName: "deploy", DurationSeconds: 900 };
  const { Credentials } = await new STSClient({}).send(new AssumeRoleCommand(input));
  const credentials = {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  };
  const sts = new STSClient({ credentials });
  return async () => (await sts.send(new GetCallerIdentityCommand({}))).Arn;
}

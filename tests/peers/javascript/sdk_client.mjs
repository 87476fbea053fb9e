// Calls STS through @aws-sdk/client-sts, for whoever writes calls to standard input: one JSON object a line each way.
//
// A call is {"endpoint", "region", "credentials", "operation", "input"}. Its answer is {"output"}, with times as text,
// or {"error": {"status", "code", "message"}}.

import { createInterface } from "node:readline";
import * as sts from "@aws-sdk/client-sts";

async function answer({ endpoint, region, credentials, operation, input }) {
  const client = new sts.STSClient({
    endpoint,
    region,
    credentials: {
      accessKeyId: credentials.AccessKeyId,
      secretAccessKey: credentials.SecretAccessKey,
      sessionToken: credentials.SessionToken ?? undefined,
    },
    maxAttempts: 1,
  });
  try {
    const { $metadata, ...output } = await client.send(new sts[`${operation}Command`](input));
    return { output };
  } catch (error) {
    if (!(error instanceof sts.STSServiceException)) throw error;
    // The name is that of the model's shape, where it has one.
    const code = error.Code ?? error.name;
    return { error: { status: error.$metadata.httpStatusCode, code, message: error.message } };
  }
}

// JSON writes times with milliseconds.
const text = (_, value) => (typeof value === "string" ? value.replace(/(T\d\d:\d\d:\d\d)\.000Z$/, "$1Z") : value);

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line)), text));
}

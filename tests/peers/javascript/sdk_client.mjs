// Calls STS through @aws-sdk/client-sts. Reads calls from standard input and writes responses to standard output, one
// JSON object per line.
//
// A call is {"endpoint", "region", "credentials", "operation", "input"}. The response is {"output"}, with times as text,
// or {"error": {"status", "code", "message"}}.

import { createInterface } from "node:readline";
import * as sts from "@aws-sdk/client-sts";

async function respond({ endpoint, region, credentials, operation, input }) {
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
    // For modelled errors `name` is the shape's name, which can differ from the code.
    const code = error.Code ?? error.name;
    return { error: { status: error.$metadata.httpStatusCode, code, message: error.message } };
  }
}

// JSON.stringify writes times with milliseconds, the other clients without.
const text = (_, value) => (typeof value === "string" ? value.replace(/(T\d\d:\d\d:\d\d)\.000Z$/, "$1Z") : value);

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await respond(JSON.parse(line)), text));
}

// The part of `StsLocal` that moto's server can do. It has no clock to move, and explains nothing.

export class StsLocal {
  static async start() {
    return new StsLocal();
  }

  constructor() {
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_STS: process.env.MOTO_URL,
      AWS_ACCESS_KEY_ID: "testing",
      AWS_SECRET_ACCESS_KEY: "testing",
      AWS_REGION: "us-east-1",
    });
  }

  async close() {}

  clock = { advance: async () => {} };

  async role(name, { trust = { Version: "2012-10-17", Statement: [] } } = {}) {
    const parameters = { Version: "2010-05-08", RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) };
    // moto finds the service in the scope of the signature, and does not verify it.
    const authorization = "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/iam/aws4_request, SignedHeaders=host";
    const body = new URLSearchParams({ Action: "CreateRole", ...parameters });
    const response = await fetch(process.env.MOTO_URL, { method: "POST", headers: { authorization }, body });
    return { arn: /<Arn>(.*?)<\/Arn>/.exec(await response.text())[1] };
  }

  explained(test) {
    return async (context) => {
      await fetch(`${process.env.MOTO_URL}/moto-api/reset`, { method: "POST" });
      return test(context);
    };
  }
}

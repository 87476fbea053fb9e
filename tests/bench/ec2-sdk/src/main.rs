//! `DescribeInstances` with `aws-sdk-ec2`, and an HTTP client that returns the same bytes each time.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::config::{BehaviorVersion, Builder, Credentials, Region};
use aws_sdk_ec2::operation::describe_instances::DescribeInstancesOutput;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http::StatusCode;
use work::ec2::{Ec2Contestant, Instance};
use work::{ACCESS_KEY_ID, Failure, REGION, SECRET_ACCESS_KEY};

struct Sdk(Client);

impl Ec2Contestant for Sdk {
    type Output = DescribeInstancesOutput;

    async fn call(&self) -> Result<Self::Output, Failure> {
        Ok(self.0.describe_instances().send().await?)
    }

    fn instances(output: &Self::Output) -> Result<Vec<Instance<'_>>, Failure> {
        let instances = output.reservations().iter().flat_map(|reservation| reservation.instances());
        instances.map(|instance| seen(instance).ok_or_else(|| "an instance without a member".into())).collect()
    }
}

fn seen(instance: &aws_sdk_ec2::types::Instance) -> Option<Instance<'_>> {
    let interfaces = instance.network_interfaces().iter();
    Some(Instance {
        id: instance.instance_id()?,
        state: instance.state()?.name()?.as_str(),
        launched: instance.launch_time()?.secs(),
        volume: instance.block_device_mappings().last()?.ebs()?.volume_id()?,
        addresses: interfaces.map(|interface| interface.private_ip_address()).collect::<Option<_>>()?,
        tags: instance.tags().iter().map(|tag| tag.value()).collect::<Option<_>>()?,
        cores: instance.cpu_options()?.core_count()?,
        http_tokens: instance.metadata_options()?.http_tokens()?.as_str(),
    })
}

#[derive(Debug)]
struct Memory(Bytes);

impl HttpConnector for Memory {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let mut response = HttpResponse::new(StatusCode::OK.into(), SdkBody::from(self.0.clone()));
        response.headers_mut().insert("content-type", "text/xml;charset=UTF-8");
        HttpConnectorFuture::ready(Ok(response))
    }
}

fn main() -> Result<(), Failure> {
    work::ec2::run(|body| {
        let memory = SharedHttpConnector::new(Memory(Bytes::from(body)));
        let settings = Builder::new()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .credentials_provider(Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "static"))
            .region(Region::new(REGION))
            .http_client(http_client_fn(move |_, _| memory.clone()));
        Ok(Sdk(Client::from_conf(settings.build())))
    })
}

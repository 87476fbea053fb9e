//! `DescribeInstances` with a generated client, and a transport that returns the same bytes each time.

use awsquery::platform::BoxFuture;
use awsquery::transport::TransportLimits;
use awsquery::{Config, Credentials, Transport, TransportError};
use bytes::Bytes;
use ec2_client::ec2::{Client, DescribeInstancesRequest, DescribeInstancesResult};
use http::{HeaderValue, header};
use work::ec2::{Ec2Contestant, Instance};
use work::{ACCESS_KEY_ID, Failure, REGION, SECRET_ACCESS_KEY};

struct Ours(Client);

impl Ec2Contestant for Ours {
    type Output = DescribeInstancesResult;

    async fn call(&self) -> Result<Self::Output, Failure> {
        Ok(self.0.describe_instances(&DescribeInstancesRequest::default()).await?)
    }

    fn instances(output: &Self::Output) -> Result<Vec<Instance<'_>>, Failure> {
        let reservations = output.reservations.iter().flatten();
        let instances = reservations.flat_map(|reservation| reservation.instances.iter().flatten());
        instances.map(|instance| seen(instance).ok_or_else(|| "an instance without a member".into())).collect()
    }
}

fn seen(instance: &ec2_client::ec2::Instance) -> Option<Instance<'_>> {
    let interfaces = instance.network_interfaces.iter().flatten();
    Some(Instance {
        id: instance.instance_id.as_deref()?,
        state: instance.state.as_ref()?.name.as_ref()?.as_str(),
        launched: instance.launch_time?.secs(),
        volume: instance.block_device_mappings.as_ref()?.last()?.ebs.as_ref()?.volume_id.as_deref()?,
        addresses: interfaces.map(|interface| interface.private_ip_address.as_deref()).collect::<Option<_>>()?,
        tags: instance.tags.iter().flatten().map(|tag| tag.value.as_deref()).collect::<Option<_>>()?,
        cores: instance.cpu_options.as_ref()?.core_count?,
        http_tokens: instance.metadata_options.as_ref()?.http_tokens.as_ref()?.as_str(),
    })
}

#[derive(Debug)]
struct Memory(Bytes);

impl Transport for Memory {
    fn send(
        &self,
        _: http::Request<Bytes>,
        _: TransportLimits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let mut response = http::Response::new(self.0.clone());
        let xml = HeaderValue::from_static("text/xml;charset=UTF-8");
        response.headers_mut().insert(header::CONTENT_TYPE, xml);
        Box::pin(std::future::ready(Ok(response)))
    }
}

fn main() -> Result<(), Failure> {
    work::ec2::run(|body| {
        let credentials = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY);
        let config = Config::new().with_region(REGION).with_credentials(credentials);
        Ok(Ours(Client::new(config.with_transport(Memory(Bytes::from(body))))))
    })
}

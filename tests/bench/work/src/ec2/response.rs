//! A response to `DescribeInstances` as EC2 writes it: indented, with empty elements for what an instance lacks.

/// A document that is written line by line.
struct Xml {
    text: String,
    depth: usize,
}

/// Returns the response with this number of instances, each in a reservation of its own.
pub fn with_instances(instances: usize) -> String {
    let mut xml = Xml { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), depth: 0 };
    xml.line("<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">");
    xml.depth += 1;
    xml.value("requestId", "8f7724cf-496f-496e-8fe3-a1b2c3d4e5f6");
    xml.element("reservationSet", |xml| (0..instances).for_each(|number| reservation(xml, number)));
    xml.depth -= 1;
    xml.line("</DescribeInstancesResponse>");
    xml.text
}

fn reservation(xml: &mut Xml, number: usize) {
    xml.element("item", |xml| {
        xml.value("reservationId", &id("r", number));
        xml.value("ownerId", "123456789012");
        xml.line("<groupSet/>");
        xml.element("instancesSet", |xml| xml.element("item", |xml| instance(xml, number)));
        xml.value("requesterId", "940372691376");
    });
}

fn instance(xml: &mut Xml, number: usize) {
    xml.value("instanceId", &id("i", number));
    xml.value("imageId", "ami-0abcdef1234567890");
    xml.element("instanceState", |xml| xml.values(&[("code", "16"), ("name", "running")]));
    xml.value("privateDnsName", &private_name(number, 0));
    xml.value("dnsName", &public_name(number));
    xml.line("<reason/>");
    xml.values(&[("keyName", "team-red"), ("amiLaunchIndex", "0")]);
    xml.line("<productCodes/>");
    xml.values(&[("instanceType", "m7i.2xlarge"), ("launchTime", &time(number))]);
    xml.element("placement", |xml| {
        xml.values(&[("availabilityZone", "eu-west-1b"), ("availabilityZoneId", "euw1-az2")]);
        xml.line("<groupName/>");
        xml.value("tenancy", "default");
    });
    xml.element("monitoring", |xml| xml.value("state", "enabled"));
    xml.values(&[("subnetId", "subnet-08fc749671b2d077c"), ("vpcId", "vpc-0a1b2c3d4e5f67890")]);
    xml.values(&[("privateIpAddress", &private(number, 0)), ("ipAddress", &public(number))]);
    xml.value("sourceDestCheck", "true");
    groups(xml);
    xml.values(&[("architecture", "x86_64"), ("rootDeviceType", "ebs"), ("rootDeviceName", "/dev/xvda")]);
    xml.element("blockDeviceMapping", |xml| (0..2).for_each(|device| block_device(xml, number, device)));
    xml.values(&[("virtualizationType", "hvm"), ("clientToken", &id("token", number))]);
    xml.element("tagSet", |xml| tags(xml, number));
    xml.value("hypervisor", "xen");
    xml.element("networkInterfaceSet", |xml| (0..2).for_each(|index| network_interface(xml, number, index)));
    xml.element("iamInstanceProfile", |xml| {
        xml.value("arn", "arn:aws:iam::123456789012:instance-profile/team-red");
        xml.value("id", "AIPACKCEVSQ6C2EXAMPLE");
    });
    xml.values(&[("ebsOptimized", "true"), ("enaSupport", "true")]);
    options(xml);
}

fn block_device(xml: &mut Xml, number: usize, device: usize) {
    xml.element("item", |xml| {
        xml.value("deviceName", ["/dev/xvda", "/dev/sdf"][device]);
        xml.element("ebs", |xml| {
            xml.value("volumeId", &id("vol", 2 * number + device));
            xml.values(&[("status", "attached"), ("attachTime", &time(number)), ("deleteOnTermination", "true")]);
            xml.element("operator", |xml| xml.value("managed", "false"));
        });
    });
}

fn tags(xml: &mut Xml, number: usize) {
    let name = format!("web-{number}");
    // EC2 writes such characters as references.
    let purpose = "Orders &amp; invoices";
    for (key, value) in
        [("Name", &*name), ("team", "red"), ("purpose", purpose), ("cost-center", "4711"), ("stage", "")]
    {
        xml.element("item", |xml| {
            xml.value("key", key);
            match value {
                "" => xml.line("<value/>"),
                value => xml.value("value", value),
            }
        });
    }
}

fn network_interface(xml: &mut Xml, number: usize, index: usize) {
    xml.element("item", |xml| {
        xml.value("networkInterfaceId", &id("eni", 2 * number + index));
        xml.values(&[("subnetId", "subnet-08fc749671b2d077c"), ("vpcId", "vpc-0a1b2c3d4e5f67890")]);
        xml.line("<description/>");
        xml.values(&[("ownerId", "123456789012"), ("status", "in-use"), ("macAddress", "02:dd:2c:5e:01:69")]);
        xml.values(&[("privateIpAddress", &private(number, index)), ("privateDnsName", &private_name(number, index))]);
        xml.value("sourceDestCheck", "true");
        groups(xml);
        xml.element("attachment", |xml| {
            xml.values(&[("attachmentId", &id("eni-attach", 2 * number + index)), ("deviceIndex", &index.to_string())]);
            xml.values(&[("status", "attached"), ("attachTime", &time(number)), ("deleteOnTermination", "true")]);
            xml.value("networkCardIndex", "0");
        });
        association(xml, number, index);
        xml.element("privateIpAddressesSet", |xml| {
            xml.element("item", |xml| {
                xml.value("privateIpAddress", &private(number, index));
                xml.value("privateDnsName", &private_name(number, index));
                xml.value("primary", "true");
                association(xml, number, index);
            });
        });
        xml.line("<ipv6AddressesSet/>");
        xml.value("interfaceType", "interface");
        xml.element("operator", |xml| xml.value("managed", "false"));
    });
}

/// Only the first network interface has a public address.
fn association(xml: &mut Xml, number: usize, index: usize) {
    if index == 0 {
        xml.element("association", |xml| {
            xml.values(&[("publicIp", &public(number)), ("publicDnsName", &public_name(number))]);
            xml.value("ipOwnerId", "amazon");
        });
    }
}

fn groups(xml: &mut Xml) {
    xml.element("groupSet", |xml| {
        for (id, name) in [("sg-0598c7d356eba48d7", "web"), ("sg-0a1b2c3d4e5f60718", "default")] {
            xml.element("item", |xml| xml.values(&[("groupId", id), ("groupName", name)]));
        }
    });
}

/// The members that newer features of EC2 have added.
fn options(xml: &mut Xml) {
    xml.element("cpuOptions", |xml| xml.values(&[("coreCount", "4"), ("threadsPerCore", "2")]));
    xml.element("capacityReservationSpecification", |xml| xml.value("capacityReservationPreference", "open"));
    xml.element("hibernationOptions", |xml| xml.value("configured", "false"));
    xml.element("metadataOptions", |xml| {
        xml.values(&[("state", "applied"), ("httpTokens", "required"), ("httpPutResponseHopLimit", "2")]);
        xml.values(&[
            ("httpEndpoint", "enabled"),
            ("httpProtocolIpv6", "disabled"),
            ("instanceMetadataTags", "enabled"),
        ]);
    });
    xml.element("enclaveOptions", |xml| xml.value("enabled", "false"));
    xml.values(&[
        ("bootMode", "uefi-preferred"),
        ("platformDetails", "Linux/UNIX"),
        ("usageOperation", "RunInstances"),
    ]);
    xml.value("usageOperationUpdateTime", "2024-04-09T12:00:00.000Z");
    xml.element("privateDnsNameOptions", |xml| {
        xml.values(&[("hostnameType", "ip-name"), ("enableResourceNameDnsARecord", "true")]);
        xml.value("enableResourceNameDnsAAAARecord", "false");
    });
    xml.element("maintenanceOptions", |xml| xml.values(&[("autoRecovery", "default"), ("rebootMigration", "default")]));
    xml.value("currentInstanceBootMode", "uefi");
    xml.element("networkPerformanceOptions", |xml| xml.value("bandwidthWeighting", "default"));
    xml.element("operator", |xml| xml.value("managed", "false"));
}

impl Xml {
    /// Adds a line at the current depth.
    fn line(&mut self, line: &str) {
        self.text.extend(std::iter::repeat_n("    ", self.depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Adds an element with text.
    fn value(&mut self, name: &str, text: &str) {
        self.line(&format!("<{name}>{text}</{name}>"));
    }

    fn values(&mut self, values: &[(&str, &str)]) {
        values.iter().for_each(|(name, text)| self.value(name, text));
    }

    /// Adds an element with others in it.
    fn element(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.line(&format!("<{name}>"));
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.line(&format!("</{name}>"));
    }
}

fn id(prefix: &str, number: usize) -> String {
    format!("{prefix}-0{number:016x}")
}

fn time(number: usize) -> String {
    format!("2024-04-{:02}T{:02}:{:02}:07.000Z", 1 + number % 28, number % 24, number % 60)
}

fn private(number: usize, interface: usize) -> String {
    format!("10.{interface}.{}.{}", number / 250 % 256, 4 + number % 250)
}

fn public(number: usize) -> String {
    format!("203.0.113.{}", number % 256)
}

fn private_name(number: usize, interface: usize) -> String {
    format!("ip-{}.eu-west-1.compute.internal", private(number, interface).replace('.', "-"))
}

fn public_name(number: usize) -> String {
    format!("ec2-{}.eu-west-1.compute.amazonaws.com", public(number).replace('.', "-"))
}

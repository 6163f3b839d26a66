"""What one region of an account has: networks, firewalls, machines, disks, functions, keys. Each maker also records."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from moto.ec2.models import ec2_backends

from account import Account
from clock import clock

INTERNET = "global:internet"


@dataclass(frozen=True)
class Network:
    id: str
    key: str


@dataclass(frozen=True)
class Subnet:
    id: str
    key: str
    zone: str


@dataclass(frozen=True)
class Group:
    id: str
    key: str


@dataclass(frozen=True)
class Rule:
    """One rule: protocol, ports and the remote, which is a range, a group of this account, or `account/sg-…` of another one."""

    protocol: str
    first: int
    last: int
    remote: str | Group
    note: str = ""


@dataclass(frozen=True)
class Machine:
    id: str
    key: str
    nic: str


class Region:
    def __init__(self, account: Account, name: str) -> None:
        self.account = account
        self.record = account.record
        self.name = name
        self.ec2 = account.client("ec2", name)
        self.kms = account.client("kms", name)
        self.functions = account.client("lambda", name)
        for service in ("aws_ec2", "aws_kms", "aws_lambda"):
            self.record.edge(account.key, "HAS", self.record.entity(service, f"{service}:{account.id}:{name}"))
        self._service = f"aws_ec2:{account.id}:{name}"
        self._delete_default_network()
        clock.days_ago(90)
        self._image = self.ec2.register_image(Name="golden", Architecture="x86_64", RootDeviceName="/dev/sda1")["ImageId"]
        ec2_backends[account.id][name].amis[self._image].architecture = "x86_64"
        self.ec2.create_key_pair(KeyName="operators")

    def arn(self, kind: str, resource_id: str) -> str:
        return f"arn:aws:ec2:{self.name}:{self.account.id}:{kind}/{resource_id}"

    def _delete_default_network(self) -> None:
        """As well-run accounts do. What AWS makes by itself in other regions stays."""
        for vpc in self.ec2.describe_vpcs()["Vpcs"]:
            where = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
            for subnet in self.ec2.describe_subnets(Filters=where)["Subnets"]:
                self.ec2.delete_subnet(SubnetId=subnet["SubnetId"])
            self.ec2.delete_vpc(VpcId=vpc["VpcId"])

    def _had(self, kind: str, key: str) -> str:
        self.record.edge(self._service, "HAS", self.record.entity(kind, key))
        return key

    # Networks

    def vpc(self, name: str, cidr: str, *, flow_logs: str | None = None) -> Network:
        clock.days_ago(700)
        vpc_id = self.ec2.create_vpc(CidrBlock=cidr, TagSpecifications=[_tags("vpc", {"Name": name})])["Vpc"]["VpcId"]
        network = Network(vpc_id, self._had("aws_vpc", self.arn("vpc", vpc_id)))
        self.record.network(network.key, cidr)
        for group in self.ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])["SecurityGroups"]:
            key = self._had("aws_security_group", self.arn("security-group", group["GroupId"]))
            for permission in group["IpPermissions"]:
                for _ in permission["UserIdGroupPairs"]:
                    self.record.edge(key, "ALLOWS", key)
            for permission in group["IpPermissionsEgress"]:
                for _ in permission["IpRanges"]:
                    self.record.edge(key, "ALLOWS", INTERNET)
        if flow_logs is not None:
            made = self.ec2.create_flow_logs(
                ResourceIds=[vpc_id], ResourceType="VPC", TrafficType="ALL", LogDestinationType="s3", LogDestination=flow_logs
            )
            assert not made["Unsuccessful"], made
            self.record.edge(network.key, "LOGS", flow_logs)
        return network

    def subnet(self, network: Network, name: str, cidr: str, zone: str) -> Subnet:
        """`zone`: a, b, c."""
        made = self.ec2.create_subnet(
            VpcId=network.id, CidrBlock=cidr, AvailabilityZone=f"{self.name}{zone}", TagSpecifications=[_tags("subnet", {"Name": name})]
        )["Subnet"]
        subnet = Subnet(made["SubnetId"], self._had("aws_subnet", self.arn("subnet", made["SubnetId"])), made["AvailabilityZone"])
        self.record.edge(network.key, "CONTAINS", subnet.key)
        self.record.network(subnet.key, cidr)
        return subnet

    def open_to_internet(self, network: Network, subnets: Sequence[Subnet]) -> None:
        gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=network.id)
        table = self.ec2.create_route_table(VpcId=network.id)["RouteTable"]["RouteTableId"]
        self.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        for subnet in subnets:
            self.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet.id)
            self.ec2.modify_subnet_attribute(SubnetId=subnet.id, MapPublicIpOnLaunch={"Value": True})

    def peer(self, network: Network, other: "Region", far: Network) -> None:
        made = self.ec2.create_vpc_peering_connection(
            VpcId=network.id, PeerVpcId=far.id, PeerRegion=other.name, PeerOwnerId=other.account.id
        )["VpcPeeringConnection"]
        other.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=made["VpcPeeringConnectionId"])
        self.record.edge(network.key, "CONNECTS", far.key)

    def group(self, network: Network, name: str, inbound: Sequence[Rule] = (), note: str = "", tags: dict[str, str] | None = None) -> Group:
        """Outbound stays as AWS makes it: everything to everywhere."""
        made = self.ec2.create_security_group(
            GroupName=name, Description=note or name, VpcId=network.id, TagSpecifications=[_tags("security-group", {"Name": name, **(tags or {})})]
        )
        group = Group(made["GroupId"], self._had("aws_security_group", self.arn("security-group", made["GroupId"])))
        self.record.edge(group.key, "ALLOWS", INTERNET)
        for rule in inbound:
            self._allow(group, rule)
        return group

    def _allow(self, group: Group, rule: Rule) -> None:
        permission: dict = {"IpProtocol": rule.protocol}
        if rule.protocol != "-1":
            permission |= {"FromPort": rule.first, "ToPort": rule.last}
        note = {"Description": rule.note} if rule.note else {}
        if isinstance(rule.remote, Group):
            permission["UserIdGroupPairs"] = [{"GroupId": rule.remote.id, "UserId": self.account.id, **note}]
            self.record.edge(rule.remote.key, "ALLOWS", group.key)
        elif "/sg-" in rule.remote:
            owner, group_id = rule.remote.split("/")
            permission["UserIdGroupPairs"] = [{"GroupId": group_id, "UserId": owner, **note}]
            foreign = f"arn:aws:ec2:{self.name}:{owner}:security-group/{group_id}"
            self.record.edge(self.record.placeholder("aws_security_group", foreign), "ALLOWS", group.key)
        elif rule.remote.startswith("pl-"):
            permission["PrefixListIds"] = [{"PrefixListId": rule.remote, **note}]
            key = self.record.placeholder("aws_managed_prefix_list", f"prefix-list:{self.name}:{rule.remote}")
            self.record.edge(key, "ALLOWS", group.key)
        else:
            six = ":" in rule.remote
            ranges, cidr = ("Ipv6Ranges", "CidrIpv6") if six else ("IpRanges", "CidrIp")
            permission[ranges] = [{cidr: rule.remote, **note}]
            self._allow_range(group, rule.remote)
        self.ec2.authorize_security_group_ingress(GroupId=group.id, IpPermissions=[permission])

    def _allow_range(self, group: Group, cidr: str) -> None:
        if cidr in ("0.0.0.0/0", "::/0"):
            self.record.edge(INTERNET, "ALLOWS", group.key)
        elif cidr.endswith("/32") or cidr.endswith("/128"):
            self.record.edge(self.record.placeholder("host", f"host:{cidr.split('/')[0]}"), "ALLOWS", group.key)
        elif cidr.startswith(("10.", "192.168.")):
            self.record.private_range(group.key, cidr, inbound=True)
        else:
            self.record.edge(self.record.placeholder("network", f"network:{cidr}"), "ALLOWS", group.key)

    # Machines

    def machine(
        self,
        name: str,
        subnet: Subnet,
        groups: Sequence[Group],
        *,
        age: float = 200,
        size: str = "t3.medium",
        role: str | None = None,
        imds_v2: bool = True,
        stopped: bool = False,
        script: str | None = None,
        tags: dict[str, str] | None = None,
    ) -> Machine:
        clock.days_ago(age)
        made = self.ec2.run_instances(
            ImageId=self._image,
            InstanceType=size,
            KeyName="operators",
            MinCount=1,
            MaxCount=1,
            SubnetId=subnet.id,
            SecurityGroupIds=[group.id for group in groups],
            MetadataOptions={"HttpTokens": "required" if imds_v2 else "optional", "HttpEndpoint": "enabled"},
            TagSpecifications=[_tags("instance", {"Name": name, **(tags or {})})],
            **({"IamInstanceProfile": {"Name": role.split("/")[-1]}} if role else {}),
            **({"UserData": script} if script else {}),
        )["Instances"][0]
        key = self._had("aws_instance", self.arn("instance", made["InstanceId"]))
        self.record.edge(subnet.key, "HAS", key)
        for group in groups:
            self.record.edge(group.key, "PROTECTS", key)
            self.record.edge(key, "HAS", group.key)
        if role is not None:
            self.record.edge(key, "USES", role)
        nic = made["NetworkInterfaces"][0]["NetworkInterfaceId"]
        nic_key = self.record.entity("aws_eni", self.arn("network-interface", nic))
        self.record.edge(key, "USES", nic_key)
        for mapping in self.ec2.describe_instances(InstanceIds=[made["InstanceId"]])["Reservations"][0]["Instances"][0]["BlockDeviceMappings"]:
            volume = self._had("aws_ebs_volume", self.arn("volume", mapping["Ebs"]["VolumeId"]))
            self.record.edge(key, "USES", volume)
        if stopped:
            self.ec2.stop_instances(InstanceIds=[made["InstanceId"]])
        return Machine(made["InstanceId"], key, nic)

    def disk(
        self, zone: str, size: int, *, machine: Machine | None = None, kms: tuple[str, str] | None = None, tags: dict[str, str] | None = None
    ) -> str:
        """`kms`: how the key is cited, and the key; without it the disk is not encrypted."""
        clock.days_ago(150)
        encrypted = {"Encrypted": True, "KmsKeyId": kms[0]} if kms else {"Encrypted": False}
        specification = {"TagSpecifications": [_tags("volume", tags)]} if tags else {}
        volume = self.ec2.create_volume(AvailabilityZone=zone, Size=size, VolumeType="gp3", Throughput=125, **encrypted, **specification)["VolumeId"]
        key = self._had("aws_ebs_volume", self.arn("volume", volume))
        if kms is not None:
            self.record.edge(key, "USES", kms[1])
        if machine is not None:
            self.ec2.attach_volume(VolumeId=volume, InstanceId=machine.id, Device="/dev/sdf")
            self.record.edge(machine.key, "USES", key)
        return key

    def address(self, machine: Machine | None = None) -> str:
        made = self.ec2.allocate_address(Domain="vpc")
        key = self.record.entity("aws_eip", self.arn("elastic-ip", made["AllocationId"]))
        if machine is not None:
            self.ec2.associate_address(AllocationId=made["AllocationId"], InstanceId=machine.id)
            self.record.edge(machine.key, "USES", key)
            self.record.edge(self.arn("network-interface", machine.nic), "USES", key)
        return key

    # Functions and keys

    def function(
        self,
        name: str,
        role: str,
        *,
        runtime: str = "python3.12",
        network: Network | None = None,
        subnets: Sequence[Subnet] = (),
        groups: Sequence[Group] = (),
        variables: dict[str, str] | None = None,
        open_url: bool = False,
        public: bool = False,
        key: str | None = None,
        queue: str | None = None,
        reserved: int | None = None,
        tags: dict[str, str] | None = None,
    ) -> str:
        """`queue`: the ARN of where failed calls go."""
        clock.days_ago(60)
        placed = {"VpcConfig": {"SubnetIds": [s.id for s in subnets], "SecurityGroupIds": [g.id for g in groups]}} if network else {}
        extras = {**({"KMSKeyArn": key} if key else {}), **({"DeadLetterConfig": {"TargetArn": queue}} if queue else {})}
        function = self.functions.create_function(
            FunctionName=name,
            Description=f"Handles {name}",
            Runtime=runtime,
            Role=role,
            Handler="index.handler",
            Code={"ZipFile": _code(name)},
            MemorySize=256,
            Timeout=30,
            Environment={"Variables": variables or {}},
            Tags=tags or {},
            **placed,
            **extras,
        )["FunctionArn"]
        self.record.edge(f"aws_lambda:{self.account.id}:{self.name}", "HAS", self.record.entity("aws_lambda_function", function))
        self.record.edge(function, "HAS", role)
        if network is not None:
            self.record.edge(function, "HAS", network.key)
        if open_url:
            self.functions.create_function_url_config(FunctionName=name, AuthType="NONE")
        if public:
            self.functions.add_permission(FunctionName=name, StatementId="anyone", Action="lambda:InvokeFunction", Principal="*")
        if reserved is not None:
            self.functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=reserved)
        return function

    def key(self, alias: str, *, rotation: bool = True, leaving: bool = False, note: str = "", tags: dict[str, str] | None = None) -> str:
        clock.days_ago(800)
        made = self.kms.create_key(
            Description=note or alias,
            KeyUsage="ENCRYPT_DECRYPT",
            MultiRegion=False,
            Tags=[{"TagKey": tag, "TagValue": value} for tag, value in (tags or {}).items()],
            Policy=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Principal": {"AWS": self.account.key}, "Action": "kms:*", "Resource": "*"}],
                }
            ),
        )["KeyMetadata"]
        self.kms.create_alias(AliasName=f"alias/{alias}", TargetKeyId=made["KeyId"])
        if rotation:
            self.kms.enable_key_rotation(KeyId=made["KeyId"])
        if leaving:
            self.kms.schedule_key_deletion(KeyId=made["KeyId"], PendingWindowInDays=30)
        self.record.edge(f"aws_kms:{self.account.id}:{self.name}", "HAS", self.record.entity("aws_kms_key", made["Arn"]))
        return made["Arn"]


def _tags(kind: str, tags: dict[str, str]) -> dict:
    return {"ResourceType": kind, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def _code(name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("index.py"), f"def handler(event, context):\n    return '{name}'\n")
    return packed.getvalue()

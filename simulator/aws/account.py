"""What an account has beside its regions: users, groups, roles, policies, buckets. Each maker also records."""

import datetime
import json
from collections.abc import Sequence
from typing import Any

import boto3
from moto.iam.models import AccessKeyLastUsed, iam_backends

from clock import clock
from record import Record

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def statement(actions: str | Sequence[str], resources: str | Sequence[str], **more: Any) -> dict:
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


def document(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


class Account:
    def __init__(self, account_id: str, session: boto3.Session, record: Record) -> None:
        self.id = account_id
        self.session = session
        self.record = record
        self.key = f"arn:aws:iam::{account_id}:root"
        self.iam = self.client("iam")
        self.s3 = self.client("s3")
        self._attached: set[str] = set()
        record.entity("aws_account", self.key)
        for service in ("aws_iam", "aws_s3"):
            record.edge(self.key, "HAS", record.entity(service, f"{service}:{account_id}"))

    def client(self, service: str, region: str = "us-east-1"):
        return self.session.client(service, region_name=region)

    # People and machines that sign in

    def group(self, name: str, policies: Sequence[str] = (), inline: Sequence[tuple[str, str, Sequence[str]]] = ()) -> str:
        key = self.iam.create_group(GroupName=name)["Group"]["Arn"]
        self._iam_entity("aws_iam_group", key)
        for arn in policies:
            self.iam.attach_group_policy(GroupName=name, PolicyArn=arn)
            self._attach(key, arn)
        for policy, text, targets in inline:
            self.iam.put_group_policy(GroupName=name, PolicyName=policy, PolicyDocument=text)
            self._inline("aws_iam_group_policy", key, policy, targets)
        return key

    def user(
        self,
        name: str,
        *,
        age: float = 400,
        groups: Sequence[str] = (),
        policies: Sequence[str] = (),
        inline: Sequence[tuple[str, str, Sequence[str]]] = (),
        password: bool = True,
        mfa: bool = True,
        keys: Sequence[tuple[float, float | None, bool]] = (),
        seen: float | None = None,
        boundary: str | None = None,
        tags: dict[str, str] | None = None,
    ) -> str:
        """`keys`: age in days, days since last used (None: never), active. `seen`: days since the password was last used."""
        clock.days_ago(age)
        labels = [{"Key": key, "Value": value} for key, value in (tags or {}).items()]
        limits = {"PermissionsBoundary": boundary} if boundary else {}
        key = self.iam.create_user(UserName=name, Tags=labels, **limits)["User"]["Arn"]
        self._iam_entity("aws_iam_user", key)
        if password:
            self.iam.create_login_profile(UserName=name, Password="a simulated one")
        for group in groups:
            self.iam.add_user_to_group(GroupName=group, UserName=name)
            for verb in ("CONTAINS", "HAS"):
                self.record.edge(f"arn:aws:iam::{self.id}:group/{group}", verb, key)
        for arn in policies:
            self.iam.attach_user_policy(UserName=name, PolicyArn=arn)
            self._attach(key, arn)
        for policy, text, targets in inline:
            self.iam.put_user_policy(UserName=name, PolicyName=policy, PolicyDocument=text)
            self._inline("aws_iam_user_policy", key, policy, targets)
        if mfa:
            device = self.iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]["SerialNumber"]
            self.iam.enable_mfa_device(UserName=name, SerialNumber=device, AuthenticationCode1="123456", AuthenticationCode2="654321")
            self.record.edge(key, "HAS", self.record.entity("mfa_device", device))
        for key_age, used, active in keys:
            self._access_key(name, key, key_age, used, active)
        if seen is not None:
            self._backend.users[self._user_id(name)].password_last_used = clock.days_ago(seen)
        return key

    def _access_key(self, user: str, user_key: str, age: float, used: float | None, active: bool) -> None:
        clock.days_ago(age)
        key_id = self.iam.create_access_key(UserName=user)["AccessKey"]["AccessKeyId"]
        if not active:
            self.iam.update_access_key(UserName=user, AccessKeyId=key_id, Status="Inactive")
        self.record.edge(user_key, "HAS", self.record.entity("aws_iam_access_key", f"{user_key}|access_key|{key_id}"))
        if used is None:
            return
        when = clock.days_ago(used).replace(tzinfo=datetime.timezone.utc)
        for known in self._backend.users[self._user_id(user)].access_keys:
            if known.access_key_id == key_id:
                known.last_used = AccessKeyLastUsed(timestamp=when, service="s3", region="eu-west-1")

    @property
    def _backend(self):
        """For what no call of the API can set: when something was last used."""
        return iam_backends[self.id]["aws"]

    def _user_id(self, name: str) -> str:
        return next(user_id for user_id, user in self._backend.users.items() if user.name == name)

    def role(
        self,
        name: str,
        trust: Sequence[tuple[str, str]],
        *,
        age: float = 500,
        path: str = "/",
        condition: dict | None = None,
        policies: Sequence[str] = (),
        inline: Sequence[tuple[str, str, Sequence[str]]] = (),
        description: str = "",
        instance_profile: bool = False,
        seen: float | None = None,
        boundary: str | None = None,
        tags: dict[str, str] | None = None,
    ) -> str:
        """`trust`: kind (service, account, user, role, everyone, federated) and who."""
        clock.days_ago(age)
        statements = [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": _principal(kind, who), **({"Condition": condition} if condition else {})}
            for kind, who in trust
        ]
        key = self.iam.create_role(
            RoleName=name,
            Path=path,
            AssumeRolePolicyDocument=document(*statements),
            Description=description,
            **({"PermissionsBoundary": boundary} if boundary else {}),
            Tags=[{"Key": tag, "Value": value} for tag, value in (tags or {}).items()],
        )["Role"]["Arn"]
        self._iam_entity("aws_iam_role", key)
        for kind, who in trust:
            self._trust(key, kind, who)
        for arn in policies:
            self.iam.attach_role_policy(RoleName=name, PolicyArn=arn)
            self._attach(key, arn)
        for policy, text, targets in inline:
            self.iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=text)
            self._inline("aws_iam_role_policy", key, policy, targets)
        if instance_profile:
            self.iam.create_instance_profile(InstanceProfileName=name)
            self.iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
        if seen is not None:
            self._backend.get_role(name).last_used = clock.days_ago(seen)
        return key

    def _trust(self, role: str, kind: str, who: str) -> None:
        if kind == "service":
            self.record.edge(role, "TRUSTS", self._service(who.split(".")[0]))
        elif kind == "everyone":
            self.record.edge(role, "TRUSTS", "global:everyone")
        elif kind == "account":
            self.record.edge(role, "TRUSTS", f"arn:aws:iam::{who}:root")
        elif kind in ("user", "role"):
            self.record.edge(role, "TRUSTS", who)

    def _service(self, label: str) -> str:
        return f"aws_{label}:{self.id}" if label in ("iam", "s3") else f"aws_{label}:{self.id}:*"

    # What they may do

    def policy(self, name: str, text: str, targets: Sequence[str], description: str = "", path: str = "/") -> str:
        """`targets`: what the document allows, by key."""
        clock.days_ago(450)
        key = self.iam.create_policy(PolicyName=name, PolicyDocument=text, Description=description, Path=path)["Policy"]["Arn"]
        self._iam_entity("aws_iam_policy", key)
        for target in targets:
            self.record.edge(key, "ALLOWS", target)
        return key

    def _attach(self, key: str, arn: str) -> None:
        policy = f"{self.id}|{arn}" if ":iam::aws:policy/" in arn else arn
        if policy != arn and policy not in self._attached:
            self._attached.add(policy)
            self._iam_entity("aws_iam_policy", policy)
            if arn == ADMINISTRATOR:
                self.record.edge(policy, "ALLOWS", self.key)
        for verb in ("HAS", "ASSIGNED"):
            self.record.edge(key, verb, policy)

    def _inline(self, kind: str, owner: str, name: str, targets: Sequence[str]) -> None:
        key = f"{owner}/policy/{name}"
        self._iam_entity(kind, key)
        for verb in ("HAS", "ASSIGNED"):
            self.record.edge(owner, verb, key)
        for target in targets:
            self.record.edge(key, "ALLOWS", target)

    def _iam_entity(self, kind: str, key: str) -> None:
        self.record.edge(f"aws_iam:{self.id}", "HAS", self.record.entity(kind, key))

    # What they keep

    def bucket(
        self,
        name: str,
        region: str,
        *,
        age: float = 600,
        acl: str | None = None,
        policy: Sequence[dict] = (),
        principals: Sequence[str] = (),
        block: bool | None = None,
        kms: tuple[str, str] | None = None,
        versioning: bool = False,
        logging: str | None = None,
        lifecycle: bool = False,
        owner_enforced: bool = False,
        tags: dict[str, str] | None = None,
    ) -> str:
        """`principals`: whom the policy's Allow statements let in, by key. `kms`: how the key is cited, and the key. `block`: all four switches."""
        clock.days_ago(age)
        here = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        self.s3.create_bucket(Bucket=name, **here)
        key = self.record.entity("aws_s3_bucket", f"arn:aws:s3:::{name}")
        self.record.edge(f"aws_s3:{self.id}", "HAS", key)
        if acl is not None:
            self.s3.put_bucket_acl(Bucket=name, ACL=acl)
            # Of several permissions of one grantee moto shows the first.
            self.record.edge(key, "ALLOWS", f"aws_s3:{self.id}" if acl == "log-delivery-write" else "global:everyone")
        if policy:
            self.s3.put_bucket_policy(Bucket=name, Policy=document(*policy))
            policy_key = self.record.entity("aws_s3_bucket_policy", f"{key}|policy")
            self.record.edge(key, "HAS", policy_key)
            for principal in principals:
                self.record.edge(policy_key, "ALLOWS", principal)
                self.record.edge(key, "ALLOWS", principal)
        if block is not None:
            switches = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
            self.s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(switches, block))
        if kms is not None:
            cited, kms_key = kms
            default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": cited}
            self.s3.put_bucket_encryption(
                Bucket=name, ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]}
            )
            self.record.edge(key, "USES", kms_key)
        if versioning:
            self.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        if logging is not None:
            self.s3.put_bucket_logging(Bucket=name, BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": logging, "TargetPrefix": f"{name}/"}})
        if lifecycle:
            rule = {"ID": "expire", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 365}}
            self.s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})
        if owner_enforced:
            self.s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
        if tags:
            self.s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": tag, "Value": value} for tag, value in tags.items()]})
        return key


def _principal(kind: str, who: str) -> dict | str:
    if kind == "everyone":
        return "*"
    if kind == "service":
        return {"Service": who}
    return {"Federated": who} if kind == "federated" else {"AWS": f"arn:aws:iam::{who}:root" if kind == "account" else who}

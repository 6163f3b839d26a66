"""Tidewater Supply: a small company's AWS organisation, well kept in most places and badly in a few.

What a security engineer should find:
- the build runner: a machine open to the world on port 22 whose role is administrator of the production account;
- the bucket `tidewater-customer-exports`, readable by anyone through its ACL, and `tidewater-press`, by its policy;
- Marge Holloway, administrator without MFA, with an access key made three years ago and still used;
- the role `PartnerReporting`, which trusts a foreign account without an external id, and `LegacyDeploy`, which trusts everyone;
- the function `order-webhook`: callable by anyone, administrator by its role;
- databases on disks that are not encrypted; a firewall open to all of 10.0.0.0/8; a group of a partner's account let in;
- production, tools and development reach each other through peerings, development's deploy role is trusted by production.
"""

import random
from dataclasses import dataclass

import boto3
from moto.organizations.models import organizations_backends

from account import ADMINISTRATOR, Account, document, statement
from clock import TODAY, clock
from record import Record
from region import Group, Machine, Region, Rule

PARTNER = "998877665544"
SECURITY_AUDIT = "arn:aws:iam::aws:policy/SecurityAudit"
EXTERNAL_ID = "tidewater-isobar"


@dataclass(frozen=True)
class Collector:
    """Who reads the organisation, and the roles made for it."""

    access_key_id: str
    secret_access_key: str


@dataclass(frozen=True)
class Filled:
    management: str
    member: str
    closed: str
    collector: Collector
    manifest: dict


def fill(seed: int) -> Filled:
    dice = random.Random(seed)
    record = Record()
    root = boto3.Session(aws_access_key_id="testing", aws_secret_access_key="testing", region_name="us-east-1")
    production = Account(root.client("sts").get_caller_identity()["Account"], root, record)
    member, closed = organisation(production)
    development = Account(member, member_session(production, member), record)
    collector = make_collector(production, development)
    keys = production_keys(production)
    policies = people(production, dice)
    buckets(production, keys)
    europe, america = Region(production, "eu-west-1"), Region(production, "us-east-1")
    roles = machine_roles(production)
    lines = ireland(europe, keys(europe), roles, dice)
    virginia(america, keys(america), roles)
    development_account(development, production, policies, europe, lines, dice)
    clock.now = TODAY
    return Filled(production.id, member, closed, collector, record.finish())


def organisation(management: Account) -> tuple[str, str]:
    clock.days_ago(900)
    api = management.client("organizations")
    api.create_organization(FeatureSet="ALL")
    # AWS calls the management account as it was signed up.
    own = organizations_backends[management.id]["aws"].accounts[0]
    own.name, own.email = "tidewater-production", "aws@tidewater.example"
    made = [
        api.create_account(AccountName=name, Email=f"aws-{name.split('-')[-1]}@tidewater.example")["CreateAccountStatus"]["AccountId"]
        for name in ("tidewater-development", "tidewater-legacy")
    ]
    api.close_account(AccountId=made[1])
    management.iam.create_account_alias(AccountAlias="tidewater")
    contact = {"Name": "Security", "Title": "Security", "EmailAddress": "security@tidewater.example", "PhoneNumber": "+44 20 7946 0000"}
    management.client("account").put_alternate_contact(AlternateContactType="SECURITY", **contact)
    for account_id in made:
        management.record.edge(management.key, "HAS", f"arn:aws:iam::{account_id}:root")
    management.record.placeholder("aws_account", f"arn:aws:iam::{made[1]}:root")
    # AWS makes this role in every account that an organisation creates.
    key = f"arn:aws:iam::{made[0]}:role/OrganizationAccountAccessRole"
    management.record.edge(f"aws_iam:{made[0]}", "HAS", management.record.entity("aws_iam_role", key))
    management.record.edge(key, "TRUSTS", management.key)
    return made[0], made[1]


def member_session(management: Account, account_id: str) -> boto3.Session:
    role = f"arn:aws:iam::{account_id}:role/OrganizationAccountAccessRole"
    given = management.client("sts").assume_role(RoleArn=role, RoleSessionName="fill")["Credentials"]
    return boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
        region_name="us-east-1",
    )


def make_collector(management: Account, member: Account) -> Collector:
    """`Isobar` reads both accounts; `IsobarNarrow` lacks some rights; `IsobarHome` may be assumed in the management account only."""
    accounts = (management.id, member.id)
    roles = [f"arn:aws:iam::{account}:role/{name}" for name in ("Isobar", "IsobarNarrow") for account in accounts]
    roles.append(f"arn:aws:iam::{management.id}:role/IsobarHome")
    may_assume = document(statement("sts:AssumeRole", roles, Sid="Assume"))
    targets = [role for role in roles if role.split(":")[4] == management.id]
    foreign = [role for role in roles if role.split(":")[4] != management.id]
    user = management.user("isobar", age=30, password=False, mfa=False, inline=[("assume", may_assume, targets + foreign)])
    clock.days_ago(30)
    key = management.iam.create_access_key(UserName="isobar")["AccessKey"]
    management.record.edge(user, "HAS", management.record.entity("aws_iam_access_key", f"{user}|access_key|{key['AccessKeyId']}"))
    reads = [
        "account:Get*",
        "ec2:Describe*",
        "ec2:Get*",
        "iam:G*",
        "iam:List*",
        "iam:SimulatePrincipalPolicy",
        "kms:Describe*",
        "kms:Get*",
        "kms:List*",
        "lambda:Get*",
        "lambda:List*",
        "organizations:Describe*",
        "organizations:List*",
        "s3:Get*",
        "s3:List*",
    ]
    narrow = {
        "Effect": "Deny",
        "Action": ["ec2:DescribeVolumes", "iam:ListMFADevices", "kms:DescribeKey", "s3:GetBucketPolicy", "ec2:DescribeFlowLogs"],
        "Resource": "*",
    }
    condition = {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}}
    for account in (management, member):
        services = [f"aws_{name}:{account.id}{'' if name in ('iam', 's3') else ':*'}" for name in ("ec2", "iam", "kms", "lambda", "s3")]
        for name, statements, home in (
            ("Isobar", [statement(reads, "*", Sid="Read")], False),
            ("IsobarNarrow", [statement(reads, "*", Sid="Read"), narrow], False),
            ("IsobarHome", [statement(reads, "*", Sid="Read")], True),
        ):
            if home and account is member:
                continue
            account.role(name, [("user", user)], age=30, condition=condition, inline=[("read", document(*statements), services)])
            if len(statements) == 2:
                inline = f"arn:aws:iam::{account.id}:role/{name}/policy/read"
                for service in services:
                    if service.split(":")[0] != "aws_lambda":
                        account.record.edge(inline, "DENIES", service)
    return Collector(key["AccessKeyId"], key["SecretAccessKey"])


def people(account: Account, dice: random.Random) -> dict[str, str]:
    policies = {
        "deploy": account.policy(
            "DeployApplications",
            document(
                statement(["lambda:UpdateFunctionCode", "lambda:GetFunction"], "*", Sid="Functions"),
                statement("s3:*", ["arn:aws:s3:::tidewater-artifacts", "arn:aws:s3:::tidewater-artifacts/*"], Sid="Artifacts"),
            ),
            [f"aws_lambda:{account.id}:*", "arn:aws:s3:::tidewater-artifacts"],
            "Ship what was built",
        ),
        "billing": account.policy("ReadBills", document(statement(["aws-portal:ViewBilling", "ce:Get*"], "*")), []),
        "exports": account.policy(
            "ReadExports",
            document(statement(["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::tidewater-customer-exports/*"], Sid="Read")),
            ["arn:aws:s3:::tidewater-customer-exports"],
        ),
        "partner": account.policy(
            "WritePartnerQueue",
            document(statement("s3:PutObject", "arn:aws:s3:::tidewater-artifacts/outbox/*", Sid="Outbox")),
            ["arn:aws:s3:::tidewater-artifacts"],
        ),
        "self": account.policy("ManageOwnKeys", document(statement("iam:*AccessKey*", "arn:aws:iam::*:user/${aws:username}")), []),
    }
    everything = document(statement("*", "*", Sid="Everything"))
    account.group("administrators", [ADMINISTRATOR])
    account.group("developers", [policies["deploy"], policies["self"]])
    account.group("finance", [policies["billing"], policies["exports"]])
    account.group("auditors", [SECURITY_AUDIT])
    account.group("on-call", inline=[("break-glass", everything, [account.key])])
    account.user("marge.holloway", age=1100, groups=["administrators"], mfa=False, keys=[(1095, 2, True)], seen=1, tags={"Email": "Marge.Holloway@tidewater.example"})
    account.user("theo.lindqvist", groups=["administrators", "on-call"], keys=[(40, 1, True)], tags={"Email": "theo@tidewater.example"})
    account.user("ci-pipeline", password=False, mfa=False, policies=[policies["deploy"]], keys=[(700, 1, True), (900, None, False)])
    account.user("backup-robot", password=False, mfa=False, keys=[(820, 300, True)], inline=[("everything", everything, [account.key])])
    account.user("jo@tidewater.example", groups=["finance"], mfa=False, seen=200, boundary=policies["exports"])
    names = ["ana", "ben", "chi", "dev", "eli", "fay", "gus", "hal", "ivy", "jan", "kim", "lou", "max", "nia", "oli"]
    for name in names:
        groups = dice.choice([["developers"], ["developers", "on-call"], ["finance"], ["auditors"], []])
        key = [(dice.randint(20, 500), dice.choice([None, 1, 120]), dice.random() < 0.8)] if dice.random() < 0.5 else []
        account.user(f"{name}.tidewater", age=dice.randint(60, 900), groups=groups, mfa=dice.random() < 0.8, keys=key)
    return policies


def machine_roles(account: Account) -> dict[str, str]:
    """Roles of machines and functions, and those that let others in."""
    ec2, function = [("service", "ec2.amazonaws.com")], [("service", "lambda.amazonaws.com")]
    logs = ("logs", document(statement(["logs:CreateLogStream", "logs:PutLogEvents"], "*")), [])
    roles = {
        "web": account.role("WebServer", ec2, instance_profile=True, inline=[logs], description="Serves the shop"),
        "app": account.role(
            "AppServer",
            ec2,
            seen=1,
            boundary="arn:aws:iam::aws:policy/PowerUserAccess",
            instance_profile=True,
            inline=[("exports", document(statement("s3:*", "arn:aws:s3:::tidewater-customer-exports/*", Sid="Exports")), ["arn:aws:s3:::tidewater-customer-exports"])],
        ),
        "build": account.role("BuildRunner", ec2, instance_profile=True, policies=[ADMINISTRATOR], description="Builds and deploys everything"),
        "orders": account.role("OrderFunctions", function, inline=[logs]),
        "webhook": account.role("OrderWebhook", function, policies=[ADMINISTRATOR]),
    }
    account.role("PartnerReporting", [("account", PARTNER)], policies=[SECURITY_AUDIT], tags={"Owner": "nobody"})
    account.record.placeholder("aws_account", f"arn:aws:iam::{PARTNER}:root")
    partner_role = account.record.placeholder("aws_iam_role", f"arn:aws:iam::{PARTNER}:role/Importer")
    account.role("PartnerImport", [("role", partner_role)], condition={"StringEquals": {"sts:ExternalId": "tw-2291"}})
    account.record.placeholder("everyone", "global:everyone")
    account.role("LegacyDeploy", [("everyone", "*")], inline=[("deploy", document(statement("lambda:*", "*", Sid="All")), [f"aws_lambda:{account.id}:*"])])
    account.role("BreakGlass", [("user", f"arn:aws:iam::{account.id}:user/theo.lindqvist")], policies=[ADMINISTRATOR], condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    account.role("KeyRotation", [("service", "kms.amazonaws.com"), ("service", "lambda.amazonaws.com")], path="/service-role/")
    account.role("GitHubActions", [("federated", f"arn:aws:iam::{account.id}:oidc-provider/token.actions.githubusercontent.com")])
    return roles


def production_keys(account: Account):
    """The customer keys of a region, made when the region first asks."""
    made: dict[str, dict[str, str]] = {}

    def of(region: Region) -> dict[str, str]:
        if region.name not in made:
            made[region.name] = {
                "data": region.key("data", note="Databases and exports", tags={"Owner": "platform"}),
                "logs": region.key("logs", rotation=False),
                "backup": region.key("backup"),
                "old": region.key("old", leaving=True),
            }
        return made[region.name]

    of.account = account
    return of


def buckets(account: Account, keys) -> None:
    """Before the regions, for flow logs want their bucket; the bucket with a key of its own comes with the region."""
    anyone = {"Sid": "Anyone", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::tidewater-press/*"}
    tls = {
        "Sid": "OnlyTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::tidewater-artifacts/*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    partner = {
        "Sid": "Partner",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{PARTNER}:root"},
        "Action": ["s3:GetObject", "s3:PutObject"],
        "Resource": "arn:aws:s3:::tidewater-partner-exchange/*",
    }
    account.bucket("tidewater-logs", "eu-west-1", acl="log-delivery-write", block=True, lifecycle=True, tags={"Owner": "platform"})
    account.bucket("tidewater-customer-exports", "eu-west-1", acl="public-read", tags={"Classification": "confidential", "PII": "true"})
    account.bucket("tidewater-press", "eu-west-1", policy=[anyone], principals=["global:everyone"], tags={"Classification": "public"})
    account.bucket("tidewater-old-site", "us-east-1", acl="public-read-write", block=True)
    account.bucket("tidewater-artifacts", "eu-west-1", policy=[tls], versioning=True, logging="tidewater-logs", block=True, owner_enforced=True)
    account.bucket("tidewater-partner-exchange", "eu-west-1", policy=[partner], principals=[f"arn:aws:iam::{PARTNER}:root"])
    for number in range(1, 9):
        account.bucket(f"tidewater-team-{number}", "eu-west-1" if number % 2 else "us-east-1", block=number % 3 != 0, versioning=number % 2 == 0)


def ireland(region: Region, keys: dict[str, str], roles: dict[str, str], dice: random.Random) -> Machine:
    """Production: a shop of three tiers, the tools network beside it, and the build runner."""
    region.account.bucket("tidewater-database-dumps", "eu-west-1", kms=("alias/data", keys["data"]), versioning=True, block=True)
    production = region.vpc("production", "10.20.0.0/16", flow_logs="arn:aws:s3:::tidewater-logs")
    public = [region.subnet(production, f"production-public-{zone}", f"10.20.{number}.0/24", zone) for number, zone in enumerate("abc")]
    private = [region.subnet(production, f"production-private-{zone}", f"10.20.{number + 10}.0/24", zone) for number, zone in enumerate("abc")]
    data = [region.subnet(production, f"production-data-{zone}", f"10.20.{number + 20}.0/24", zone) for number, zone in enumerate("abc")]
    region.open_to_internet(production, public)
    tools = region.vpc("tools", "10.30.0.0/16")
    workshop = [region.subnet(tools, f"tools-{zone}", f"10.30.{number}.0/24", zone) for number, zone in enumerate("ab")]
    region.open_to_internet(tools, workshop)
    region.peer(production, region, tools)

    web = region.group(
        production, "web", [Rule("tcp", 80, 80, "0.0.0.0/0"), Rule("tcp", 443, 443, "0.0.0.0/0"), Rule("tcp", 443, 443, "::/0")], "The shop's front"
    )
    app = region.group(production, "app", [Rule("tcp", 8080, 8080, web, "from the front")])
    database = region.group(production, "database", [Rule("tcp", 5432, 5432, app), Rule("tcp", 5432, 5432, "10.30.0.0/16", "reports")])
    office = region.group(
        production, "office", [Rule("tcp", 22, 22, "203.0.113.0/24", "head office"), Rule("tcp", 22, 22, "198.51.100.7/32", "Theo at home")]
    )
    region.group(production, "monitoring", [Rule("-1", -1, -1, "10.0.0.0/8", "everything inside"), Rule("icmp", 8, -1, "0.0.0.0/0", "ping")])
    region.group(production, "partner", [Rule("tcp", 443, 443, f"{PARTNER}/sg-0aabbccddeeff0011"), Rule("tcp", 443, 443, "192.168.50.0/24", "their office")])
    region.group(production, "content-delivery", [Rule("tcp", 443, 443, "pl-4fa04526")])
    runner = region.group(tools, "build-runner", [Rule("tcp", 22, 22, "0.0.0.0/0", "temporary"), Rule("tcp", 3389, 3389, "0.0.0.0/0")], tags={"Owner": "nobody"})
    inside = region.group(tools, "tools", [Rule("tcp", 0, 65535, "10.20.0.0/16"), Rule("udp", 53, 53, "10.30.0.0/24")])

    for number in range(6):
        region.machine(f"web-{number + 1}", public[number % 3], [web, office], role=roles["web"], age=dice.randint(30, 300))
    for number in range(10):
        region.machine(f"app-{number + 1}", private[number % 3], [app], role=roles["app"], age=dice.randint(30, 300), imds_v2=number % 4 != 0)
    for number in range(4):
        machine = region.machine(f"database-{number + 1}", data[number % 3], [database], size="r6i.xlarge", tags={"Classification": "confidential"})
        region.disk(data[number % 3].zone, 500, machine=machine, kms=None if number < 2 else ("alias/data", keys["data"]))
    for number in range(8):
        region.machine(f"batch-{number + 1}", private[number % 3], [app], stopped=number > 4, age=dice.randint(300, 600))
    build = region.machine(
        "build-runner", workshop[0], [runner, inside], role=roles["build"], imds_v2=False, age=410, script="#!/bin/sh\nexport TOKEN=simulated\n", tags={"Owner": "nobody"}
    )
    region.address(build)
    for number in range(4):
        region.machine(f"tool-{number + 1}", workshop[number % 2], [inside])
    for _ in range(3):
        region.address()
    for number in range(8):
        region.disk("eu-west-1a", 100, kms=("alias/backup", keys["backup"]) if number % 4 == 0 else None, tags={"Name": f"left-over-{number + 1}"})
    region.disk("eu-west-1b", 80, kms=(keys["data"], keys["data"]))
    region.disk("eu-west-1b", 80, kms=(keys["logs"].split("/")[-1], keys["logs"]))

    for number in range(8):
        placed = {"network": production, "subnets": private, "groups": [app]} if number % 2 else {}
        region.function(f"order-step-{number + 1}", roles["orders"], variables={"STAGE": "production", "DB_PASSWORD": "simulated"}, **placed)
    region.function("order-webhook", roles["webhook"], open_url=True, public=True, tags={"Owner": "shop"})
    region.function(
        "nightly-report", roles["orders"], runtime="nodejs18.x", key=keys["data"], queue=f"arn:aws:sqs:eu-west-1:{region.account.id}:failed", reserved=5
    )
    return production


def virginia(region: Region, keys: dict[str, str], roles: dict[str, str]) -> None:
    """The second region: fewer things, the same kinds."""
    region.account.bucket("tidewater-replica", "us-east-1", kms=(keys["backup"], keys["backup"]), block=True)
    network = region.vpc("production-us", "10.40.0.0/16", flow_logs="arn:aws:s3:::tidewater-logs")
    public = region.subnet(network, "us-public-a", "10.40.0.0/24", "a")
    private = region.subnet(network, "us-private-a", "10.40.10.0/24", "a")
    region.open_to_internet(network, [public])
    web = region.group(network, "web", [Rule("tcp", 443, 443, "0.0.0.0/0")])
    app: Group = region.group(network, "app", [Rule("tcp", 8080, 8090, web)])
    for number in range(3):
        region.machine(f"us-web-{number + 1}", public, [web], role=roles["web"])
    for number in range(5):
        machine = region.machine(f"us-app-{number + 1}", private, [app], role=roles["app"])
        region.disk("us-east-1a", 50, machine=machine, kms=("alias/data", keys["data"]) if number % 2 else None)
    region.address()
    for number in range(4):
        region.function(f"us-order-step-{number + 1}", roles["orders"])


def development_account(account: Account, production: Account, policies: dict[str, str], europe: Region, shop, dice: random.Random) -> None:
    """Another account of the organisation. Its deploy role may act in production; production's developers may read here."""
    region = Region(account, "eu-west-1")
    Region(account, "us-east-1")
    region.key("data")
    deploy = account.role("Deploy", [("service", "ec2.amazonaws.com")], instance_profile=True, policies=[ADMINISTRATOR])
    account.role("ReadOnly", [("account", production.id)], policies=[SECURITY_AUDIT])
    production.role("DeployFromDevelopment", [("role", deploy)], policies=[policies["deploy"]])
    production.role("DevelopmentSupport", [("account", account.id)])
    account.group("developers", [ADMINISTRATOR])
    for name in ("ana", "ben", "chi", "dev"):
        account.user(f"{name}.tidewater", groups=["developers"], mfa=dice.random() < 0.5, keys=[(dice.randint(10, 700), dice.choice([None, 3]), True)])
    network = region.vpc("development", "10.60.0.0/16")
    subnets = [region.subnet(network, f"development-{zone}", f"10.60.{number}.0/24", zone) for number, zone in enumerate("ab")]
    region.open_to_internet(network, subnets)
    europe.peer(shop, region, network)
    anything = region.group(network, "anything-goes", [Rule("-1", -1, -1, "0.0.0.0/0")])
    inside = region.group(network, "inside", [Rule("tcp", 1, 65535, "10.20.0.0/16")])
    for number in range(8):
        machine = region.machine(f"dev-{number + 1}", subnets[number % 2], [anything if number % 3 == 0 else inside], role=deploy if number == 0 else None, imds_v2=number % 2 == 0)
        region.disk(subnets[number % 2].zone, 20, machine=machine)
    for number in range(1, 5):
        account.bucket(f"tidewater-dev-{number}", "eu-west-1", block=number > 1)
    for number in range(3):
        region.function(f"experiment-{number + 1}", account.role(f"Experiment{number + 1}", [("service", "lambda.amazonaws.com")]))

"""What moto leaves out, in the shapes that AWS documents and with the answers of an account left at its defaults."""

import json

from moto.account import urls as account_urls
from moto.account.responses import AccountResponse
from moto.awslambda import urls as lambda_urls
from moto.awslambda.models import LambdaFunction
from moto.awslambda.responses import LambdaResponse
from moto.core.responses import ActionResult
from moto.ec2.models import ec2_backends
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
from moto.ec2.models.instances import Instance
from moto.ec2.models.security_groups import SecurityGroupBackend
from moto.ec2.responses import EC2Response
from moto.iam import models as iam_models
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.iam.responses import IamResponse


def install() -> None:
    """Call before the server is made: it reads the URL paths once."""
    EC2Response.get_snapshot_block_public_access_state = lambda self: ActionResult({"State": "unblocked"})
    EC2Response.get_image_block_public_access_state = lambda self: ActionResult({"ImageBlockPublicAccessState": "unblocked"})
    EC2Response.get_serial_console_access_status = lambda self: ActionResult({"SerialConsoleAccessEnabled": False})
    EC2Response.get_instance_metadata_defaults = lambda self: ActionResult({"AccountLevel": {"HttpTokens": "optional"}})

    Instance.platform_details = "Linux/UNIX"
    Instance.enclave_options = {"Enabled": False}

    AccountResponse.get_contact_information = lambda self: ActionResult(
        {"ContactInformation": {"FullName": "Tidewater Supply", "CompanyName": "Tidewater Supply", "AddressLine1": "1 Quay"}}
    )
    account_urls.url_paths["{0}/getContactInformation$"] = AccountResponse.dispatch

    LambdaResponse.get_account_settings = lambda self: ActionResult(
        {"AccountLimit": {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 900}, "AccountUsage": {"FunctionCount": 0}}
    )
    lambda_urls.url_paths["{0}/2016-08-19/account-settings/?$"] = LambdaResponse.dispatch

    IamResponse.simulate_principal_policy = simulate_principal_policy
    iam_models.ManagedPolicy.policy_name = property(lambda self: self.name)
    iam_models.ManagedPolicy.policy_id = property(lambda self: self.id)
    iam_models.ManagedPolicy.permissions_boundary_usage_count = 0
    LambdaFunction.vpc_config = property(vpc_of_function)
    # An account sees the regions of its own partition.
    own = [region for region in RegionsAndZonesBackend.regions if not region.name.startswith(("cn-", "us-gov-", "us-iso", "eu-isoe"))]
    RegionsAndZonesBackend.regions = own
    accept_groups_of_other_accounts()
    keep_few_managed_policies()


# AWS has 1,500 managed policies, and moto parses them all for each account.
KEPT_POLICIES = ("AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess", "SecurityAudit")


def keep_few_managed_policies() -> None:
    policies = json.loads(iam_models.aws_managed_policies_data)
    iam_models.aws_managed_policies_data = json.dumps({name: policies[name] for name in KEPT_POLICIES})


def accept_groups_of_other_accounts() -> None:
    """A rule may name a group of a peer's account, which moto looks for in vain among the account's own."""
    own_groups = SecurityGroupBackend._add_source_group

    def add_source_group(self, source_groups, vpc_id):
        foreign = [item for item in source_groups or [] if item.get("UserId", self.account_id) != self.account_id]
        own = [item for item in source_groups or [] if item not in foreign]
        return own_groups(self, own, vpc_id) + [{"OwnerId": item["UserId"], **item} for item in foreign]

    SecurityGroupBackend._add_source_group = add_source_group


def vpc_of_function(self: LambdaFunction) -> dict | None:
    """The VPC of the function's subnets; moto gives every function the same one, which does not exist."""
    if not self._vpc_config:
        return None
    subnets = self._vpc_config.get("SubnetIds") or []
    vpc = ec2_backends[self.account_id][self.region].get_subnet(subnets[0]).vpc_id if subnets else ""
    return {**self._vpc_config, "VpcId": vpc}


def simulate_principal_policy(self: IamResponse) -> ActionResult:
    source = self._get_param("PolicySourceArn")
    kind, name = source.split(":")[-1].split("/", 1)
    documents = _documents(self.backend, kind, name.split("/")[-1])
    actions = self._get_param("ActionNames") or []
    return ActionResult({"EvaluationResults": [_decision(action, documents) for action in actions], "IsTruncated": False})


def _documents(backend, kind: str, name: str) -> list:
    if kind == "role":
        inline = [backend.get_role_policy(name, policy)[1] for policy in backend.list_role_policies(name)]
        return inline + list(backend.list_attached_role_policies(name)[0])
    inline = [backend.get_user_policy(name, policy) for policy in backend.list_user_policies(name)]
    return inline + list(backend.list_attached_user_policies(name)[0])


def _decision(action: str, documents: list) -> dict:
    results = [IAMPolicy(document).is_action_permitted(action, "*") for document in documents]
    if PermissionResult.DENIED in results:
        decision = "explicitDeny"
    else:
        decision = "allowed" if PermissionResult.PERMITTED in results else "implicitDeny"
    return {"EvalActionName": action, "EvalResourceName": "*", "EvalDecision": decision}

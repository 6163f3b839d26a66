/** Why the figures are what they are, where the catalogue or the capture leaves a choice. By type or `from|VERB|to`. */

export const sliceNotes: Readonly<Record<string, string>> = {
  azure_account: 'One tenant; key rule instance-id read as the tenant id.',
  azure_group_member: 'No recorded group has a member that is neither user nor group, and the catalogue makes none of its own.',
  azure_location:
    '51 names, the same in all three subscriptions, hence one node each. Counted as entities because the locations list holds them; the catalogue calls them shared placeholders. Either way 51.',
  azure_nic:
    'The three subscription lists hold 32 + 18 + 1. Resource Graph holds 6 more of subscription A, recorded by single reads only: 57, see alternatives.bulkInterfaces.',
  azure_role_assignment: '83 + 38 + 0, no id in two lists. Assignments at / and at management groups stand in the lists of A and B.',
  azure_role_definition:
    'Distinct ids: 495 of A, 263 of B, each prefixed by its subscription, and 193 of C without prefix (the server derives that list from other scopes). By trailing guid alone they are 505, of which 18 are custom.',
  azure_storage_container: 'Listed for accounts whose kind and tier have blobs: all but the FileStorage account.',
  'host|ALLOWS|azure_security_group':
    'The catalogue names the class Host and no type: host. 12 single addresses (with /32 or without), 192.168.1.14 among them, none of which belongs to a resource of the tenant.',
  'azure_subnet|ALLOWS|azure_security_group':
    'Two groups allow 10.0.3.0/24, which four subnets of B and C have: every pair counts, as the catalogue says “every subnet”, 2 x 4. Kept within one subscription it would be 4. Containment and equality give the same here.',
  'azure_virtual_network|ALLOWS|azure_security_group': '64 default rules and one custom rule name the tag VirtualNetwork.',
  'internet|ALLOWS|azure_security_group':
    'All 46 are custom inbound rules from *. Rules that name application security groups have no prefix and give no edge.',
  'internet|DENIES|azure_security_group': 'The default rule DenyAllInBound of each of the 64 groups; no custom rule denies.',
  'azure_keyvault_service|ALLOWS|azure_principal':
    'Seven object ids that no directory list holds, in eight access policies. One principal has two policies in one vault, told apart by applicationId: two edges (to a service principal). RBAC vaults: none of the two has a data-action role assigned at the vault itself; with assignments inherited from the root management group there would be 8 more edges.',
  'azure_management_group|HAS|azure_subscription':
    'The root names all three, one other group names B as well (the capture merged tenants): 4 edges as recorded.',
  'azure_management_group|CONTAINS|azure_management_group':
    'Children are spelt with two type strings, with and without /providers/; both count.',
  'azure_role_assignment|ALLOWS|azure_scope': 'Scope / in four assignments; four scopes that no list of the slice holds in five.',
  'azure_role_assignment|ASSIGNED|azure_service_principal': 'One of 71 goes to a placeholder: the directory list lacks it.',
  'azure_role_assignment|USES|azure_role_definition':
    '113 by id, 2 by trailing guid alone; 6 cite custom roles of B that are gone. Exactly by id it would be 113.',
  'azure_vm|USES|azure_service_principal': 'Seven identities of six machines, one of them unknown to the directory: a placeholder.',
  'azure_vm|USES|azure_storage_account':
    'One edge per VHD: three machines with two, one with one (its second VHD lies in an account that no list holds). As one edge per machine and account: 4.',
  'azure_vm|USES|azure_nic': '14 machines name interfaces that no list holds any more. With bulkInterfaces some are found.',
  'azure_subnet|HAS|azure_vm': 'Through the interfaces that a list holds, one edge per subnet and machine.',
  'azure_storage_account|USES|azure_keyvault_service':
    'Four accounts use customer keys; the vault of the fourth (keionned-j1dev) is in no list.',
}

export const wholeNotes: Readonly<Record<string, string>> = {
  azure_classic_admin_group:
    'A group for each subscription that has administrators, 2; keyed by the constant of the key rule it would be 1, one for every subscription 3 (alternatives.emptyAdminGroups).',
  azure_frontdoor_frontend_endpoint:
    'The list call was never recorded and is answered empty. Two endpoints stand in the Front Doors themselves: alternatives.embeddedFrontends.',
  azure_frontdoor_rules_engine: 'As the frontend endpoints: none by the list call, two in the Front Doors themselves.',
  azure_kube_trusted_access_role:
    'Five roles in 49 of 51 locations, two answer 400. A 50th recorded list belongs to a location that the locations list does not hold. B and C answer empty.',
  azure_policy_definition:
    'Those that assignments and initiatives name. Resource Graph holds four more that an older initiative named: alternatives.bulkDefinitions.',
  azure_policy_state: '244 rows of A and 420 of B, each with a key of its own. Resource Graph shows them under shorter ids: 325.',
  azure_usage_details: 'The first row of each subscription: only A has any. All rows: alternatives.allUsage.',
  azure_vm_extension: '22 on machines, 11 by publisher and name.',
  azure_diagnostic_setting: 'One list for each resource of the 18 kinds; all 18 have at least one setting.',
  'azure_access_packages_services|HAS|azure_application':
    'Every package of a catalogue with every application of it, as derived. The exact source, resourceRoleScopes, was not recorded and would give 0.',
  'azure_classic_admin_group|HAS|azure_user':
    'Three administrators, of which one has no address and gives no edge; one address is no user’s sign-in name and becomes a placeholder.',
  'azure_conditional_access_policy|ASSIGNED|azure_user':
    'Users named by id. The policy for All is not expanded, as the catalogue advises; expanded: alternatives.allUsers.',
  'azure_policy_assignment|USES|azure_policy_definition':
    'One assignment of C names a definition of C that was not recorded. The server answers with its namesake of B, whose id is not the one named: no edge. Else alternatives.namesakes.',
  'azure_private_endpoint|USES|azure_nic': 'The interface of one of three endpoints is in no list, nor in Resource Graph.',
  'azure_resource_group|HAS|azure_application_gateway':
    'Not a row of the catalogue, but what its row ExpressRoute HAS gateway asks for instead of itself. With that row: alternatives.expressRouteGateways.',
  'azure_resource_lock|HAS|azure_resource_group':
    'From the lock to what it locks, as the table has it. Every locked scope is known, none is a placeholder.',
  'azure_role_assignment|ALLOWS|azure_scope':
    'Scope / in four assignments; a vault (twice), a database account and an encryption set that no list holds.',
  'azure_security_assessment|HAS|azure_advisor_recommendation': 'These recommendations name an assessment as the resource they are about.',
  'azure_subscription|HAS|azure_defender_alert':
    '84 alerts, all of A. Those about the subscription itself draw the same edge twice. All others are samples about resources that do not exist.',
  'azure_user|HAS|azure_ad_role_definition':
    'The row’s target label is a step’s name. 44 assignments: 41 users, 2 service principals, 1 principal unknown.',
  'azure_vm|GENERATED|azure_shared_image_version':
    '64 versions: 7 from machines, 52 from another version, 3 from machines that are gone (azure_image_source), 2 without source.',
  'azure_vm|USES|azure_shared_image_version':
    'Two machines reference a version, not a definition; taken literally the derivation then finds neither. Read with sense: alternatives.imageVersions.',
}

"""Mistakes about who may do what."""

from tests.mutations import Mistake, both, drop, entry, put

_ORDER = "functions.order_create.grants.0"
_EXTRA = {"allow": ["iam:PassRole"], "resource": "arn:aws:iam::111122223333:role/other"}

GRANTS = (
    Mistake("a path begins with a slash", "path-with-slash-first", "Accepted; every call is denied.", put("functions.ship.grants.0", path="/labels/*")),
    Mistake("an action is misspelt", "unknown-action", "The role is made; every call is denied.", put(_ORDER, allow=["dynamodb:PutItm"])),
    Mistake("a service is misspelt", "unknown-action", "The role is made; every call is denied.", put(_ORDER, allow=["dynamo:PutItem"])),
    Mistake("an action of another service", "action-on-wrong-resource", "The role is made; every call is denied.", put(_ORDER, allow=["sqs:SendMessage"])),
    Mistake("an action of a table on an index", "action-on-wrong-resource", "GetItem is denied: it is on tables only.", put("functions.report.grants.0", allow=["dynamodb:GetItem"])),
    Mistake("objects are read on the bucket's own ARN", "action-on-wrong-resource", "Every read is denied.",
            put("functions.ship.grants.0", allow=["s3:GetObject"], resource="arn:aws:s3:::labels-of-others")),
    Mistake("an action on * only, on a named thing", "grant-of-nothing", "The statement allows nothing; the call is denied.",
            put("functions.order_create.grants.1", allow=["states:SendTaskSuccess"])),
    Mistake("a resource is * without a reason", "wildcard-without-reason", "Allowed: the function may write to every table of the account.", put(_ORDER, resource="*")),
    Mistake("an action has a * without a reason", "wildcard-without-reason", "Allowed: deletion of the table included.", put(_ORDER, allow=["dynamodb:*"])),
    Mistake("a role may be passed on", "escalating-grant", "Allowed: whoever takes the function over can become that role.",
            lambda spec: spec["functions"]["order_create"]["grants"].append(_EXTRA)),
    Mistake("a function may change another one's code", "escalating-grant", "Allowed: it can run anything with the other's permissions.",
            lambda spec: spec["functions"]["order_create"]["grants"].append({"allow": ["lambda:UpdateFunctionCode"], "resource": "functions.charge"})),
    Mistake("a grant is forgotten", "environment-without-grant", "AccessDenied at the first order.", put("functions.order_create", grants=[])),
    Mistake("a grant is on the wrong thing", "environment-without-grant", "AccessDenied at the first label.", put("functions.ship.grants.0", resource="tables.orders", allow=["dynamodb:PutItem"])),
    Mistake("a variable is forgotten", "grant-without-environment", "The code fails, or goes on with a name that it knows by heart.", drop("functions.ship.environment", "BUS")),
    Mistake("a route for reading may write", "write-grant-on-read-route", "Allowed: a link that is followed twice deletes twice.",
            lambda spec: spec["functions"]["order_show"]["grants"].append({"allow": ["dynamodb:DeleteItem"], "resource": "tables.orders"})),
    Mistake("a route is opened without a reason", "open-route", "Allowed: everybody may call it.", put('routes."POST /orders"', auth="none")),
    Mistake("all routes are opened", "open-route", "Allowed: everybody may call every route.", put("api", auth="none")),
    Mistake("a presigned URL outlives its user's token", "url-outlives-token", "Allowed: whoever was signed out goes on uploading.",
            both(put("functions.order_create.environment", LABELS="${buckets.labels.name}"),
                 lambda spec: spec["functions"]["order_create"]["grants"].append({"allow": ["s3:PutObject"], "resource": "buckets.labels", "path": "labels/*", "presigned_for": "2h"}))),
    Mistake("presigned URLs of a table", "presigned-elsewhere", "The statement allows what it says; no URL was ever signed.", put(_ORDER, presigned_for="5m")),
    Mistake("scopes on a route without tokens", "invalid-route", "API Gateway refuses the route at apply.", put('routes."GET /health"', scopes=["read"])),
    Mistake("a key stands in the spec", "plaintext-secret", "The key is in the state, in the console and in git.", put("functions.charge.environment", PROVIDER_API_KEY="sk_live_4eC39HqLyjWDarjtT1zdp7dc")),
    Mistake("the call of an Express workflow on a standard one", "grant-for-other-type", "Every call answers StateMachineTypeNotSupported.", put("functions.order_create.grants.1", allow=["states:StartSyncExecution"])),
    Mistake("a look at executions of an Express workflow", "grant-for-other-type", "Every call answers StateMachineTypeNotSupported.",
            both(put("workflows.fulfil", type="express"), put("functions.order_create.grants.1", allow=["states:StartExecution", "states:DescribeExecution"]))),
    Mistake("grants beyond a role's policies", "role-policy-too-large", "IAM refuses the policy at apply.",
            lambda spec: spec["functions"]["order_create"]["grants"].extend(
                {"allow": ["dynamodb:PutItem"], "resource": f"arn:aws:dynamodb:eu-west-1:111122223333:table/orders-of-customer-{number:03}"} for number in range(120))),
    Mistake("credentials for pages of any origin", "credentials-for-everybody", "Accepted; browsers refuse every answer.", both(put("api.cors", credentials=True), put("api.cors", origins=["*"]))),
    Mistake("a task's own resource is known only at run time", "underivable-grant", "AccessDenied in the first execution.",
            entry("workflows.price.states.Keep", "Arguments", {"QueueUrl": "{% $states.input.queue %}", "MessageBody": "x"})),
)  # fmt: skip

"""The API as its callers see it: a valid OpenAPI document that says what the spec says."""

import json
from pathlib import PurePosixPath
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.specs import compiled, errors
from tests.systems import SYSTEMS, rendered

SHOP = """\
version: 1
system: {name: shop, title: Shop}
environments: {dev: {regions: [us-east-1], account: "111122223333"}}
auth: {clients: {web: {callback_urls: ["https://shop.example.com/auth"]}}}
functions: {orders: {handler: "handlers.orders.app:handler"}}
queues: {jobs: {}}
workflows: {order: {type: express, input: schemas.Order, states: {Done: {Type: Succeed}}}}
schemas:
  Order: {kind: task, schema: {type: object, properties: {lines: {type: array, items: {$ref: schemas.Line}}}}}
  NewOrder: {kind: request, description: An order to be., schema: {type: object}}
  Line: {kind: task, schema: {$ref: "#/$defs/positive", $defs: {positive: {type: integer, minimum: 1}}}}
  Shown: {kind: response, schema: {type: object, properties: {line: {$ref: schemas.Line}}}}
  Problem: {kind: response, media_type: application/problem+json, schema: {type: object}}
"""


def document(routes: str, api: str = "{}") -> dict[str, Any]:
    result = compiled(f"{SHOP}api: {api}\nroutes:\n{routes}")
    assert result.model, [problem.message for problem in result.diagnostics]
    found: dict[str, Any] = json.loads(result.rendered()[PurePosixPath("docs/openapi-dev.json")])
    assert [] == [error.message for error in OpenAPIV31SpecValidator(found).iter_errors()]
    return found


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_document_is_valid(name: str) -> None:
    documents = [text for path, text in rendered(name).items() if path.match("docs/openapi-*.json")]
    for text in documents:
        assert [] == [error.message for error in OpenAPIV31SpecValidator(json.loads(text)).iter_errors()]


def test_a_route_shows_what_it_takes_and_answers() -> None:
    route = """\
  POST /orders/{id}:
    function: orders
    description: Take an order.
    parameters: {limit: {in: query, schema: {type: integer}}}
    request: schemas.NewOrder
    responses: {201: schemas.Shown, 204: none, 401: schemas.Problem}
"""
    operation = document(route, "{responses: {500: schemas.Problem}}")["paths"]["/orders/{id}"]["post"]
    shown = {"application/json": {"schema": {"$ref": "#/components/schemas/Shown"}}}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert ("post_orders_id", "Take an order.") == (operation["operationId"], operation["summary"])
    assert [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "limit", "in": "query", "schema": {"type": "integer"}},
    ] == operation["parameters"]
    assert {"application/json": {"schema": {"$ref": "#/components/schemas/NewOrder"}}} == operation["requestBody"][
        "content"
    ]
    assert ["201", "204", "401", "429", "500"] == list(operation["responses"])
    assert {"description": "Created", "content": shown} == operation["responses"]["201"]
    assert {"description": "No Content"} == operation["responses"]["204"]
    assert problem.items() < operation["responses"]["401"]["content"].items()
    assert {"$ref": "#/components/responses/500"} == operation["responses"]["500"]


def test_a_schema_that_another_names_stands_beside_it() -> None:
    schemas = document("  GET /orders: {function: orders, responses: {200: schemas.Shown}}\n")["components"]["schemas"]
    assert ["Line", "Shown"] == list(schemas)
    assert "#/components/schemas/Line" == schemas["Shown"]["properties"]["line"]["$ref"]
    assert "#/components/schemas/Line/$defs/positive" == schemas["Line"]["$ref"]


def test_a_workflow_that_a_route_starts_takes_the_body_as_its_input() -> None:
    operation = document("  POST /orders: {workflow: workflows.order}\n")["paths"]["/orders"]["post"]
    assert {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}} == operation["requestBody"][
        "content"
    ]


@pytest.mark.parametrize(
    ("settings", "security"),
    [
        ("", None),
        (", scopes: [orders/read, orders/write]", [{"token": ["orders/read"]}, {"token": ["orders/write"]}]),
        (", auth: iam", [{"signature": []}]),
        (", auth: none, reason: Health check.", []),
    ],
)
def test_who_may_call_a_route_is_said(settings: str, security: object) -> None:
    found = document(f"  GET /orders: {{function: orders{settings}}}\n")
    assert [{"token": []}] == found["security"]
    assert security == found["paths"]["/orders"]["get"].get("security")


def test_a_route_of_any_method_leaves_to_others_what_is_theirs() -> None:
    routes = (
        "  ANY /orders/{rest+}: {function: orders}\n  GET /orders/{rest+}: {function: orders, description: Read.}\n"
    )
    found = document(routes + '  "$default": {function: orders}\n')["paths"]
    assert ["/orders/{rest}"] == list(found)
    assert {"get", "put", "post", "delete", "options", "head", "patch"} == set(found["/orders/{rest}"])
    assert "Read." == found["/orders/{rest}"]["get"]["summary"]


def test_routes_that_differ_in_signs_only_have_ids_of_their_own() -> None:
    found = document("  GET /a-b: {function: orders}\n  GET /a_b: {function: orders}\n")["paths"]
    assert {"get_a_b", "get_a_b_2"} == {path["get"]["operationId"] for path in found.values()}


def test_the_issuer_is_named_where_the_spec_knows_it() -> None:
    api = "{jwt: {issuer: https://login.example.com, audiences: [shop]}}"
    scheme = document("  GET /orders: {function: orders}\n", api)["components"]["securitySchemes"]["token"]
    assert "https://login.example.com/.well-known/openid-configuration" == scheme["openIdConnectUrl"]


@pytest.mark.parametrize(
    ("route", "message"),
    [
        ("POST /o: {function: orders, request: schemas.NewOrdr}", 'schema "NewOrdr" is not declared; did you mean "NewOrder"?'),
        ("POST /o: {function: orders, request: schemas.Shown}", '"schemas.Shown" is of kind response; name a schema with "kind: request" here'),
        ("POST /o: {function: orders, responses: {200: schemas.NewOrder}}", '"schemas.NewOrder" is of kind request; name a schema with "kind: response" here'),
        ("GET /o: {function: orders, request: schemas.NewOrder}", 'a GET request has no body; describe what it takes under "parameters"'),
        ("GET /o: {function: orders, parameters: {id: {}}}", 'the path has no "{id}"; say where the value stands: "in: query" or "in: header"'),
        ("GET /{id}: {function: orders, parameters: {id: {in: query}}}", '"{id}" stands in the path; leave out "in"'),
        ("GET /o: {function: orders, parameters: {a: {in: query, schema: {type: nubmer}}}}", "nubmer"),
        ("GET /o: {function: orders, responses: {99: schemas.Shown}}", '"99"'),
    ],
)  # fmt: skip
def test_a_wrong_contract_is_told(route: str, message: str) -> None:
    [problem] = errors(f"{SHOP}api: {{}}\nroutes:\n  {route}\n")
    assert message in problem.message


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ("{kind: task, schema: {$ref: schemas.Lnie}}", 'schema "Lnie" is not declared; did you mean "Line"?'),
        ("{kind: task, media_type: text/plain, schema: {}}", 'a "media_type" is for requests and responses, and this is of kind task; leave it out'),
    ],
)  # fmt: skip
def test_a_wrong_schema_is_told(schema: str, message: str) -> None:
    [problem] = errors(f"{SHOP}  Wrong: {schema}\napi: {{}}\n")
    assert message == problem.message


def test_schemas_may_name_each_other_in_a_circle() -> None:
    routes = "  GET /orders: {function: orders, responses: {200: schemas.Tree}}\n"
    tree = "  Tree: {kind: response, schema: {type: object, properties: {nodes: {type: array, items: {$ref: schemas.Tree}}}}}\n"
    result = compiled(f"{SHOP}{tree}api: {{}}\nroutes:\n{routes}")
    assert result.model
    message = result.model.stacks[0].schemas["Tree"]
    assert ("Tree",) == message.parts
    assert "#/$defs/schemas.Tree" == message.schema["$defs"]["schemas.Tree"]["properties"]["nodes"]["items"]["$ref"]

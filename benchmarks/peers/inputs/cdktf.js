// The system of system.json as a CDKTF app in JavaScript, on the prebuilt bindings of the AWS provider.
const { readFileSync } = require("node:fs");
const { App, TerraformStack } = require("cdktf");
const { Apigatewayv2Api } = require("@cdktf/provider-aws/lib/apigatewayv2-api");
const { Apigatewayv2Integration } = require("@cdktf/provider-aws/lib/apigatewayv2-integration");
const { Apigatewayv2Route } = require("@cdktf/provider-aws/lib/apigatewayv2-route");
const { Apigatewayv2Stage } = require("@cdktf/provider-aws/lib/apigatewayv2-stage");
const { CloudwatchLogGroup } = require("@cdktf/provider-aws/lib/cloudwatch-log-group");
const { CloudwatchMetricAlarm } = require("@cdktf/provider-aws/lib/cloudwatch-metric-alarm");
const { DynamodbTable } = require("@cdktf/provider-aws/lib/dynamodb-table");
const { IamRole } = require("@cdktf/provider-aws/lib/iam-role");
const { IamRolePolicy } = require("@cdktf/provider-aws/lib/iam-role-policy");
const { LambdaFunction } = require("@cdktf/provider-aws/lib/lambda-function");
const { LambdaPermission } = require("@cdktf/provider-aws/lib/lambda-permission");
const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
const { SfnStateMachine } = require("@cdktf/provider-aws/lib/sfn-state-machine");
const { SnsTopic } = require("@cdktf/provider-aws/lib/sns-topic");
const { SqsQueue } = require("@cdktf/provider-aws/lib/sqs-queue");

const services = JSON.parse(readFileSync("system.json", "utf8"));
const app = new App({ outdir: "out" });
const stack = new TerraformStack(app, "large");
new AwsProvider(stack, "aws", { region: "eu-west-1" });
const api = new Apigatewayv2Api(stack, "api", { name: "large-dev", protocolType: "HTTP" });
new Apigatewayv2Stage(stack, "stage", { apiId: api.id, name: "$default", autoDeploy: true });
const topic = new SnsTopic(stack, "critical", { name: "large-dev-critical" });

const trust = (service) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
  });
const policy = (...grants) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: grants.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource })),
  });

function makeFunction(service, name, table, jobs) {
  const logs = new CloudwatchLogGroup(stack, `${name}_logs`, {
    name: `/aws/lambda/large-dev-${name}`,
    retentionInDays: 30,
  });
  const role = new IamRole(stack, `${name}_role`, {
    name: `large-dev-fn-${name}`,
    assumeRolePolicy: trust("lambda.amazonaws.com"),
  });
  new IamRolePolicy(stack, `${name}_policy`, {
    role: role.name,
    policy: policy(
      [["logs:CreateLogStream", "logs:PutLogEvents"], `${logs.arn}:*`],
      [["xray:PutTelemetryRecords", "xray:PutTraceSegments"], "*"],
      [["dynamodb:GetItem", "dynamodb:PutItem"], table.arn],
      [["dynamodb:Query"], `${table.arn}/index/by_day`],
      [["sqs:SendMessage"], jobs.arn],
    ),
  });
  const made = new LambdaFunction(stack, name, {
    functionName: `large-dev-${name}`,
    description: `One of the functions of ${service.name}.`,
    role: role.arn,
    handler: `handlers.${name}.app.handler`,
    s3Bucket: "large-code",
    s3Key: "code.zip",
    runtime: "python3.13",
    architectures: ["arm64"],
    memorySize: 512,
    timeout: 15,
    tracingConfig: { mode: "Active" },
    environment: { variables: { LOG_LEVEL: "INFO", TABLE_NAME: table.name, QUEUE_URL: jobs.url } },
    dependsOn: [logs],
  });
  const integration = new Apigatewayv2Integration(stack, `${name}_integration`, {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: made.invokeArn,
    payloadFormatVersion: "2.0",
  });
  new Apigatewayv2Route(stack, `${name}_route`, {
    apiId: api.id,
    routeKey: `GET /${service.name}/${name}/{id}`,
    target: `integrations/${integration.id}`,
  });
  new LambdaPermission(stack, `${name}_permission`, {
    functionName: made.functionName,
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    sourceArn: `${api.executionArn}/*/GET/${service.name}/${name}/{id}`,
  });
  const metric = (metricName) => ({
    namespace: "AWS/Lambda",
    metricName,
    period: 300,
    stat: "Sum",
    dimensions: { FunctionName: made.functionName },
  });
  new CloudwatchMetricAlarm(stack, `${name}_alarm`, {
    alarmName: `large-dev-errors-${name}`,
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 1,
    threshold: 10,
    alarmActions: [topic.arn],
    metricQuery: [
      { id: "rate", expression: "100 * errors / invocations", returnData: true },
      { id: "errors", metric: metric("Errors") },
      { id: "invocations", metric: metric("Invocations") },
    ],
  });
  return made;
}

function makeMachine(service, functions) {
  const role = new IamRole(stack, `${service.name}_machine_role`, {
    name: `large-dev-sfn-${service.name}`,
    assumeRolePolicy: trust("states.amazonaws.com"),
  });
  new IamRolePolicy(stack, `${service.name}_machine_policy`, {
    role: role.name,
    policy: policy([["lambda:InvokeFunction"], functions.map((made) => made.arn)]),
  });
  const tasks = functions.map((made, number) => [
    `Step${number}`,
    {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: made.arn, "Payload.$": "$" },
      OutputPath: "$.Payload",
      TimeoutSeconds: 20,
      Next: `Step${number + 1}`,
    },
  ]);
  const States = { ...Object.fromEntries(tasks), [`Step${functions.length}`]: { Type: "Succeed" } };
  new SfnStateMachine(stack, `${service.name}_machine`, {
    name: `large-dev-${service.name}`,
    roleArn: role.arn,
    definition: JSON.stringify({ StartAt: "Step0", States }),
  });
}

for (const service of services) {
  const table = new DynamodbTable(stack, `${service.name}_table`, {
    name: `large-dev-${service.name}`,
    billingMode: "PAY_PER_REQUEST",
    hashKey: "PK",
    rangeKey: "SK",
    attribute: ["PK", "SK", "day"].map((name) => ({ name, type: "S" })),
    globalSecondaryIndex: [{ name: "by_day", hashKey: "day", rangeKey: "SK", projectionType: "ALL" }],
  });
  const failures = new SqsQueue(stack, `${service.name}_failures`, { name: `large-dev-${service.name}_failures` });
  const jobs = new SqsQueue(stack, `${service.name}_jobs`, {
    name: `large-dev-${service.name}_jobs`,
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: failures.arn, maxReceiveCount: 5 }),
  });
  makeMachine(
    service,
    service.functions.map((name) => makeFunction(service, name, table, jobs)),
  );
}
app.synth();

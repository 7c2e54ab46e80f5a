// The system of system.json as an AWS CDK app in JavaScript.
const { readFileSync } = require("node:fs");
const { App, Duration, Stack } = require("aws-cdk-lib");
const gateway = require("aws-cdk-lib/aws-apigatewayv2");
const { HttpLambdaIntegration } = require("aws-cdk-lib/aws-apigatewayv2-integrations");
const cloudwatch = require("aws-cdk-lib/aws-cloudwatch");
const { SnsAction } = require("aws-cdk-lib/aws-cloudwatch-actions");
const dynamodb = require("aws-cdk-lib/aws-dynamodb");
const iam = require("aws-cdk-lib/aws-iam");
const lambda = require("aws-cdk-lib/aws-lambda");
const logs = require("aws-cdk-lib/aws-logs");
const s3 = require("aws-cdk-lib/aws-s3");
const sns = require("aws-cdk-lib/aws-sns");
const sqs = require("aws-cdk-lib/aws-sqs");
const sfn = require("aws-cdk-lib/aws-stepfunctions");
const { LambdaInvoke } = require("aws-cdk-lib/aws-stepfunctions-tasks");

const services = JSON.parse(readFileSync("system.json", "utf8"));
const app = new App();
app.node.setContext("@aws-cdk/core:stackResourceLimit", 0);
const stack = new Stack(app, "large", { env: { account: "111122223333", region: "eu-west-1" } });
const api = new gateway.HttpApi(stack, "api");
const topic = new sns.Topic(stack, "critical");
const code = lambda.Code.fromBucketV2(s3.Bucket.fromBucketName(stack, "code", "large-code"), "code.zip");

function makeFunction(service, name, table, jobs) {
  const made = new lambda.Function(stack, name, {
    functionName: `large-dev-${name}`,
    description: `One of the functions of ${service.name}.`,
    handler: `handlers.${name}.app.handler`,
    code,
    runtime: lambda.Runtime.PYTHON_3_13,
    architecture: lambda.Architecture.ARM_64,
    memorySize: 512,
    timeout: Duration.seconds(15),
    tracing: lambda.Tracing.ACTIVE,
    environment: { LOG_LEVEL: "INFO", TABLE_NAME: table.tableName, QUEUE_URL: jobs.queueUrl },
    logGroup: new logs.LogGroup(stack, `${name}-logs`, {
      logGroupName: `/aws/lambda/large-dev-${name}`,
      retention: logs.RetentionDays.ONE_MONTH,
    }),
  });
  const grants = [
    [["dynamodb:GetItem", "dynamodb:PutItem"], table.tableArn],
    [["dynamodb:Query"], `${table.tableArn}/index/by_day`],
    [["sqs:SendMessage"], jobs.queueArn],
  ];
  for (const [actions, resource] of grants) {
    made.addToRolePolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
  }
  api.addRoutes({
    path: `/${service.name}/${name}/{id}`,
    methods: [gateway.HttpMethod.GET],
    integration: new HttpLambdaIntegration(`${name}-integration`, made),
  });
  const rate = new cloudwatch.MathExpression({
    expression: "100 * errors / invocations",
    usingMetrics: { errors: made.metricErrors(), invocations: made.metricInvocations() },
    period: Duration.minutes(5),
  });
  new cloudwatch.Alarm(stack, `${name}-alarm`, {
    alarmName: `large-dev-errors-${name}`,
    metric: rate,
    threshold: 10,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
  }).addAlarmAction(new SnsAction(topic));
  return made;
}

for (const service of services) {
  const table = new dynamodb.Table(stack, `${service.name}-table`, {
    tableName: `large-dev-${service.name}`,
    partitionKey: { name: "PK", type: dynamodb.AttributeType.STRING },
    sortKey: { name: "SK", type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
  });
  table.addGlobalSecondaryIndex({
    indexName: "by_day",
    partitionKey: { name: "day", type: dynamodb.AttributeType.STRING },
    sortKey: { name: "SK", type: dynamodb.AttributeType.STRING },
  });
  const failures = new sqs.Queue(stack, `${service.name}-failures`, { queueName: `large-dev-${service.name}_failures` });
  const jobs = new sqs.Queue(stack, `${service.name}-jobs`, {
    queueName: `large-dev-${service.name}_jobs`,
    deadLetterQueue: { queue: failures, maxReceiveCount: 5 },
  });
  const steps = service.functions.map(
    (name, number) =>
      new LambdaInvoke(stack, `${service.name}-step${number}`, {
        lambdaFunction: makeFunction(service, name, table, jobs),
        outputPath: "$.Payload",
        taskTimeout: sfn.Timeout.duration(Duration.seconds(20)),
      }),
  );
  const chain = steps.slice(1).reduce((sum, step) => sum.next(step), sfn.Chain.start(steps[0]));
  new sfn.StateMachine(stack, `${service.name}-machine`, {
    stateMachineName: `large-dev-${service.name}`,
    definitionBody: sfn.DefinitionBody.fromChainable(chain.next(new sfn.Succeed(stack, `${service.name}-done`))),
  });
}
app.synth();

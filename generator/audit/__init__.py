"""Grants against code: what each function's code calls, and what its role may do.

    spec ------wanted-------> handler, environment variables, grants of each function in each environment
    handler ---Machine.read-> Operation      every call of AWS, with what its arguments may be; Doubt what cannot be known
    Operation -needs.of-----> Need           the IAM action, and the ARN as far as it is known
    Need ------verdicts.of--> Verdict        missing, unused, wrong resource, or a doubt
    Verdict ---report-------> Diagnostic     at the line of the spec, the line of code beside it; one for all environments

The code is never run. `values` says what an expression may be; `state` holds what was learnt; `expressions`, `statements`,
`objects` and `texts` are Python; `outside` is Python's library, `sdk` and `services` are boto3. The cost: a variable is
everything that is ever assigned to it, and what is behind a name that is computed, behind code of others, or in a container
that is changed elsewhere, is said to be unknown. Nothing unknown becomes a finding.
"""

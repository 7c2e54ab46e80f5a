"""The whole system on one machine: the model of one stack, run.

```text
HTTP client --http_api-----> functions ---> a process for each, with AWS's own runtime
                 |               |
                 |               | AWS calls, signed with the function's own credentials
                 v               v
browser, SDK --gateway--> principals (its generated policy) -> faults, fixtures -> substrate (moto)
                                                  |
                 events, queues, schedules, alarms, executions: what AWS does by itself
```

`host.py` puts it together. Everything is built from the model; no second description of the system exists. What moto
lacks or does differently from AWS stands in `moto_fixes.py`, and nowhere else.
"""

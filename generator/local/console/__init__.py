"""The console: what happens in a running stack, shown in a browser.

```text
page/*.html, *.css, *.js   plain files; the page asks `/_dev/journal` for what is new and draws it
answers.py                 which path is answered by what, under a strict Content-Security-Policy
pictures.py                the architecture and the state machines, drawn by `generator.graphs`
executions.py              an execution's history, by state
kept.py                    what lies in queues and logs
figures.py                 metrics and alarms
```

The page sets every text as text: what a request says is never markup.
"""

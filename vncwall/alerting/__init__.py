"""Alerts: what is looked for, when it is an alert, who knows of it, and what is done then.

`engine` decides: facts in, alerts out, no clock, no file. `checks` look at pixels. `journal`
remembers over restarts, `errands` do what takes time. The processes that use them are in
`vncwall.workers`: checks run where the pixels are, all else in the main process.
"""

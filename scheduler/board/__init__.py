"""The board: an agenda in the browser, moved by hand by several people at once, and solved underneath.

| file | what |
|---|---|
| serve.py | the command: a socket, a token, a server |
| api.py | what a client may ask, as OpenAPI |
| safety.py | who may ask it |
| board.py | the one board that is served: every edit goes through it |
| edits.py, locks.py | what an edit makes of an agenda, and what may not be moved |
| state.py, store.py | an agenda with its conference and locks at a version; the file that keeps all of them |
| document.py, downloads.py, shapes.py | what clients see, and send |
| places.py, jobs.py, work.py, processes.py | what is computed in other processes |
| events.py | what clients hear of |
| static/ | the page |

It has no logic of its own: everything is asked of the functions that the command line calls.

The page in static/ draws its own grid. A calendar library was weighed against it: cells of five minutes, each tinted by what it would
cost, are no events of a calendar, the content security policy allows no styles from scripts of others, and there is no build step.
"""

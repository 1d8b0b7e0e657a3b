"""Everything that crosses a process border: messages, endpoints, shared framebuffers.

Pixels never travel in messages (a cursor's few kilobytes are the exception); messages never
carry live objects. asyncio is not imported here, because the wall imports this package.
"""

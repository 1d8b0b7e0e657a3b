"""The tables of the catalogue. Another version of them is thrown away and made anew."""

from __future__ import annotations

VERSION = 4

TABLES = """
CREATE TABLE segments (
    path TEXT PRIMARY KEY,          -- of the file, relative to the folder, with /
    state TEXT NOT NULL,            -- see `catalogue.record.FileState`
    host TEXT NOT NULL,
    grp TEXT NOT NULL,
    start_ns INTEGER NOT NULL,
    end_ns INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    activity REAL NOT NULL,         -- mean of the curve, in percent
    cause TEXT NOT NULL,
    ended TEXT NOT NULL,            -- why, see `ipc.segment.Ended`
    gaps INTEGER NOT NULL,          -- how many
    sequence INTEGER NOT NULL,      -- 0: it has no manifest
    manifest_sha256 TEXT NOT NULL,
    manifest BLOB NOT NULL          -- its bytes
) STRICT, WITHOUT ROWID;
CREATE INDEX segments_by_start ON segments (start_ns);
CREATE INDEX segments_by_host ON segments (host, start_ns);
CREATE INDEX segments_by_manifest ON segments (manifest_sha256);

CREATE TABLE marks (                -- what the audit log says of segments, by their manifests
    manifest_sha256 TEXT PRIMARY KEY,
    held_by TEXT NOT NULL,          -- '': it is not held
    held_why TEXT NOT NULL,
    note TEXT NOT NULL,
    store TEXT NOT NULL,            -- '': it is in the folder
    url TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE deletions (            -- manifests of segments that were deleted, says the audit log
    manifest_sha256 TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE remarks (              -- what was noted of hosts, says the audit log
    host TEXT NOT NULL,
    time_ns INTEGER NOT NULL,
    who TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX remarks_by_host ON remarks (host, time_ns);

CREATE TABLE days (                 -- folders as they were when they were last read
    path TEXT PRIMARY KEY,
    changed_ns INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
"""
"""`facts` holds ``audit_end``: how far the audit log was read, in bytes."""

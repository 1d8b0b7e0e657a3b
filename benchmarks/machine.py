"""The machine and the versions behind a measurement."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib import import_module, metadata
from pathlib import Path

from vncwall.rfb import inflate

ROOT = Path(__file__).parents[1]
RESULTS = "benchmarks/results.jsonl"
KERNELS = sorted(
    path.stem for path in (ROOT / "vncwall/kernels").glob("*.py") if not path.stem.startswith("_")
)
PYTHON_PACKAGES = ("numpy", "simplejpeg", "zlib-ng", "cython")
DEBIAN_PACKAGES = {
    "libvncclient": "libvncclient1",
    "gtk-vnc": "libgvnc-1.0-0",
    "tigervnc-viewer": "tigervnc-viewer",
    "tigervnc-server": "tigervnc-standalone-server",
    "libjpeg-turbo": "libturbojpeg0",
    "isa-l": "libisal2",
    "zlib": "zlib1g",
}


def describe() -> dict[str, object]:
    """Return what a figure depends on, ready for JSON."""
    return {
        "cpu": cpu_model(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "inflate": inflate.library.__name__,
        "interpreted_kernels": [name for name in KERNELS if not is_compiled(name)],
        "versions": {**_python_versions(), **_debian_versions()},
        "revision": revision(),
    }


def cpu_model() -> str:
    """Return the name of the processor."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def is_compiled(kernel: str) -> bool:
    """Whether a kernel runs compiled."""
    return bool(import_module(f"vncwall.kernels.{kernel}").COMPILED)


def revision() -> str:
    """Return the commit that is checked out, with -dirty when files but the results differ."""
    described = _git("describe", "--always", "--abbrev=10").stdout.strip()
    if not described:
        return metadata.version("vncwall")
    is_dirty = _git("diff", "--quiet", "HEAD", "--", ".", f":!{RESULTS}").returncode != 0
    return described + ("-dirty" if is_dirty else "")


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ("git", *arguments), cwd=ROOT, capture_output=True, text=True, check=False
    )


def _python_versions() -> dict[str, str]:
    versions = {}
    for package in PYTHON_PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return versions


def _debian_versions() -> dict[str, str]:
    form = "${Package} ${Version}\n"
    command = ("dpkg-query", "-W", "-f", form, *DEBIAN_PACKAGES.values())
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    known = dict(line.split() for line in listed.splitlines() if " " in line.strip())
    return {name: known[package] for name, package in DEBIAN_PACKAGES.items() if package in known}

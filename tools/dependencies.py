#!/usr/bin/env python3
"""Checks of the dependencies that cargo-deny does not make, by `cargo metadata`.

1. No dependency asks for a newer Rust than Cargo.toml does. What our own code uses, clippy knows (`incompatible_msrv`).
   That the oldest Rust builds all of it is not tried: only one Rust is installed.
2. NOTICE fits the tree: it names every licence that deny.toml allows, every dependency that is compiled in and brings a
   NOTICE of its own, as the Apache License asks (4. d), or a licence beside data of others, and no crate that is not
   there.
"""

import json
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).parent.parent


def main() -> int:
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--all-features"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    own = packages.pop(metadata["resolve"]["root"])
    faults = [*too_new(own, packages), *notice(own, packages, metadata["resolve"])]
    for fault in faults:
        print(f"dependencies: {fault}", file=sys.stderr)
    return 1 if faults else 0


def too_new(own, packages):
    """Dependencies that ask for a newer Rust than ours."""
    number = lambda text: [int(part) for part in [*text.split("."), "0", "0"][:3]]
    for package in packages.values():
        if package["rust_version"] and number(package["rust_version"]) > number(own["rust_version"]):
            yield f"{package['name']} asks for Rust {package['rust_version']}, Cargo.toml for {own['rust_version']}"


def notice(own, packages, resolve):
    """What NOTICE lacks, or has without need."""
    text = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for licence in tomllib.loads((ROOT / "deny.toml").read_text(encoding="utf-8"))["licenses"]["allow"]:
        if licence not in text:
            yield f"NOTICE does not name the licence {licence}, which deny.toml allows"
    compiled = compiled_in(own, resolve)
    for package in (packages[id] for id in sorted(compiled)):
        folder = pathlib.Path(package["manifest_path"]).parent
        if any(folder.glob("NOTICE*")) and not re.search(rf"\b{re.escape(package['name'])}\b", text):
            yield f"{package['name']} brings a NOTICE, and ours does not name it"
        if (beside := licence_of_data(folder)) and not re.search(rf"\b{re.escape(package['name'])}\b", text):
            yield f"{package['name']} brings {beside}, and NOTICE does not name it"
    names = {package["name"] for package in packages.values()}
    for listed in re.findall(r"in the crates? ([a-z0-9_-]+(?: and [a-z0-9_-]+)*)", text):
        for name in listed.split(" and "):
            if name not in names:
                yield f"NOTICE names the crate {name}, which is no dependency"


def licence_of_data(folder):
    """The licence of what a package has from others: a file below its root, which has its own. Tests are not compiled in."""
    files = (file.relative_to(folder) for file in folder.rglob("*") if file.suffix in ("", ".txt", ".md") and file.is_file())
    below = (file for file in files if len(file.parts) > 1 and file.parts[0] not in ("tests", "benches", "examples"))
    return next((file for file in sorted(below) if re.search("licen[cs]e", file.name, re.IGNORECASE)), None)


def compiled_in(own, resolve):
    """The packages that become part of the program: not those of tests alone, nor those that only help to build."""
    nodes = {node["id"]: node for node in resolve["nodes"]}
    found, left = set(), [own["id"]]
    while left:
        for dependency in nodes[left.pop()]["deps"]:
            normal = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            if normal and dependency["pkg"] not in found:
                found.add(dependency["pkg"])
                left.append(dependency["pkg"])
    return found


sys.exit(main())

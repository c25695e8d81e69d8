# SPDX-License-Identifier: Apache-2.0
"""What it was measured on, without the name of the machine."""
import glob
import os
import platform
import re
import subprocess

from measure import quiet_version


def first_line(path, default=""):
    try:
        with open(path) as file:
            return file.readline().strip() or default
    except OSError:
        return default


def processor():
    try:
        with open("/proc/cpuinfo") as info:
            names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.machine()


def memory_mib():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


def system():
    for line in open("/etc/os-release") if os.path.exists("/etc/os-release") else []:
        if line.startswith("PRETTY_NAME="):
            return line.split("=", 1)[1].strip().strip('"')
    return platform.system()


def compiler(build):
    """As CMake found it."""
    for path in glob.glob(f"{build}/CMakeFiles/*/CMakeCCompiler.cmake"):
        with open(path) as file:
            found = dict(re.findall(r'set\(CMAKE_C_COMPILER_(ID|VERSION) "([^"]*)"\)', file.read()))
        return f"{found.get('ID', '')} {found.get('VERSION', '')}".strip()
    return ""


def commit(root):
    """Of the checkout, with + where files were changed; "" outside of one."""
    try:
        done = subprocess.run(["git", "describe", "--always", "--dirty=+"], cwd=root, capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def description(build, mohur):
    """The same for two runs on one machine of one build of the libraries."""
    return {
        "processor": processor(),
        "processors": os.cpu_count() or 1,
        "memory_mib": memory_mib(),
        "system": system(),
        "kernel": platform.release(),
        "governor": first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "not told"),
        "compiler": compiler(build),
        "python": platform.python_version(),
        "build": quiet_version(mohur)["build"],
    }

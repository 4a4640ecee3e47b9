"""One command for a machine that has Python and nothing else.

    python3 run.py            sets up and starts the hall
    python3 run.py test       sets up and passes the tests (anything after it goes to pytest; --slow: the long ones too)
    python3 run.py bench      sets up and prints the measurements
    python3 run.py <command>  any other hallqueue command: token, plan, staff, serve --port 9000, ...

Standard library only, and it parses on old Pythons too, so that they can be told that they are too old.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
STAMP = os.path.join(VENV, "installed-{0}.sha256")
LOG = os.path.join(ROOT, ".venv-install.log")


def main():
    if sys.version_info < (3, 11):
        stop(
            "hallqueue needs Python 3.11 or newer, this is {0}.{1}: install a newer Python and run it with "
            "that one, for example: python3.11 run.py".format(*sys.version_info[:2])
        )
    words = sys.argv[1:]
    chore = words[0] if words else "serve"
    set_up("test" if chore in ("test", "bench") else "")
    if chore == "test":
        return pytest(words[1:])
    if chore == "bench":
        return run([os.path.join(BIN, "python"), "-m", "bench"] + words[1:])
    return run([os.path.join(BIN, "hallqueue")] + (words or ["serve"]))


def pytest(words):
    """The whole suite; the slow tests have a run of their own, by `--slow`."""
    slow = "--slow" in words
    words = [word for word in words if word != "--slow"]
    which = ["-m", "slow"] if slow else ["-m", "not slow"]
    return run([os.path.join(BIN, "python"), "-m", "pytest"] + which + words)


def set_up(extra):
    """Make .venv and install into it, unless that has been done for just these files and this Python."""
    wanted = fingerprint()
    stamps = [STAMP.format(name) for name in ([extra] if extra else ["hall", "test"])]
    if any(read(stamp) == wanted for stamp in stamps):
        return
    try:
        import ensurepip
        import venv
    except ImportError:
        stop("This Python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv")
    assert ensurepip
    say("Setting up in .venv (once; needs the internet, about a minute) ...")
    python = os.path.join(BIN, "python.exe" if os.name == "nt" else "python")
    if not os.path.exists(python) or not works(python):
        try:
            venv.create(VENV, with_pip=True, clear=True)
        except (OSError, subprocess.CalledProcessError) as problem:
            stop(
                "No virtual environment could be made in .venv ({0}). On Debian and Ubuntu install python3-venv; "
                "otherwise check that this folder can be written and the disk has room.".format(problem)
            )
    package = ".[{0}]".format(extra) if extra else "."
    with open(LOG, "wb") as log:
        done = subprocess.call(
            [python, "-m", "pip", "install", "--disable-pip-version-check", "-c", "constraints.txt", "-e", package],
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
    if done != 0:
        stop(why_not(read(LOG)))
    with open(STAMP.format(extra or "hall"), "w") as stamp:
        stamp.write(wanted)
    os.remove(LOG)


def fingerprint():
    """Of all that an installation depends on: the Python, the requirements, the browser parts, the catalogs."""
    digest = hashlib.sha256("{0} {1}".format(sys.version, sys.base_prefix).encode())
    names = ["pyproject.toml", "constraints.txt", "package.json", "package-lock.json", "hatch_build.py"]
    for folder, _, files in sorted(os.walk(os.path.join(ROOT, "web", "translations"))):
        names += [os.path.join(folder, name) for name in sorted(files) if name.endswith(".po")]
    for name in names:
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def works(python):
    return (
        subprocess.call([python, "-m", "pip", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    )


def why_not(log):
    """One line for whoever installs, from pip's pages."""
    tail = "The whole story is in {0}.".format(os.path.basename(LOG))
    if "No space left" in log or "Errno 28" in log:
        return "The disk is full: make room and start again. " + tail
    signs = (
        "NewConnectionError",
        "NameResolutionError",
        "ConnectTimeout",
        "ProxyError",
        "Network is unreachable",
        "Temporary failure in name resolution",
        "ENOTFOUND",
        "ECONNREFUSED",
        "EAI_AGAIN",
        "(from versions: none)",
    )
    if any(sign in log for sign in signs):
        return (
            "No internet: the first set-up has to fetch its parts. Connect this machine once and start again; "
            "afterwards the hall runs offline. " + tail
        )
    last = [line for line in log.splitlines() if "ERROR" in line or "error:" in line]
    return "The set-up failed: {0} {1}".format(last[-1].strip() if last else "pip stopped.", tail)


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def run(command):
    """Become the command where the system can; elsewhere wait for it."""
    environment = dict(os.environ, PYTHONUTF8="1")
    os.chdir(ROOT)
    if os.name != "nt" and shutil.which(command[0]):
        sys.stdout.flush()
        os.execve(command[0], command, environment)
    try:
        return subprocess.call(command, env=environment)
    except KeyboardInterrupt:
        return 130


def say(text):
    print(text)
    sys.stdout.flush()


def stop(text):
    sys.stderr.write(text + "\n")
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())

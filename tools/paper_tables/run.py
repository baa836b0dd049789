# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a stage, and keeps in OUT/NAME.stage.json what was run and how long it took."""

import ctypes
import json
import os
import shlex
import signal
import subprocess
import time

PR_SET_PDEATHSIG = 1  # linux/prctl.h
GRACE = 10  # seconds


class Stopped(Exception):
    """Why the script cannot go on: one sentence."""


def write(path, text):
    """Writes the file completely or not at all."""
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)


def read_json(path):
    """The object in the file, or None if there is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        raise Stopped(f"“{path}” is damaged; remove it, and the stage runs again") from None


def end_with_parent():
    """For the child: it is asked to stop, and keeps its work, when the script is killed."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:  # Linux
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def let_end(process, grace):
    """Waits for a command that is to stop and keep its work. Ctrl-C reaches it, too, and a second signal would end it at once;
    so it is only asked if it has not ended after some seconds."""
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait()


class Runner:
    """Stages of one folder of results."""

    def __init__(self, cli, data, out, threads):
        self.cli, self.data, self.out, self.threads = cli, data, out, threads

    def state_path(self, stage):
        return self.out / f"{stage.name}.stage.json"

    def state(self, stage):
        """What is known of its earlier runs; refuses one with other options."""
        state = read_json(self.state_path(stage))
        if state is not None and state["command"] != stage.words:
            raise Stopped(f"stage {stage.name} in “{self.out}” was begun as “{shlex.join(state['command'])}”; "
                          "give the same options, or another --out folder")
        return state

    def seconds(self, stage):
        """Of a finished stage, else None."""
        state = self.state(stage)
        return state["seconds"] if state is not None and (self.out / stage.output).exists() else None

    def show(self, stage):
        return shlex.join(self.command(stage))

    def command(self, stage):
        words = [word.format(data=self.data, out=self.out) if "{" in word else word for word in stage.words]
        more = ["--resume"] if stage.training() else []
        return [self.cli, *words, *more, "--threads", str(self.threads), "--db", str(self.out / "paper-tables.db")]

    def run(self, stage):
        """Runs it, or goes on with it."""
        state = self.state(stage) or {"command": stage.words, "runs": 0}
        state = {**state, "runs": state["runs"] + 1, "seconds": None}
        write(self.state_path(stage), json.dumps(state))
        command = self.command(stage)
        print(f"\n[{stage.name}]\n$ {self.show(stage)}", flush=True)
        began = time.monotonic()
        status = self.call(command) if stage.training() else self.capture(command, self.out / stage.output)
        if status != 0:
            raise Stopped(f"stage {stage.name} ended with status {status}; the same command goes on from here")
        write(self.state_path(stage), json.dumps({**state, "seconds": round(time.monotonic() - began, 1)}))

    def call(self, command, **how):
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=end_with_parent, **how)
        try:
            return process.wait()
        except BaseException as stop:
            let_end(process, GRACE if isinstance(stop, KeyboardInterrupt) else 0)
            raise

    def capture(self, command, path):
        """Keeps what the command prints in the file, if it succeeds."""
        new = path.with_name(path.name + ".new")
        with new.open("wb") as out:
            status = self.call(command, stdout=out)
        if status == 0:
            os.replace(new, path)
        return status

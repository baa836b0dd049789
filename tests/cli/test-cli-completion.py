# SPDX-License-Identifier: GPL-3.0-or-later
"""Completion: what the program proposes, and the scripts for bash, zsh and fish that ask it."""

import json
import os
import pathlib
import pty
import re
import resource
import select
import shutil
import subprocess
import time
import unittest

from cli_testing import CLI, PATIENCE, CliTest

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "data" / "completion"


def read_help(text):
    """The options of a command's help: name, letter, argument, description."""
    found = re.findall(r"^  (?:-(\w), )?--([a-z0-9-]+)(?:=(\S+))? +(.*)$", text, re.MULTILINE)
    return {name: (letter, argument, text) for letter, name, argument, text in found}


class Completion(CliTest):
    def complete(self, *words):
        """The values and the lines for files that the program proposes for the last word."""
        lines = self.good("--complete", *words).splitlines()
        return ([line.split("\t")[0] for line in lines if line[0] != "\t"],
                [tuple(line.split("\t")[1:]) for line in lines if line[0] == "\t"])

    def values(self, *words):
        return self.complete(*words)[0]

    def commands(self):
        """Those of the help, with the words of subcommands."""
        names = re.findall(r"^  ([a-z-]+) ", self.good("--help"), re.MULTILINE)
        return [name for name in names if name not in ("help", "pack")] + ["pack make", "pack policies"]

    @classmethod
    def add_pack(cls, name):
        source = SCRIPTS.parent / "packs" / "signs" / "pack.json"
        pack = json.loads(source.read_text())
        pack["name"] = name
        pack.pop("predictor", None)
        folder = cls.folder / "user" / "tauscope" / "packs" / name
        folder.mkdir(parents=True)
        (folder / "pack.json").write_text(json.dumps(pack))
        (folder / pack["target"]["file"]).write_bytes(b"")


class Proposals(Completion):
    def test_commands(self):
        found = self.values("")
        self.assertEqual(found, re.findall(r"^  ([a-z-]+) ", self.good("--help"), re.MULTILINE))
        self.assertEqual(self.values("tra"), ["transforms", "transform", "train-target", "train-predictor"])
        self.assertEqual(self.values("--"), ["--help", "--version"])
        self.assertEqual(self.values("pack", ""), ["make", "policies"])
        self.assertEqual(self.values("help", "insp"), ["inspect"])
        self.assertEqual(self.values("help", "pack", "m"), ["make"])
        self.assertEqual(self.values("zork", ""), [])
        self.assertEqual(self.values("history", "e"), ["export"])

    def test_options(self):
        """Every option of every command's help, and no other."""
        for command in self.commands():
            options = read_help(self.good(*command.split(), "--help"))
            self.assertGreaterEqual(len(options), 6, command)
            self.assertEqual(sorted(self.values(*command.split(), "--")), sorted("--" + name for name in options))

    def test_defaults(self):
        """The help says what an option is if it is not given, or that it is required; and what it takes."""
        for command in self.commands():
            for name, (_, argument, text) in read_help(self.good(*command.split(), "--help")).items():
                if not argument:
                    continue
                self.assertRegex(text, "default|required", (command, name))
                for value in self.values(*command.split(), "--" + name, ""):
                    # Names of several things are in lists of their own.
                    if argument in ("NAME", "KIND", "MAX") and name not in ("type", "corruption", "name", "arch"):
                        self.assertIn(value, text, (command, name))

    def test_values(self):
        transforms = [row["id"] for row in self.good_json("transforms", "--json")]
        corruptions = [row["name"] for row in self.good_json("corruptions", "--json")]
        self.assertEqual(self.values("transform", "--op", ""), transforms)
        self.assertEqual(self.values("corrupt", "--type", ""), corruptions)
        self.assertEqual(self.values("corrupt", "--type=f"), ["--type=frost", "--type=fog"])
        self.assertEqual(self.values("corrupt", "--preset", ""), ["cifar", "imagenet", "auto"])
        self.assertEqual(self.values("corrupt", "--severity", ""), list("12345"))
        self.assertEqual(self.values("inspect", "--severity", ""), list("012345"))
        self.assertEqual(self.values("evaluate", "--severities", "1,"), [f"1,{n}" for n in range(1, 6)])
        self.assertEqual(self.values("evaluate", "--methods", "center,ours:2"),
                         ["center,ours:2", "center,ours:2+flip", "center,ours:2+5crop",
                          "center,ours:2+chain:2"])
        self.assertEqual(self.values("evaluate", "--corruptions", "clean,w"), ["clean,weather"])
        self.assertEqual(self.values("evaluate", "--format", "j"), ["json"])
        self.assertEqual(self.values("figure", "--palette", ""), ["standard", "colour-blind"])
        self.assertEqual(self.values("train-predictor", "--optimizer", ""), ["adamw", "rmsprop"])
        self.assertIn("sodeep", self.values("train-predictor", "--loss", ""))
        self.assertIn("compact", self.values("train-predictor", "--arch", ""))
        self.assertEqual(self.values("evaluate", "--device", ""), ["cpu", "cuda"])
        self.assertEqual(self.values("evaluate", "--json"), [])
        self.assertEqual(self.values("evaluate", "--times", ""), [])

    def test_files(self):
        self.assertEqual(self.complete("figure", "-o", "")[1], [("", ".svg"), ("", ".pdf"), ("", ".png")])
        self.assertEqual(self.complete("figure", "--output=x")[1][0], ("--output=", ".svg"))
        (_, (before, endings)), = [("", *self.complete("inspect", "a")[1])]
        self.assertEqual(before, "")
        self.assertLessEqual({".png", ".jpg", ".webp"}, set(endings.split()))
        for words in (["inspect", "a.png", ""], ["inspect", "--json", "a.png", "b.png", ""], ["inspect", "--", "-"]):
            self.assertIn(".png", self.complete(*words)[1][0][1])
        self.assertEqual(self.complete("transform", "--op", "identity", "a.png", "")[1], [("", ".png")])
        self.assertEqual(self.complete("transform", "a.png", "b.png", ""), ([], []))
        self.assertEqual(self.complete("train-target", "--out", "")[1], [("", "/")])
        self.assertEqual(self.complete("merge", "all.db", "")[1], [("", ".db")])
        self.assertIn(".pt", self.complete("pack", "make", "")[1][0][1].split())
        self.assertIn(".pt", self.complete("evaluate", "--target", "")[1][0][1].split())

    def test_datasets(self):
        values, files = self.complete("evaluate", "--dataset", "")
        self.assertEqual(values[:4], ["signs", "signs:train", "signs:test", "folder:"])
        self.assertEqual(files, [("", "")])
        self.assertEqual(self.complete("dataset", "cifar10:some/pa"), ([], [("cifar10:", "/")]))
        self.assertEqual(self.complete("evaluate", "--dataset=npz:"), ([], [("--dataset=npz:", "")]))

    def test_packs(self):
        self.add_pack("my pack")
        try:
            self.assertIn("my pack", self.values("inspect", "--pack", ""))
            self.assertEqual(self.values("inspect", "--pack=my"), ["--pack=my pack"])
            self.assertEqual(self.values("inspect", "--predictor", "my"), ["my pack"])
        finally:
            shutil.rmtree(self.folder / "user")

    def test_quick(self):
        """No model and no libtorch, even where there is none: a key press takes a few hundredths of a second of the processor."""
        self.env = dict(self.env, TAUSCOPE_TORCH_MODULE="/nowhere/module.so")

        def seconds():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            self.good("--complete", "train-predictor", "--pack", "")
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.assertLess(min(seconds() for _ in range(5)), 0.1 * PATIENCE)


class Shell(Completion):
    """A real shell at a terminal. `tauscope-cli` is a function that prints its words in angle brackets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_pack("my pack")
        cls.work = cls.folder / "work"
        (cls.work / "a folder").mkdir(parents=True)
        for name in ("an image.png", "notes.txt", "big.JPG", "net.pt", "a folder/inner.png"):
            (cls.work / name).write_text("x")

    def type(self, command, setup, text, **env):
        """What a shell makes of the typed text; "\\t" is the key."""
        (self.folder / "setup").write_text(setup + "\n")
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.work)
            os.execvpe(command[0], command, dict(self.env, TAUSCOPE_CLI=CLI, TERM="dumb", PS1="> ", PROMPT="> ",
                                                 HOME=str(self.folder), HISTFILE="/dev/null", **env))
        output = b""

        def until(mark):
            nonlocal output
            end = time.monotonic() + 30 * PATIENCE
            while mark not in output and time.monotonic() < end:
                if select.select([terminal], [], [], 0.2)[0]:
                    try:
                        output += os.read(terminal, 65536)
                    except OSError:
                        return
            self.assertIn(mark, output)
        try:
            os.write(terminal, f". '{self.folder / 'setup'}'; echo rea''dy\n".encode())
            until(b"ready")
            for key in text.split("\t"):
                os.write(terminal, key.encode() if key == text.split("\t")[-1] else key.encode() + b"\t")
                time.sleep(0.3 * PATIENCE)
            os.write(terminal, b"\n")
            until(b">>")
        finally:
            os.close(terminal)
            os.waitpid(pid, 0)
        return re.findall(r"<<(.*?)>>", output.decode(errors="replace"))[-1].split("><")

    # (typed, the words that the program then gets)
    TYPED = (
        ("tauscope-cli eval\t", ["evaluate"]),
        ("tauscope-cli corrupt --ty\tfog", ["corrupt", "--type", "fog"]),
        ("tauscope-cli corrupt --type=gaussian_n\t", ["corrupt", "--type=gaussian_noise"]),
        ("tauscope-cli inspect --pack my\tx.png", ["inspect", "--pack", "my pack", "x.png"]),
        ("tauscope-cli inspect --pack=my\tx.png", ["inspect", "--pack=my pack", "x.png"]),
        ("tauscope-cli inspect an\t", ["inspect", "an image.png"]),
        ("tauscope-cli inspect not\tx", ["inspect", "notx"]),
        ("tauscope-cli inspect b\t", ["inspect", "big.JPG"]),
        ("tauscope-cli inspect a\\ f\tin\t", ["inspect", "a folder/inner.png"]),
        ("tauscope-cli evaluate --target n\t", ["evaluate", "--target", "net.pt"]),
        ("tauscope-cli evaluate --methods center,orac\t", ["evaluate", "--methods", "center,oracle"]),
        ("tauscope-cli evaluate --methods ours:2+5\t", ["evaluate", "--methods", "ours:2+5crop"]),
        ("tauscope-cli evaluate --dataset signs:te\t", ["evaluate", "--dataset", "signs:test"]),
        ("tauscope-cli evaluate --dataset=signs:te\t", ["evaluate", "--dataset=signs:test"]),
        ("tauscope-cli evaluate --dataset cifar10\t0", ["evaluate", "--dataset", "cifar100"]),
        ("tauscope-cli dataset folder:a\\ f\t", ["dataset", "folder:a folder/"]),
    )

    FUNCTION = ("tauscope-cli() { if [ \"$1\" = --complete ]; then \"$TAUSCOPE_CLI\" \"$@\"; else printf '<<%s' \"$1\"; "
                "shift; for word; do printf '><%s' \"$word\"; done; echo '>>'; fi; }")

    def check(self, command, setup, **env):
        for text, expected in self.TYPED:
            if command[0] == "zsh" and "inspect not" in text:
                continue  # where no file fits, zsh itself proposes the others
            found = self.type(command, setup, text, **env)
            # zsh removes a slash at the end when the line is run.
            self.assertEqual([word.rstrip("/") for word in found], [word.rstrip("/") for word in expected], text)

    def test_bash(self):
        if shutil.which("bash") is None:
            self.skipTest("bash is not installed")
        self.check(["bash", "--norc", "--noprofile", "-i"],
                   f"bind 'set bell-style none'; {self.FUNCTION}; source '{SCRIPTS / 'tauscope-cli'}'")

    def test_bash_words(self):
        """By the variables that bash sets, for what no single key shows: all proposals."""
        def complete(*words):
            script = (f"source '{SCRIPTS / 'tauscope-cli'}'; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); "
                      "COMP_LINE=\"$*\"; COMP_POINT=${#COMP_LINE}; "
                      "_tauscope_cli \"$1\" \"${@: -1}\" \"${@: -2:1}\"; printf '%s\\n' \"${COMPREPLY[@]}\"")
            out = subprocess.run(["bash", "-c", script, "bash", CLI, *words], env=self.env, cwd=self.work, text=True,
                                 capture_output=True, check=True)
            self.assertEqual(out.stderr, "")
            return out.stdout.splitlines()
        self.assertEqual(complete("history", ""), ["list", "show", "delete", "export", "clear"])
        self.assertEqual(sorted(complete("inspect", "")), ["a folder", "an image.png", "big.JPG"])
        self.assertEqual(complete("train-target", "--out", ""), ["a folder"])
        self.assertEqual(complete("corrupt", "--preset", ""), ["cifar", "imagenet", "auto"])
        self.assertEqual(complete("inspect", "--pack", "my"), ["my pack"])  # as a file's name, since folders fit too
        self.assertEqual(complete("zork", ""), [""])
        for command in self.commands():
            self.assertEqual(complete(*command.split(), "--"), self.values(*command.split(), "--"))

    def test_zsh(self):
        if shutil.which("zsh") is None:
            self.skipTest("zsh is not installed")
        subprocess.run(["zsh", "-n", SCRIPTS / "_tauscope-cli"], check=True)
        self.check(["zsh", "-f", "-i"],
                   f"fpath=('{SCRIPTS}' $fpath); autoload -U compinit; compinit -u -d '{self.folder}/dump'; "
                   f"unsetopt zle_bracketed_paste 2>/dev/null; {self.FUNCTION}")

    def test_fish(self):
        if shutil.which("fish") is None:
            self.skipTest("fish is not installed")
        subprocess.run(["fish", "--no-execute", SCRIPTS / "tauscope-cli.fish"], check=True)

        def complete(line):
            script = f"function tauscope-cli; '{CLI}' $argv; end; source '{SCRIPTS / 'tauscope-cli.fish'}'; complete -C $argv[1]"
            out = subprocess.run(["fish", "--no-config", "-c", script, line], cwd=self.work, text=True,
                                 env=dict(self.env, HOME=str(self.folder)), capture_output=True, check=True)
            return [line.split("\t")[0] for line in out.stdout.splitlines()]
        self.assertEqual(complete("tauscope-cli eval"), ["evaluate"])
        self.assertEqual(complete("tauscope-cli inspect --pack my"), ["my pack"])
        self.assertEqual(complete("tauscope-cli inspect --pack=my"), ["--pack=my pack"])
        self.assertEqual(sorted(complete("tauscope-cli inspect ")), ["a folder/", "an image.png", "big.JPG"])
        self.assertEqual(complete("tauscope-cli inspect a\\ folder/"), ["a folder/inner.png"])
        self.assertEqual(complete("tauscope-cli evaluate --dataset signs:te"), ["signs:test"])
        self.assertEqual(complete("tauscope-cli dataset folder:a"), ["folder:a folder/"])
        self.assertEqual(complete("tauscope-cli evaluate --methods center,orac"), ["center,oracle"])


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a manual page: manual.py PAGE.in PROGRAM [NAME=VALUE…]

PAGE.in is a manual page with these lines in it; @NAME@ is replaced anywhere.

    %% command COMMAND     the command with its arguments
    %% options [COMMAND]   its options, or those of the program; common: those of all commands; models: those of all
                           commands that run models
    %% --OPTION            within them: what the following lines say is added to that option's text
    %% end

What the program's own --help says of the commands and options is all that is known of them here. It is asked in
the C locale, so the page is the same on every machine.
"""

import os
import re
import subprocess
import sys

SIGNS = {"\\": "\\e", "-": "\\-", "“": "\\(lq", "”": "\\(rq", "’": "\\(cq", "'": "\\(cq", "…": "...", "–": "\\(en", "×": "\\(mu",
         "~": "\\(ti", "^": "\\(ha", "`": "\\(ga"}


def escape(text):
    text = "".join(SIGNS.get(sign, sign) for sign in text)
    return "\\&" + text if text.startswith((".", "'")) else text


class Program:
    def __init__(self, path):
        self.path = path
        self.known = {}

    def ask(self, command):
        """The usage and the options of a command, "" for the program: {name: (letter, argument, text)}."""
        if command not in self.known:
            # Where the build has sanitizers, leaks are a matter of the tests.
            env = dict(os.environ, LC_ALL="C", LANGUAGE="", ASAN_OPTIONS="detect_leaks=0")
            text = subprocess.run([self.path, *command.split(), "--help"], env=env, check=True, stdout=subprocess.PIPE,
                                  encoding="utf-8").stdout
            usage = re.search(r"^Usage:\n +.* \[OPTION[^]]*\] ?(.*)$", text, re.MULTILINE)[1]
            found = re.findall(r"^  (?:-(\w), )?--([a-z0-9-]+)(?:=(\S+))? +(.*)$", text, re.MULTILINE)
            options = {name: (letter, argument, text) for letter, name, argument, text in found if not name.startswith("help")}
            self.known[command] = usage, options
        return self.known[command]

    def options(self, command):
        return self.ask(command)[1]

    def common(self):
        return self.options("merge")

    def models(self):
        tables = [self.options(command) for command in ("pack make", "train-target", "evaluate")]
        return {name: option for name, option in tables[0].items()
                if name not in self.common() and all(table.get(name) == option for table in tables)}


def write_command(program, command):
    words = []
    for word in re.findall(r"[A-Z][^\s\])|]*|-*[a-z][a-z-]*|\S", "[OPTION]… " + program.ask(command)[0]):
        font = "I" if word[0].isupper() else "B" if word[0].islower() or word[0] == "-" and len(word) > 1 else "R"
        words.append(f"\\f{font}{escape(word)}\\fR")
    line = " ".join(words).replace("\\fR[\\fR ", "[").replace(" \\fR]\\fR", "]").replace("\\fR(\\fR ", "(").replace(" \\fR)\\fR", ")")
    line = line.replace(" \\fR\\&...\\fR", "...").replace("\\fR|\\fR", "|")
    return [".TP", f'.B "{escape(command)} {line}"']


def write_option(name, option, more):
    letter, argument, text = option
    term = (f"\\fB\\-{letter}\\fR, " if letter else "") + f"\\fB{escape('--' + name)}\\fR"
    if argument:
        term += f" \\fI{escape(argument)}\\fR"
    return [".TP", term, escape(text) + "."] + more


def write_options(program, command, more):
    """`more`: the lines to add to an option's text, by its name."""
    lines, shared = [], []
    if command in ("common", "models"):
        options = getattr(program, command)()
        skipped, elsewhere = {}, {}
    else:
        options = program.options(command)
        skipped = {**program.common(), **program.models()} if command else {}
        elsewhere = {} if command in ("", "pack make") else program.options("pack make")
    for name, option in options.items():
        if name in skipped and skipped[name] == option:
            continue
        if elsewhere.get(name) == option:
            shared.append(name)
        else:
            lines += write_option(name, option, more.pop(name, []))
    if more:
        sys.exit(f"manual.py: {command} has no option --{next(iter(more))} of its own")
    if not lines and not shared:
        sys.exit(f"manual.py: {command} has no options of its own")
    if shared:
        names = ", ".join(f"\\fB{escape('--' + name)}\\fR" for name in shared)
        lines += [".TP", names, "With \\fB\\-\\-target\\fR: as of \\fBpack make\\fR."]
    return [".RS"] + lines + [".RE"] if command not in ("", "common", "models") else lines


def write_page(program, lines):
    out, block, more, option = [], None, {}, None
    for line in lines:
        if not line.startswith("%%"):
            if block is None:
                out.append(line)
            elif option is None:
                sys.exit(f"manual.py: {line}: text in a list of options, before the first")
            else:
                more[option].append(line)
            continue
        words = line.split(maxsplit=2)
        if words[1] == "command":
            out += write_command(program, words[2])
        elif words[1] == "options":
            block, more, option = (words + [""])[2], {}, None
        elif words[1] == "end":
            out += write_options(program, block, more)
            block = None
        else:
            option = words[1][2:]
            more[option] = []
    return out


def main():
    page, path, *pairs = sys.argv[1:]
    with open(page, encoding="utf-8") as file:
        text = file.read()
    for pair in pairs:
        name, value = pair.split("=", 1)
        text = text.replace(f"@{name}@", value)
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print("\n".join(write_page(Program(path), text.splitlines())))


main()

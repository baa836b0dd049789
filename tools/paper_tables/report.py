# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the tables as Markdown and LaTeX."""

import shlex

from . import estimate
from .tables import make, unreadable

TEX = {"\\": r"\textbackslash{}", "–": "--", "“": "``", "”": "''", "×": r"$\times$", "…": r"\ldots{}",
       **{sign: "\\" + sign for sign in "%&#_{}$"}, "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def explain(setting):
    """What holds for all three tables."""
    n_all = setting.n_used(setting.test_limit, setting.n_test)
    n_some = setting.n_used(setting.images, setting.n_test)
    lines = [
        "Errors in percent, with 95 % intervals. Marked is what is at least a point lower (bold) or higher (↑; red in LaTeX) than "
        "Center-Crop on the same images in Table 1, than AugMix in Tables 2 and 3; where both come from one evaluation, only if the "
        "95 % interval of their difference, paired by image, leaves 0 out; between two targets no such interval is known. The paper's "
        "own numbers are as printed there, without marks.",
        f"Center-Crop, Ours (k = 1) and Ours (k = 2) + Flip in Table 1 are on {n_all} test images, everything else (and Center-Crop "
        f"once more, to compare with) on {n_some} that are spread evenly over the test set, so that each class has its share. "
        f"Corrupted images are made by Tauscope's corruptions, severity {setting.severities}; they are not the benchmark's own draws.",
        "Relative cost counts multiply-adds, relative time is measured on one thread; both compare with Center-Crop.",
    ]
    if setting.small:
        lines.insert(0, "**This is the small setting: a test of the script with ten classes of traffic signs and trainings of seconds. "
                     "Its numbers say nothing about the method.**")
    return lines


# -- Markdown --------------------------------------------------------------------------------------------------------------


def markdown_cell(cell):
    text = cell.text.replace("|", "\\|")
    return {"better": f"**{text}**", "worse": f"{text} ↑"}.get(cell.mark, text)


def markdown_line(cells):
    return "| " + " | ".join(cells) + " |"


def markdown_table(table):
    aligned = ["---"] * table.n_names + ["--:"] * (len(table.columns) - table.n_names)
    return [f"## Table {table.number}", "", table.title + ".", "", markdown_line(table.columns), "|" + "|".join(aligned) + "|",
            *(markdown_line(map(markdown_cell, row)) for row in table.rows), "", *(f"- {note}" for note in table.notes), ""]


def markdown_stages(runner, stages):
    lines = ["## How it was made", "", "| stage | time | command |", "|---|--:|---|"]
    for stage in stages:
        seconds = runner.seconds(stage)
        state = runner.state(stage)
        again = f" (last of {state['runs']} runs)" if seconds is not None and state["runs"] > 1 else ""
        time = "not run" if seconds is None else estimate.duration(seconds) + again
        words = [word.format(data="DATA", out="OUT") if "{" in word else word for word in stage.words]
        lines.append(f"| {stage.name} | {time} | `{shlex.join(words)}` |")
    return [*lines, ""]


def markdown(setting, results, runner, stages):
    remarks = list(unreadable(results))
    parts = ["# Tables 1 to 3 of the paper", "", *(line for text in explain(setting) for line in (text, "")),
             *(line for table in make(results, setting.arch) for line in markdown_table(table)),
             *(["## Remarks", "", *(f"- {remark}" for remark in remarks), ""] if remarks else []), *markdown_stages(runner, stages)]
    return "\n".join(parts)


# -- LaTeX -----------------------------------------------------------------------------------------------------------------


def tex_text(text):
    return "".join(TEX.get(sign, sign) for sign in text)


def tex_cell(cell):
    text = tex_text(cell.text)
    return {"better": rf"\textbf{{{text}}}", "worse": rf"\textcolor{{red}}{{{text}}}"}.get(cell.mark, text)


def tex_table(table):
    form = "l" * table.n_names + "r" * (len(table.columns) - table.n_names)
    lines = [r"\begin{table}", r"\centering", rf"\caption{{{tex_text(table.title)}.}}", r"\resizebox{\textwidth}{!}{%",
             rf"\begin{{tabular}}{{{form}}}", r"\toprule", " & ".join(map(tex_text, table.columns)) + r" \\", r"\midrule"]
    for number, row in enumerate(table.rows):
        lines += [r"\midrule"] if number in table.rules else []
        lines.append(" & ".join(map(tex_cell, row)) + r" \\")
    notes = [r"\par\smallskip\raggedright\footnotesize", *map(tex_text, table.notes)] if table.notes else []
    return [*lines, r"\bottomrule", r"\end{tabular}}", *notes, r"\end{table}", ""]


def latex(setting, results):
    comments = (line.replace("**", "").replace("↑; ", "") for line in explain(setting))
    head = ["% Needs the packages booktabs, graphicx and xcolor.", *("% " + line for line in comments), ""]
    return "\n".join([*head, *(line for table in make(results, setting.arch) for line in tex_table(table))])

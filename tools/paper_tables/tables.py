# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables 1, 2 and 3 from evaluate's JSON, beside the paper's numbers."""

import dataclasses

from . import published
from .plan import TABLE1_METHODS, TARGETS

METHOD_TITLES = {
    "center": "Center-Crop", "hflip": "Horizontal-Flip", "5crop": "5-Crops", "random:1": "Random (k = 1)",
    "random:2": "Random (k = 2)", "random:4": "Random (k = 4)", "ours:1": "Ours (k = 1)", "ours:2": "Ours (k = 2)",
    "ours:2+flip": "Ours (k = 2) + Flip",
}
SETS = ("clean", "corrupted", "heldout")
SET_TITLES = ("clean", "corrupted", "held out")
SHORT = {
    "gaussian_noise": "Gauss.n", "shot_noise": "Shot", "impulse_noise": "Impul.", "defocus_blur": "Defoc.", "glass_blur": "Glass",
    "motion_blur": "Motion", "zoom_blur": "Zoom", "snow": "Snow", "frost": "Frost", "fog": "Fog", "brightness": "Bright",
    "contrast": "Contr.", "elastic_transform": "Elastic", "pixelate": "Pixelate", "jpeg_compression": "JPEG",
    "speckle_noise": "Speckle", "gaussian_blur": "Gauss.b", "spatter": "Spatter", "saturate": "Satur.",
    "noise": "Noise", "blur": "Blur", "weather": "Weather", "digital": "Digital",
}


@dataclasses.dataclass(frozen=True)
class Cell:
    text: str
    mark: str = ""  # better, worse, or nothing


@dataclasses.dataclass
class Table:
    number: int
    title: str
    columns: list  # names; as many as cells in a row
    n_names: int  # columns of words, which come first
    rows: list  # lists of cells
    notes: list
    rules: list = dataclasses.field(default_factory=list)  # numbers of the rows that begin a block


@dataclasses.dataclass(frozen=True)
class Row:
    """A method of an evaluation, and the one that it is compared with: None, or of the same images."""

    evaluation: dict
    method: dict
    reference: dict = None
    paired: bool = False  # both are of one evaluation, so that the interval of the difference is known


def find(evaluation, method):
    return next((m for m in (evaluation or {}).get("methods", []) if m["id"] == method), None)


def row_of(evaluation, method, other=None, reference="center"):
    """None if it has not been evaluated. `other` holds the reference, if it is another evaluation of the same images."""
    found = find(evaluation, method)
    if found is None:
        return None
    same = other is None or other is evaluation
    if not same and other["images"] != evaluation["images"]:
        other = {}
    against = find(evaluation if same else other, reference)
    return Row(evaluation, found, None if against is found else against, same)


def mark(row, value, reference, key):
    """As in the paper, from 1 point on; where the interval of the difference is known, it must leave 0 out."""
    if row.reference is None or value is None or reference is None or abs(value - reference) < 1:
        return ""
    interval = row.method.get("difference_interval", {}).get(key) if row.paired else None
    if interval is not None and interval[0] <= 0 <= interval[1]:
        return ""
    return "better" if value < reference else "worse"


def number(value, form="{:.2f}"):
    return "–" if value is None else form.format(value)


def set_cell(row, name):
    """The error of a set, with its interval."""
    value, low, high = (row.method.get(f"{name}_error{end}") for end in ("", "_low", "_high"))
    reference = row.reference and row.reference.get(f"{name}_error")
    between = "" if low is None or high is None else f" ({low:.2f}–{high:.2f})"
    return Cell(number(value) + between, mark(row, value, reference, name))


def part_cell(row, kind, name):
    """The error of a corruption (`ce`) or of a group (`groups`)."""
    value = row.method.get(kind, {}).get(name)
    reference = row.reference and row.reference.get(kind, {}).get(name)
    return Cell(number(value), mark(row, value, reference, name))


def words(*texts):
    return [Cell(text) for text in texts]


def paper_row(title, numbers, n_extra=1):
    return [*words(title + ", paper", *["–"] * n_extra), *(Cell(f"{value:.2f}") for value in numbers)]


# -- Table 1 ---------------------------------------------------------------------------------------------------------------


def table1_row(target, row):
    published_row = published.TABLE1[row.method["id"]] if target == "augmix" else (None,) * 4
    return [*words(TARGETS[target][0], METHOD_TITLES[row.method["id"]], str(row.evaluation["images"]),
                   number(row.method.get("relative_cost")), number(row.method.get("time_cost"))),
            *(set_cell(row, name) for name in SETS), *(Cell(number(value)) for value in published_row)]


def table1_rows(full, some, method):
    """From the evaluation with more images; Center-Crop from both, since the others compare with it on the same images."""
    rows = [row for row in (row_of(full, method), row_of(some, method)) if row is not None]
    both = method == "center" and len(rows) == 2 and full["images"] != some["images"]
    return rows if both else rows[:1]


def table1(results, arch):
    rows, rules, missing = [], [], []
    for target in ("standard", "augmix"):
        rules.append(len(rows))
        for method in TABLE1_METHODS:
            found = table1_rows(results.get(f"evaluate-{target}"), results.get(f"methods-{target}"), method)
            rows += [table1_row(target, row) for row in found]
            missing += [] if found else [f"{TARGETS[target][0]} with {METHOD_TITLES[method]}"]
    columns = ["Train-time augmentation", "Test-time augmentation", "Images", "Relative cost", "Relative time", "Clean test set",
               "Corrupted test set", "Held-out corruptions", "Paper: cost", "Paper: clean", "Paper: corrupted", "Paper: held out"]
    notes = [*not_run(missing), *reductions(results), *correlations(results)]
    return Table(1, f"Test-time augmentations, {arch} (in the paper: Wide-ResNet-40-2, which has no row “Standard”)", columns, 2, rows,
                 notes, sorted(set(rules) - {0, len(rows)}))


def reductions(results):
    """How many fewer errors than center there are on corrupted images: what the aims are stated in."""
    for target in ("standard", "augmix"):
        evaluation = results.get(f"evaluate-{target}")
        center = find(evaluation, "center")
        for method in ("ours:1", "ours:2+flip"):
            found = find(evaluation, method)
            if found is None or not center.get("corrupted_error"):
                continue
            fewer = 100 * (1 - found["corrupted_error"] / center["corrupted_error"])
            paper = published.TABLE1["center"][2], published.TABLE1[method][2]
            beside = f" (paper: {100 * (1 - paper[1] / paper[0]):.1f} % fewer)" if target == "augmix" else ""
            yield (f"{TARGETS[target][0]}, {METHOD_TITLES[method]}: {abs(fewer):.1f} % {'fewer' if fewer >= 0 else 'more'} errors on "
                   f"corrupted images than Center-Crop{beside}.")


def correlations(results):
    for target in ("standard", "augmix"):
        evaluation = results.get(f"methods-{target}")
        if evaluation is not None:
            pearson, spearman = (", ".join(f"{title} {number(evaluation[kind].get(name))}" for name, title in zip(SETS, SET_TITLES))
                                 for kind in ("pearson", "spearman"))
            yield (f"Predictor of {TARGETS[target][0]}: Pearson correlation of the relative losses (the authors' measure): {pearson}; "
                   f"Spearman correlation of the losses: {spearman}; {evaluation['images']} images. The paper has 0.30 for test images "
                   "of ImageNet.")


# -- Tables 2 and 3 --------------------------------------------------------------------------------------------------------


def known(rows):
    """The rows that were evaluated, and the titles of the others."""
    return [(title, row) for title, row in rows if row is not None], [title for title, row in rows if row is None]


def not_run(missing):
    return ["Not evaluated yet: " + ", ".join(missing) + "."] if missing else []


def table2_row(title, row):
    return [*words(title, str(row.evaluation["images"])), set_cell(row, "clean"),
            *(part_cell(row, "ce", name) for name in published.CORRUPTIONS + published.HELD_OUT),
            set_cell(row, "corrupted"), set_cell(row, "heldout")]


def paper_means(numbers):
    """The paper's row, and the means of its 15 and of its 4, which its Table 2 leaves to the reader."""
    return (*numbers, sum(numbers[1:16]) / 15, sum(numbers[16:]) / 4)


def table2(results, arch):
    some, full = results.get("methods-augmix"), results.get("evaluate-augmix")
    rows, missing = known([("AugMix", row_of(some, "center")),
                           ("AugMix+", row_of(results.get("evaluate-augmix-plus"), "center", some or {})),
                           ("Ours (k = 1)", row_of(some, "ours:1"))])
    table = [line for title, row in rows for line in (table2_row(title, row), paper_row(title, paper_means(published.TABLE2[title])))]
    rules = []
    if full is not None and (some is None or full["images"] != some["images"]):
        rules.append(len(table))
        table += [table2_row(title, row_of(full, method)) for title, method in (("AugMix", "center"), ("Ours (k = 1)", "ours:1"))]
    columns = ["Method", "Images", "Clean", *(SHORT[name] for name in published.CORRUPTIONS + published.HELD_OUT), "Corrupted", "Held out"]
    notes = [*not_run(missing), "The last four corruptions before the means are held out. The paper's Table 2 calls the first two of "
             "them Gauss.b and Speckle, its Table 3 has the same numbers as Speckle and Gauss.b, which fits the kinds. "
             "The two means of its rows are computed from them."]
    return Table(2, f"Training-time or test-time augmentation when corruptions are expected, {arch}", columns, 1, table, notes, rules)


def table3_row(title, row):
    return [*words(title, str(row.evaluation["images"])), set_cell(row, "clean"),
            *(part_cell(row, "groups", name) for name in published.GROUPS), set_cell(row, "corrupted"),
            *(part_cell(row, "ce", name) for name in published.HELD_OUT)]


def table3(results, arch):
    base, ours = results.get("methods-augmix"), results.get("evaluate-augmix-ours-blur")
    rows, missing = known([("AugMix", row_of(base, "center") or row_of(ours, "center")),
                           ("AugMix (w Blur)", row_of(results.get("evaluate-augmix-w-blur"), "center", base or ours or {})),
                           ("AugMix + Ours", row_of(ours, "ours:1"))])
    table = [line for title, row in rows for line in (table3_row(title, row), paper_row(title, published.TABLE3[title]))]
    columns = ["Method", "Images", "Clean", *(SHORT[name] for name in published.GROUPS), "Avg.",
               *(SHORT[name] for name in published.HELD_OUT)]
    notes = [*not_run(missing), "“w Blur” and “Ours” were trained with the four blurs defocus, glass, motion and zoom; “Ours” is k = 1."]
    return Table(3, f"When blur is expected, {arch}", columns, 1, table, notes)


def make(results, arch):
    """The three tables. `results`: evaluate's JSON by the name of the stage; what is missing is left out and named."""
    made = [table1(results, arch), table2(results, arch), table3(results, arch)]
    for table in made:
        left_out = published.LEFT_OUT[table.number]
        if left_out != "nothing":
            table.notes.insert(0, f"Not run, so left out: {left_out} of the paper's table.")
    return made


def unreadable(results):
    """Sentences about images that could not be read, and what evaluate remarked."""
    for name, evaluation in results.items():
        if evaluation.get("unreadable"):
            yield f"{name}: {evaluation['unreadable']} images could not be read."
        yield from (f"{name}: {remark}" for remark in evaluation.get("remarks", []))

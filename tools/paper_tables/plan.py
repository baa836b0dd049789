# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages: which command each one is, what it needs, and how much work it is.

Words of a command are templates: {data} and {out} stand for the two folders, so that both may be moved between two runs.
"""

import dataclasses
import fnmatch

from . import estimate

TABLE1_METHODS = ("center", "hflip", "5crop", "random:1", "random:2", "random:4", "ours:1", "ours:2", "ours:2+flip")
TARGETS = {  # name: title, options
    "standard": ("Standard", ["--augment", "standard"]),
    "augmix": ("AugMix", ["--augment", "augmix"]),
    "augmix-plus": ("AugMix+", ["--augment", "augmix", "--corruptions", "all"]),
    "augmix-w-blur": ("AugMix (w Blur)", ["--augment", "augmix", "--corruptions", "blur"]),
}
PREDICTORS = {  # name of the pack: its target, the corruptions it is trained on
    "standard-ours": ("standard", "all"),
    "augmix-ours": ("augmix", "all"),
    "augmix-ours-blur": ("augmix", "blur"),
}


@dataclasses.dataclass(frozen=True)
class Setting:
    """What the options say. `limit` and `test_limit` are 0 for all images."""

    arch: str
    epochs: int
    predictor_epochs: int
    images: int
    limit: int
    test_limit: int
    severities: str
    jsd: bool
    bfloat16: bool
    small: bool
    n_train: int
    n_test: int

    def n_used(self, limit, n):
        return min(limit, n) if limit else n

    def n_cells(self):
        first, _, last = self.severities.partition("-")
        return 1 + 19 * (int(last or first) - int(first) + 1)


@dataclasses.dataclass(frozen=True)
class Stage:
    name: str
    words: list
    needs: list
    output: str  # the file that a finished stage leaves, below the folder of the results
    core_seconds: float

    def training(self):
        return self.words[0].startswith("train-")


def limited(words, limit):
    return [*words, "--limit", str(limit)] if limit else words


def common(setting):
    return (["--bfloat16"] if setting.bfloat16 else []) + (["--no-flip", "--batch", "20"] if setting.small else [])


def target_stage(setting, name):
    title, options = TARGETS[name]
    augmix = "augmix" in options
    words = ["train-target", "--dataset", "folder:{data}/train", "--test", "folder:{data}/test", "--arch", setting.arch,
             *options, *(["--no-jsd"] if augmix and not setting.jsd else []), "--epochs", str(setting.epochs),
             *common(setting), *(["--input-size", "32"] if setting.small else []), "--name", f"{setting.arch}, {title}", "--out", "{out}/" + name]
    views = (3 if augmix and setting.jsd else 1) * (estimate.AUGMIX_CORRUPTED if "--corruptions" in options else 1)
    n = setting.n_used(setting.limit, setting.n_train)
    work = (estimate.training(setting.arch, n * views * setting.epochs)
            + estimate.answers(setting.arch, setting.n_test * setting.epochs))
    return Stage("target-" + name, limited(words, setting.limit), [], name + "/pack.json", work)


def predictor_stage(setting, name):
    target, corruptions = PREDICTORS[name]
    words = ["train-predictor", "--pack", "{out}/" + target, "--dataset", "folder:{data}/train", "--corruptions", corruptions,
             "--epochs", str(setting.predictor_epochs), *common(setting), "--out", "{out}/" + name]
    n = setting.n_used(setting.limit, setting.n_train)
    return Stage("predictor-" + name, limited(words, setting.limit), ["target-" + target], name + "/pack.json",
                 estimate.predictor(setting.arch, n, setting.predictor_epochs))


def evaluation_stage(setting, name, pack, methods, limit, *more):
    """An evaluation of a pack on so many images (0: all), which needs the stage that made the pack."""
    words = ["evaluate", "--pack", "{out}/" + pack, "--dataset", "folder:{data}/test", "--methods", ",".join(methods),
             "--severities", setting.severities, *more, "--format", "json"]
    kind = "predictor-" if pack in PREDICTORS else "target-"
    n = setting.n_used(limit, setting.n_test)
    views = estimate.views(methods, bool(more))
    return Stage(name, limited(words, limit), [kind + pack], name + ".json",
                 estimate.evaluation(setting.arch, n * setting.n_cells(), views))


def evaluation_stages(setting):
    """Three methods on all test images, the others on a stratified part of them."""
    some = setting.images
    yield from (evaluation_stage(setting, f"evaluate-{name}", f"{name}-ours", ("center", "ours:1", "ours:2+flip"), setting.test_limit)
                for name in ("standard", "augmix"))
    yield from (evaluation_stage(setting, f"methods-{name}", f"{name}-ours", TABLE1_METHODS, some, "--correlation")
                for name in ("standard", "augmix"))
    yield evaluation_stage(setting, "evaluate-augmix-plus", "augmix-plus", ("center",), some)
    yield evaluation_stage(setting, "evaluate-augmix-w-blur", "augmix-w-blur", ("center",), some)
    yield evaluation_stage(setting, "evaluate-augmix-ours-blur", "augmix-ours-blur", ("center", "ours:1"), some)


def make(setting):
    """All stages, in the order in which they run: what the others need comes first, and Table 1 before 2 and 3."""
    evaluations = {stage.name: stage for stage in evaluation_stages(setting)}
    table1 = [stage for name in ("standard", "augmix")
              for stage in (target_stage(setting, name), predictor_stage(setting, name + "-ours"),
                            evaluations.pop("evaluate-" + name), evaluations.pop("methods-" + name))]
    return [*table1, target_stage(setting, "augmix-plus"), evaluations.pop("evaluate-augmix-plus"),
            target_stage(setting, "augmix-w-blur"), evaluations.pop("evaluate-augmix-w-blur"),
            predictor_stage(setting, "augmix-ours-blur"), *evaluations.values()]


def choose(stages, patterns):
    """The stages that one of the patterns (a name, or with * and ?) names; an error names a pattern that fits none."""
    for pattern in patterns:
        if not fnmatch.filter([stage.name for stage in stages], pattern):
            raise ValueError(f"no stage is called “{pattern}”; there are " + ", ".join(stage.name for stage in stages))
    return [stage for stage in stages if any(fnmatch.fnmatchcase(stage.name, pattern) for pattern in patterns)]

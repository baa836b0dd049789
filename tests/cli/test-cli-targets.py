# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets as the paper trains them: train-target's architectures and augmentations, what pack.json keeps of them, and
what train-predictor and evaluate make of that."""

import csv
import io
import json
import unittest

from cli_testing import CliTest

TRAIN = ["--dataset", "signs:train", "--limit", "60", "--batch", "40", "--epochs", "1", "--threads", "1"]
BLURS = ["defocus_blur", "glass_blur", "motion_blur", "zoom_blur"]


class Targets(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls().train("blurred", "--augment", "augmix", "--no-jsd", "--corruptions", "blur,gaussian_blur")
        cls().train("plain")

    def train(self, name, *args):
        return self.good("train-target", "--arch", "wrn-10-1", "--input-size", "32", *TRAIN, "--out", name, *args)

    def about(self, name):
        return json.loads((self.folder / name / "pack.json").read_text())

    def predict(self, target, out, *args):
        return self.good("train-predictor", "--pack", target, "--copies", "1", *TRAIN, "--out", out, "--no-cache", *args)

    def test_record(self):
        target = self.about("blurred")["target"]
        self.assertEqual([target[key] for key in ("architecture", "augment", "jsd")], ["wrn-10-1", "augmix", False])
        self.assertEqual(target["corruptions"], BLURS + ["gaussian_blur"])
        target = self.about("plain")["target"]
        self.assertEqual([target["augment"], target["corruptions"], "jsd" in target], ["standard", [], False])
        self.train("jsd", "--augment", "augmix", "--jsd")
        target = self.about("jsd")["target"]
        self.assertEqual([target["augment"], target["jsd"], target["corruptions"]], ["augmix", True, []])

    def test_started_from_another(self):
        """What the target saw before --init, it has seen."""
        self.train("later", "--init", self.folder / "blurred/target.pt", "--augment", "augmix", "--corruptions", "fog")
        self.assertEqual(self.about("later")["target"]["corruptions"], ["fog", *BLURS, "gaussian_blur"])

    def test_left_out(self):
        """The predictor is not trained on what the target saw, whatever is asked for."""
        out = self.predict("blurred", "default")
        self.assertIn("Left out, because the target was trained on them: " + ", ".join(BLURS) + "\n", out)
        about = self.about("default")
        self.assertEqual(len(about["predictor"]["corruptions"]), 11)
        self.assertFalse(set(BLURS) & set(about["predictor"]["corruptions"]))
        self.assertEqual(about["target"], self.about("blurred")["target"])
        out = self.predict("blurred", "one", "--corruptions", "glass_blur,fog")
        self.assertIn("Left out, because the target was trained on them: glass_blur\n", out)
        self.assertEqual(self.about("one")["predictor"]["corruptions"], ["fog"])
        out = self.predict("blurred", "nothing", "--corruptions", "blur")
        self.assertIn("; no corruption is left to train on\n", out)
        self.assertEqual(self.about("nothing")["predictor"]["corruptions"], [])
        self.assertNotIn("Left out", self.predict("plain", "plain-predictor"))
        self.assertEqual(len(self.about("plain-predictor")["predictor"]["corruptions"]), 15)

    def evaluate(self, pack, form):
        return self.good("evaluate", "--pack", pack, "--dataset", "signs:test", "--limit", "20", "--threads", "1", "--methods",
                         "center,ours:1", "--corruptions", "clean,noise,blur,fog,snow,spatter", "--severities", "2,4",
                         "--format", form, "--db", "labels.db")

    def test_labels(self):
        self.predict("blurred", "seen", "--corruptions", "noise,fog")
        result = json.loads(self.evaluate("seen", "json"))
        labels = result["pack"]["seen_by"]
        self.assertEqual(labels, {name: "target" if name in BLURS + ["gaussian_blur"] else "predictor"
                                  if name == "fog" or name.endswith("_noise") and name != "speckle_noise" else "neither"
                                  for name in labels})
        self.assertEqual(len(labels), 19)
        groups = {"target": BLURS, "predictor": ["gaussian_noise", "shot_noise", "impulse_noise", "fog"],
                  "neither": ["snow", "spatter"]}
        for method in result["methods"]:
            self.assertEqual(method["seen_by"].keys(), groups.keys())
            for label, names in groups.items():
                self.assertAlmostEqual(method["seen_by"][label], sum(method["ce"][n] for n in names) / len(names))
                low, high = method["difference_interval"]["seen_by_" + label]
                self.assertLessEqual(low, method["seen_by"][label] - result["methods"][0]["seen_by"][label] + 1e-9)
                self.assertGreaterEqual(high, low)
            self.assertEqual(method["groups"].keys(), {"noise", "blur"})
        text = self.evaluate("seen", "text").splitlines()
        words = {line.split()[0]: line.split()[-1] for line in text if line.startswith(("fog ", "snow ", "glass_blur "))
                 and line.split()[-1].isalpha()}
        self.assertEqual(words, {"fog": "predictor", "snow": "neither", "glass_blur": "target"})
        means = [line.rsplit(maxsplit=2) for line in text if line.startswith("Mean, seen by")]
        self.assertEqual([m[0] for m in means], ["Mean, seen by neither", "Mean, seen by the target only",
                                                 "Mean, seen by the predictor only"])
        rows = list(csv.DictReader(io.StringIO(self.evaluate("seen", "csv"))))
        self.assertEqual({r["seen_by"] for r in rows if r["corruption"] in BLURS}, {"target"})
        (mean,) = [r for r in rows if r["set"] == "seen by target" and r["method"] == "ours:1"]
        self.assertAlmostEqual(float(mean["error"]), result["methods"][1]["seen_by"]["target"], delta=1e-6)

    def test_both(self):
        """A predictor that was trained on them all the same, by an earlier version."""
        self.predict("plain", "both", "--corruptions", "fog,snow")
        about = self.about("both")
        about["target"]["corruptions"] = ["fog"]
        (self.folder / "both/pack.json").write_text(json.dumps(about))
        result = json.loads(self.evaluate("both", "json"))
        self.assertEqual([result["pack"]["seen_by"][n] for n in ("fog", "snow", "spatter")],
                         ["both", "predictor", "neither"])

    def test_without_record(self):
        """The JSON, CSV and text of a pack that does not say what its target saw are as they were."""
        self.predict("plain", "old")
        about = self.about("old")
        for key in ("augment", "corruptions"):
            del about["target"][key]
        (self.folder / "old/pack.json").write_text(json.dumps(about))
        for form in ("json", "csv", "text", "markdown", "latex"):
            self.assertNotRegex(self.evaluate("old", form), "(?i)seen[ _]by")

    def test_refused(self):
        base = ["train-target", *TRAIN, "--out", "refused"]
        for status, args, *named in [
            (2, ["--jsd"], "--augment augmix"), (2, ["--no-jsd"], "--augment augmix"),
            (2, ["--augment", "augmix", "--jsd", "--no-jsd"], "exclude"),
            (1, ["--augment", "mixup"], "mixup", "augmix"), (1, ["--corruptions", "fog"], "--augment augmix"),
            (1, ["--augment", "augmix", "--corruptions", "fogg"], "fog"),
            (1, ["--arch", "wrn-41-2"], "6n + 4", "wrn-40-2"), (1, ["--arch", "wrn-40-0"], "wrn-40-2"),
            (1, ["--arch", "vgg16"], "vgg16", "wrn-16-2"),
        ]:
            with self.subTest(args):
                self.refuse(status, [*base, *args], *named)
                self.assertFalse((self.folder / "refused").exists())

    def test_damaged_record(self):
        self.predict("plain", "damaged")
        about = self.about("damaged")
        about["target"]["corruptions"] = "fog"
        (self.folder / "damaged/pack.json").write_text(json.dumps(about))
        self.refuse(1, ["evaluate", "--pack", "damaged", "--dataset", "signs:test"], "target.corruptions")


if __name__ == "__main__":
    unittest.main()

"""A mistake in a scenario is told before any kernel starts."""

from pathlib import Path

import pytest
import yaml

from doesithold.errors import InputError
from doesithold.paper.about import load_about
from doesithold.paper.assumptions import Assumptions
from doesithold.scenarios.scenarios import METHODS, choices, grid, load_scenarios, parameters

ABOUT = load_about(Path(__file__).parents[2] / "data")
ALL_PARAMETERS = (
    "efficacy_denominator, safety_denominator, withdrawal, response_counts, rounding, binomial_interval"
)
MISTAKES = [
    (
        {"rouding": "truncate"},
        f"column rouding: scenario wrong: is not a parameter; there are {ALL_PARAMETERS}",
    ),
    (
        {"rounding": "truncat"},
        "column rounding, value 'truncat': scenario wrong: must be one of half_up, half_even",
    ),
    ({"efficacy_denominator": 15}, "value '15': scenario wrong: must be one of null, 16, 17, 18"),
    ({"safety_denominator": "16"}, "value '16': scenario wrong: must be one of null, 16, 17, 18"),
    (
        {"withdrawal": None},
        "column withdrawal, value 'None': scenario wrong: must be one of excluded, event, censored",
    ),
    ({"seed": -1}, "column seed, value '-1': scenario wrong: must be a whole number from 0"),
    ({"seed": 1.0}, "column seed, value '1.0': scenario wrong: must be a whole number from 0"),
    ({"draws": True}, "column draws, value 'True': scenario wrong: must be a whole number from 2 to 100000"),
    ({"draws": 1}, "column draws, value '1': scenario wrong: must be a whole number from 2 to 100000"),
]


@pytest.mark.parametrize(("chosen", "told"), MISTAKES, ids=str)
def test_mistake_names_the_parameter_and_what_it_may_be(project, chosen, told):
    project.set_scenarios({"wrong": chosen})
    with pytest.raises(InputError) as caught:
        load_scenarios(project.folder / "data/scenarios.yaml")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "arguments",
    [(), ("--scenario", "baseline"), ("--scenario", "wrong"), ("--jobs", "2")],
    ids=" ".join,
)
def test_no_kernel_starts_after_a_mistake(project, arguments):
    project.set_scenarios({"wrong": {"rounding": "truncat"}})
    (project.folder / "analysis/kernels.py").write_text("raise SystemExit('a kernel was about to start')\n")
    code, out, err = project.run(*arguments)
    assert (code, out) == (2, "")
    assert "rounding" in err
    assert "half_up" in err
    assert "Traceback" not in err
    assert not (project.folder / "runs/output").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--scenario", "basline"), "'basline': --scenario must be one of baseline, seed-2"),
        (("--jobs", "0"), "--jobs 0: must be at least 1"),
    ],
)
def test_unusable_argument_is_one_line(tiny, arguments, told):
    code, _, err = tiny.run(*arguments)
    assert code == 2
    assert told in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "the file is missing"),
        ("- [", "must be readable YAML"),
        ("{}", "must be a list of scenarios"),
        ("- {name: a, title: b, why: c}", "must have a scenario named baseline, without parameters"),
        (
            "- {name: baseline, title: b, why: c, parameters: {seed: 2}}",
            "must have a scenario named baseline",
        ),
        ("- &b {name: baseline, title: b, why: c}\n- *b", "row 2: must not use aliases"),
        ("- {name: ../x, title: b, why: c}", "scenario ../x"),
        ("- {name: baseline, title: b}", "column why"),
        ("- baseline", "scenario 1"),
    ],
)
def test_file_of_scenarios_that_cannot_be_used(tmp_path, content, told):
    (tmp_path / "study.yaml").write_text("{title: A trial, sections: [Results]}")
    file = tmp_path / "scenarios.yaml"
    if content is not None:
        file.write_text(content)
    with pytest.raises(InputError) as caught:
        load_scenarios(file)
    assert told in str(caught.value)


def test_parameters_of_a_silent_paper_are_the_usual_assumptions():
    default = parameters({}, ABOUT)
    assert all(getattr(default, name) == getattr(Assumptions(), name) for name in METHODS)
    assert tuple(default.flat()) == (*ABOUT.choices, *METHODS, "seed", "draws")


def test_methods_that_a_paper_states_are_its_baseline():
    about = ABOUT.model_copy(update={"methods": {"rounding": "truncate", "proportion_interval": "wilson"}})
    default = parameters({}, about)
    assert (default.rounding, default.binomial_interval) == ("truncate", "wilson")
    assert parameters({"rounding": "half_up"}, about).changed(default) == {"rounding": "half_up"}


def test_notebook_declares_every_parameter_with_its_default_and_its_values(project):
    import papermill

    declared = papermill.inspect_notebook(str(project.folder / "runs/scenario.ipynb"))
    given = {
        name: yaml.safe_load(found["default"].replace("None", "null")) for name, found in declared.items()
    }
    assert all(found["inferred_type_name"] in ("int", "str") for found in declared.values())
    assert parameters(
        {name: given[name] for name in given.keys() - {"title", "why", "findings_file"}}, ABOUT
    ) == parameters({}, ABOUT)
    text = (project.folder / "runs/scenario.ipynb").read_text()
    for name in (*ABOUT.choices, *METHODS):
        assert all(str(value) in text for value in choices(name, ABOUT))


def test_grid_crosses_every_value_of_every_assumption_once():
    scenarios = list(grid(ABOUT))
    assert len(scenarios) == 3 * 3 * 6 * 9 * 2 * 3 * 2
    assert len({scenario.name for scenario in scenarios}) == len(scenarios)
    assert len({scenario.parameters for scenario in scenarios}) == len(scenarios)

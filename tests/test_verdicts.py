"""Verdicts never lie: answers that nobody foresaw are refused with a sentence that is true of them."""

import copy
import re
import textwrap

import numpy as np
import pytest

from nnlib import activations
from nnlib.exercises import cell
from nnlib.exercises.catalogue import Exercise, Mistake, _known, every_exercise, find
from nnlib.exercises.diagnosis import NOT_WRITTEN, RIGHT, WRONG, Diagnosis, diagnose
from nnlib.exercises.outcomes import is_numeric, outcomes_of
from nnlib.exercises.patterns import pattern


def ask(id, text, **names):
    """Give the checker what a learner typed."""
    source = textwrap.dedent(text).lstrip("\n")
    exercise = find(id)
    surroundings = {"np": np, "sigmoid": activations.sigmoid, "layer": lambda X, W, b: X @ W + b, **names}
    exec(compile(source, "<ipython-input-1>", "exec"), surroundings)
    name = re.match(r"(?:def|class) (\w+)", source)[1]
    return diagnose(exercise, surroundings[name], source)


def refused(id, text, *words, **names):
    found = ask(id, text, **names)
    assert found.state == WRONG
    told = " ".join(found.sentences)
    for word in words:
        assert word in told, told
    return told


# Right shape, wrong numbers -------------------------------------------------------------------------------------------


def test_wrong_numbers_of_the_right_shape():
    refused("02.sigmoid", "def sigmoid(z):\n    return 0.5 + z / 8\n", "numbers are not")


def test_right_on_small_inputs_only():
    refused("02.sigmoid", """
        def sigmoid(z):
            return 1 / (1 + np.exp(-np.clip(z, -20, 20)))
        """, "Right with a single number", "wrong with numbers as large as ±800")


def test_right_for_one_sample_only():
    told = refused("02.layer", """
        def layer(X, W, b):
            z = X @ W
            z[:1] = z[:1] + b
            return z
        """, "Right with a single sample", "wrong with four samples and seven samples")
    assert "first row is right" in told


def test_hard_coded_for_the_example():
    refused("02.weighted_sum", "def weighted_sum(x, w, b):\n    return 2.0\n", "stays the same when `x`, `w` and `b`",
            "it gives `2`")


def test_an_argument_that_makes_no_difference_is_named():
    told = refused("02.forward", """
        def forward(X, params):
            z1 = X @ params["W1"] + params["b1"]
            a1 = sigmoid(z1 * 0.9)
            z2 = a1 @ np.ones_like(params["W2"]) + params["b2"]
            a2 = sigmoid(z2)
            return a2, {"a0": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}
        """, 'stays the same when `params["W2"]` is changed')
    assert '`cache["a1"]` is the first that is not right' in told
    assert "a0     ✓\nz1     ✓\na1     ✗" in told


def test_data_read_from_the_notebook_is_named():
    refused("02.layer", "def layer(X, W, b):\n    return X @ W + b1\n", "`b1` from the notebook", b1=np.ones(1))


def test_reading_the_notebook_without_harm_is_a_remark():
    found = ask("02.weighted_sum", "def weighted_sum(x, w, b):\n    return x @ w + one * b\n", one=1)
    assert found.state == RIGHT
    assert "`one` from the notebook" in found.remarks[0]


def test_of_a_function_of_the_library_it_is_said_where_that_is_asked():
    found = ask("02.layer", "def layer(X, W, b):\n    return X @ W + one * b\n", one=1)
    assert (found.state, found.remarks) == (RIGHT, [])      # tests/test_library.py reads what is said instead


def test_a_constant_factor_is_told():
    refused("02.layer", "def layer(X, W, b):\n    return 3 * (X @ W + b)\n", "3 times too large")
    refused("02.layer", "def layer(X, W, b):\n    return (X @ W + b) / 4\n", "4 times too small")


def test_a_factor_that_is_the_number_of_samples_is_told():
    refused("02.layer", "def layer(X, W, b):\n    return len(X) * (X @ W + b)\n", "too large by the number of rows")
    refused("02.layer", "def layer(X, W, b):\n    return (X @ W + b) / len(X)\n", "too small by the number of rows")


def test_what_is_said_of_every_number_holds_for_every_number():
    """A case that is right has no wrong factor and no shift."""
    for change in ("2 * z", "z + 1"):
        told = refused("02.layer", f"""
            def layer(X, W, b):
                z = X @ W + b
                return z if len(X) == 1 else {change}
            """, "Right with a single sample")
        assert "very number" not in told


def test_a_wrong_sign_is_told():
    refused("02.layer", "def layer(X, W, b):\n    return -(X @ W + b)\n", "wrong sign")


def test_float32_is_told():
    refused("02.layer", "def layer(X, W, b):\n    return (X @ W + b).astype(np.float32)\n", "7 digits", "float32")


def test_a_shift_is_told():
    refused("02.sigmoid", "def sigmoid(z):\n    return 1 / (1 + np.exp(-z)) + 0.1\n", "off by the same amount")


def test_nan_is_told():
    refused("02.sigmoid", "def sigmoid(z):\n    return np.exp(2 * z) / (np.exp(z) + np.exp(2 * z))\n", "nan", "±800")


# Crashes, kinds and shapes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "words"), [
    ("def sigmoid(z):\n    1 / (1 + np.exp(-z))\n", ["returns nothing", "`return` in front"]),
    ("def sigmoid(z):\n    print(1 / (1 + np.exp(-z)))\n", ["returns nothing"]),
    ("def sigmoid(z):\n    return [1.0, 2.0]\n", ["list", "array"]),
    ("def sigmoid(z):\n    return 'yes'\n", ["a text"]),
    ("def sigmoid(z):\n    return np.exp\n", ["function `exp` itself"]),
    ("def sigmoid(z):\n    return z > 0\n", ["True"]),
    ("def sigmoid(z):\n    return 1 / (1 + np.exp(-x))\n", ["`x` is not known", "line 2", "(z)"]),
    ("def sigmoid(z):\n    return 1 / (1 + nq.exp(-z))\n", ["`nq` is not known"]),
    ("def sigmoid(z):\n    return np.sigmoid(z)\n", ["NumPy has no `np.sigmoid`"]),
    ("def sigmoid(z):\n    if z > 0:\n        return z\n    return 0 * z\n", ["want one True or False"]),
    ("def sigmoid(z):\n    return sigmoid(z)\n", ["calls itself"]),
    ("def sigmoid(z):\n    return input('z?')\n", ["calls `input`"]),
    ("def sigmoid(z):\n    exit()\n", ["calls `exit`"]),
    ("def sigmoid(z):\n    raise SystemExit\n", ["SystemExit"]),
    ("def sigmoid():\n    return 1\n", ["called with 1 argument", "`def sigmoid(z):`"]),
    ("def sigmoid(z, w):\n    return z\n", ["called with 1 argument"]),
    ("def sigmoyd(z):\n    return z\n", ["called `sigmoid`", "`sigmoyd`"]),
    ("class sigmoid:\n    def __init__(self, z):\n        self.z = z\n", ["asks for a function"]),
    ("def sigmoid(z):\n    return np.sum(1 / (1 + np.exp(-z)), axis=-1)\n", ["shape"]),
    ("def sigmoid(z):\n    return [1 / (1 + np.exp(-v)) for v in np.ravel(z)]\n", ["list", "np.array"]),
    ("def sigmoid(x):\n    return 1 / (1 + np.exp(-z))\n", ["`def sigmoid(x)` calls it otherwise"]),
    ("def sigmoid(z):\n    return 1 / (1 + exp(-z))\n", ["belongs to NumPy, `np.exp`"]),
    ("def sigmoid(z):\n    return 1 / (1 + np.e ^ (-z))\n", ["`**`"]),
    ("def sigmoid(z):\n    return σ(z)\n", ["written `sigmoid`"]),
    ("def sigmoid(z):\n    return z(0)\n", ["square brackets"]),
    ("def sigmoid(z):\n    return np.matrix(1 / (1 + np.exp(-z)))\n", ["`np.matrix`", "plain array"]),
    ("def sigmoid(z):\n    if np.ndim(z):\n        return 1 / (1 + np.exp(-z))\n",
     ["With a single number it returns nothing"]),
    ("def sigmoid(Z):\n    return 1 / (1 + np.exp(-z))\n", ["calls it otherwise"]),
    ("def sigmoid(z):\n    e = Z\n    return e\n", ["Did you mean `z`?"]),
    ("def sigmoid(z):\n    return z.reshape(n, 1)\n", ["the length of an axis"]),
    ("def sigmoid(z):\n    return z.rehsape(-1)\n", ["Did you mean `.reshape`?"]),
    ("def sigmoid(z):\n    return np.arange(3.0).median()\n", ["`np.median(…)`"]),
    ("def sigmoid(z):\n    return np.sum(z, keepdim=true)\n", ["`true` is written `True`"]),
    ("def sigmoid(z):\n    return np.sum(z, keepdim=True)\n", ["no option `keepdim`", "`keepdims`"]),
    ("def sigmoid(z):\n    return z - np.sum\n", ["without its brackets"]),
    ("def sigmoid(z):\n    return np.exp[z]\n", ["round brackets"]),
    ("def sigmoid(z):\n    return np.zeros(z + np.zeros(3))\n", ["A size is a whole number"]),
    ("def sigmoid(z):\n    return np.reshape(z, -1, 1)\n", ["brackets of their own"]),
    ("def sigmoid(z):\n    return 1 / (1 + np.exp(-z)),\n", ["a tuple of 1 value", "comma"]),
    ("def sigmoid(z):\n    return ...\n", ["three dots themselves"]),
    ("def sigmoid(z):\n    return float(1 / (1 + np.exp(-z)))\n", ["`float` take no arrays"]),
    ("def sigmoid(z):\n    return np.where(z > 0, 1, 0)\n", ["0 or 1 and nothing between"]),
    ("def sigmoid(z):\n    return np.round(1 / (1 + np.exp(-z)), 4)\n", ["are rounded"]),
    ("def sigmoid(z):\n    return 1 / (1 + 2.7183 ** -z)\n", ["digits only"]),
    ("def sigmoid(z):\n    return z * np.exp(-1)\n", ["numbers are not", "with `z = 2` it gives `0.7358`"]),
])
def test_plain_failures_are_told_plainly(text, words):
    refused("02.sigmoid", text, *words)


def test_the_import_cell_was_not_run():
    exercise, source = find("02.sigmoid"), "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n"
    names = {}
    exec(compile(source, "<ipython-input-1>", "exec"), names)
    told = diagnose(exercise, names["sigmoid"], source).sentences[0]
    assert "`np` is not known yet: run the cell near the top" in told


def test_an_earlier_exercise_was_not_run():
    exercise, source = find("02.forward"), "def forward(X, params):\n    return sigmoid(X), {}\n"
    names = {"np": np}
    exec(compile(source, "<ipython-input-1>", "exec"), names)
    assert "run the cell of the exercise `sigmoid`" in diagnose(exercise, names["forward"], source).sentences[0]


def test_shapes_are_both_told():
    refused("02.layer", "def layer(X, W, b):\n    return (X @ W + b)[:, :2]\n", "(4, 2)", "(4, 3)")
    refused("02.count_right", """
        def count_right(y_hat, y):
            return ((y_hat > 0.5) == y).sum(axis=0, keepdims=True)
        """, "`(1, 3)`", "`(3,)`", "An axis of length 1")


def test_brackets_are_counted_where_numbers_are_typed():
    refused("02.xor_by_hand", """
        def xor_by_hand():
            return {"W1": np.ones((2, 2)), "b1": np.zeros(2), "W2": np.ones((2, 1)), "b2": np.zeros((1, 1))}
        """, 'The entry `"b1"` has shape `(2,)`; `(1, 2)` was expected', "`[[1.0, 2.0]]` is a row")


def test_a_column_against_a_flat_array_is_told(column_exercise):
    source = "def column(y_hat, y):\n    return y_hat - y.ravel()\n"
    names = {"np": np}
    exec(compile(source, "<ipython-input-1>", "exec"), names)
    told = diagnose(column_exercise, names["column"], source).sentences[0]
    assert "`.reshape(-1, 1)`" in told
    assert "(5, 5)" in told


def test_an_error_inside_a_function_that_was_called_is_told_as_such():
    refused("02.layer", "def layer(X, W, b):\n    return weighted_sum(X, W, b)\n", "inside `weighted_sum`",
            weighted_sum=cell.stand_in(find("02.weighted_sum")))


@pytest.mark.parametrize(("text", "words"), [
    ("return (y_hat > 0.5 == y).sum(axis=0)", ["(a > b) == c"]),
    ("return ((y_hat > 0.5) and (y == 1)).sum(axis=0)", ["`&` for `and`"]),
    ("return (y_hat > 0,5) == y", ["comma"]),
    ("return ((y_hat > 0.5) & (y > 0.5)).sum(axis=0)", ["both 1"]),
    ("return (np.abs(y_hat - y) < 0.05).sum(axis=0)", ["numbers are not"]),
])
def test_counting_wrongly(text, words):
    told = refused("02.count_right", f"def count_right(y_hat, y):\n    {text}\n", *words)
    assert "stays the same" not in told


def test_arguments_in_another_order_are_told_before_anything_else():
    refused("02.count_right", "def count_right(y, y_hat):\n    return ((y_hat > 0.5) == y).sum(axis=0)\n",
            "another order", "`def count_right(y_hat, y):`")


def test_a_factor_of_one_is_no_factor():
    """Where the right numbers are all zero, another number is no multiple of them."""
    told = refused("00.switch_off", """
        def switch_off(params, name):
            return {**params, name: 2 + np.zeros_like(params[name])}
        """)
    assert "times too" not in told


def test_the_example_to_check_is_one_that_is_wrong():
    told = refused("00.double", "def double(x):\n    return 2 * x if x > 0.5 else 0\n", "`x = 0.3`")
    assert "`x = 2`" not in told


def test_a_loop_over_a_dictionary_is_no_loop_over_numbers():
    found = ask("00.switch_off", """
        def switch_off(params, name):
            return {key: 0 * array if key == name else array for key, array in params.items()}
        """)
    assert (found.state, found.remarks) == (RIGHT, [])


def test_a_key_without_its_dictionary_is_told():
    refused("02.forward", "def forward(X, params):\n    return X @ W1, {}\n", '`params["W1"]`')


@pytest.mark.parametrize(("text", "word"), [
    ('params("W1")', "square ones"), ("params.W1", '["W1"]'), ("params[X]", "A key is a text"),
    ("params.deepcopy()", "`.copy()`"),
   
])
def test_dictionaries_used_wrongly(text, word):
    refused("02.forward", f"def forward(X, params):\n    return X @ {text}, {{}}\n", word)


def test_notebook_data_is_named_beside_a_crash():
    told = refused("02.forward", """
        def forward(X, params):
            z1 = layer(X, W1, b1)
            return z1, {}
        """, "It reads `W1` and `b1` from the notebook", W1=np.ones((2, 4)), b1=np.ones((1, 4)))
    assert told.index("from the notebook") < told.index("stopped with an error")


def nine(w1, b1, w2, b2):
    return (f"def xor_by_hand():\n    return {{'W1': np.array({w1}) * 1.0, 'b1': np.array([{b1}]) * 1.0, "
            f"'W2': np.array({w2}).reshape(2, 1) * 1.0, 'b2': np.array([[{b2}]]) * 1.0}}\n")


@pytest.mark.parametrize(("numbers", "word"), [
    (nine([[1, 1], [1, 1]], [-.5, -1.5], [1, -1], -.5), "Multiply all nine by the same factor"),
    (nine([[20, 20], [20, 20]], [-10, -40], [20, -20], -10), "undecided about a row"),
    (nine([[20, 20], [20, 20]], [-10, -10], [20, -20], -10), "two units, one idea"),
    (nine([[20, 20], [20, 20]], [-10, -20], [20, -20], -10), "undecided about a row"),
    (nine([[20, 20], [20, 20]], [10, 30], [20, -20], -10), "the same about all four rows"),
    (nine([[0, 0], [0, 0]], [0, 0], [0, 0], 0), "the same about all four rows"),
])
def test_nine_numbers_that_a_reader_tried(numbers, word):
    told = refused("02.xor_by_hand", numbers, word, "Your nine numbers at work")
    assert "unit 1" in told


def test_multiplying_helps_where_the_verdict_says_so():
    """Follow the advice: the answer that it is given for must become right."""
    refused("02.xor_by_hand", nine([[4, 4], [4, 4]], [-2, -6], [4, -4], -2), "same factor")
    assert ask("02.xor_by_hand", nine([[20, 20], [20, 20]], [-10, -30], [20, -20], -10)).state == RIGHT


def test_a_loop_over_layers_is_no_loop_over_numbers():
    found = ask("02.forward", """
        def forward(X, params):
            a, cache = X, {"a0": X}
            for l in (1, 2):
                z = cache[f"z{l}"] = a @ params[f"W{l}"] + params[f"b{l}"]
                a = cache[f"a{l}"] = sigmoid(z)
            return a, cache
        """)
    assert (found.state, found.remarks) == (RIGHT, [])


def test_missing_keys_are_named():
    refused("02.forward", """
        def forward(X, params):
            z1 = layer(X, params["W1"], params["b1"])
            return z1, {"a0": X, "Z1": z1}
        """, '`"z1"`', '`"Z1"`')


def test_an_unknown_key_shows_those_that_exist():
    refused("02.forward", "def forward(X, params):\n    return params['w1'], {}\n", "'w1'", '`"W1"`')


def test_an_input_that_is_changed_is_told():
    refused("02.layer", """
        def layer(X, W, b):
            W += b
            W -= b
            X *= 2
            X /= 2
            b *= 2
            z = X @ W + b / 2
            return z
        """, "changes", "`b`")
    refused("02.sigmoid", """
        def sigmoid(z):
            z *= -1
            return 1 / (1 + np.exp(z))
        """, "changes `z`", "copy")


def test_an_answer_that_depends_on_earlier_calls_is_refused():
    refused("02.weighted_sum", """
        def weighted_sum(x, w, b, calls=[]):
            calls.append(1)
            return np.dot(x, w) + b + (len(calls) > 3)
        """, "called once more")


def test_a_helper_redefined_wrongly_is_blamed_and_not_forward():
    told = refused("02.forward", find("02.forward").answer().split("\n", 0)[0] + "\n", "`forward` is right",
                   "`sigmoid`, which it calls, was redefined", sigmoid=lambda z: z)
    assert "first that is not" not in told


# States ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["...", '"""Text."""\n    ...', "pass", "z = 1\n    ...", "z = ...", '"""Text."""'])
def test_not_written(body):
    assert ask("02.sigmoid", f"def sigmoid(z):\n    {body}\n").state == NOT_WRITTEN


def test_a_loop_where_numpy_needs_none_is_a_remark_on_a_right_answer():
    found = ask("02.sigmoid", """
        def sigmoid(z):
            return np.reshape([1 / (1 + np.exp(-v)) for v in np.ravel(z)], np.shape(z))
        """)
    assert found.state == RIGHT
    assert "without the loop" in found.remarks[0]


def test_prints_are_kept_and_capped():
    found = ask("02.sigmoid", """
        def sigmoid(z):
            for i in range(10_000):
                print("here", i)
            return 1 / (1 + np.exp(-z))
        """)
    assert found.state == RIGHT
    assert found.printed.startswith("here 0\n")
    assert len(found.printed) < 3_000


def test_the_complete_answer_shows_from_the_third_different_wrong_one_on(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NNLIB_PROGRESS", raising=False)
    wrong = {0: "-1", 1: "-1", 2: "-1  # the same, with a comment", 3: "-2", 4: "-3"}
    shown = []
    for number in wrong.values():
        source = f"def sigmoid(z):\n    return {number}\n"
        found = ask("02.sigmoid", source)
        said = cell.progress.record("02.sigmoid", False, source, cell.fingerprint(source))
        shown.append("The complete answer" in repr(cell.verdict_of(find("02.sigmoid"), found, said)))
    assert shown == [False, False, False, False, True]


def test_the_checkers_own_failure_is_never_the_learners(monkeypatch, capsys):
    def broken(*_):
        raise ZeroDivisionError("in the checker")

    monkeypatch.setattr(cell, "diagnose", broken)
    names = {"exercise": cell.exercise, "np": np}
    exec('@exercise("02.sigmoid")\ndef sigmoid(z):\n    return 7\n', names)
    told = capsys.readouterr().out
    assert told.startswith("! 02.sigmoid · the checker itself failed")
    assert "not yours" in told
    assert names["sigmoid"](np.zeros(2)).tolist() == [0.5, 0.5]
    assert names["sigmoid"].yours(0) == 7


def test_what_is_bound(capsys):
    names = {"exercise": cell.exercise, "np": np}
    exec('@exercise("02.sigmoid")\ndef sigmoid(z):\n    return 1 / (1 + np.exp(z))\n', names)
    assert names["sigmoid"](np.array([2.0])).round(4) == 0.8808       # the course's
    assert names["sigmoid"].yours(np.array([2.0])).round(4) == 0.1192
    assert "goes on with the course's `sigmoid`" in capsys.readouterr().out
    exec('@exercise("02.sigmoid")\ndef sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n', names)
    assert names["sigmoid"].__code__.co_filename == "<string>"        # the learner's own
    assert names["sigmoid"].yours is names["sigmoid"]


def test_the_decorator_without_its_number_says_what_to_type(capsys):
    cell.exercise(activations.relu)
    assert '`@exercise("NN.relu")`' in capsys.readouterr().out


def test_html_and_text_say_the_same_and_keep_to_what_survives_sanitizing():
    found = Diagnosis(WRONG, ["`a < b` & more."])
    verdict = cell.verdict_of(find("02.sigmoid"), found)
    html = verdict._repr_html_()
    assert "<code>a &lt; b</code> &amp; more." in html
    assert "`a < b` & more." in repr(verdict)
    for word in ("<style", "var(", "<svg", "role=", "aria-", "class="):
        assert word not in html
    assert html.count("<details") == 3


# A class, and a column: kinds of exercises that later notebooks have --------------------------------------------------


@pytest.fixture
def column_exercise():
    def column(y_hat, y):
        return y_hat - y

    exercise = Exercise("99.column", course=column, returns="error", hints=("", "", ""), minutes=1, difficulty=1)
    exercise.cases(lambda rng: [("five samples", (rng.normal(size=(5, 1)), rng.normal(size=(5, 1))))])
    yield exercise
    del _known["99.column"]


@pytest.fixture
def class_exercise():
    class Counter:
        def __init__(self, start):
            self.now = start

        def step(self):
            self.now += 1
            return self.now

    def use(candidate, start):
        counter = candidate(start)
        counter.step()
        return counter.step()

    exercise = Exercise("99.Counter", course=Counter, returns="now", hints=("", "", ""), minutes=1, difficulty=1,
                        call=use)
    exercise.cases(lambda rng: [("from three", (3,)), ("from ten", (10,))])
    stuck = type("Counter", (Counter,), {"step": lambda self: self.now})
    exercise.mistakes.append(Mistake("It does not move.", stuck))
    yield exercise
    del _known["99.Counter"]


def test_classes_are_checked_too(class_exercise):
    def answer(step):
        source = ("class Counter:\n    def __init__(self, start):\n        self.now = start\n"
                  f"    def step(self):\n{step}")
        names = {}
        exec(compile(source, "<ipython-input-1>", "exec"), names)
        return diagnose(class_exercise, names["Counter"], source)

    assert answer("        self.now = self.now + 1\n        return self.now\n").state == RIGHT
    assert answer("        return self.now\n").sentences == ["It does not move."]
    assert answer("        ...\n").state == NOT_WRITTEN
    assert "calls `input`" in answer("        return input()\n").sentences[0]
    stand_in = cell.stand_in(class_exercise, None)
    assert stand_in(1).step() == 2
    assert stand_in.__name__ == "Counter"


# Several arrays by name -----------------------------------------------------------------------------------------------

RIGHT_BACKWARD = """
    def backward(y, cache, params, delta):
        dz2 = delta(cache["a2"], y)
        dW2 = cache["a1"].T @ dz2
        db2 = dz2.sum(axis=0, keepdims=True)
        dz1 = dz2 @ params["W2"].T * cache["a1"] * (1 - cache["a1"])
        dW1 = cache["a0"].T @ dz1
        db1 = dz1.sum(axis=0, keepdims=True)
        return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
    """


@pytest.mark.parametrize("name", ["dW1", "db1", "dW2", "db2"])
@pytest.mark.parametrize(("slip", "words"), [("1.7 * ", "1.7 times too large"), ("-0.3 * ", "with the wrong sign"),
                                             ("1 + ", "the same amount"), ("0 * ", "Every number is 0"),
                                             ("np.vstack([np.eye(1)] * 3) + 0 * np.sum", "shape")])
def test_a_wrong_backward_is_told_which_array_is_wrong_and_how(name, slip, words):
    told = refused("04.backward", RIGHT_BACKWARD.replace(f'"{name}": {name}', f'"{name}": {slip}({name})'))
    lines = dict(re.findall(r"(\w+) +([✓✗].*)", told))
    assert f'"{name}"' in told
    assert {array for array, said in lines.items() if "✗" in said} == {name}
    assert words in lines[name]


def test_two_mistakes_in_two_arrays_are_both_told():
    told = refused("04.backward", RIGHT_BACKWARD.replace("dW1 = cache", "dW1 = 3 * cache").replace("db2 = dz2.sum",
                   "db2 = 5 * dz2.sum"))
    assert re.search(r"dW1 +✗  Every number is 3 times too large", told)
    assert re.search(r"db2 +✗  Every number is 5 times too large", told)
    assert re.search(r"dW2 +✓", told)
    assert re.search(r"db1 +✓", told)


def test_of_two_mistakes_the_first_that_is_known_is_named():
    """db2 is a mean, which the catalogue knows; dW1 is three times too large, which nobody foresaw."""
    told = refused("04.backward", RIGHT_BACKWARD.replace("dW1 = cache", "dW1 = 3 * cache").replace("db2 = dz2.sum",
                   "db2 = dz2.mean"))
    assert "For `db2`:" in told


# Numbers that nobody foresaw ------------------------------------------------------------------------------------------


def moved(value, odd):
    """The same result, with other numbers in it."""
    if isinstance(value, tuple):
        return tuple(moved(part, odd) for part in value)
    if isinstance(value, dict):
        return {key: moved(part, odd) for key, part in value.items()}
    return (np.full(np.shape(value), odd) if np.ndim(value) else float(odd)) if is_numeric(value) else value


@pytest.mark.parametrize("odd", [0.0, -1.0, np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("exercise", [one for one in every_exercise().values()
                                      if any(mistake.when for mistake in one.mistakes)], ids=lambda one: one.id)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_no_condition_of_the_catalogue_fails_on_odd_numbers(exercise, odd):
    """A condition that raises is told as the checker's own failure."""
    cases = exercise.draw_cases()
    for outcome, (_, arguments) in zip(outcomes_of(exercise, exercise.course, cases), cases, strict=True):
        for mistake in exercise.mistakes:
            if mistake.when:
                mistake.when(moved(outcome.value, odd), *copy.deepcopy(arguments))


@pytest.mark.parametrize("odd", [0.0, -1.0, np.inf, -np.inf, np.nan])
def test_a_pattern_is_looked_for_in_odd_numbers_too(odd):
    one, table = np.float64(0.25), np.arange(6.0).reshape(2, 3)
    for right in (one, table):
        wrong = np.full(np.shape(right), odd)
        for triples in ([("one", wrong, right)], [("one", wrong, right), ("two", right, right)]):
            said = pattern(triples, [(table,)] * len(triples), ["a"])
            assert np.isfinite(odd) or "infinity" in said or "nan" in said


BEST_TIME = """
    def best_time(call, clock, rounds, times):
        best = {begin}
        for _ in range(rounds):
            start = clock()
            for _ in range(times):
                call()
            {line}
        return {end}
    """


@pytest.mark.parametrize(("begin", "line", "end", "word"), [
    ("-np.inf", "best = min(best, clock() - start)", "best / times * 1e6", "without the minus"),
    ("np.inf", "best = min(best, start - clock())", "best * 1e6", "comes out negative"),
    ("np.inf", "best = min(best, clock())", "best - start", "comes out negative"),
    ("np.inf", "best = np.min(best, clock() - start)", "best * 1e6", "take one array"),
])
def test_a_time_that_is_no_time_is_told(begin, line, end, word):
    refused("11.best_time", BEST_TIME.format(begin=begin, line=line, end=end), word)


@pytest.mark.parametrize(("kept", "word"), [("error", "the calls are made once, and never again"),
                                            ("(1 + epoch) * error", "`errors` is the first that is not right")])
def test_that_a_return_came_too_early_is_said_only_where_nothing_was_written_later(kept, word):
    told = refused("11.replay", f"""
    def replay(steps, error, epochs):
        errors = np.empty((epochs, *error.shape))
        calls = [list(step) for step in steps]
        for function, *arguments in calls:
            function(*arguments)
        for epoch in range(epochs):
            errors[epoch] = {kept}
        return errors
    """, word)
    assert "If `return` stands" not in told


SIGMOID_BY_LOOP = ["for i in range(len(z)):\n            out[i] = 1 / (1 + np.exp(-z[i]))",
                   "for a, b in zip(z.T, out.T):\n            b[:] = 1 / (1 + np.exp(-a))",
                   "[np.divide(1, 1 + np.exp(-a), out=b) for a, b in zip(z, out)]",
                   "for i in range(z.size):\n            out.flat[i] = 1 / (1 + np.exp(-z.flat[i]))"]


@pytest.mark.parametrize("loop", SIGMOID_BY_LOOP)
def test_a_table_squashed_piece_by_piece_is_refused(loop):
    refused("11.sigmoid_into", f"""
    def sigmoid_into(z, out):
        {loop}
    """, "a loop goes through the table")


# What an error means --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("id", "text", "words"), [
    ("03.mse", "def mse(y_hat, y):\n    return 2(y_hat - y).mean()\n", "A product needs a star"),
    ("05.update", 'def update(params, grads, learning_rate):\n    return {n: params["d" + n] for n in params}\n',
     "`grads` has one"),
    ("04.backward", "def backward(y, cache, params, delta):\n    return delta(y)\n", "Missing: 'y'"),
    ("04.backward", "def backward(y, cache, params, delta):\n    return (y, cache)['dW1']\n", "it has no keys"),
    ("05.epochs_until", "def epochs_until(losses, level):\n    return losses < level\n", "cannot be compared"),
    ("03.layer_backward", "def layer_backward(X, dz):\n    return 2 @ dz, dz\n", "With a number write `*`"),
    ("02.sigmoid", "def sigmoid(z):\n    return np.zeros((2, np.zeros(3).shape))\n", "a star takes it apart"),
    ("02.sigmoid", "def sigmoid(z):\n    return [z for _ in range(4 / 2)]\n", "it got one with a point"),
    ("02.sigmoid", "def sigmoid(z):\n    out = np.zeros((2, 3))\n    out[0] = np.ones(4)\n    return out\n",
     "has the shape `(4,)`, and its place the shape `(3,)`"),
    ("02.sigmoid", "def sigmoid(z):\n    return np.ones(9).reshape(4, 1)\n",
     "There are 9 numbers, and the shape `(4,1)` takes 4 · 1 = 4."),
    ("02.sigmoid", "def sigmoid(z):\n    return np.ones(9).reshape(4, -1)\n", "takes a multiple of 4"),
])
@pytest.mark.filterwarnings("ignore::SyntaxWarning")        # Python says it, too, of two of them
def test_what_an_error_means(id, text, words):
    refused(id, text, words)


NETWORK = """
    class NeuralNetwork:
        def __init__(self, sizes, rng=None):
            n_x, n_h, n_y = sizes
            rng = np.random.default_rng(rng)
            self.params = {"W1": xavier((n_x, n_h), rng), "b1": np.zeros((1, n_h)),
                           "W2": xavier((n_h, n_y), rng), "b2": np.zeros((1, n_y))}

        def forward(self, X):
            return forward(X, self.params)

        def backward(self, y, cache):
            return backward(y, cache, self.params, mse_delta)

        def predict(self, X):
            return self.forward(X)[0]

        def train(self, X, y, epochs, learning_rate):
            self.params, losses = train(X, y, self.params, epochs, learning_rate)
            return losses
    """
WRITTEN = {name: find(id).course for id in ("01.xavier", "02.forward", "04.mse_delta", "04.backward", "05.update")
           for name in [id.split(".")[1]]}


def own_train():
    """The learner's own `train`, from another cell than the class."""
    text = ("def train(X, y, params, epochs, learning_rate):\n    losses = []\n    for epoch in range(epochs):\n"
            "        y_hat, cache = forward(X, params)\n        losses.append(((y_hat - y) ** 2).mean())\n"
            "        params = update(params, backward(y, cache, params, mse_delta), learning_rate)\n"
            "    return params, losses\n")
    names = dict(WRITTEN)
    exec(compile(text, "<ipython-input-7>", "exec"), names)
    return names["train"]


def test_a_class_may_call_what_the_learner_wrote():
    assert ask("05.NeuralNetwork", NETWORK, **WRITTEN, train=own_train()).state == RIGHT


def test_a_crash_inside_another_cells_function_is_told_of_the_line_that_calls_it():
    wrong = NETWORK.replace("train(X, y, self.params, epochs, learning_rate)",
                            "train(X, y, self.params, learning_rate, epochs)")
    told = refused("05.NeuralNetwork", wrong, "`self.params, losses = train(X, y, self.params, learning_rate, epochs)`",
                   **WRITTEN, train=own_train())
    assert "def __init__" not in told


def test_a_method_that_reads_the_notebook_is_told_so():
    wrong = NETWORK.replace("return forward(X, self.params)", "return forward(X, params)")
    refused("05.NeuralNetwork", wrong, "`params`", "self.params", **WRITTEN, train=own_train(),
            params={"W1": np.ones((2, 4)), "b1": np.zeros((1, 4)), "W2": np.ones((4, 1)), "b2": np.zeros((1, 1))})


def test_a_check_leaves_the_notebooks_data_alone():
    losses = [1.0]
    ask("05.train", """
        def train(X, y, params, epochs, learning_rate):
            for epoch in range(epochs):
                losses.append(0.0)
            return params, losses
        """, losses=losses)
    assert losses == [1.0]

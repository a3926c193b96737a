"""The exercises of 05 Training: what is asked, and the answers that people plausibly write."""

import dis

import numpy as np

from nnlib import initializers, network
from nnlib.exercises.catalogue import Exercise
from nnlib.losses import cross_entropy_delta, mse, mse_delta

NAMES = ("W1", "b1", "W2", "b2")


def _forward(X, params):
    return network.forward(X, params)


def _backward(y, cache, params, delta):
    return network.backward(y, cache, params, delta=delta)


def _draw(rng, n, n_x, n_h, n_y):
    """Samples, right answers of 0 and 1, and the parameters of a network: spread wide, so that steps are seen."""
    params = {"W1": rng.normal(size=(n_x, n_h)), "b1": rng.normal(size=(1, n_h)),
              "W2": 2 * rng.normal(size=(n_h, n_y)), "b2": rng.normal(size=(1, n_y))}
    return rng.normal(size=(n, n_x)), np.round(rng.random((n, n_y))), params


# One step ------------------------------------------------------------------------------------------------------------


def _update(params, grads, learning_rate):
    return {name: array - learning_rate * grads[f"d{name}"] for name, array in params.items()}


update = Exercise(
    "05.update", course=_update, returns="params", library=True, minutes=8, difficulty=2, vectorized=False,
    hints=("Four arrays, and the same is done to each: take away the learning rate times its slopes. A loop over the "
           "names does it, with a new dictionary to collect the results.",
           '`for name in params` goes through "W1", "b1", "W2", "b2". The slopes that belong to `name` stand in '
           '`grads` under `"d" + name`.',
           "`new = {}`, then `for name in params:` with `new[name] = params[name] - …` inside, and after the loop "
           "`return new`."))


@update.cases
def _(rng):
    for label, sizes, learning_rate, order in (("2-4-1, learning rate 0.5", (2, 4, 1), 0.5, NAMES),
                                               ("3-5-2, learning rate 3", (3, 5, 2), 3.0, NAMES[::-1]),
                                               ("4-2-3, learning rate 0.1", (4, 2, 3), 0.1, ("W2", "b2", "W1", "b1"))):
        _, _, params = _draw(rng, 1, *sizes)
        yield label, (params, {f"d{name}": rng.normal(size=params[name].shape) for name in order}, learning_rate)


@update.wrong("Plus for minus: with a plus every number climbs, and the loss grows. A slope says which way is up, "
              "so go the other way: `params[name] - …`.")
def plus_for_minus(params, grads, learning_rate):
    return {name: params[name] + learning_rate * grads[f"d{name}"] for name in params}


@update.wrong("The learning rate is left out, so every step is as long as its slope, whatever the rate: "
              '`- learning_rate * grads["d" + name]`.')
def learning_rate_left_out(params, grads, learning_rate):
    return {name: params[name] - grads[f"d{name}"] for name in params}


@update.wrong("The numbers are right, but `params`, which belongs to the caller, is changed as well: its old numbers "
              "are gone. Begin with an empty dictionary, `new = {}`, and give it new arrays: `new[name] = "
              "params[name] - …`. (`-=` writes into the old array, and `params.copy()` copies the dictionary, not the "
              "arrays in it.)")
def written_into_the_old(params, grads, learning_rate):
    for name in params:
        params[name] -= learning_rate * grads[f"d{name}"]
    return params


@update.wrong("It changes `params` where it stands, and returns nothing. Asked is a new dictionary, and the old one "
              "as it was: `new = {}`, then `new[name] = params[name] - …` for each name, and at the end `return new`.")
def in_place_and_nothing_returned(params, grads, learning_rate):
    for name in params:
        params[name] -= learning_rate * grads[f"d{name}"]


@update.wrong("It returns what it was given: no number has moved. `params[name] - …` makes a new array; give it a "
              "place, `new[name] = params[name] - …`, and return `new`.")
def nothing_moved(params, grads, learning_rate):
    return params


@update.wrong("These are the steps, without the numbers that should take them: `params[name] - …`.")
def steps_alone(params, grads, learning_rate):
    return {name: learning_rate * grads[f"d{name}"] for name in params}


@update.wrong("These are the steps, with their minus, but without the numbers that should take them: "
              "`params[name] - …`.")
def minus_steps_alone(params, grads, learning_rate):
    return {name: -learning_rate * grads[f"d{name}"] for name in params}


@update.wrong('The numbers are right, the names are those of the slopes: "dW1" for "W1". Give the new arrays the names '
              "of the old ones: `new[name] = …` with a name of `params`.")
def names_of_the_slopes(params, grads, learning_rate):
    return {f"d{name}": array for name, array in _update(params, grads, learning_rate).items()}


@update.wrong("The weights have moved, the biases have not. They have slopes too, `db1` and `db2`, and take the same "
              "step.")
def biases_stay(params, grads, learning_rate):
    new = _update(params, grads, learning_rate)
    return {name: new[name] if name[0] == "W" else params[name] for name in params}


@update.wrong("The second layer has moved, the first has not: W1 and b1 take the same step, with dW1 and db1.")
def first_layer_stays(params, grads, learning_rate):
    new = _update(params, grads, learning_rate)
    return {name: new[name] if name[1] == "2" else params[name] for name in params}


@update.wrong("Only one of the four arrays has moved. If the dictionary is made inside the loop, each round begins it "
              "anew: put that line above the loop.")
def copied_anew_in_each_round(params, grads, learning_rate):
    for name in params:
        new = dict(params)
        new[name] = params[name] - learning_rate * grads[f"d{name}"]
    return new


@update.wrong("Only one array is returned, the last. If `new = {}` stands inside the loop, each round begins it anew: "
              "put that line above the loop.")
def emptied_in_each_round(params, grads, learning_rate):
    for name in params:
        new = {}
        new[name] = params[name] - learning_rate * grads[f"d{name}"]
    return new


@update.wrong("Only the first array is returned. If `return` stands inside the loop, it ends the loop in its first "
              "round: move it to the left, to the column of `for`.")
def return_in_the_loop(params, grads, learning_rate):
    new = {}
    for name in params:
        new[name] = params[name] - learning_rate * grads[f"d{name}"]
        return new


@update.wrong("The slopes are divided by the learning rate. A larger rate is a longer step: multiply, "
              '`learning_rate * grads["d" + name]`.')
def divided_by_the_rate(params, grads, learning_rate):
    return {name: params[name] - grads[f"d{name}"] / learning_rate for name in params}


@update.wrong("The learning rate multiplies the old numbers as well. It belongs to the slopes alone: "
              '`params[name] - learning_rate * grads["d" + name]`, without brackets around the difference.')
def rate_on_both(params, grads, learning_rate):
    return {name: learning_rate * (params[name] - grads[f"d{name}"]) for name in params}


@update.wrong("The old numbers and their slopes are multiplied. A step is taken away: `params[name] - …`.")
def times_for_minus(params, grads, learning_rate):
    return {name: params[name] * learning_rate * grads[f"d{name}"] for name in params}


@update.wrong("The other way round: the old numbers are taken away from the step. It is `params[name] - …`.")
def other_way_round(params, grads, learning_rate):
    return {name: learning_rate * grads[f"d{name}"] - params[name] for name in params}


@update.wrong("Two steps are taken where one was asked.")
def two_steps(params, grads, learning_rate):
    return _update(_update(params, grads, learning_rate), grads, learning_rate)


@update.wrong("The slopes are averaged over their array, so that all numbers of an array move alike. Each has a slope "
              'of its own: `grads["d" + name]`, as it is.')
def slopes_averaged(params, grads, learning_rate):
    return {name: params[name] - learning_rate * grads[f"d{name}"].mean() for name in params}


@update.wrong("It pairs the arrays of `params` and of `grads` by their place, and the places differ: `backward` "
              'starts at the last layer. Pair them by name: `grads["d" + name]` belongs to `params[name]`.')
def paired_by_place(params, grads, learning_rate):
    return {name: array - learning_rate * grad
            for (name, array), grad in zip(params.items(), grads.values(), strict=True)}


@update.wrong('A dictionary was asked for "W1" and has no such key. In `grads` the slopes of "W1" stand under "dW1": '
              'write `grads["d" + name]`. (An empty `new` has none either; it gets one by a single `=`: `new[name] = '
              "params[name] - …`.)")
def d_forgotten(params, grads, learning_rate):
    return {name: params[name] - learning_rate * grads[name] for name in params}


@update.wrong('The names come from `grads` here, "dW1" and so on, and `params` knows no "dW1". Go through the names of '
              '`params`, and add the d for the slopes: `grads["d" + name]`.')
def names_from_grads(params, grads, learning_rate):
    return {name: params[name] - learning_rate * grads[name] for name in grads}


@update.wrong('`grads["d" + name]` got a name of which only the first letter is left. `for name, array in params` '
              'takes each key apart, "W1" into "W" and "1": write `for name, array in params.items()`.')
def items_forgotten(params, grads, learning_rate):
    return {name: array - learning_rate * grads["d" + name] for name, array in params}


@update.wrong('`"name"` in quotes is a fixed text, and no key. The variable goes without them: `params[name]`, '
              '`grads["d" + name]`.')
def variable_in_quotes(params, grads, learning_rate):
    return {name: params["name"] - learning_rate * grads["d" + name] for name in params}


@update.wrong('A comma does not glue two texts together: `"d", name` is a pair. Write `grads["d" + name]`.')
def comma_for_plus(params, grads, learning_rate):
    return {name: params[name] - learning_rate * grads["d", name] for name in params}


@update.wrong("A dictionary has names, not places: `params[0]` is none of its entries. Go through the names, "
              "`for name in params`.")
def places_for_names(params, grads, learning_rate):
    return {i: params[i] - learning_rate * grads[i] for i in range(len(params))}


@update.wrong("What is returned is one array, the last. `new = …` in the loop puts an array in the place of the "
              "dictionary; an entry is written by `new[name] = …`.")
def array_for_dictionary(params, grads, learning_rate):
    for name in params:
        new = params[name] - learning_rate * grads["d" + name]
    return new


@update.wrong("The step is as long as with a learning rate of 0.1, whatever `learning_rate` is. Write the name, not a "
              "number.")
def rate_of_a_tenth(params, grads, learning_rate):
    return _update(params, grads, 0.1)


@update.wrong("The learning rate multiplies the old numbers, and not the slopes. It says how much of the slope to "
              'take: `params[name] - learning_rate * grads["d" + name]`.')
def rate_on_the_old(params, grads, learning_rate):
    return {name: learning_rate * params[name] - grads[f"d{name}"] for name in params}


@update.wrong("Two dictionaries cannot be subtracted as a whole; their arrays can. Go through the names, and take "
              '`params[name]` and `grads["d" + name]`. (And the learning rate is missing.)')
def dictionary_minus_dictionary(params, grads, learning_rate):
    return params - grads


@update.wrong("A whole dictionary cannot be multiplied by a number; its arrays can. Go through the names, and take "
              "`params[name]` and `grads[\"d\" + name]`.")
def number_times_dictionary(params, grads, learning_rate):
    return params - learning_rate * grads


@update.wrong("A dictionary cannot be multiplied by a number as a whole; each of its arrays can. Go through the names, "
              "and take `params[name]` and `grads[\"d\" + name]`.")
def dictionary_times_number(params, grads, learning_rate):
    return params - grads * learning_rate


@update.wrong("`grads.name` looks for something that is called “name”. An entry of a dictionary is asked for in square "
              'brackets: `grads["d" + name]`.')
def dot_for_brackets(params, grads, learning_rate):
    return {name: params[name] - learning_rate * grads.name for name in params}


@update.wrong('`dname` has no value here. The key is put together from two texts, `"d" + name`: '
              '`grads["d" + name]`.')
def quotes_forgotten(params, grads, learning_rate):
    return {name: params[name] - learning_rate * grads[dname] for name in params}  # noqa: F821


@update.wrong('"dname" is a fixed text here, and no key. Leave `name` outside the quotes: `grads["d" + name]`, or '
              '`grads[f"d{name}"]` with an f in front.')
def name_in_quotes(params, grads, learning_rate):
    return {name: params[name] - learning_rate * grads["dname"] for name in params}


@update.wrong('"d{name}" is a fixed text without the f in front: write `grads[f"d{name}"]`, or `grads["d" + name]`.')
def f_forgotten(params, grads, learning_rate):
    return {name: params[name] - learning_rate * grads["d{name}"] for name in params}


@update.right
def four_lines(params, grads, learning_rate):
    new = {}
    new["W1"] = params["W1"] - learning_rate * grads["dW1"]
    new["b1"] = params["b1"] - learning_rate * grads["db1"]
    new["W2"] = params["W2"] - learning_rate * grads["dW2"]
    new["b2"] = params["b2"] - learning_rate * grads["db2"]
    return new


@update.right
def in_a_loop(params, grads, learning_rate):
    new = {}
    for name in params:
        new[name] = params[name] - learning_rate * grads["d" + name]
    return new


@update.right
def by_the_names_of_grads(params, grads, learning_rate):
    return {name[1:]: params[name[1:]] - learning_rate * grads[name] for name in grads}


@update.right
def copies_that_are_written_into(params, grads, learning_rate):
    new = {name: array.copy() for name, array in params.items()}
    for name in new:
        new[name] -= learning_rate * grads[f"d{name}"]
    return new


@update.right
def a_copied_dictionary_with_new_arrays(params, grads, learning_rate):
    new = params.copy()
    for name, array in params.items():
        new[name] = array + -learning_rate * grads["d" + name]
    return new


@update.right
def by_subtract(params, grads, learning_rate):
    return {name: np.subtract(params[name], np.multiply(learning_rate, grads[f"d{name}"]))
            for name in ("b2", "W2", "b1", "W1")}


# The loop ------------------------------------------------------------------------------------------------------------


def _train(X, y, params, epochs, learning_rate):
    curve = []
    for _ in range(epochs):
        y_hat, cache = _forward(X, params)
        curve.append(mse(y_hat, y))
        params = _update(params, _backward(y, cache, params, mse_delta), learning_rate)
    return params, curve


def _as_array(curve):
    """Losses in a list count as much as in an array; of a list with something else in it, the first such thing."""
    if not isinstance(curve, list):
        return curve
    try:
        return np.array(curve, dtype=float)
    except (TypeError, ValueError):
        return next((loss for loss in curve if not np.isscalar(loss)), curve)


def _calls_itself(code):
    return any(instruction.opname == "LOAD_GLOBAL" and instruction.argval == code.co_name
               for instruction in dis.get_instructions(code))


def _losses_as_array(candidate, X, y, params, epochs, learning_rate):
    if _calls_itself(candidate.__code__):                       # right in a few epochs, and dead after a thousand
        raise RecursionError("one call for each epoch")
    result = candidate(X, y, params, epochs, learning_rate)
    return tuple(map(_as_array, result)) if isinstance(result, tuple) else result


train = Exercise(
    "05.train", course=_train, returns=("params", "losses"), library=True, minutes=12, difficulty=2, vectorized=False,
    call=_losses_as_array,
    helpers={"forward": _forward, "mse": mse, "mse_delta": mse_delta, "backward": _backward,
             "update": _update},
    hints=("One round of the loop is one epoch: answer, write the loss down, find the slopes, take a step. You have a "
           "function for each of the four.",
           "Begin with `losses = []`. In each round: `forward(X, params)` gives two things, of which `mse` needs one "
           "and `backward` the other; and what `update` returns is the new `params`, with which the next round "
           "begins.",
           "`for epoch in range(epochs):`, then `y_hat, cache = …`, `losses.append(…)`, "
           "`grads = backward(y, cache, params, mse_delta)`, `params = update(…)`; and below the loop "
           "`return params, losses`."))


@train.cases
def _(rng):
    for label, sizes, epochs, learning_rate in (("four epochs", (5, 2, 3, 1), 4, 2.0),
                                                ("seven epochs, two outputs", (6, 3, 4, 2), 7, 3.0),
                                                ("a single epoch", (3, 4, 2, 3), 1, 5.0)):
        yield label, (*_draw(rng, *sizes), epochs, learning_rate)
    X, _, params = _draw(rng, 4, 2, 4, 1)
    params["W2"] *= 10
    yield "a start that is nearly right", (X, np.round(_forward(X, params)[0]), params, 3, 5.0)


def _wrong_loop(sentence):
    """A training told as a generator: it yields the loss of each epoch, and ends with the parameters that it has."""
    def add(run):
        def code(X, y, params, epochs, learning_rate):
            curve, rounds = [], run(X, y, params, epochs, learning_rate)
            while True:
                try:
                    curve.append(next(rounds))
                except StopIteration as end:
                    return end.value, curve
        code.__name__ = run.__name__
        return train.wrong(sentence)(code)
    return add


def _slopes(X, y, params):
    return _backward(y, _forward(X, params)[1], params, mse_delta)


def _loss(X, y, params):
    return mse(_forward(X, params)[0], y)


@_wrong_loop("The loss is measured after the step. Asked is the loss of the answers from which the step is found, so "
             "that `losses[0]` belongs to the start: write it down before `update`.")
def loss_after_the_step(X, y, params, epochs, learning_rate):
    for _ in range(epochs):
        params = _update(params, _slopes(X, y, params), learning_rate)
        yield _loss(X, y, params)
    return params


@_wrong_loop("Nothing has moved: the loss is the same in every epoch, and `params` are those of the start. Either "
             "what `update` hands back is not kept, `params = update(params, grads, learning_rate)`; or the slopes "
             "are 0, because `backward` got `y_hat` where `y` belongs.")
def update_thrown_away(X, y, params, epochs, learning_rate):
    for _ in range(epochs):
        yield _loss(X, y, params)
    return params


@_wrong_loop("Every epoch begins at the start again: the loss is the same each time, and the end is one step away. "
             "What `update` returns is what the next round needs: `params = update(params, grads, learning_rate)`, "
             "inside the loop.")
def always_from_the_start(X, y, params, epochs, learning_rate):
    for _ in range(epochs):
        yield _loss(X, y, params)
        new = _update(params, _slopes(X, y, params), learning_rate)
    return new


@_wrong_loop("The parameters are as trained, but the loss is the same in every epoch: the answers come from the start. "
             "Ask `forward` in every round, with the `params` of that round.")
def losses_of_the_start(X, y, params, epochs, learning_rate):
    first = _loss(X, y, params)
    for _ in range(epochs):
        yield first
        params = _update(params, _slopes(X, y, params), learning_rate)
    return params


@_wrong_loop("The answers are computed once, and the same slopes are followed in every epoch. After a step the network "
             "answers otherwise: `forward` and `backward` belong inside the loop.")
def slopes_of_the_start(X, y, params, epochs, learning_rate):
    first, grads = _loss(X, y, params), _slopes(X, y, params)
    for _ in range(epochs):
        yield first
        params = _update(params, grads, learning_rate)
    return params


@_wrong_loop("`forward` is asked once only, so that every round goes back with the cache of the start. After a step "
             "the network answers otherwise: `y_hat, cache = forward(X, params)` belongs inside the loop.")
def cache_of_the_start(X, y, params, epochs, learning_rate):
    y_hat, cache = _forward(X, params)
    for _ in range(epochs):
        yield mse(y_hat, y)
        params = _update(params, _backward(y, cache, params, mse_delta), learning_rate)
    return params


@_wrong_loop("Each step is taken from the start: the slopes are new in every epoch, but `update` gets the parameters "
             "with which training began. Give it those of the last round: `params = update(params, grads, …)`.")
def steps_from_the_start(X, y, params, epochs, learning_rate):
    start = params
    for _ in range(epochs):
        yield _loss(X, y, params)
        params = _update(start, _slopes(X, y, params), learning_rate)
    return params


@_wrong_loop("Only one epoch is done. If `return` stands inside the loop, it ends the loop in its first round: move it "
             "to the left, to the column of `for`.")
def return_in_the_loop_of_epochs(X, y, params, epochs, learning_rate):
    yield _loss(X, y, params)
    return _update(params, _slopes(X, y, params), learning_rate)


@_wrong_loop("One epoch is missing: `range(1, epochs)` and `range(epochs - 1)` make one round too few. It is "
             "`range(epochs)`.")
def one_epoch_missing(X, y, params, epochs, learning_rate):
    for _ in range(epochs - 1):
        yield _loss(X, y, params)
        params = _update(params, _slopes(X, y, params), learning_rate)
    return params


@_wrong_loop("There is one epoch too many: `range(epochs)` counts from 0, and makes as many rounds as it says.")
def one_epoch_too_many(X, y, params, epochs, learning_rate):
    for _ in range(epochs + 1):
        yield _loss(X, y, params)
        params = _update(params, _slopes(X, y, params), learning_rate)
    return params


@_wrong_loop("The parameters are right, and there is one loss too many: one for each epoch is asked, and the last step "
             "has no loss any more.")
def loss_of_the_end_as_well(X, y, params, epochs, learning_rate):
    for _ in range(epochs):
        yield _loss(X, y, params)
        params = _update(params, _slopes(X, y, params), learning_rate)
    yield _loss(X, y, params)
    return params


@_wrong_loop("Only the last loss is in the list: `losses = []` belongs above the loop, and `losses.append(…)` into it.")
def list_begun_anew(X, y, params, epochs, learning_rate):
    for _ in range(epochs):
        last = _loss(X, y, params)
        params = _update(params, _slopes(X, y, params), learning_rate)
    yield last
    return params


@_wrong_loop("`losses` is empty at the end. It grows by `losses.append(mse(y_hat, y))`, once in every round. (`losses "
             "+= …` with a number adds it to the entries that are there, and there are none.)")
def no_loss_kept(X, y, params, epochs, learning_rate):
    yield from ()
    return _train(X, y, params, epochs, learning_rate)[0]


@_wrong_loop("The losses are added up from epoch to epoch. Asked is the loss of each by itself: "
             "`losses.append(mse(y_hat, y))`.")
def losses_added_up(X, y, params, epochs, learning_rate):
    end, curve = _train(X, y, params, epochs, learning_rate)
    yield from np.cumsum(curve)
    return end


@_wrong_loop("It climbs: every step goes the wrong way. `update` has the minus already; give it `learning_rate` as it "
             "is.")
def uphill(X, y, params, epochs, learning_rate):
    return (yield from _rounds(X, y, params, epochs, -learning_rate))


@_wrong_loop("The learning rate is 1, whatever was asked for. Hand `learning_rate` on to `update`.")
def rate_always_one(X, y, params, epochs, learning_rate):
    return (yield from _rounds(X, y, params, epochs, 1.0))


@_wrong_loop("The learning rate is 0.1, whatever was asked for. Hand `learning_rate` on to `update`.")
def rate_always_a_tenth(X, y, params, epochs, learning_rate):
    return (yield from _rounds(X, y, params, epochs, 0.1))


@_wrong_loop("There are two steps in each epoch: `update` is called twice where once was asked.")
def two_steps_an_epoch(X, y, params, epochs, learning_rate):
    for _ in range(epochs):
        yield _loss(X, y, params)
        grads = _slopes(X, y, params)
        params = _update(_update(params, grads, learning_rate), grads, learning_rate)
    return params


@_wrong_loop("Another delta stands where `mse_delta` was asked: `(y_hat - y) / n` belongs to the cross-entropy of 06.")
def delta_of_another_loss(X, y, params, epochs, learning_rate):
    for _ in range(epochs):
        y_hat, cache = _forward(X, params)
        yield mse(y_hat, y)
        params = _update(params, _backward(y, cache, params, cross_entropy_delta), learning_rate)
    return params


def _rounds(X, y, params, epochs, learning_rate):
    end, curve = _train(X, y, params, epochs, learning_rate)
    yield from curve
    return end


@train.wrong("It returns the losses alone. Asked are two things, the trained parameters first: `return params, "
             "losses`.")
def losses_alone(X, y, params, epochs, learning_rate):
    return _train(X, y, params, epochs, learning_rate)[1]


@train.wrong("It returns the parameters alone. Asked are two things: `return params, losses`.")
def params_alone(X, y, params, epochs, learning_rate):
    return _train(X, y, params, epochs, learning_rate)[0]


@train.wrong("The two results are the wrong way round: first the parameters, then the losses, `return params, losses`.")
def results_swapped(X, y, params, epochs, learning_rate):
    return _train(X, y, params, epochs, learning_rate)[::-1]


@train.wrong("`losses` is the last loss, one number. Asked is a list with one for each epoch: `losses = []` above the "
             "loop, and `losses.append(…)` in it.")
def last_loss_alone(X, y, params, epochs, learning_rate):
    end, curve = _train(X, y, params, epochs, learning_rate)
    return end, curve[-1]


@train.wrong("`losses[epoch] = …` writes into a place that an empty list does not have. It grows by "
             "`losses.append(…)`.")
def place_for_append(X, y, params, epochs, learning_rate):
    curve = []
    for epoch in range(epochs):
        curve[epoch] = _loss(X, y, params)
    return params, curve


@train.wrong("`losses.append(…)` changes the list and returns nothing, so `losses = losses.append(…)` throws the list "
             "away. Write `losses.append(…)`, without the part in front.")
def append_assigned(X, y, params, epochs, learning_rate):
    curve = []
    for _ in range(epochs):
        curve = curve.append(_loss(X, y, params))
        params = _update(params, _slopes(X, y, params), learning_rate)
    return params, curve


@train.wrong("`+=` joins a list with another list, and a loss is a number. A list grows by `losses.append(…)`.")
def plus_for_append(X, y, params, epochs, learning_rate):
    curve = []
    for _ in range(epochs):
        curve += float(_loss(X, y, params))
    return params, curve


@train.wrong("The losses are right, and the parameters too, but those of the caller are changed as well: the start is "
             "gone. `-=` writes into the arrays that came in (and a copy of the dictionary holds the same arrays). "
             "Let `update` take the step: it makes new ones.")
def start_overwritten(X, y, params, epochs, learning_rate):
    end, curve = _train(X, y, params, epochs, learning_rate)
    for name in params:
        params[name][...] = end[name]
    return params, curve


@train.wrong("These are sums of squared errors. Asked is their mean, as `mse(y_hat, y)` gives it.")
def sums_for_means(X, y, params, epochs, learning_rate):
    end, curve = _train(X, y, params, epochs, learning_rate)
    return end, [loss * y.size for loss in curve]


@train.wrong("`backward` got `mse` where `mse_delta` belongs: the loss itself, and not the slope that it starts from.")
def mse_for_its_delta(X, y, params, epochs, learning_rate):
    return _backward(y, _forward(X, params)[1], params, mse)


@train.wrong("`backward` calls the delta itself, so it wants the function, without brackets: "
             "`backward(y, cache, params, mse_delta)`.")
def delta_called(X, y, params, epochs, learning_rate):
    y_hat, cache = _forward(X, params)
    return _backward(y, cache, params, mse_delta(y_hat, y))


@train.wrong("`forward` returns two things, and here they are still together. Take them apart: "
             "`y_hat, cache = forward(X, params)`.")
def answers_and_cache_together(X, y, params, epochs, learning_rate):
    return mse(_forward(X, params), y)


@train.wrong("`for epoch in epochs` wants something that it can go through, and `epochs` is a number: "
             "`for epoch in range(epochs)`.")
def range_forgotten(X, y, params, epochs, learning_rate):
    for _ in epochs:
        pass


@train.wrong("`losses` is not made before it is used: `losses = []` above the loop.")
def no_list_made(X, y, params, epochs, learning_rate):
    for _ in range(epochs):
        losses.append(_loss(X, y, params))  # noqa: F821


@train.wrong("The losses come as a tuple. Asked is the list, as it has grown: `return params, losses`.")
def losses_in_a_tuple(X, y, params, epochs, learning_rate):
    end, curve = _train(X, y, params, epochs, learning_rate)
    return end, tuple(curve)


@train.wrong("The two results come in one list. Asked are two things with a comma between them, and no brackets "
             "around them: `return params, losses`.")
def results_in_a_list(X, y, params, epochs, learning_rate):
    return list(_train(X, y, params, epochs, learning_rate))


@train.wrong("It calls itself, once for each epoch. Python gives up at about a thousand calls within one another, and "
             "the next cell asks for 10,000 epochs. Use a loop: `for epoch in range(epochs)`.")
def one_epoch_and_the_rest(X, y, params, epochs, learning_rate):
    if epochs == 0:
        return params, []
    y_hat, cache = _forward(X, params)
    new = _update(params, _backward(y, cache, params, mse_delta), learning_rate)
    end, curve = one_epoch_and_the_rest(X, y, new, epochs - 1, learning_rate)
    return end, [mse(y_hat, y), *curve]


@train.right
def step_by_step(X, y, params, epochs, learning_rate):
    curve = []
    for _ in range(epochs):
        y_hat, cache = _forward(X, params)
        curve.append(mse(y_hat, y))
        grads = _backward(y, cache, params, mse_delta)
        params = _update(params, grads, learning_rate)
    return params, curve


@train.right
def array_of_losses(X, y, params, epochs, learning_rate):
    curve = np.zeros(epochs)
    for epoch in range(epochs):
        y_hat, cache = _forward(X, params)
        curve[epoch] = np.mean((y_hat - y) ** 2)
        params = _update(params, _backward(y, cache, params, mse_delta), learning_rate)
    return params, curve


@train.right
def while_loop(X, y, params, epochs, learning_rate):
    new, curve = dict(params), []
    while len(curve) < epochs:
        y_hat, cache = _forward(X, new)
        new = _update(new, _backward(y, cache, new, mse_delta), learning_rate)
        curve += [mse(y_hat, y)]
    return new, curve


@train.right
def in_place_on_copies(X, y, params, epochs, learning_rate):
    own, curve = {name: array.copy() for name, array in params.items()}, []
    for _ in range(epochs):
        y_hat, cache = _forward(X, own)
        curve.append(float(mse(y_hat, y)))
        for name, grad in _backward(y, cache, own, mse_delta).items():
            own[name[1:]] -= learning_rate * grad
    return own, curve


# How long it took ----------------------------------------------------------------------------------------------------


def _epochs_until(losses, level):
    return next((epoch for epoch, loss in enumerate(losses) if loss < level), None)


NEVER = -987_654_321.0        # stands for None, which is a right answer here, among numbers


def _never_as_a_number(candidate, losses, level):
    epoch = candidate(losses, level)
    return NEVER if epoch is None else epoch


epochs_until = Exercise(
    "05.epochs_until", course=_epochs_until, returns="epoch", minutes=7, difficulty=1, vectorized=False,
    call=_never_as_a_number,
    hints=("Go through the losses from the first on, and stop at the first that is below the level. What do you need "
           "to know about it: the loss, or its place?",
           "`for epoch, loss in enumerate(losses)` gives each loss together with its place. A `return` inside the loop "
           "ends the search; what stands below the loop is reached only if nothing was found.",
           "`for epoch, loss in enumerate(losses):`, in it `if loss < level:` and `return epoch`; below the loop, in "
           "the column of `for`, `return None`."))


@epochs_until.cases
def _(rng):
    yield "an array that falls", (np.array([0.9, 0.7, 0.4, 0.2, 0.1]), 0.5)
    yield "a list that jumps", ([0.8, 0.9, 0.3, 0.6, 0.2, 0.7], 0.35)
    yield "a loss equal to the level", ([0.5, 0.25, 0.24, 0.1], 0.25)
    yield "a level that is never reached", ([0.6, 0.4, 0.3, 0.35], 0.1)
    yield "a first loss below the level", ([0.2, 0.3, 0.1], 0.25)
    yield "a list that never gets there", ([0.3, 0.2, 0.25], 0.2)
    yield "a last loss below the level", ([0.7, 0.6, 0.5, 0.3], 0.4)


@epochs_until.wrong("It is right as long as the level is reached. Where it is not, it gives 0, the first epoch. Asked "
                    "is None there: below a loop `return None`; with `np.argmax`, which gives 0 when it finds no True, "
                    "ask `.any()` first.")
def argmax_alone(losses, level):
    return np.argmax(np.array(losses) < level)


@epochs_until.wrong("It looks at the first loss alone: `else: return None` ends the loop in its first round. Take it "
                    "out of the loop: `return None` stands below it, in the column of `for`.")
def none_in_the_loop(losses, level):
    for epoch, loss in enumerate(losses):
        if loss < level:
            return epoch
        else:
            return None


@epochs_until.wrong("It returns nothing, whatever comes in. What was found is handed back with `return epoch`; a "
                    "`return` with nothing behind it hands back nothing. (If you print it: `print` shows it, and keeps "
                    "nothing.)")
def nothing_returned(losses, level):
    return None


@epochs_until.wrong("It gives the last epoch that is below the level. Asked is the first: end the search there, with "
                    "`return` inside the loop.")
def last_for_first(losses, level):
    found = None
    for epoch, loss in enumerate(losses):
        if loss < level:
            found = epoch
    return found


@epochs_until.wrong("A loss equal to the level counts here. Asked is below it: `<` where `<=` stands.")
def equal_counts(losses, level):
    return next((epoch for epoch, loss in enumerate(losses) if loss <= level), None)


@epochs_until.wrong("It finds the first loss above the level: `<` where `>` stands.")
def above_for_below(losses, level):
    return next((epoch for epoch, loss in enumerate(losses) if loss > level), None)


@epochs_until.wrong("It returns the loss. Asked is the epoch, its place in the list: `enumerate(losses)` gives both.")
def loss_for_epoch(losses, level):
    return next((loss for loss in losses if loss < level), None)


@epochs_until.wrong("It is one too many: epochs are counted from 0, as the places in a list are.")
def counted_from_one(losses, level):
    return next((epoch for epoch, loss in enumerate(losses, start=1) if loss < level), None)


@epochs_until.wrong("It counts how many losses are below the level. Asked is the place of the first one.")
def counted_below(losses, level):
    return int(sum(loss < level for loss in losses)) or None


@epochs_until.wrong("It counts how many losses are below the level, and 0 where none is. Asked is the place of the "
                    "first one, and None where none is.")
def counted_below_with_zero(losses, level):
    return int(sum(loss < level for loss in losses))


@epochs_until.wrong("It counts how many losses are not below the level, wherever they stand. In a run that jumps, "
                    "some of them come after the first that is below. Asked is the place of that first one.")
def counted_above(losses, level):
    return int(sum(loss >= level for loss in losses))


@epochs_until.wrong("It is right, but for a level that is never reached: it gives −1 there. Asked is None, which "
                    "cannot be mistaken for an epoch: `losses[-1]` is the last one.")
def minus_one_for_never(losses, level):
    return next((epoch for epoch, loss in enumerate(losses) if loss < level), -1)


@epochs_until.wrong("It is right, but for a level that is never reached: it gives the number of epochs there. Asked is "
                    "None.")
def length_for_never(losses, level):
    return next((epoch for epoch, loss in enumerate(losses) if loss < level), len(losses))


@epochs_until.wrong("It is right, but for a level that is never reached: it gives the last epoch there, as if that had "
                    "been it. Asked is None. (A `return epoch` below the loop gives the last epoch when nothing was "
                    "found.)")
def last_epoch_for_never(losses, level):
    return next((epoch for epoch, loss in enumerate(losses) if loss < level), len(losses) - 1)


@epochs_until.wrong("It gives True or False. Asked is the epoch: `return epoch`.")
def yes_or_no(losses, level):
    return any(loss < level for loss in losses)


@epochs_until.wrong("It gives all the epochs below the level. Asked is the first of them.")
def all_of_them(losses, level):
    return [epoch for epoch, loss in enumerate(losses) if loss < level]


@epochs_until.wrong("It gives the place of the smallest loss. Asked is the first that is below the level.")
def place_of_the_smallest(losses, level):
    return int(np.argmin(losses))


@epochs_until.wrong("The search begins at the second epoch. The first loss, in place 0, may be below the level "
                    "already: `range(len(losses))`.")
def first_left_out(losses, level):
    return next((epoch for epoch in range(1, len(losses)) if losses[epoch] < level), None)


@epochs_until.wrong("The search stops before the last epoch: `range(len(losses))` already ends one before "
                    "`len(losses)`.")
def last_left_out(losses, level):
    return next((epoch for epoch in range(len(losses) - 1) if losses[epoch] < level), None)


@epochs_until.wrong("`losses` may be a list, as `train` makes it, and a list cannot be compared with a number. Make "
                    "it an array first, `np.array(losses) < level`, or go through it with a loop.")
def list_compared(losses, level):
    return np.argmax(losses < level)


@epochs_until.wrong("Where the level is never reached there is no entry 0 to ask for. Look first whether there is any, "
                    "and return None if not.")
def first_of_none(losses, level):
    return np.flatnonzero(np.array(losses) < level)[0]


@epochs_until.wrong("Where the level is never reached the search runs over the end of the list, or asks for the first "
                    "of none. Look first whether there is any; if not, return None.")
def over_the_end(losses, level):
    epoch = 0
    while losses[epoch] >= level:
        epoch += 1
    return epoch


@epochs_until.wrong("Where the level is never reached there is nothing to take the smallest of. Look first whether "
                    "there is any, and return None if not.")
def smallest_of_none(losses, level):
    return min([epoch for epoch, loss in enumerate(losses) if loss < level])


@epochs_until.wrong("`for epoch, loss in losses` wants pairs, and `losses` holds single numbers. `enumerate(losses)` "
                    "makes pairs of them: place and loss.")
def enumerate_forgotten(losses, level):
    for epoch, loss in losses:
        if loss < level:
            return epoch
    return None


@epochs_until.wrong("It says what the last loss is: each round overwrites what the one before has found. End the "
                    "search at the first, with `return` inside the loop.")
def found_and_forgotten(losses, level):
    for epoch, loss in enumerate(losses):
        found = epoch if loss < level else None
    return found


@epochs_until.wrong("`for loss in losses` gives the losses themselves, so `losses[loss]` has no meaning. "
                    "`enumerate(losses)` gives places and losses.")
def loss_as_a_place(losses, level):
    for epoch in losses:
        if losses[epoch] < level:
            return epoch
    return None


@epochs_until.right
def with_a_loop(losses, level):
    for epoch, loss in enumerate(losses):
        if loss < level:
            return epoch
    return None


@epochs_until.right
def falls_off_the_end(losses, level):
    for epoch in range(len(losses)):
        if losses[epoch] < level:
            return epoch


@epochs_until.right
def argmax_where_there_is_any(losses, level):
    below = np.array(losses) < level
    return int(np.argmax(below)) if below.any() else None


@epochs_until.right
def by_flatnonzero(losses, level):
    found = np.flatnonzero(np.asarray(losses) < level)
    return found[0] if len(found) else None


@epochs_until.right
def with_while(losses, level):
    epoch = 0
    while epoch < len(losses) and not losses[epoch] < level:
        epoch += 1
    return None if epoch == len(losses) else epoch


# How often it gets there ---------------------------------------------------------------------------------------------


def _share_solved(y_hat, y):
    return float(((y_hat > 0.5) == (y > 0.5)).all(axis=(1, 2)).mean())


share_solved = Exercise(
    "05.share_solved", course=_share_solved, returns="share", minutes=10, difficulty=2,
    hints=("First which answers are right, as in `count_right` of 02; then which networks have all of them right; then "
           "what share of the networks that is.",
           "`(y_hat > 0.5) == y` has the shape (s, n, 1): NumPy lays y beside every network. `.all(axis=1)` asks of "
           "each network whether all its n rows are True. True counts as 1 in a mean.",
           "`right = (y_hat > 0.5) == y`, and then `return right.all(axis=…).mean()`."))


@share_solved.cases
def _(rng):
    def answers(y, solved):
        """For each network, answers on the right side of 0.5; where it is not solved, one or two on the other side."""
        distance = 0.4 * rng.random((len(solved), *y.shape)) + 0.02
        side = np.where(y == 1, 1.0, -1.0) * np.ones((len(solved), 1, 1))
        for network_number in np.flatnonzero(~np.array(solved, bool)):
            side[network_number, rng.permutation(len(y))[: 1 + network_number % 2]] *= -1
        return 0.5 + side * distance

    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    yield "XOR, three of five solve it", (answers(y, [1, 0, 1, 1, 0]), y)
    y = np.array([[1.0], [1.0], [0.0], [1.0], [0.0], [0.0], [1.0]])
    yield "seven rows, two of eight networks", (answers(y, [0, 0, 1, 0, 0, 0, 1, 0]), y)
    yield "none of three", (answers(y, [0, 0, 0]), y)
    yield "a single network, solved", (answers(y[:3], [1]), y[:3])
    yield "rows that all ask for 1", (answers(np.ones((2, 1)), [1, 0, 1, 1, 0]), np.ones((2, 1)))
    yield "rows that all ask for 0", (answers(np.zeros((3, 1)), [0, 1, 1, 0]), np.zeros((3, 1)))
    yield "answers of exactly 0 and 1", (
        np.array([[[0.0], [1.0]], [[1.0], [1.0]], [[0.0], [0.8]], [[0.0], [0.0]], [[0.1], [0.7]]]),
        np.array([[0.0], [1.0]]))
    yield "answers of exactly 0.5", (
        np.array([[[0.5], [0.9]], [[0.1], [0.5]], [[0.5], [0.6]], [[0.2], [0.4]], [[0.8], [0.9]]]),
        np.array([[0.0], [1.0]]))


@share_solved.wrong("This is the share of right answers, all networks together. A network with three of four rows "
                    "right has not solved it: ask first whether all rows of a network are right, `.all(axis=1)`, and "
                    "take the mean of that. (The rows are axis 1; axis 2 has a single number.)")
def share_of_answers(y_hat, y):
    return ((y_hat > 0.5) == y).mean()


@share_solved.wrong("One right row is enough here: `any` where `all` was asked.")
def any_for_all(y_hat, y):
    return ((y_hat > 0.5) == y).any(axis=(1, 2)).mean()


@share_solved.wrong("It asks of each row whether all networks have it right. Asked is, of each network, whether it "
                    "has all rows right: the rows are axis 1, `.all(axis=1)`.")
def rows_for_networks(y_hat, y):
    return ((y_hat > 0.5) == y).all(axis=0).mean()


@share_solved.wrong("It asks whether all the networks have solved it, together. Ask each by itself: `.all(axis=1)`.")
def all_together(y_hat, y):
    return float(((y_hat > 0.5) == y).all())


@share_solved.wrong("It counts the networks that have solved it. Asked is their share: `.mean()` where `.sum()` "
                    "stands.")
def number_for_share(y_hat, y):
    return ((y_hat > 0.5) == y).all(axis=(1, 2)).sum()


@share_solved.wrong("The number of solved networks is divided by the number of rows. Divide by the number of networks, "
                    "`len(y_hat)`; or take the mean.")
def divided_by_the_rows(y_hat, y):
    return ((y_hat > 0.5) == y).all(axis=(1, 2)).sum() / len(y)


@share_solved.wrong("It gives per cent. A share lies between 0 and 1: leave out the 100.")
def per_cent(y_hat, y):
    return 100 * _share_solved(y_hat, y)


@share_solved.wrong("This is the share of those that have not solved it. Asked is the other share. (Is there a `1 -` "
                    "too many, or `any` of what is wrong?)")
def the_others(y_hat, y):
    return 1 - _share_solved(y_hat, y)


@share_solved.wrong("It counts networks that have every row wrong: `==` where `!=` stands, or `>` where `<` "
                    "stands.")
def every_row_wrong(y_hat, y):
    return ((y_hat > 0.5) != y).all(axis=(1, 2)).mean()


@share_solved.wrong("An answer of exactly 0.5 counts as 1. Only above 0.5 means 1: `(y_hat > 0.5) == y`.")
def at_least_half(y_hat, y):
    return ((y_hat >= 0.5) == y).all(axis=(1, 2)).mean()


@share_solved.wrong("It is right but for answers of exactly 0.5: they mean 0, at a distance of 0.5 from both. Compare "
                    "with 0.5 first, and then with y.")
def by_distance(y_hat, y):
    return (np.abs(y_hat - y) < 0.5).all(axis=(1, 2)).mean()


@share_solved.wrong("It asks too much: answers that equal y, or come very near. It is enough to be on the right side: "
                    "first decide, is it above 0.5?")
def undecided(y_hat, y):
    return (y_hat == y).all(axis=(1, 2)).mean()


@share_solved.wrong("It asks whether the answers are above y, which is 0 or 1. Compare them with 0.5, and the outcome, "
                    "True or False, with y: `(y_hat > 0.5) == y`.")
def above_y(y_hat, y):
    return (y_hat > y).all(axis=(1, 2)).mean()


@share_solved.wrong("It asks whether the answers reach y, which is 0 or 1. Compare them with 0.5, and the outcome, "
                    "True or False, with y: `(y_hat > 0.5) == y`.")
def as_large_as_y(y_hat, y):
    return (y_hat >= y).all(axis=(1, 2)).mean()


@share_solved.wrong("It asks whether all answers are above 0.5. They have still to be compared with y.")
def ones_for_right(y_hat, y):
    return (y_hat > 0.5).all(axis=(1, 2)).mean()


@share_solved.wrong("These are the networks one by one, True for solved. Asked is their share: `.mean()` of it.")
def one_by_one(y_hat, y):
    return ((y_hat > 0.5) == y).all(axis=(1, 2))


@share_solved.wrong("It says, one by one, which networks have solved it, as a column. Asked is their share: `.mean()` "
                    "of it.")
def one_by_one_in_a_column(y_hat, y):
    return ((y_hat > 0.5) == y).all(axis=1)


@share_solved.wrong("It gives, for each network, the share of its right rows. Asked is one number: the share of "
                    "networks that have all of them right.")
def share_of_each(y_hat, y):
    return ((y_hat > 0.5) == y).mean(axis=(1, 2))


@share_solved.wrong("It gives, for each network, the share of its right rows, as a column. Asked is one number: the "
                    "share of networks that have all of them right.")
def share_of_each_in_a_column(y_hat, y):
    return ((y_hat > 0.5) == y).mean(axis=1)


@share_solved.wrong("It looks at the first network only: `y_hat[0]` was taken, or a `return` stands inside the loop.")
def first_network_alone(y_hat, y):
    return float(((y_hat[0] > 0.5) == y).all())


@share_solved.wrong("Only the first network is counted. If `return` stands inside the loop, it ends the loop in its "
                    "first round: move it to the left, to the column of `for`.")
def return_in_the_loop_of_networks(y_hat, y):
    return float(((y_hat[0] > 0.5) == y).all()) / len(y_hat)


@share_solved.wrong("It goes through as many networks as there are rows. `len(y_hat)` is the number of networks, "
                    "`len(y)` that of the rows.")
def rows_counted_as_networks(y_hat, y):
    return sum(((y_hat[i] > 0.5) == y).all() for i in range(len(y))) / len(y)


@share_solved.wrong("The number of solved networks is divided by the number of all answers. Divide by the number of "
                    "networks, `len(y_hat)`; or take the mean.")
def divided_by_the_answers(y_hat, y):
    return ((y_hat > 0.5) == y).all(axis=(1, 2)).sum() / y_hat.size


@share_solved.wrong("The number of rows is typed in as 4. Here are tasks with other numbers of rows too: `len(y)`; or "
                    "ask with `.all(axis=1)`, which needs no number.")
def four_rows(y_hat, y):
    return (((y_hat > 0.5) == y).sum(axis=1) == 4).mean()


@share_solved.wrong("The number is right, but it comes as an array of one. `.mean()` without an axis gives a number.")
def mean_along_an_axis(y_hat, y):
    return ((y_hat > 0.5) == y).all(axis=1).mean(axis=0)


@share_solved.wrong("The loop runs on past the last network. Is their number typed in, such as 300? Here are other "
                    "numbers of them: `range(len(y_hat))`.")
def networks_typed_in(y_hat, y):
    return sum(((y_hat[i] > 0.5) == y).all() for i in range(300)) / 300


@share_solved.wrong("`&` joins two tables of True and False, and y holds numbers. Compare them: `(y_hat > 0.5) == y`.")
def joined_for_compared(y_hat, y):
    return ((y_hat > 0.5) & y).all(axis=(1, 2)).mean()


@share_solved.wrong("y was made flat, and then stands along the columns, so that every answer meets every right "
                    "answer. Leave it a column.")
def flat_y(y_hat, y):
    return ((y_hat > 0.5) == y.ravel()).all(axis=(1, 2)).mean()


@share_solved.wrong("`if`, `and`, `or` and chains such as `a > b == c` want one True or False, and got an array of "
                    "them. Put brackets around each comparison, `(y_hat > 0.5) == y`, and ask with `.all(axis=1)`.")
def python_if(y_hat, y):
    return 1.0 if (y_hat > 0.5) == y else 0.0


@share_solved.right
def all_then_mean(y_hat, y):
    return ((y_hat > 0.5) == y).all(axis=1).mean()


@share_solved.right
def over_both_axes(y_hat, y):
    return np.mean(np.all(np.round(y_hat) == y, axis=(1, 2)))


@share_solved.right
def counted_and_divided(y_hat, y):
    right_rows = ((y_hat > 0.5) == (y == 1)).sum(axis=1)
    return np.sum(right_rows == len(y)) / len(y_hat)


@share_solved.right
def network_by_network(y_hat, y):
    solved = 0
    for answers in y_hat:
        if np.all((answers > 0.5) == y):
            solved += 1
    return solved / len(y_hat)


@share_solved.right
def by_the_smallest(y_hat, y):
    return ((y_hat > 0.5) == y).min(axis=1).sum() / y_hat.shape[0]


# The class -----------------------------------------------------------------------------------------------------------


class _NeuralNetwork:
    """A network with one hidden layer: its numbers, and what can be done with them."""

    def __init__(self, sizes, rng=None):
        n_x, n_h, n_y = sizes
        rng = np.random.default_rng(rng)
        self.params = {"W1": initializers.xavier((n_x, n_h), rng), "b1": np.zeros((1, n_h)),
                       "W2": initializers.xavier((n_h, n_y), rng), "b2": np.zeros((1, n_y))}

    def forward(self, X):
        return _forward(X, self.params)

    def backward(self, y, cache):
        return _backward(y, cache, self.params, mse_delta)

    def predict(self, X):
        return self.forward(X)[0]

    def train(self, X, y, epochs, learning_rate):
        self.params, curve = _train(X, y, self.params, epochs, learning_rate)
        return curve


class Network(Exception):
    """What a network shows that nothing more can be asked of it. The verdict says it behind the name below."""


Network.__name__ = "The reason"


def _params_of(net, sizes, when):
    """A copy of the network's parameters, once they are known to be four tables of the right shapes."""
    params, (n_x, n_h, n_y) = getattr(net, "params", None), sizes
    if not isinstance(params, dict):
        found = "there is none" if params is None else f"it is a {type(params).__name__}"
        raise Network(f"{when}, `self.params` should be a dictionary; {found}")
    missing = [name for name in NAMES if name not in params]
    if missing or len(params) > len(NAMES):
        raise Network(f"{when}, `self.params` should have the keys {', '.join(NAMES)}; it has {', '.join(params)}")
    for name, shape in zip(NAMES, ((n_x, n_h), (1, n_h), (n_h, n_y), (1, n_y)), strict=True):
        if np.shape(params[name]) != shape:
            raise Network(f'{when}, `self.params["{name}"]` has the shape {np.shape(params[name])}; a network '
                          f"{n_x}-{n_h}-{n_y} has {shape} there")
    return {name: np.array(params[name], dtype=float) for name in NAMES}


def _in_a_row(params):
    return np.concatenate([np.ravel(params[name]) for name in NAMES])


def _put_to_use(kind, sizes, rng):
    """Make two networks, ask one of them everything, and train it twice."""
    if kind.__init__ is object.__init__:
        raise Network("the class has no `__init__`")
    X, y, _ = _draw(np.random.default_rng(5), 5, *sizes)
    net, another = kind(sizes, rng=rng), kind(sizes, rng=11)
    params = _params_of(net, sizes, "after `__init__`")
    twin = _params_of(kind(sizes, rng=11), sizes, "after `__init__`")
    if not np.array_equal(_in_a_row(twin), _in_a_row(_params_of(another, sizes, "after `__init__`"))):
        raise Network("two networks from the same seed differ. All draws must come from `rng`")
    answered = net.forward(X)
    if not isinstance(answered, tuple) or len(answered) != 2 or not isinstance(answered[1], dict):
        found = f"{len(answered)} things" if isinstance(answered, tuple) else f"a {type(answered).__name__}"
        raise Network("`forward` should return two things, the answers and the cache; it returns "
                      + ("nothing" if answered is None else found))
    grads = net.backward(y, answered[1])
    if not np.array_equal(_in_a_row(_params_of(net, sizes, "after `backward`")), _in_a_row(params)):
        raise Network("after `backward` the parameters are others. It should find the slopes and no more: the step is "
                      "taken in `train`")
    predicted = net.predict(X)
    curve = _as_array(net.train(X, y, epochs=4, learning_rate=3.0))
    if isinstance(curve, np.ndarray) and curve.size > 100:
        raise Network("asked for 4 epochs, `train` returned more than a hundred losses. Hand `epochs` on")
    trained = _in_a_row(_params_of(net, sizes, "after `train`"))
    more = _as_array(net.train(X, y, epochs=3, learning_rate=2.0))
    return params, answered[0], grads, predicted, curve, trained, more, _in_a_row(
        _params_of(another, sizes, "after `__init__`"))


NeuralNetwork = Exercise(
    "05.NeuralNetwork", course=_NeuralNetwork, library=True, minutes=12, difficulty=3, vectorized=False,
    call=_put_to_use,
    returns=("params", "forward", "backward", "predict", "train", "params_after_training", "train_once_more",
             "params_of_another_network"),
    helpers={"xavier": initializers.xavier, "forward": _forward, "mse": mse, "mse_delta": mse_delta,
             "backward": _backward, "update": _update, "train": _train},
    hints=("You have written everything already: each method calls a function of yours, as `forward` does, and takes "
           "the network's numbers from `self.params`, where `__init__` has put them.",
           "`__init__` makes a dictionary: W1 and W2 by `xavier((…, …), rng)`, in this order, b1 and b2 by "
           "`np.zeros`. In `train` two things come back from your function: the new parameters go into `self.params`, "
           "the losses are returned.",
           '`self.params = {"W1": xavier((n_x, n_h), rng), "b1": np.zeros((1, n_h)), …}`; '
           "`return backward(y, cache, …, mse_delta)`; `self.params, losses = train(…)` and `return losses`."))


@NeuralNetwork.cases
def _(rng):
    yield "2-4-1, rng=0", ((2, 4, 1), 0)
    yield "3-5-2, rng=7", ((3, 5, 2), 7)
    yield "4-2-3, a generator for rng", ((4, 2, 3), np.random.default_rng(3))


def _wrong_network(sentence):
    """A class as a change to the right one: the function beneath gives it."""
    def add(make):
        kind = make()
        kind.__name__ = make.__name__
        for name, method in vars(kind).items():
            if callable(method):
                method.__qualname__ = f"NeuralNetwork.{name}"          # which Python's messages repeat
        return NeuralNetwork.wrong(sentence)(kind)
    return add


def _right_network(make):
    kind = make()
    kind.__name__ = make.__name__
    return NeuralNetwork.right(kind)


def _drawn(sizes, rng):
    return _NeuralNetwork(sizes, rng).params


@_wrong_network("The class has no `__init__`. Its name is written with two underscores on each side; by any other name "
                "Python does not run it when a network is made.")
def init_by_another_name():
    class NeuralNetwork:
        def _init_(self, sizes, rng=None):
            self.params = _drawn(sizes, rng)

    return NeuralNetwork


@_wrong_network("`__init__` returns something. It only puts things into `self`, where they stay: leave its `return` "
                "out.")
def init_returns():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            super().__init__(sizes, rng)
            return self.params

    return NeuralNetwork


@_wrong_network("The network has no `params`: in `__init__` they go into `self.params`. A name without `self.` in "
                "front is forgotten when `__init__` ends: `self.params = {…}`.")
def params_without_self():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            params = _drawn(sizes, rng)  # noqa: F841

    return NeuralNetwork


@_wrong_network("`params` is not known inside a method: what the network keeps is `self.params`, with `self.` in "
                "front.")
def self_forgotten():
    class NeuralNetwork(_NeuralNetwork):
        def forward(self, X):
            return _forward(X, params)  # noqa: F821

    return NeuralNetwork


@_wrong_network("`losses` is not known here: what `train` returns are two things, `self.params, losses = train(…)`.")
def losses_not_named():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            self.params = _train(X, y, self.params, epochs, learning_rate)[0]
            return losses  # noqa: F821

    return NeuralNetwork


@_wrong_network("`predict` returns the cache as well. It is the answers alone: `return self.forward(X)[0]`.")
def predict_returns_both():
    class NeuralNetwork(_NeuralNetwork):
        def predict(self, X):
            return self.forward(X)

    return NeuralNetwork


@_wrong_network("`predict` returns the cache. It is the answers that are asked, the first of the two: "
                "`return self.forward(X)[0]`.")
def predict_returns_the_cache():
    class NeuralNetwork(_NeuralNetwork):
        def predict(self, X):
            return self.forward(X)[1]

    return NeuralNetwork


@_wrong_network("`predict` decides already, 0 or 1. Leave the answers as they are: how sure the network is will be "
                "needed.")
def predict_decides():
    class NeuralNetwork(_NeuralNetwork):
        def predict(self, X):
            return (self.forward(X)[0] > 0.5).astype(float)

    return NeuralNetwork


@_wrong_network("`predict` returns nothing: `return` is missing in front of `self.forward(X)[0]`.")
def predict_returns_nothing():
    class NeuralNetwork(_NeuralNetwork):
        def predict(self, X):
            self.forward(X)

    return NeuralNetwork


@_wrong_network("`forward` returns the answers alone. `backward` needs the cache: return both, as your function does, "
                "`return forward(X, self.params)`.")
def forward_returns_the_answers():
    class NeuralNetwork(_NeuralNetwork):
        def forward(self, X):
            return _forward(X, self.params)[0]

    return NeuralNetwork


@_wrong_network("`forward` returns nothing: `return` is missing in front of `forward(X, self.params)`.")
def forward_returns_nothing():
    class NeuralNetwork(_NeuralNetwork):
        def forward(self, X):
            _forward(X, self.params)

    return NeuralNetwork


@_wrong_network("`backward` returns nothing: `return` is missing in front of `backward(y, cache, self.params, "
                "mse_delta)`.")
def backward_returns_nothing():
    class NeuralNetwork(_NeuralNetwork):
        def backward(self, y, cache):
            _backward(y, cache, self.params, mse_delta)

    return NeuralNetwork


@_wrong_network("After training the network is as it was: the trained parameters are not kept. Put them in their "
                "place: `self.params, losses = train(…)`, with `self.` in front.")
def trained_params_not_kept():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            _, curve = _train(X, y, self.params, epochs, learning_rate)
            return curve

    return NeuralNetwork


@_wrong_network("`train` returns both, parameters and losses, and keeps neither. The parameters go into the network, "
                "the losses to the caller: `self.params, losses = train(…)`, and then `return losses`.")
def train_returns_both_and_keeps_none():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            return _train(X, y, self.params, epochs, learning_rate)

    return NeuralNetwork


@_wrong_network("The parameters are kept, and `train` returns them as well. Asked are the losses alone: `return "
                "losses`.")
def train_returns_both():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            self.params, curve = _train(X, y, self.params, epochs, learning_rate)
            return self.params, curve

    return NeuralNetwork


@_wrong_network("`train` trains, and returns nothing. At its end: `return losses`.")
def train_returns_nothing():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            self.params, _ = _train(X, y, self.params, epochs, learning_rate)

    return NeuralNetwork


@_wrong_network("`self.params` becomes a pair: your function `train` returns parameters and losses, and both went "
                "into it. Take them apart: `self.params, losses = train(…)`.")
def pair_kept():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            self.params = _train(X, y, self.params, epochs, learning_rate)
            return self.params[1]

    return NeuralNetwork


@_wrong_network("The two results of your function `train` are taken the wrong way round: it returns the parameters "
                "first, `self.params, losses = train(…)`.")
def results_of_train_swapped():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            curve, self.params = _train(X, y, self.params, epochs, learning_rate)
            return curve

    return NeuralNetwork


@_wrong_network("`train` returns the last loss alone. Asked are all of them, one for each epoch: `return losses`.")
def last_loss():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            return super().train(X, y, epochs, learning_rate)[-1]

    return NeuralNetwork


@_wrong_network("When a network is trained a second time, the losses of the first training come back as well: the list "
                "lives in the network and grows. Begin a new one in every training.")
def losses_pile_up():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            super().__init__(sizes, rng)
            self.losses = []

        def train(self, X, y, epochs, learning_rate):
            self.losses = [*self.losses, *super().train(X, y, epochs, learning_rate)]
            return self.losses

    return NeuralNetwork


@_wrong_network("When a network is trained a second time, it begins at its start again. Go on from where it stands: "
                "`self.params` goes in, and what comes out is kept there.")
def start_anew():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            super().__init__(sizes, rng)
            self.start = self.params

        def train(self, X, y, epochs, learning_rate):
            self.params, curve = _train(X, y, self.start, epochs, learning_rate)
            return curve

    return NeuralNetwork


@_wrong_network("Two networks share one set of parameters: when the second is made, the first has its numbers. They "
                "live in the class, or outside it. Each network has its own: `self.params = {…}`, made new in "
                "`__init__`.")
def params_shared():
    class NeuralNetwork(_NeuralNetwork):
        params = {}  # noqa: RUF012

        def __init__(self, sizes, rng=None):
            self.params.update(_drawn(sizes, rng))

    return NeuralNetwork


@_wrong_network("The biases are drawn at random. They start at 0: `np.zeros((1, n_h))` and `np.zeros((1, n_y))`.")
def biases_drawn():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            (n_x, n_h, n_y), rng = sizes, np.random.default_rng(rng)
            self.params = {"W1": initializers.xavier((n_x, n_h), rng), "b1": initializers.xavier((1, n_h), rng),
                           "W2": initializers.xavier((n_h, n_y), rng), "b2": initializers.xavier((1, n_y), rng)}

    return NeuralNetwork


@_wrong_network("The biases are flat, (n_h,) and (n_y,). They are tables of one row: `np.zeros((1, n_h))` and "
                "`np.zeros((1, n_y))`.")
def biases_flat():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            super().__init__(sizes, rng)
            self.params = {name: array[0] if name[0] == "b" else array for name, array in self.params.items()}

    return NeuralNetwork


@_wrong_network("The weights start the same, whatever `rng` is: a seed is typed in. Draw from the `rng` that was made "
                "of the argument: `xavier((n_x, n_h), rng)`.",
                )
def seed_typed_in():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            super().__init__(sizes, 0)

    return NeuralNetwork


@_wrong_network("W2 is drawn before W1. The order counts, for a generator hands out its numbers one after the other: "
                "W1 first, as `nnlib.init_params` does it.")
def second_layer_first():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            (n_x, n_h, n_y), rng = sizes, np.random.default_rng(rng)
            W2 = initializers.xavier((n_h, n_y), rng)
            self.params = {"W1": initializers.xavier((n_x, n_h), rng), "b1": np.zeros((1, n_h)),
                           "W2": W2, "b2": np.zeros((1, n_y))}

    return NeuralNetwork


@_wrong_network("The weights have the spread 1, whatever the sizes are: `rng.normal` and its like, without the law of "
                "01. `xavier((n_x, n_h), rng)` knows it.")
def weights_of_spread_one():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            (n_x, n_h, n_y), rng = sizes, np.random.default_rng(rng)
            self.params = {"W1": rng.normal(size=(n_x, n_h)), "b1": np.zeros((1, n_h)),
                           "W2": rng.normal(size=(n_h, n_y)), "b2": np.zeros((1, n_y))}

    return NeuralNetwork


@_wrong_network("All weights start at 0, and then the units never part (01). Draw them: `xavier((n_x, n_h), rng)` and "
                "`xavier((n_h, n_y), rng)`.")
def weights_of_zero():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            super().__init__(sizes, rng)
            self.params = {name: 0 * array for name, array in self.params.items()}

    return NeuralNetwork


@_wrong_network("The loss goes up: the step goes the wrong way. `update` has the minus already.")
def network_uphill():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            return super().train(X, y, epochs, -learning_rate)

    return NeuralNetwork


@_wrong_network("The learning rate is always 1, whatever was asked for: hand `learning_rate` on.")
def network_rate_one():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            return super().train(X, y, epochs, 1.0)

    return NeuralNetwork


@_wrong_network("The learning rate is always 0.1, whatever was asked for: hand `learning_rate` on.")
def network_rate_a_tenth():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            return super().train(X, y, epochs, 0.1)

    return NeuralNetwork


@_wrong_network("A method calls itself without end. Inside `forward`, `self.forward(X)` is that method again; "
                "`forward(X, self.params)`, without `self.` in front, is your function. So it is with `backward` and "
                "`train`.")
def calls_itself():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            return self.train(X, y, epochs, learning_rate)

    return NeuralNetwork


@_wrong_network("`self.forward` is the method itself, and takes X alone. Your function is `forward(X, self.params)`, "
                "without `self.` in front.")
def method_forward_for_the_function():
    class NeuralNetwork(_NeuralNetwork):
        def forward(self, X):
            return self.forward(X, self.params)

    return NeuralNetwork


@_wrong_network("`self.backward` is the method itself, and takes y and the cache alone. Your function is `backward(y, "
                "cache, self.params, mse_delta)`, without `self.` in front.")
def method_backward_for_the_function():
    class NeuralNetwork(_NeuralNetwork):
        def backward(self, y, cache):
            return self.backward(y, cache, self.params, mse_delta)

    return NeuralNetwork


@_wrong_network("`self.train` is the method itself, and takes no parameters of a network. Your function is `train(X, "
                "y, self.params, epochs, learning_rate)`, without `self.` in front.")
def method_train_for_the_function():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            self.params, curve = self.train(X, y, self.params, epochs, learning_rate)
            return curve

    return NeuralNetwork


@_wrong_network("`backward` takes the step as well, as tutorial A's does, so that asking for the slopes changes the "
                "network. It should find them and return them: the step is taken in `train`.")
def backward_takes_the_step():
    class NeuralNetwork(_NeuralNetwork):
        def backward(self, y, cache):
            grads = super().backward(y, cache)
            self.params = _update(self.params, grads, 0.1)
            return grads

    return NeuralNetwork


@_wrong_network("The losses are measured after the step. `losses[0]` belongs to the start, as in your function "
                "`train`: call it, or write the loss down before `update`.")
def network_loss_after_the_step():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            curve = []
            for _ in range(epochs):
                self.params = _update(self.params, _slopes(X, y, self.params), learning_rate)
                curve.append(_loss(X, y, self.params))
            return curve

    return NeuralNetwork


@_wrong_network("Nothing has moved: the loss is the same in every epoch, and the parameters are those of the start. "
                "`update` hands back new ones; keep them, `self.params = update(…)`.")
def network_update_thrown_away():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            return [_loss(X, y, self.params)] * epochs

    return NeuralNetwork


@_wrong_network("Asked for 4 epochs, `train` returned more than a hundred losses. Either a number of epochs is typed "
                "in, or these are the `losses` of the notebook. Hand `epochs` on, and return what comes back: "
                "`self.params, losses = train(X, y, self.params, epochs, learning_rate)`.")
def epochs_typed_in():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            return [0.0] * 10_000

    return NeuralNetwork


@_wrong_network("Two networks from the same seed differ, so the draws do not come from `rng`: `np.random.randn` and "
                "its like draw elsewhere. `xavier((n_x, n_h), rng)` draws from it.")
def drawn_elsewhere():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            super().__init__(sizes, None)

    return NeuralNetwork


@_wrong_network("The weights lie on their side: a row for each number that comes in, a column for each unit, so W1 is "
                "(n_x, n_h) and W2 is (n_h, n_y).")
def weights_on_their_side():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            super().__init__(sizes, rng)
            self.params = {name: array.T if name[0] == "W" else array for name, array in self.params.items()}

    return NeuralNetwork


@_wrong_network("The biases are single numbers. Every unit has its own: `np.zeros((1, n_h))` and `np.zeros((1, n_y))`.")
def biases_single():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            super().__init__(sizes, rng)
            self.params = {name: 0.0 if name[0] == "b" else array for name, array in self.params.items()}

    return NeuralNetwork


@_wrong_network("The biases are missing: without them it would be another network. They start at 0: `np.zeros((1, "
                "n_h))` and `np.zeros((1, n_y))`.")
def network_without_biases():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            super().__init__(sizes, rng)
            self.params = {name: self.params[name] for name in ("W1", "W2")}

    return NeuralNetwork


@_wrong_network("`forward` returns a pair, and a pair is asked by places, not by names: the answers are "
                "`self.forward(X)[0]`.")
def pair_asked_by_name():
    class NeuralNetwork(_NeuralNetwork):
        def predict(self, X):
            return self.forward(X)["a2"]

    return NeuralNetwork


@_wrong_network("`xavier` takes the shape as one thing, in brackets of its own: `xavier((n_x, n_h), rng)`.")
def shape_without_brackets():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            initializers.xavier(*sizes[:2], rng)

    return NeuralNetwork


@_wrong_network("`xavier` was given no generator to draw from: `xavier((n_x, n_h), rng)`.")
def generator_left_out():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            initializers.xavier(sizes[:2])

    return NeuralNetwork


@_wrong_network("The first argument of every method is `self`, the network at hand: `def forward(self, X):`.")
def forward_without_self():
    class NeuralNetwork(_NeuralNetwork):
        def forward(X):
            return _forward(X, X)

    return NeuralNetwork


@_right_network
def loop_of_its_own():
    class NeuralNetwork:
        def __init__(self, sizes, rng=None):
            rng = np.random.default_rng(rng)
            self.params = {}
            for layer, (n_in, n_out) in enumerate([sizes[:2], sizes[1:]], start=1):
                self.params[f"W{layer}"] = initializers.xavier((n_in, n_out), rng)
                self.params[f"b{layer}"] = np.zeros((1, n_out))

        def forward(self, X):
            y_hat, cache = _forward(X, self.params)
            return y_hat, cache

        def backward(self, y, cache):
            return _backward(y, cache, self.params, delta=mse_delta)

        def predict(self, X):
            y_hat, _ = self.forward(X)
            return y_hat

        def train(self, X, y, epochs, learning_rate):
            curve = []
            for _ in range(epochs):
                y_hat, cache = self.forward(X)
                curve.append(mse(y_hat, y))
                self.params = _update(self.params, self.backward(y, cache), learning_rate)
            return curve

    return NeuralNetwork


@_right_network
def steps_in_place():
    class NeuralNetwork(_NeuralNetwork):
        def train(self, X, y, epochs, learning_rate):
            curve = np.zeros(epochs)
            for epoch in range(epochs):
                y_hat, cache = self.forward(X)
                curve[epoch] = np.mean((y_hat - y) ** 2)
                for name, grad in self.backward(y, cache).items():
                    self.params[name[1:]] -= learning_rate * grad
            return curve

    return NeuralNetwork


@_right_network
def remembers_more_than_it_must():
    class NeuralNetwork(_NeuralNetwork):
        def __init__(self, sizes, rng=None):
            self.sizes, self.rng = sizes, np.random.default_rng(rng)
            W1 = initializers.xavier(sizes[:2], self.rng)
            W2 = initializers.xavier(sizes[1:], self.rng)
            self.params = {"W2": W2, "b2": np.zeros((1, sizes[2])), "W1": W1, "b1": np.zeros((1, sizes[1]))}

        def train(self, X, y, epochs, learning_rate):
            self.params, self.losses = _train(X, y, self.params, epochs, learning_rate)
            return np.array(self.losses)

    return NeuralNetwork


@_right_network
def predicts_with_the_function():
    class NeuralNetwork(_NeuralNetwork):
        def predict(self, X):
            return _forward(X, self.params)[0]

    return NeuralNetwork

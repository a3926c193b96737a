"""The exercises of 02 Forward pass: what is asked, and the answers that people plausibly write."""

import math

import numpy as np

from nnlib import activations, datasets, network
from nnlib.exercises.catalogue import Exercise

# One neuron, by hand -------------------------------------------------------------------------------------------------


def _weighted_sum(x, w, b):
    return float(np.dot(x, w) + b)


weighted_sum = Exercise(
    "02.weighted_sum", course=_weighted_sum, returns="z", minutes=5, difficulty=1, vectorized=False,
    hints=("An input times its weight; the next input times its weight; … What would you do with pencil and paper?",
           "Keep a running total. Let it start at `b`; go through the pairs of `x` and `w`, and add each product.",
           "`z = b`, then `for x_i, w_i in zip(x, w):` with `z = z + …` inside, and after the loop `return z`."))


@weighted_sum.cases
def _(rng):
    yield "one input", (np.array([1.5]), np.array([2.0]), -1.0)
    yield "two inputs", (rng.normal(size=2), rng.normal(size=2), 0.7)
    yield "five inputs", (rng.normal(size=5), rng.normal(size=5), -1.3)


@weighted_sum.wrong("The bias is missing: z = x₁w₁ + x₂w₂ + … + b. Let the total start at `b` instead of 0.")
def bias_missing(x, w, b):
    return sum(x_i * w_i for x_i, w_i in zip(x, w, strict=True))


@weighted_sum.wrong("The bias is added once for every input. It belongs to the neuron, not to an input: add it once, "
                    "before the loop or after it.")
def bias_in_the_loop(x, w, b):
    return sum(x_i * w_i + b for x_i, w_i in zip(x, w, strict=True))


@weighted_sum.wrong("Only the last product is left: each round of the loop overwrites the total. "
                    "Add to it: `z = z + x_i * w_i`.")
def last_product_only(x, w, b):
    for x_i, w_i in zip(x, w, strict=True):
        z = x_i * w_i
    return z + b


@weighted_sum.wrong("Only the last product is left, and the bias is gone: each round of the loop overwrites the total. "
                    "Let it start at `b`, and add to it: `z = z + x_i * w_i`.")
def last_product_without_bias(x, w, b):
    z = b
    for x_i, w_i in zip(x, w, strict=True):
        z = x_i * w_i
    return z


@weighted_sum.wrong("Only the first input is used. If `return` stands inside the loop, it ends the loop in its "
                    "first round: move it to the left, to the column of `for`.")
def return_in_the_loop(x, w, b):
    z = b
    for x_i, w_i in zip(x, w, strict=True):
        z = z + x_i * w_i
        return z


@weighted_sum.wrong("The inputs and the weights are added, not multiplied: each input counts w times, `x_i * w_i`.")
def plus_for_times(x, w, b):
    return b + sum(x_i + w_i for x_i, w_i in zip(x, w, strict=True))


@weighted_sum.wrong("The products are multiplied together. Each is one voice, and voices add up: "
                    "`z = z + x_i * w_i`.")
def product_for_sum(x, w, b):
    return np.prod(x * w) + b


@weighted_sum.wrong("The last input is left out: `range(len(x))` already ends one before `len(x)`.")
def last_input_left_out(x, w, b):
    return b + sum(x[i] * w[i] for i in range(len(x) - 1))


@weighted_sum.wrong("The first input is left out: places are counted from 0, so the loop goes over `range(len(x))`.")
def first_input_left_out(x, w, b):
    return b + sum(x[i] * w[i] for i in range(1, len(x)))


@weighted_sum.wrong("The bias is added twice: the total starts at `b`, and b is added again at the end. One of the "
                    "two is enough.")
def bias_twice(x, w, b):
    return np.dot(x, w) + b + b


@weighted_sum.wrong("The inputs are added up, and the weights, before they are multiplied. Each input meets its own "
                    "weight first: `x_i * w_i`, and then the products are added up.")
def sums_multiplied(x, w, b):
    return np.sum(x) * np.sum(w) + b


@weighted_sum.wrong("The bias multiplies what it should be added to.")
def times_bias(x, w, b):
    return np.dot(x, w) * b


@weighted_sum.wrong("The bias is subtracted: z = x₁w₁ + x₂w₂ + … + b, with a plus.")
def bias_subtracted(x, w, b):
    return np.dot(x, w) - b


@weighted_sum.wrong("These are the products, one for each input; they have still to be added up, with the bias.")
def products_not_summed(x, w, b):
    return x * w + b


@weighted_sum.wrong("It squashes already: z is the sum alone, sigmoid comes in the next exercise.")
def squashed_already(x, w, b):
    return float(activations.sigmoid(np.dot(x, w) + b))


@weighted_sum.right
def loop_with_an_index(x, w, b):
    z = b
    for i in range(len(x)):
        z = z + x[i] * w[i]
    return z


@weighted_sum.right
def total_in_place(x, w, b):
    z = 0
    for x_i, w_i in zip(x, w, strict=True):
        z += w_i * x_i
    z += b
    return z


@weighted_sum.right
def by_dot(x, w, b):
    return np.dot(x, w) + b


@weighted_sum.right
def by_einsum(x, w, b):
    return np.einsum("i,i->", x, w) + b


@weighted_sum.right
def by_a_generator(x, w, b):
    return sum(x_i * w_i for x_i, w_i in zip(x, w, strict=True)) + b


# The curve -----------------------------------------------------------------------------------------------------------

sigmoid = Exercise(
    "02.sigmoid", course=activations.sigmoid, returns="a", library=True, minutes=4, difficulty=1,
    hints=("Read the formula from the inside out: first −z, then e to that, then 1 plus it, then 1 over it.",
           "`np.exp` takes a whole array and gives an array of the same shape: no loop is needed.",
           "`return 1 / (…)`, and inside the brackets `1 + np.exp(…)`."))


@sigmoid.cases
def _(rng):
    yield "a single number", (np.float64(2.0),)
    yield "a row of numbers", (rng.normal(size=6),)
    yield "a table", (3 * rng.normal(size=(5, 3)),)
    yield "numbers as large as ±800", (np.array([[-800.0, -30.0], [30.0, 800.0]]),)


@sigmoid.wrong("The minus is lost: σ(z) = 1 / (1 + e⁻ᶻ). Without it the curve falls where it should rise.")
def minus_lost(z):
    return 1 / (1 + np.exp(z))


@sigmoid.wrong("This gives 1 + e⁻ᶻ, which belongs under the line. Python reads `1 / 1 + np.exp(-z)` as (1 / 1) + e⁻ᶻ: "
               "brackets keep it together, `1 / (1 + np.exp(-z))`.")
def brackets_lost(z):
    return 1 / 1 + np.exp(-z)


@sigmoid.wrong("The 1 under the line is missing: 1 / e⁻ᶻ is eᶻ, and grows without end. It is 1 / (1 + e⁻ᶻ).")
def one_lost(z):
    return 1 / np.exp(-z)


@sigmoid.wrong("eᶻ / (1 + eᶻ) is the same curve on paper. In the computer e⁸⁰⁰ is infinite, and infinite / infinite is "
               "no number (nan). With 1 / (1 + e⁻ᶻ) the same overflow ends as 1 / infinite = 0, which is right.")
def overflows_above(z):
    return np.exp(z) / (1 + np.exp(z))


@sigmoid.wrong("It works for one number only: `math.exp` and `float` take no arrays. `np.exp` takes one number or "
               "a whole table.")
def by_math(z):
    return 1 / (1 + math.exp(-z))


@sigmoid.wrong("This is tanh, a sigmoid's taller sister: it runs from −1 to 1. Asked is 1 / (1 + e⁻ᶻ), from 0 to 1.")
def by_name_tanh(z):
    return np.tanh(z)


@sigmoid.wrong("This is the slope of the sigmoid, a (1 − a), which comes in 03. Asked is the curve itself, a.")
def slope_of_it(z):
    a = activations.sigmoid(z)
    return a * (1 - a)


@sigmoid.wrong("It answers 0 or 1 and nothing between: a step, or a rounded sigmoid. Leave what lies between: "
               "that slope is what a network learns by.")
def a_step(z):
    return np.where(z > 0, 1.0, 0.0)


@sigmoid.wrong("The whole array is put through 1 / (1 + Σ e⁻ᶻ): a sum has crept in. Each number is squashed by itself.")
def summed(z):
    return 1 / (1 + np.sum(np.exp(-z)))


@sigmoid.wrong("This is softmax, which shares 1 out among all numbers. The sigmoid squashes each number by itself, and "
               "knows nothing of the others.")
def by_name_softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


@sigmoid.wrong("The 1 and e⁻ᶻ are subtracted: it is 1 / (1 + e⁻ᶻ), with a plus.")
def minus_for_plus(z):
    return 1 / (1 - np.exp(-z))


@sigmoid.wrong("This is ReLU: zero below, and the number itself above. It comes at the end of this notebook. Asked is "
               "1 / (1 + e⁻ᶻ).")
def by_name_relu(z):
    return np.maximum(z, 0)


@sigmoid.wrong("The power is of 2, not of e: `np.exp2` where `np.exp` was asked.")
def power_of_two(z):
    return 1 / (1 + np.exp2(-z))


@sigmoid.right
def as_on_paper(z):
    return 1 / (1 + np.exp(-z))


@sigmoid.right
def as_a_power(z):
    return (1 + np.e ** (-z)) ** -1


@sigmoid.right
def by_tanh(z):
    return 0.5 * (1 + np.tanh(z / 2))


@sigmoid.right
def in_place_on_a_copy(z):
    a = np.array(z, dtype=float)
    a *= -1
    np.exp(a, out=a)
    a += 1
    return np.reciprocal(a)


@sigmoid.right
def one_by_one(z):
    squashed = [1 / (1 + np.exp(-value)) for value in np.ravel(z)]
    return np.reshape(squashed, np.shape(z))


@sigmoid.right
def never_overflowing(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


# A layer -------------------------------------------------------------------------------------------------------------


def _layer(X, W, b):
    return X @ W + b


layer = Exercise(
    "02.layer", course=_layer, returns="z", library=True, minutes=5, difficulty=1,
    hints=("Write the three shapes beneath each other: X is (n, n_x), W is (n_x, n_h), b is (1, n_h). "
           "Which product gives (n, n_h)?",
           "`X @ W` does the loop of `weighted_sum` for every sample and every unit at once; "
           "b, a single row, is then added to every row.",
           "`return … @ … + …`."))


@layer.cases
def _(rng):
    yield "four samples", (rng.normal(size=(4, 2)), rng.normal(size=(2, 3)), rng.normal(size=(1, 3)))
    yield "seven samples", (rng.normal(size=(7, 3)), rng.normal(size=(3, 5)), rng.normal(size=(1, 5)))
    yield "a single sample", (rng.normal(size=(1, 5)), rng.normal(size=(5, 4)), rng.normal(size=(1, 4)))


@layer.wrong("The sides are swapped: in `W @ X` the columns of W (the units) meet the rows of X (the samples). "
             "Rows are samples here, so X stands on the left: `X @ W`.")
def sides_swapped(X, W, b):
    return W @ X + b


@layer.wrong("`*` multiplies number by number, and wants two tables of the same shape. A weighted sum of each row "
             "with each column is `@`.")
def star_for_at(X, W, b):
    return X * W + b


@layer.wrong("`W.T` is one turn too many: W is already (n_x, n_h), as `X @ W` needs it.")
def transposed_weights(X, W, b):
    return X @ W.T + b


@layer.wrong("The result lies on its side, (n_h, n): `W.T @ X.T` is right for those who keep samples in columns. "
             "Here rows are samples: `X @ W`.")
def columns_are_samples(X, W, b):
    return W.T @ X.T + b.T


@layer.wrong("The bias is missing: add b, a row (1, n_h), to every row of `X @ W`.")
def bias_left_out(X, W, b):
    return X @ W


@layer.wrong("The bias is subtracted. It is added: `X @ W + b`.")
def minus_bias(X, W, b):
    return X @ W - b


@layer.wrong("b is added to the weights, before the product: then every input carries it along. First the product, "
             "then the bias: `X @ W + b`, without brackets around `W + b`.")
def bias_inside(X, W, b):
    return X @ (W + b)


@layer.wrong("It squashes already. A layer's z is the sum alone: `forward` will put it through `sigmoid`.")
def squashed(X, W, b):
    return activations.sigmoid(X @ W + b)


@layer.wrong("Only the first sample is worked on: `X[0]` is one row. `X @ W` takes them all.")
def first_row_only(X, W, b):
    return X[0] @ W + b


@layer.wrong("The bias multiplies what it should be added to: `X @ W + b`.")
def times_b(X, W, b):
    return X @ W * b


@layer.wrong("The bias is added twice.")
def b_twice(X, W, b):
    return X @ W + b + b


@layer.wrong("b is summed first, so every unit gets the biases of all. Add b as it is: NumPy lays its one row under "
             "every row of `X @ W`.")
def bias_summed(X, W, b):
    return X @ W + b.sum()


@layer.right
def by_matmul(X, W, b):
    return np.matmul(X, W) + b


@layer.right
def by_np_dot(X, W, b):
    return np.dot(X, W) + b


@layer.right
def by_einsum_of_tables(X, W, b):
    return np.einsum("ni,ih->nh", X, W) + b


@layer.right
def added_in_place(X, W, b):
    z = X @ W
    z += b
    return z


@layer.right
def three_loops(X, W, b):
    z = np.zeros((len(X), W.shape[1]))
    for s in range(len(X)):
        for h in range(W.shape[1]):
            z[s, h] = sum(X[s, i] * W[i, h] for i in range(len(W))) + b[0, h]
    return z


# Right and wrong -----------------------------------------------------------------------------------------------------


def _count_right(y_hat, y):
    return ((y_hat > 0.5) == (y > 0.5)).sum(axis=0)


count_right = Exercise(
    "02.count_right", course=_count_right, returns="right", minutes=8, difficulty=2,
    hints=("Three small steps: decide each answer (1 when it is above ½), compare with y, count down each column.",
           "`y_hat > 0.5` is a table of True and False, and so is a comparison of it with `y`, a column that NumPy "
           "lays beside every column. True counts as 1 in a sum.",
           "`return ((y_hat > 0.5) == y).sum(axis=…)`: which axis runs down the rows?"))


@count_right.cases
def _(rng):
    for label, n, n_y in (("a 4 × 3 table", 4, 3), ("a 7 × 2 table", 7, 2), ("a single row", 1, 5),
                          ("a single column", 6, 1)):
        y = np.zeros((n, 1))
        y[rng.permutation(n)[: (n + 1) // 2]] = 1
        yield label, (rng.random((n, n_y)), y)
    yield "answers of exactly 0.5", (np.array([[0.5, 0.1], [0.5, 0.5], [0.9, 0.5]]), np.array([[0.0], [0.0], [1.0]]))


@count_right.wrong("It counts along each row. Asked is one number for each column, so go down the rows: `axis=0`.")
def along_rows(y_hat, y):
    return ((y_hat > 0.5) == y).sum(axis=1)


@count_right.wrong("It counts the whole table at once. Asked is one number for each column: `.sum(axis=0)`.")
def whole_table(y_hat, y):
    return ((y_hat > 0.5) == y).sum()


@count_right.wrong("It gives the share, not the number: `mean` where `sum` was asked.")
def share_for_number(y_hat, y):
    return ((y_hat > 0.5) == y).mean(axis=0)


@count_right.wrong("It counts the answers that say 1, right or wrong: they have still to be compared with y.")
def ones_not_right(y_hat, y):
    return (y_hat > 0.5).sum(axis=0)


@count_right.wrong("No answer is exactly 0 or 1, so none equals y. First decide: is it above 0.5?")
def undecided(y_hat, y):
    return (y_hat == y).sum(axis=0)


@count_right.wrong("The border is at 0, and every answer of a sigmoid lies above it. Half-way between 0 and 1 is 0.5.")
def border_at_zero(y_hat, y):
    return ((y_hat > 0) == y).sum(axis=0)


@count_right.wrong("An answer of exactly 0.5 counts as 1. The text says above 0.5: `>` where `>=` stands.")
def at_least_half(y_hat, y):
    return ((y_hat >= 0.5) == y).sum(axis=0)


@count_right.wrong("It is right but for answers of exactly 0.5: they mean 0, at a distance of 0.5 from both. "
                   "Compare with 0.5 first, and then with y.")
def by_distance(y_hat, y):
    return np.count_nonzero(np.abs(y_hat - y) < 0.5, axis=0)


@count_right.wrong("These are the right and wrong answers one by one; they have still to be counted, down each column: "
                   "`.sum(axis=0)`, where True counts as 1.")
def not_counted(y_hat, y):
    return (y_hat > 0.5) == y


@count_right.wrong("It counts only the rows where answer and y are both 1. A row where both are 0 is right too: "
                   "compare with `==`.")
def both_one(y_hat, y):
    return ((y_hat > 0.5) * y).sum(axis=0)


@count_right.wrong("It counts the wrong answers: `!=` where `==` was asked.")
def the_wrong_ones(y_hat, y):
    return ((y_hat > 0.5) != y).sum(axis=0)


@count_right.wrong("y was made flat, and then stands along the columns, not down the rows. Leave it a column.")
def flat_y(y_hat, y):
    return ((y_hat > 0.5) == y.ravel()).sum(axis=0)


@count_right.right
def rounded(y_hat, y):
    return np.sum(np.round(y_hat) == y, axis=0)


@count_right.right
def counted_by_numpy(y_hat, y):
    return np.count_nonzero((y_hat > 0.5) == y, axis=0)


@count_right.right
def column_by_column(y_hat, y):
    return np.array([sum((answer > 0.5) == wanted for answer, wanted in zip(column, y[:, 0], strict=True))
                     for column in y_hat.T])


@count_right.right
def with_where(y_hat, y):
    return np.where((y_hat > 0.5) == (y == 1), 1.0, 0.0).sum(axis=0)


# Two layers ----------------------------------------------------------------------------------------------------------


def _forward(X, params):
    return network.forward(X, params)


forward = Exercise(
    "02.forward", course=_forward, returns=("y_hat", "cache"), library=True, minutes=10, difficulty=2,
    helpers={"sigmoid": activations.sigmoid, "layer": _layer},
    hints=("It is the same two steps twice: a weighted sum, a squash. What is the input of the second sum?",
           "The hidden layer's output a1 is the output layer's input. Make z1, a1, z2, a2 in this order, "
           "one line each, with the numbers in `params`.",
           '`z1 = layer(X, params["W1"], params["b1"])`, `a1 = sigmoid(z1)`, the same again for 2, '
           'and at the end `return a2, {"a0": X, "z1": z1, …}`.'))


@forward.cases
def _(rng):
    for label, n, n_x, n_h, n_y in (("four samples, one output", 4, 2, 3, 1),
                                    ("seven samples, two outputs", 7, 3, 5, 2),
                                    ("a single sample", 1, 5, 4, 3)):
        yield label, (rng.normal(size=(n, n_x)), {
            "W1": rng.normal(size=(n_x, n_h)), "b1": rng.normal(size=(1, n_h)),
            "W2": rng.normal(size=(n_h, n_y)), "b2": rng.normal(size=(1, n_y))})


def _wrong_forward(sentence):
    """A forward pass told as changes to the right one: `steps(X, W1, b1, W2, b2)` gives z1, a1, z2, a2."""
    def add(steps):
        def code(X, params):
            z1, a1, z2, a2 = steps(X, *(params[name] for name in ("W1", "b1", "W2", "b2")))
            return a2, {"a0": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}
        code.__name__ = steps.__name__
        return forward.wrong(sentence)(code)
    return add


def _right_steps(X, W1, b1, W2, b2):
    z1 = X @ W1 + b1
    a1 = activations.sigmoid(z1)
    z2 = a1 @ W2 + b2
    return z1, a1, z2, activations.sigmoid(z2)


@_wrong_forward("The hidden layer is not squashed: a1 is z1 as it was. Without `sigmoid` there, two layers are "
                "worth one: `a1 = sigmoid(z1)`.")
def hidden_not_squashed(X, W1, b1, W2, b2):
    z1 = X @ W1 + b1
    z2 = z1 @ W2 + b2
    return z1, z1, z2, activations.sigmoid(z2)


@_wrong_forward("The output is not squashed: a2 is z2 as it was. It should lie between 0 and 1: `a2 = sigmoid(z2)`.")
def output_not_squashed(X, W1, b1, W2, b2):
    z1, a1, z2, _ = _right_steps(X, W1, b1, W2, b2)
    return z1, a1, z2, z2


@_wrong_forward("The second sum takes z1, before the squash. What the hidden layer hands on is a1: "
                '`z2 = layer(a1, params["W2"], params["b2"])`.')
def sum_of_z1(X, W1, b1, W2, b2):
    z1, a1, _, _ = _right_steps(X, W1, b1, W2, b2)
    z2 = z1 @ W2 + b2
    return z1, a1, z2, activations.sigmoid(z2)


@_wrong_forward("The second layer reads X again, whose columns do not fit W2's rows. "
                "Its input is what the hidden layer has made: a1.")
def second_layer_reads_x(X, W1, b1, W2, b2):
    z1, a1, _, _ = _right_steps(X, W1, b1, W2, b2)
    z2 = X @ W2 + b2
    return z1, a1, z2, activations.sigmoid(z2)


@_wrong_forward("The hidden bias is missing: z1 is `X @ W1 + b1`.")
def without_b1(X, W1, b1, W2, b2):
    return _right_steps(X, W1, 0 * b1, W2, b2)


@_wrong_forward("The output bias is missing: z2 is `a1 @ W2 + b2`.")
def without_b2(X, W1, b1, W2, b2):
    return _right_steps(X, W1, b1, W2, 0 * b2)


@_wrong_forward("Both biases are missing: each layer adds its own, b1 and b2.")
def without_biases(X, W1, b1, W2, b2):
    return _right_steps(X, W1, 0 * b1, W2, 0 * b2)


@_wrong_forward("The second layer adds b1, which has one number for each hidden unit. Its own bias is b2.")
def b1_twice(X, W1, b1, W2, b2):
    return _right_steps(X, W1, b1, W2, b1)


@_wrong_forward("The second layer uses W1 again: its rows fit X, not a1. Its own weights are W2.")
def w1_twice(X, W1, b1, W2, b2):
    return _right_steps(X, W1, b1, W1, b2)


@_wrong_forward("The hidden layer is squashed twice: a1 = sigmoid(z1), once, and a1 goes into the next sum as it is.")
def squashed_twice(X, W1, b1, W2, b2):
    z1, a1, _, _ = _right_steps(X, W1, b1, W2, b2)
    z2 = activations.sigmoid(a1) @ W2 + b2
    return z1, a1, z2, activations.sigmoid(z2)


@_wrong_forward("a2 squashes the wrong number: it is sigmoid(z2), not of a1.")
def a2_from_a1(X, W1, b1, W2, b2):
    z1, a1, z2, _ = _right_steps(X, W1, b1, W2, b2)
    return z1, a1, z2, activations.sigmoid(a1)


@_wrong_forward("a2 squashes the wrong number: it is sigmoid(z2), not of z1.")
def a2_from_z1(X, W1, b1, W2, b2):
    z1, a1, z2, _ = _right_steps(X, W1, b1, W2, b2)
    return z1, a1, z2, activations.sigmoid(z1)


@_wrong_forward("The answers are rounded to 0 and 1. Leave them between: how sure the network is will be needed.")
def rounded_answers(X, W1, b1, W2, b2):
    z1, a1, z2, a2 = _right_steps(X, W1, b1, W2, b2)
    return z1, a1, z2, np.round(a2)


@_wrong_forward('In the cache, "z1" and "z2" hold the squashed numbers: z was overwritten by a. Give the squashed '
                "ones names of their own, a1 and a2.")
def z_overwritten(X, W1, b1, W2, b2):
    _, a1, _, a2 = _right_steps(X, W1, b1, W2, b2)
    return a1, a1, a2, a2


@_wrong_forward("X is squashed before it enters. The inputs go into the first sum as they are.")
def x_squashed(X, W1, b1, W2, b2):
    return _right_steps(activations.sigmoid(X), W1, b1, W2, b2)


@forward.wrong('The cache lacks "a0". It is X under the name of layer 0: with it, layer 1 finds its input as every '
               "other layer does, which 04 relies on. Add `\"a0\": X`.")
def without_a0(X, params):
    y_hat, cache = network.forward(X, params)
    return y_hat, {key: cache[key] for key in ("z1", "a1", "z2", "a2")}


@forward.wrong('The cache has the answer under "y_hat" and lacks "a2". The keys are the symbols: `"a2": a2`.')
def a2_called_y_hat(X, params):
    y_hat, cache = network.forward(X, params)
    return y_hat, {"a0": X, "z1": cache["z1"], "a1": cache["a1"], "z2": cache["z2"], "y_hat": y_hat}


@forward.wrong("The two results are the wrong way round: first the answer, then the cache, `return a2, cache`.")
def results_swapped(X, params):
    y_hat, cache = network.forward(X, params)
    return cache, y_hat


@forward.wrong("It returns the answer alone. The way back (04) needs the steps as well: `return a2, cache`.")
def answer_only(X, params):
    return network.forward(X, params)[0]


@forward.wrong("It returns the cache alone. The answer is asked too, and first: `return a2, cache`.")
def cache_only(X, params):
    return network.forward(X, params)[1]


@forward.wrong("It returns the steps one by one. Asked are two things: the answer, and one dictionary with all steps, "
               '`return a2, {"a0": X, "z1": z1, …}`.')
def steps_one_by_one(X, params):
    return _right_steps(X, *(params[name] for name in ("W1", "b1", "W2", "b2")))


@forward.wrong("It writes the steps into `params`, which belongs to the caller: after this the network would have more "
               "parameters than it should. Make a dictionary of its own: `cache = {…}`.")
def steps_in_params(X, params):
    y_hat, cache = network.forward(X, params)
    params.update(cache)
    return y_hat, cache


@forward.right
def line_by_line(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = activations.sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = activations.sigmoid(z2)
    return a2, {"a0": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@forward.right
def with_np_dot(X, params):
    cache = {"a0": X}
    cache["z1"] = np.dot(X, params["W1"]) + params["b1"]
    cache["a1"] = 1 / (1 + np.exp(-cache["z1"]))
    cache["z2"] = np.dot(cache["a1"], params["W2"]) + params["b2"]
    cache["a2"] = 1 / (1 + np.exp(-cache["z2"]))
    return cache["a2"], cache


@forward.right
def with_einsum(X, params):
    z1 = np.einsum("ni,ih->nh", X, params["W1"]) + params["b1"]
    a1 = activations.sigmoid(z1)
    z2 = np.einsum("nh,ho->no", a1, params["W2"]) + params["b2"]
    a2 = activations.sigmoid(z2)
    return a2, {"a0": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@forward.right
def in_a_loop_over_layers(X, params):
    a, cache = X, {"a0": X}
    for l in (1, 2):
        cache[f"z{l}"] = a @ params[f"W{l}"] + params[f"b{l}"]
        a = cache[f"a{l}"] = activations.sigmoid(cache[f"z{l}"])
    return a, cache


@forward.right
def in_place_on_copies(X, params):
    z1 = X @ params["W1"]
    z1 += params["b1"]
    a1 = z1.copy()
    np.divide(1, 1 + np.exp(-a1), out=a1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = activations.sigmoid(z2)
    return a2, {"a0": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@forward.right
def sample_by_sample(X, params):
    z1 = np.array([x @ params["W1"] + params["b1"][0] for x in X])
    a1 = activations.sigmoid(z1)
    z2 = np.array([a @ params["W2"] + params["b2"][0] for a in a1])
    a2 = activations.sigmoid(z2)
    return a2, {"a0": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


# Nine numbers --------------------------------------------------------------------------------------------------------

_X, _y = datasets.xor()
NEAR = 0.05                       # how near to 0 and 1 the four answers must be


def _answers(params):
    """The four answers of a 2-2-1 network of sigmoids, as a flat array."""
    nine = {name: np.asarray(params[name], float) for name in ("W1", "b1", "W2", "b2")}
    return network.forward(_X, nine)[0].ravel()


def _rows_right(params):
    """For each row of XOR: is the answer near enough?"""
    return np.abs(_answers(params) - _y.ravel()) <= NEAR


def _nine_numbers(w1, b1, w2, b2):
    return {"W1": np.array(w1, float), "b1": np.array([b1], float),
            "W2": np.array(w2, float).reshape(2, 1), "b2": np.array([[b2]], float)}


def _xor_by_hand():
    return _nine_numbers([[20, 20], [20, 20]], [-10, -30], [20, -20], -10)


def _table(params):
    """What each unit says about each row, as lines of text."""
    _, cache = network.forward(_X, {name: np.asarray(params[name], float) for name in ("W1", "b1", "W2", "b2")})
    rows = [f"{x1:.0f}   {x2:.0f}  │ {h1:6.3f}  {h2:6.3f} │ {a:6.3f}     {wanted:.0f}"
            for (x1, x2), (h1, h2), (a,), (wanted,) in zip(_X, cache["a1"], cache["a2"], _y, strict=True)]
    return "\n".join(["Your nine numbers at work:", "x1  x2 │ unit 1  unit 2 │ answer  asked", *rows])


xor_by_hand = Exercise(
    "02.xor_by_hand", course=_xor_by_hand, returns="params", minutes=12, difficulty=3,
    observe=_rows_right, trace=_table,
    hints=("Make the first hidden unit say “at least one of the two”, and the second “both”. Then XOR is: "
           "the first, and not the second.",
           "A unit with weights 20, 20 sees 0, 20 or 40 before its bias. A bias of −10 puts the border between none "
           "and one; where must the border of “both” lie? The output unit does the same with its two inputs, one of "
           "which counts against.",
           '`"W1"` is `np.array([[20.0, 20.0], [20.0, 20.0]])`: a column for each unit. `"b1"` is '
           '`np.array([[-10.0, …]])`. In `"W2"`, one weight above the other, the second is negative.'))


@xor_by_hand.cases
def _(rng):
    yield "XOR's four rows", ()


def _hidden(params):
    """What the two hidden units say about the four rows, (4, 2)."""
    return activations.sigmoid(_X @ np.asarray(params["W1"], float) + np.asarray(params["b1"], float))


def _decides(*rows):
    """A condition: the network answers these, rounded at ½, for (0,0), (0,1), (1,0), (1,1)."""
    return lambda params: (_answers(params) > 0.5).astype(int).tolist() == list(rows)


def _right_when_surer(params):
    return any(_rows_right({name: factor * np.asarray(params[name], float) for name in ("W1", "b1", "W2", "b2")}).all()
               for factor in (2, 4, 8, 16, 32, 64))


# The order matters: what is wrong with a hidden unit explains what is wrong with the output.

@xor_by_hand.wrong("The idea is right, and the numbers are too small: every unit hesitates. Multiply all nine by the "
                   "same factor.", when=_right_when_surer)
def too_timid():
    return _nine_numbers([[4, 4], [4, 4]], [-2, -6], [4, -4], -2)


@xor_by_hand.wrong("Both hidden units say the same about all four rows: two units, one idea, and the output learns "
                   "nothing from the second. Give them different weights or biases.",
                   when=lambda params: np.ptp(_hidden(params), axis=1).max() < 0.05)
def two_units_one_idea():
    return _nine_numbers([[20, 20], [20, 20]], [-10, -10], [20, -20], -10)


@xor_by_hand.wrong("A hidden unit says the same about all four rows, so it tells the output nothing. Its bias must lie "
                   "between what the rows add up to: with weights 20 and 20 they give 0, 20 and 40.",
                   when=lambda params: np.ptp(_hidden(params), axis=0).min() < 0.05)
def a_unit_that_never_changes():
    return _nine_numbers([[20, 20], [20, 20]], [-10, 30], [20, -20], -10)


@xor_by_hand.wrong("A hidden unit is undecided about a row: it says one half, because its line runs through that "
                   "point. Move the line between the points, by its bias.",
                   when=lambda params: (np.abs(_hidden(params) - 0.5) < 0.05).any())
def a_line_through_a_point():
    return _nine_numbers([[20, 20], [20, 20]], [-10, -40], [20, -20], -10)


@xor_by_hand.wrong("The output is undecided about a row: it says one half there. The hidden units tell the rows "
                   "apart; it is W2 and b2 that do not.",
                   when=lambda params: (np.abs(_answers(params) - 0.5) < 0.05).any())
def output_undecided():
    return _nine_numbers([[20, 20], [20, 20]], [-10, -30], [20, -20], 0)


@xor_by_hand.wrong("Three rows are right, and (1, 1) answers 1: this is OR. The unit that says “both” must hold the "
                   "output back: a negative weight in W2, as strong as the other.",
                   when=_decides(0, 1, 1, 1))
def an_or():
    return _nine_numbers([[20, 20], [20, 20]], [-10, -30], [20, 20], -10)


@xor_by_hand.wrong("Only (1, 1) answers 1: this is AND. Asked is one of the two, but not both: let the unit that says "
                   "“at least one” speak for 1, and the unit that says “both” against it.",
                   when=_decides(0, 0, 0, 1))
def an_and():
    return _nine_numbers([[20, 20], [20, 20]], [-10, -30], [20, 20], -30)


@xor_by_hand.wrong("All four rows are the wrong way round: this answers 1 where the inputs are equal. "
                   "Change the sign of all of W2 and of b2.",
                   when=_decides(1, 0, 0, 1))
def the_other_way_round():
    return _nine_numbers([[20, 20], [20, 20]], [-10, -30], [-20, 20], 10)


@xor_by_hand.wrong("It answers 0 for every row, although the hidden units tell the rows apart. Something must speak "
                   "for 1, louder than b2 speaks against it.",
                   when=_decides(0, 0, 0, 0))
def always_zero():
    return _nine_numbers([[20, 20], [20, 20]], [-10, -30], [20, -20], -30)


@xor_by_hand.wrong("It answers 1 for every row, although the hidden units tell the rows apart. Something must speak "
                   "against it for (0, 0), and for (1, 1).",
                   when=_decides(1, 1, 1, 1))
def always_one():
    return _nine_numbers([[20, 20], [20, 20]], [-10, -30], [20, -20], 30)


@xor_by_hand.wrong("(0, 0) answers 1, the other three are right. With no input on, only the biases speak: of the "
                   "hidden units, and of the output.",
                   when=_decides(1, 1, 1, 0))
def one_at_zero_zero():
    return _nine_numbers([[20, 20], [20, 20]], [-10, -30], [0, -20], 10)


@xor_by_hand.wrong("Only (0, 0) answers 1, where neither input is on. Change the sign of all of W2 and of b2: that "
                   "gives “at least one”. Then let the unit that says “both” speak against it.",
                   when=_decides(1, 0, 0, 0))
def neither():
    return _nine_numbers([[20, 20], [20, 20]], [-10, -30], [-20, 0], 10)


@xor_by_hand.wrong("(0, 1) and (1, 0) get different answers, and XOR treats them alike. Each hidden unit is a "
                   "column of W1: do the two numbers of each column stand where you meant them?",
                   when=lambda params: (_answers(params)[1] > 0.5) != (_answers(params)[2] > 0.5))
def one_input_counts():
    return _nine_numbers([[20, 20], [0, 20]], [-10, -30], [20, -20], -10)


@xor_by_hand.right
def with_twenties():
    return {"W1": np.array([[20, 20], [20, 20]]), "b1": np.array([[-10, -30]]),
            "W2": np.array([[20], [-20]]), "b2": np.array([[-10]])}


@xor_by_hand.right
def both_first():
    return _nine_numbers([[20, 20], [20, 20]], [-30, -10], [-20, 20], -10)


@xor_by_hand.right
def one_and_not_the_other():
    return _nine_numbers([[20, -20], [-20, 20]], [-10, -10], [20, 20], -10)


@xor_by_hand.right
def or_and_nand():
    return _nine_numbers([[15, -15], [15, -15]], [-7, 22], [15, 15], -22)

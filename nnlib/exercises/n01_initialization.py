"""The exercises of 01 Initialization: what is asked, and the answers that people plausibly write."""

import numpy as np

from nnlib import initializers
from nnlib.exercises.catalogue import Exercise

# How many numbers ----------------------------------------------------------------------------------------------------


def _count_parameters(n_x, n_h, n_y):
    return n_x * n_h + n_h + n_h * n_y + n_y


count_parameters = Exercise(
    "01.count_parameters", course=_count_parameters, returns="count", minutes=5, difficulty=1, vectorized=False,
    hints=("Go through the four lines of the table. How many rows has each array, and how many columns?",
           "A table with r rows and c columns holds r · c numbers: W1 holds n_x · n_h. Three more are to be added.",
           "`return n_x * n_h + … + … + …`, in the order W1, b1, W2, b2."))


@count_parameters.cases
def _(rng):
    yield "2-4-1", (2, 4, 1)
    yield "2-2-1", (2, 2, 1)
    yield "3-7-5", (3, 7, 5)
    yield "11-1-4", (11, 1, 4)


@count_parameters.wrong("These are the weights alone. Each unit has a bias as well: n_h in the hidden layer, and n_y "
                        "at the output.")
def weights_alone(n_x, n_h, n_y):
    return n_x * n_h + n_h * n_y


@count_parameters.wrong("The n_y biases of the output units, b2, are missing.")
def without_b2(n_x, n_h, n_y):
    return n_x * n_h + n_h + n_h * n_y


@count_parameters.wrong("The n_h biases of the hidden units, b1, are missing.")
def without_b1(n_x, n_h, n_y):
    return n_x * n_h + n_h * n_y + n_y


@count_parameters.wrong("The inputs have got biases too. An input is a number that comes in; it adds nothing of "
                        "its own. Only units have a bias: n_h + n_y of them.")
def biases_for_inputs(n_x, n_h, n_y):
    return n_x * n_h + n_h * n_y + n_x + n_h + n_y


@count_parameters.wrong("One bias a layer is counted. Each unit has its own: n_h in the hidden layer, and n_y at the "
                        "output.")
def one_bias_a_layer(n_x, n_h, n_y):
    return n_x * n_h + 1 + n_h * n_y + 1


@count_parameters.wrong("These are n_x biases and n_h biases: one layer too early. The biases belong to the units "
                        "that listen, so W1 comes with n_h of them, and W2 with n_y.")
def biases_one_layer_early(n_x, n_h, n_y):
    return n_x * (n_h + 1) + n_h * (n_y + 1)


@count_parameters.wrong("These are the inputs and units, not the numbers that belong to them. Every hidden unit has "
                        "one weight for each input, which makes n_x · n_h already.")
def units_alone(n_x, n_h, n_y):
    return n_x + n_h + n_y


@count_parameters.wrong("All three are multiplied together. Each table is counted by itself, rows times columns, and "
                        "the four counts are added.")
def one_product(n_x, n_h, n_y):
    return n_x * n_h * n_y


@count_parameters.wrong("W2 is counted as n_x · n_y. The output listens to the hidden units, not to the inputs: its "
                        "weights are n_h · n_y.")
def output_hears_inputs(n_x, n_h, n_y):
    return n_x * n_h + n_h + n_x * n_y + n_y


@count_parameters.wrong("Only the first layer is counted, W1 and b1. W2 and b2 are still to be added.")
def first_layer_alone(n_x, n_h, n_y):
    return n_x * n_h + n_h


@count_parameters.wrong("Only the second layer is counted, W2 and b2. W1 and b1 are still to be added.")
def second_layer_alone(n_x, n_h, n_y):
    return n_h * n_y + n_y


@count_parameters.wrong("It always gives 17, whatever the sizes are. Write the rule with n_x, n_h and n_y.")
def always_17(n_x, n_h, n_y):
    return 17


@count_parameters.wrong("Rows and columns of the weights are added. A table with r rows and c columns holds r · c "
                        "numbers.")
def sides_added(n_x, n_h, n_y):
    return n_x + n_h + n_h + n_h + n_y + n_y


@count_parameters.wrong("It counts W1 and b2 alone. If a line says `count + n_h`, the sum is worked out and forgotten: "
                        "write `count = count + n_h`.")
def sums_forgotten(n_x, n_h, n_y):
    return n_x * n_h + n_y


@count_parameters.wrong("`W1` has no value here: the function gets three sizes, and no tables. W1 holds n_x · n_h "
                        "numbers, so write `n_x * n_h` for it, and so on.")
def tables_for_sizes(n_x, n_h, n_y):
    return W1 + b1 + W2 + b2  # noqa: F821


@count_parameters.wrong("One bias is counted at the output, whatever its size. Each of its n_y units has one.")
def one_bias_at_the_output(n_x, n_h, n_y):
    return n_x * n_h + n_h + n_h * n_y + 1


@count_parameters.wrong("The weights of the output are missing: W2 has n_h rows and n_y columns.")
def without_w2(n_x, n_h, n_y):
    return n_x * n_h + n_h + n_y


@count_parameters.right
def unit_by_unit(n_x, n_h, n_y):
    return n_h * (n_x + 1) + n_y * (n_h + 1)


@count_parameters.right
def array_by_array(n_x, n_h, n_y):
    shapes = [(n_x, n_h), (1, n_h), (n_h, n_y), (1, n_y)]
    count = 0
    for rows, columns in shapes:
        count += rows * columns
    return count


@count_parameters.right
def by_making_them(n_x, n_h, n_y):
    arrays = np.zeros((n_x, n_h)), np.zeros((1, n_h)), np.zeros((n_h, n_y)), np.zeros((1, n_y))
    return sum(array.size for array in arrays)


@count_parameters.right
def step_by_step(n_x, n_h, n_y):
    weights = n_x * n_h + n_h * n_y
    biases = n_h + n_y
    return weights + biases


# All the same --------------------------------------------------------------------------------------------------------


def _constant_params(n_x, n_h, n_y, value):
    return {"W1": np.full((n_x, n_h), value), "b1": np.zeros((1, n_h)),
            "W2": np.full((n_h, n_y), value), "b2": np.zeros((1, n_y))}


constant_params = Exercise(
    "01.constant_params", course=_constant_params, returns="params", minutes=7, difficulty=2, vectorized=False,
    hints=("A dictionary is written `{key: value, …}`: four keys in quotes, and behind each the array that the table "
           "asks for.",
           "A weight table is `np.full((rows, columns), value)`, a row of biases is `np.zeros((1, columns))`. The "
           "shapes stand in the table of section 1.",
           '`return {"W1": np.full((n_x, n_h), value), "b1": np.zeros((1, n_h)), …}`, and the same again for the '
           "second layer, from n_h to n_y."))


@constant_params.cases
def _(rng):
    yield "2-4-1, all weights 0.5", (2, 4, 1, 0.5)
    yield "3-5-2, all weights -1.5", (3, 5, 2, -1.5)
    yield "4-3-7, all weights 0", (4, 3, 7, 0.0)


def _arrays(W1, b1, W2, b2):
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


@constant_params.wrong("The biases hold `value` too. They start at 0: `np.zeros((1, n_h))` and `np.zeros((1, n_y))`.")
def biases_too(n_x, n_h, n_y, value):
    return _arrays(np.full((n_x, n_h), value), np.full((1, n_h), value),
                   np.full((n_h, n_y), value), np.full((1, n_y), value))


@constant_params.wrong("Rows and columns of the weights are exchanged. A row for each number that comes in, a column "
                       "for each unit: W1 is (n_x, n_h), W2 is (n_h, n_y).")
def weights_on_their_side(n_x, n_h, n_y, value):
    return _arrays(np.full((n_h, n_x), value), np.zeros((1, n_h)), np.full((n_y, n_h), value), np.zeros((1, n_y)))


@constant_params.wrong("The biases are flat, (n_h,) and (n_y,). Here they are tables of one row, (1, n_h) and "
                       "(1, n_y): `np.zeros((1, n_h))`.")
def biases_flat(n_x, n_h, n_y, value):
    return _arrays(np.full((n_x, n_h), value), np.zeros(n_h), np.full((n_h, n_y), value), np.zeros(n_y))


@constant_params.wrong("The biases stand upright, (n_h, 1) and (n_y, 1). A column belongs to each unit, so they lie in "
                       "a row: (1, n_h) and (1, n_y).")
def biases_upright(n_x, n_h, n_y, value):
    return _arrays(np.full((n_x, n_h), value), np.zeros((n_h, 1)), np.full((n_h, n_y), value), np.zeros((n_y, 1)))


@constant_params.wrong("The biases have one number for each input of their layer. They have one for each of its units: "
                       "b1 is (1, n_h), b2 is (1, n_y).")
def biases_of_the_inputs(n_x, n_h, n_y, value):
    return _arrays(np.full((n_x, n_h), value), np.zeros((1, n_x)), np.full((n_h, n_y), value), np.zeros((1, n_h)))


@constant_params.wrong("Each bias is a single number. Every unit has its own: `np.zeros((1, n_h))` and "
                       "`np.zeros((1, n_y))`.")
def biases_single(n_x, n_h, n_y, value):
    return _arrays(np.full((n_x, n_h), value), 0.0, np.full((n_h, n_y), value), 0.0)


@constant_params.wrong("The weights are 0, whatever `value` is: `np.full((n_x, n_h), value)`, and the same with "
                       "(n_h, n_y).")
def value_ignored(n_x, n_h, n_y, value):
    return _constant_params(n_x, n_h, n_y, 0.0)


@constant_params.wrong("The weights are 1 + `value`. Multiply `np.ones(…)` by it, or write "
                       "`np.full((n_x, n_h), value)`.")
def added_to_ones(n_x, n_h, n_y, value):
    return _constant_params(n_x, n_h, n_y, 1 + value)


@constant_params.wrong("The weights are 1, whatever `value` is: `np.full((n_x, n_h), value)`, and the same with "
                       "(n_h, n_y).")
def ones(n_x, n_h, n_y, value):
    return _constant_params(n_x, n_h, n_y, 1.0)


@constant_params.wrong("The weights are 0.5, whatever `value` is: `np.full((n_x, n_h), value)`, and the same with "
                       "(n_h, n_y).")
def always_one_half(n_x, n_h, n_y, value):
    return _constant_params(n_x, n_h, n_y, 0.5)


@constant_params.wrong("W2 has the shape (n_x, n_y). The output listens to the hidden units, so W2 is (n_h, n_y).")
def w2_from_the_inputs(n_x, n_h, n_y, value):
    return {**_constant_params(n_x, n_h, n_y, value), "W2": np.full((n_x, n_y), value)}


@constant_params.wrong("W2 has the shape of W1. It leads from the n_h hidden units to the n_y outputs: (n_h, n_y).")
def w2_like_w1(n_x, n_h, n_y, value):
    return {**_constant_params(n_x, n_h, n_y, value), "W2": np.full((n_x, n_h), value)}


@constant_params.wrong('The keys are written small. A key is the symbol on the page, letter by letter: `"W1"` and '
                       '`"W2"`, with `"b1"` and `"b2"`.')
def small_keys(n_x, n_h, n_y, value):
    params = _constant_params(n_x, n_h, n_y, value)
    return {"w1": params["W1"], "b1": params["b1"], "w2": params["W2"], "b2": params["b2"]}


@constant_params.wrong("The biases are missing: a unit without one would be another network. Add "
                       '`"b1": np.zeros((1, n_h))` and `"b2": np.zeros((1, n_y))`.')
def without_biases(n_x, n_h, n_y, value):
    return {"W1": np.full((n_x, n_h), value), "W2": np.full((n_h, n_y), value)}


@constant_params.wrong("These are the shapes; asked are arrays that have them: `np.full((n_x, n_h), value)` for W1.")
def shapes_alone(n_x, n_h, n_y, value):
    return _arrays((n_x, n_h), (1, n_h), (n_h, n_y), (1, n_y))


@constant_params.wrong("It returns four arrays one by one. Asked is one dictionary, in which each has its name: "
                       '`{"W1": …, "b1": …, "W2": …, "b2": …}`.')
def one_by_one(n_x, n_h, n_y, value):
    return tuple(_constant_params(n_x, n_h, n_y, value).values())


@constant_params.wrong("`value` stands where NumPy does not look for it. `np.full` takes the shape, in brackets of "
                       "its own, and then the value: `np.full((n_x, n_h), value)`. `np.zeros` and `np.ones` take "
                       "the shape alone.")
def full_without_brackets(n_x, n_h, n_y, value):
    return {"W1": np.full(n_x, n_h, value)}


@constant_params.wrong("The sizes were given one by one. `np.zeros` and its like take the shape as one thing, in "
                       "brackets of its own: `np.zeros((1, n_h))`.")
def zeros_without_brackets(n_x, n_h, n_y, value):
    return {"b1": np.zeros(1, n_h)}


@constant_params.wrong('An array stands where a name is wanted. Each entry is a key in quotes, a colon, and the array: '
                       '`{"W1": W1, "b1": b1, …}`.')
def a_set(n_x, n_h, n_y, value):
    return {np.full((n_x, n_h), value), np.zeros((1, n_h))}


@constant_params.wrong('`W1` has no value here. As a key it stands in quotes, `"W1"`; as a name it needs a line first '
                       "that gives it a value, `W1 = np.full((n_x, n_h), value)`.")
def keys_without_quotes(n_x, n_h, n_y, value):
    return {W1: np.full((n_x, n_h), value)}  # noqa: F821


@constant_params.wrong("`np.full` got no value to fill in: `np.full((n_x, n_h), value)`.")
def full_of_nothing(n_x, n_h, n_y, value):
    return {"W1": np.full((n_x, n_h))}


@constant_params.wrong("It is the other way round: the weights hold `value`, the biases 0.")
def the_other_way_round(n_x, n_h, n_y, value):
    return {"W1": np.zeros((n_x, n_h)), "b1": np.full((1, n_h), value),
            "W2": np.zeros((n_h, n_y)), "b2": np.full((1, n_y), value)}


@constant_params.wrong("W2 holds zeros. Asked is `value` in both tables of weights.")
def w2_of_zeros(n_x, n_h, n_y, value):
    return {"W1": np.full((n_x, n_h), value), "b1": np.zeros((1, n_h)),
            "W2": np.zeros((n_h, n_y)), "b2": np.zeros((1, n_y))}


@constant_params.right
def line_by_line(n_x, n_h, n_y, value):
    params = {}
    params["W1"] = np.ones((n_x, n_h)) * value
    params["b1"] = np.zeros((1, n_h))
    params["W2"] = np.ones((n_h, n_y)) * value
    params["b2"] = np.zeros((1, n_y))
    return params


@constant_params.right
def zeros_plus_value(n_x, n_h, n_y, value):
    W1, W2 = np.zeros((n_x, n_h)) + value, np.zeros((n_h, n_y)) + value
    return {"b2": np.zeros((1, n_y)), "W2": W2, "b1": np.zeros((1, n_h)), "W1": W1}


@constant_params.right
def from_lists(n_x, n_h, n_y, value):
    return {"W1": np.array([[value] * n_h] * n_x), "b1": np.array([[0.0] * n_h]),
            "W2": np.array([[value] * n_y] * n_h), "b2": np.array([[0.0] * n_y])}


@constant_params.right
def layer_by_layer(n_x, n_h, n_y, value):
    params = {}
    for layer, (n_in, n_out) in enumerate([(n_x, n_h), (n_h, n_y)], start=1):
        params[f"W{layer}"] = np.full((n_in, n_out), value)
        params[f"b{layer}"] = np.full((1, n_out), 0.0)
    return params


# One weighted sum ----------------------------------------------------------------------------------------------------


def _weighted_sum(x, w):
    return float(np.dot(x, w))


weighted_sum = Exercise(
    "01.weighted_sum", course=_weighted_sum, returns="z", minutes=3, difficulty=1,
    hints=("Two steps: multiply each input by its weight, then add the products up.",
           "`x * w` gives all the products at once, and `.sum()` adds them up. `@` does both in one go.",
           "`return … @ …`, or `return (x * w).sum()`."))


@weighted_sum.cases
def _(rng):
    yield "two inputs", (np.array([3.0, 4.0]), np.array([2.0, -1.0]))
    yield "one input", (np.array([1.5]), np.array([2.0]))
    yield "five inputs", (rng.normal(size=5), rng.normal(size=5))
    yield "a sum below 0", (np.array([3.0, -1.0, 2.0]), np.array([-2.0, 1.0, 0.5]))


@weighted_sum.wrong("These are the products, one for each input; they have still to be added up: `(x * w).sum()`, or "
                    "`x @ w`.")
def products_alone(x, w):
    return x * w


@weighted_sum.wrong("The products are averaged. Asked is their sum: `.sum()`, not `.mean()`.")
def mean_for_sum(x, w):
    return (x * w).mean()


@weighted_sum.wrong("Inputs and weights are added, not multiplied: each input counts w times, `x * w`.")
def plus_for_times(x, w):
    return (x + w).sum()


@weighted_sum.wrong("This is the sum of all inputs times the sum of all weights, as if every input met every weight. "
                    "Each input meets its own weight only: `x * w`, and then the products are added up.")
def sums_multiplied(x, w):
    return x.sum() * w.sum()


@weighted_sum.wrong("Inputs and weights are added, one to one, and then left side by side. Multiply each input by its "
                    "weight, `x * w`, and add the products up.")
def plus_and_no_sum(x, w):
    return x + w


@weighted_sum.wrong("The products are right, and so is the sum, but it comes as a table of shape (1, 1). `x` and `w` "
                    "are flat: without any reshaping, `x @ w` is a number.")
def a_table_of_one(x, w):
    return x.reshape(1, -1) @ w.reshape(-1, 1)


@weighted_sum.wrong("The products are multiplied together. They are to be added up: `.sum()`.")
def product_of_products(x, w):
    return (x * w).prod()


@weighted_sum.wrong("Every input met every weight: that is a table. Each input meets its own weight only.")
def every_with_every(x, w):
    return np.outer(x, w)


@weighted_sum.wrong("Every input met every weight. Each input meets its own weight only. (One loop is enough: "
                    "`for x_i, w_i in zip(x, w):` goes through both together.)")
def two_loops(x, w):
    return [x_i * w_i for x_i in x for w_i in w]


@weighted_sum.wrong("Only the first product is left. If `return` stands inside a loop, it ends the loop in its first "
                    "round: move it to the left, to the column of `for`.")
def first_product_only(x, w):
    return x[0] * w[0]


@weighted_sum.wrong("Only the last product is left. In a loop, add to a total that starts at 0: `z = z + x_i * w_i`.")
def last_product_only(x, w):
    return x[-1] * w[-1]


@weighted_sum.wrong("The last input is left out: `range(len(x))` already ends one before `len(x)`.")
def last_input_left_out(x, w):
    return sum(x[i] * w[i] for i in range(len(x) - 1))


@weighted_sum.wrong("The first input is left out: places are counted from 0.")
def first_input_left_out(x, w):
    return sum(x[i] * w[i] for i in range(1, len(x)))


@weighted_sum.wrong("The weights are not used: the inputs are added up as they are.")
def inputs_alone(x, w):
    return x.sum()


@weighted_sum.wrong("It works for two inputs only. Let it go over as many as there are: `x @ w`, or a loop.")
def two_inputs_only(x, w):
    return x[0] * w[0] + x[1] * w[1]


@weighted_sum.wrong("1 is added. There is no bias here: only the products, added up.")
def plus_one(x, w):
    return x @ w + 1


@weighted_sum.wrong("It squashes. Here the sum is asked as it is.")
def squashed(x, w):
    return 1 / (1 + np.exp(-(x @ w)))


@weighted_sum.wrong("The sign of the sum is lost: it may well be below 0.")
def sign_lost(x, w):
    return abs(x @ w)


@weighted_sum.right
def by_at(x, w):
    return x @ w


@weighted_sum.right
def by_times_and_sum(x, w):
    return np.sum(w * x)


@weighted_sum.right
def by_a_loop(x, w):
    z = 0
    for i in range(len(x)):
        z += x[i] * w[i]
    return z


@weighted_sum.right
def by_zip(x, w):
    return sum(x_i * w_i for x_i, w_i in zip(x, w, strict=True))


@weighted_sum.right
def by_name(x, w):
    return np.dot(w, x)


# The law -------------------------------------------------------------------------------------------------------------


def _predicted_variance(X, var_w):
    return float(X.shape[1] * var_w * np.mean(X ** 2))


predicted_variance = Exercise(
    "01.predicted_variance", course=_predicted_variance, returns="variance", minutes=10, difficulty=2,
    hints=("Three numbers are multiplied. One of them is given; which two must be read off `X`?",
           "n_in is how many numbers a unit hears, the columns of X: `X.shape[1]`. E[x²] squares every number first, "
           "`X ** 2`, and then takes the mean of them all.",
           "`return X.shape[1] * … * np.mean(…)`."))


@predicted_variance.cases
def _(rng):
    yield "a single row", (np.array([[3.0, 4.0]]), 1.0)
    yield "seven rows of three inputs", (1 + rng.normal(size=(7, 3)), 0.3)
    yield "four rows of six inputs", (0.5 + 2 * rng.random((4, 6)), 2.0)
    yield "five rows of four inputs", (rng.normal(size=(5, 4)) - 2, 0.04)


@predicted_variance.wrong("It squares the mean. E[x²] is the mean of the squares: square first, `np.mean(X ** 2)`.")
def squared_mean(X, var_w):
    return X.shape[1] * var_w * np.mean(X) ** 2


@predicted_variance.wrong("It takes the mean of x, not of x²: `np.mean(X ** 2)`.")
def mean_not_squared(X, var_w):
    return X.shape[1] * var_w * np.mean(X)


@predicted_variance.wrong("It takes the variance of the inputs. That is the mean of x² only where the inputs have the "
                          "mean 0, which these do not have: `np.mean(X ** 2)`.")
def variance_of_inputs(X, var_w):
    return X.shape[1] * var_w * np.var(X)


@predicted_variance.wrong("It takes the standard deviation of the inputs. The law asks for the mean of their squares: "
                          "`np.mean(X ** 2)`.")
def spread_of_inputs(X, var_w):
    return X.shape[1] * var_w * np.std(X)


@predicted_variance.wrong("It takes the number of rows. n_in is how many numbers one unit hears, the columns: "
                          "`X.shape[1]`, where `len(X)` and `X.shape[0]` count the rows.")
def rows_for_inputs(X, var_w):
    return len(X) * var_w * np.mean(X ** 2)


@predicted_variance.wrong("The factor n_in is missing: a unit adds up n_in products, `X.shape[1]` of them.")
def without_n_in(X, var_w):
    return var_w * np.mean(X ** 2)


@predicted_variance.wrong("The factor Var(w) is missing: multiply by `var_w`.")
def without_var_w(X, var_w):
    return X.shape[1] * np.mean(X ** 2)


@predicted_variance.wrong("It is too large by the number of rows, as if a unit heard all of X at once. It hears one "
                          "row at a time: n_in is `X.shape[1]` (`X.size` counts all of X), and E[x²] is a mean, "
                          "`np.mean(X ** 2)` (`np.sum` adds up all of X).")
def sum_over_rows(X, var_w):
    return var_w * np.sum(X ** 2)


@predicted_variance.wrong("The squares are added up over all rows, and n_in is multiplied in besides. E[x²] is their "
                          "mean: `np.mean(X ** 2)`.")
def sum_for_mean(X, var_w):
    return X.shape[1] * var_w * np.sum(X ** 2)


@predicted_variance.wrong("This is the root of what was asked, the spread. Asked is the variance: no `np.sqrt`.")
def root_of_it(X, var_w):
    return np.sqrt(X.shape[1] * var_w * np.mean(X ** 2))


@predicted_variance.wrong("`var_w` is squared. It is a variance already: multiply by it as it is.")
def var_w_squared(X, var_w):
    return X.shape[1] * var_w ** 2 * np.mean(X ** 2)


@predicted_variance.wrong("The root of `var_w` is taken, which is a spread. The law multiplies by the variance as "
                          "it is.")
def root_of_var_w(X, var_w):
    return X.shape[1] * np.sqrt(var_w) * np.mean(X ** 2)


@predicted_variance.wrong("It gives one number for each row. E[x²] is the mean over all of X: `np.mean(X ** 2)`, "
                          "without an axis.")
def row_by_row(X, var_w):
    return X.shape[1] * var_w * np.mean(X ** 2, axis=1)


@predicted_variance.wrong("It gives one number for each column. E[x²] is the mean over all of X: `np.mean(X ** 2)`, "
                          "without an axis.")
def column_by_column(X, var_w):
    return X.shape[1] * var_w * np.mean(X ** 2, axis=0)


@predicted_variance.wrong("The squares are still one by one: E[x²] is their mean, one number, `np.mean(X ** 2)`.")
def mean_forgotten(X, var_w):
    return X.shape[1] * var_w * X ** 2


@predicted_variance.wrong("It doubles x, where x² was asked: `X ** 2` is the square, `X * 2` is twice x.")
def doubled(X, var_w):
    return X.shape[1] * var_w * np.mean(X * 2)


@predicted_variance.wrong("It takes the mean of x without its sign, not of x²: `np.mean(X ** 2)`.")
def mean_without_sign(X, var_w):
    return X.shape[1] * var_w * np.mean(np.abs(X))


@predicted_variance.wrong("The three factors are added. The law multiplies them.")
def factors_added(X, var_w):
    return X.shape[1] + var_w + np.mean(X ** 2)


@predicted_variance.wrong("`n_in` has no value here: read it off X, `X.shape[1]`.")
def n_in_unknown(X, var_w):
    return n_in * var_w * np.mean(X ** 2)  # noqa: F821


@predicted_variance.wrong("`E` is how it is written on paper. In code E[x²] is `np.mean(X ** 2)`.")
def as_on_paper(X, var_w):
    return X.shape[1] * var_w * E[X ** 2]  # noqa: F821


@predicted_variance.wrong("`X.shape` has two entries, and places are counted from 0: rows are `X.shape[0]`, "
                          "columns are `X.shape[1]`.")
def third_entry(X, var_w):
    return X.shape[2] * var_w * np.mean(X ** 2)


@predicted_variance.wrong("`X.shape` is a pair, and an entry of it takes square brackets: `X.shape[1]`.")
def shape_called(X, var_w):
    return X.shape(1) * var_w * np.mean(X ** 2)


@predicted_variance.wrong("`X.shape` is the pair (n, n_in), and a pair cannot be multiplied so. n_in is its second "
                          "entry: `X.shape[1]`.")
def whole_shape(X, var_w):
    return X.shape * var_w * np.mean(X ** 2)


@predicted_variance.wrong("It gives one number for each column. E[x²] is one mean over the whole table: "
                          "`np.mean(X**2)`.")
def one_for_each_column(X, var_w):
    return np.sum(X**2, axis=0) * var_w


@predicted_variance.wrong("Only the first row is used. E[x²] is the mean over all rows.")
def first_row_alone(X, var_w):
    return np.sum(X[0]**2) * var_w


@predicted_variance.wrong("The rows are added up first, and squared then. First each number is squared: `X**2`.")
def summed_then_squared(X, var_w):
    return np.mean(X.sum(axis=1)**2) * var_w


@predicted_variance.wrong("E[x²] is missing: the mean of the squares of X, `np.mean(X**2)`, is the third factor.")
def without_squares(X, var_w):
    return X.shape[1] * var_w


@predicted_variance.right
def by_rows(X, var_w):
    return var_w * np.sum(X ** 2) / len(X)


@predicted_variance.right
def sums_of_squares(X, var_w):
    return np.mean((X * X).sum(axis=1)) * var_w


@predicted_variance.right
def named_parts(X, var_w):
    _, n_in = X.shape
    mean_square = np.square(X).mean()
    return n_in * var_w * mean_square


@predicted_variance.right
def variance_and_mean(X, var_w):
    return X.shape[1] * var_w * (X.var() + X.mean() ** 2)


@predicted_variance.right
def by_loops(X, var_w):
    total = 0.0
    for row in X:
        for x in row:
            total += x ** 2 * var_w
    return total / len(X)


# The right spread ----------------------------------------------------------------------------------------------------


class Generator(np.random.Generator):
    """A generator that starts anew in each copy, and knows whether anything was drawn from it."""

    def __init__(self, seed):
        super().__init__(np.random.PCG64(seed))
        self.seed = seed

    def __deepcopy__(self, memo):
        return Generator(self.seed)

    def __repr__(self):
        return f"Generator({self.seed})"

    @property
    def is_untouched(self):
        """Whether nothing was drawn from it."""
        return self.bit_generator.state == np.random.PCG64(self.seed).state


class DrawnElsewhere(np.ndarray):
    """Marks a result for which nothing was drawn from the generator that was passed in."""


def _call_and_watch(candidate, shape, rng):
    W = candidate(shape, rng)
    return W.view(DrawnElsewhere) if isinstance(W, np.ndarray) and rng.is_untouched else W


def _has_spread(W, shape, rng):
    """In a large table, the spread that was asked, to within 5 %; a small one says too little."""
    return W.size < 1000 or bool(abs(W.std() / np.sqrt(2 / sum(shape)) - 1) < 0.05)


xavier = Exercise(
    "01.xavier", course=initializers.xavier, returns="W", library=True, minutes=7, difficulty=2, call=_call_and_watch,
    hints=("The formula gives a variance, and a generator wants a spread. What leads from one to the other?",
           "The spread is the root of 2 / (n_in + n_out). `rng.normal(0, spread, size=shape)` draws a table of that "
           "shape, with mean 0 and that spread.",
           "`spread = np.sqrt(… / (… + …))`, and then `return rng.normal(0, spread, size=shape)`."))


@xavier.cases
def _(rng):
    yield "a (2, 4) table", ((2, 4), Generator(1))
    yield "a (5, 3) table", ((5, 3), Generator(2))
    yield "a (150, 40) table", ((150, 40), Generator(3))
    yield "a (30, 200) table", ((30, 200), Generator(4))


def _wrong_spread(sentence):
    """Weights drawn as they should be, with a spread that is computed wrongly."""
    def add(spread):
        def code(shape, rng):
            return spread(*shape) * rng.standard_normal(shape)
        code.__name__ = spread.__name__
        return xavier.wrong(sentence)(code)
    return add


@_wrong_spread("The root is missing: 2 / (n_in + n_out) is the variance, and `rng.normal` and its like want the "
               "spread, `np.sqrt(2 / (n_in + n_out))`.")
def root_forgotten(n_in, n_out):
    return 2 / (n_in + n_out)


@_wrong_spread("The 2 is missing: the spread is `np.sqrt(2 / (n_in + n_out))`.")
def two_forgotten(n_in, n_out):
    return np.sqrt(1 / (n_in + n_out))


@_wrong_spread("The spread comes out as 1 / (n_in + n_out). Asked is `np.sqrt(2 / (n_in + n_out))`: the root of the "
               "whole fraction. (`** 1/2` is no root: Python takes it as `** 1`, divided by 2.)")
def root_and_two_forgotten(n_in, n_out):
    return 1 / (n_in + n_out)


@_wrong_spread("The variance is 1 / n_in: right for the way forward alone. Asked is the compromise that counts both "
               "sides, 2 / (n_in + n_out).")
def n_in_alone(n_in, n_out):
    return np.sqrt(1 / n_in)


@_wrong_spread("The variance is 1 / n_out: right for the way back alone. Asked is the compromise that counts both "
               "sides, 2 / (n_in + n_out).")
def n_out_alone(n_in, n_out):
    return np.sqrt(1 / n_out)


@_wrong_spread("The variance is 2 / n_in. Under the line stands the sum of both sizes: 2 / (n_in + n_out).")
def two_over_n_in(n_in, n_out):
    return np.sqrt(2 / n_in)


@_wrong_spread("The variance is 2 / n_out. Under the line stands the sum of both sizes: 2 / (n_in + n_out).")
def two_over_n_out(n_in, n_out):
    return np.sqrt(2 / n_out)


@_wrong_spread("The spread is 1 / n_in: the root is missing, and n_out too. Asked is `np.sqrt(2 / (n_in + n_out))`.")
def one_over_n_in(n_in, n_out):
    return 1 / n_in


@_wrong_spread("The sizes are multiplied under the root. They are added: `np.sqrt(2 / (n_in + n_out))`.")
def sizes_multiplied(n_in, n_out):
    return np.sqrt(2 / (n_in * n_out))


@_wrong_spread("Each size has a fraction of its own here, 2 / n_in + 2 / n_out. Under one line stands the sum of both "
               "sizes: 2 / (n_in + n_out).")
def two_fractions(n_in, n_out):
    return np.sqrt(2 / n_in + 2 / n_out)


@_wrong_spread("Brackets are missing around n_in + n_out: Python reads `2 / n_in + n_out` as (2 / n_in) + n_out.")
def brackets_forgotten(n_in, n_out):
    return np.sqrt(2 / n_in + n_out)


@_wrong_spread("The root is taken of the 2 alone: `np.sqrt(2) / (n_in + n_out)`. Put the whole fraction under it: "
               "`np.sqrt(2 / (n_in + n_out))`.")
def root_of_two_alone(n_in, n_out):
    return np.sqrt(2) / (n_in + n_out)


@_wrong_spread("The spread is √2 times too large: there is a 2 too many, or it stands outside the root. 1 over the "
               "mean of the sizes is 2 / (n_in + n_out), and the root is taken of that: `np.sqrt(2 / (n_in + n_out))`.")
def root_of_the_sum_alone(n_in, n_out):
    return 2 / np.sqrt(n_in + n_out)


@_wrong_spread("The larger the layer, the larger are its weights here; it should be the other way round. The spread is "
               "`np.sqrt(2 / (n_in + n_out))`, and the draws are multiplied by it, not divided.")
def upside_down(n_in, n_out):
    return np.sqrt((n_in + n_out) / 2)


@_wrong_spread("The fraction is squared, where its root was asked: `np.sqrt(2 / (n_in + n_out))`, or `** 0.5`.")
def squared(n_in, n_out):
    return (2 / (n_in + n_out)) ** 2


@_wrong_spread("The weights have the spread 1, whatever the shape. In `rng.normal(0, spread, size=shape)` the spread "
               "comes second; `rng.standard_normal` takes none, so multiply what it gives by the spread.")
def spread_one(n_in, n_out):
    return 1.0


@xavier.wrong("The spread is added to the draws: that shifts them, and their spread is still 1. Multiply them by it. "
              "(In `rng.normal` the mean comes first and the spread second: `rng.normal(0, spread, size=shape)`.)")
def spread_added(shape, rng):
    return rng.normal(np.sqrt(2 / sum(shape)), size=shape)


@xavier.wrong("The variance is added to the draws: that shifts them, and their spread is still 1. Take its root, and "
              "multiply them by it: `rng.normal(0, spread, size=shape)`, where the mean comes first.")
def variance_added(shape, rng):
    return rng.normal(2 / sum(shape), size=shape)


@xavier.wrong("`rng` is the generator itself, and does not draw when it is called so. Ask for normal draws: "
              "`rng.normal(0, spread, size=shape)`.")
def generator_called(shape, rng):
    return rng(0, np.sqrt(2 / sum(shape)), shape)


@xavier.wrong("The generator itself cannot be multiplied. Ask it for draws first: "
              "`spread * rng.standard_normal(shape)`, or `rng.normal(0, spread, size=shape)`.")
def generator_multiplied(shape, rng):
    return np.sqrt(2 / sum(shape)) * rng


@xavier.wrong("`shape` is a pair, and no number can be divided by it. Its two sizes are `n_in` and `n_out`: "
              "`np.sqrt(2 / (n_in + n_out))`.")
def divided_by_the_pair(shape, rng):
    return rng.normal(0, np.sqrt(2 / shape), size=shape)


@xavier.wrong("In `rng.normal` the shape is called `size`: `rng.normal(0, spread, size=shape)`.")
def size_called_shape(shape, rng):
    return rng.normal(0, np.sqrt(2 / sum(shape)), shape=shape)


@xavier.wrong("`uniform(-s, s)` draws evenly between −s and s, and its spread is only s / √3. Asked are normal draws: "
              "`rng.normal(0, spread, size=shape)`.")
def uniform_between(shape, rng):
    s = np.sqrt(2 / sum(shape))
    return rng.uniform(-s, s, size=shape)


@xavier.wrong("The spread is right, and the draws lie evenly between two limits (`uniform`). Xavier Glorot drew so, "
              "too; asked here are normal draws, so that the seventeen numbers are the course's: "
              "`rng.normal(0, spread, size=shape)`.")
def uniform_of_right_spread(shape, rng):
    limit = np.sqrt(6 / sum(shape))
    return rng.uniform(-limit, limit, size=shape)


@xavier.wrong("All the weights lie evenly between 0 and s, as `s * rng.random(shape)` and `rng.uniform(0, s, shape)` "
              "draw them. Asked are normal draws with the mean 0: `rng.normal(0, spread, size=shape)`.")
def random_for_normal(shape, rng):
    return np.sqrt(2 / sum(shape)) * rng.random(shape)


@xavier.wrong("`rng.normal` knows no `mean`: its first number is the mean, its second the spread, "
              "`rng.normal(0, spread, size=shape)`. (By name they are `loc` and `scale`.)")
def mean_by_name(shape, rng):
    return rng.normal(mean=0, scale=np.sqrt(2 / sum(shape)), size=shape)


@xavier.wrong("`rng.normal` knows no `spread` by name: give it as the second number, `rng.normal(0, spread, "
              "size=shape)`. (Its name there is `scale`.)")
def spread_by_name(shape, rng):
    return rng.normal(0, spread=np.sqrt(2 / sum(shape)), size=shape)


@xavier.wrong("`rng.normal` knows no `std`: give the spread as the second number, `rng.normal(0, spread, size=shape)`. "
              "(Its name there is `scale`.)")
def std_by_name(shape, rng):
    return rng.normal(0, std=np.sqrt(2 / sum(shape)), size=shape)


@xavier.wrong("`rng.random` draws evenly between 0 and 1, so this lies evenly between −s/2 and s/2, and its spread is "
              "less than a third of s. Asked are normal draws: `rng.normal(0, spread, size=shape)`.")
def random_in_the_middle(shape, rng):
    return np.sqrt(2 / sum(shape)) * (rng.random(shape) - 0.5)


@xavier.wrong("All the weights are 0: equal units stay equal. Draw them, `rng.normal(0, spread, size=shape)`, with a "
              "spread that is not 0 (`//` cuts off what stands behind the point: divide by `/`).")
def all_zero(shape, rng):
    return np.zeros(shape)


@xavier.wrong("Every weight is the same number: equal units stay equal. Draw each one, "
              "`rng.normal(0, spread, size=shape)`: the mean comes first, the spread second.")
def all_the_spread(shape, rng):
    return np.full(shape, np.sqrt(2 / sum(shape)))


@xavier.wrong("One number is drawn, and the whole table filled with it: equal units stay equal. Draw as many as the "
              "table holds: `size=shape`.")
def one_draw_for_all(shape, rng):
    return np.full(shape, rng.normal(0, np.sqrt(2 / sum(shape))))


@xavier.wrong("It draws a single number. Say how many are wanted: `size=shape`.")
def size_forgotten(shape, rng):
    return rng.normal(0, np.sqrt(2 / sum(shape)))


@xavier.wrong("Only n_in numbers are drawn, one for each row. A table needs both sizes: `size=shape`, or "
              "`size=(n_in, n_out)`.")
def one_column(shape, rng):
    return rng.normal(0, np.sqrt(2 / sum(shape)), size=shape[0])


@xavier.wrong("`n_in * n_out` numbers are drawn in one long row. `size=shape` draws them as a table.")
def one_long_row(shape, rng):
    return rng.normal(0, np.sqrt(2 / sum(shape)), size=shape[0] * shape[1])


@xavier.wrong("Rows and columns are exchanged: the table is (n_out, n_in). A row for each number that comes in: "
              "`size=(n_in, n_out)`, which is `shape`.")
def on_its_side(shape, rng):
    return rng.normal(0, np.sqrt(2 / sum(shape)), size=shape[::-1])


@xavier.wrong("The spread is right, and the numbers stand in another order than the course's: they were drawn as "
              "(n_out, n_in) and then turned. Draw them as they are wanted: `size=shape`.")
def turned(shape, rng):
    return rng.normal(0, np.sqrt(2 / sum(shape)), size=shape[::-1]).T


@xavier.wrong("`rng.normal` got the shape in the place of the mean. Its order is mean, spread, size: "
              "`rng.normal(0, spread, size=shape)`.")
def shape_first(shape, rng):
    return rng.normal(shape, np.sqrt(2 / sum(shape)))


@xavier.wrong("`rng.normal` got the sizes one by one. They belong together, in brackets: "
              "`rng.normal(0, spread, size=(n_in, n_out))`.")
def sizes_one_by_one(shape, rng):
    return rng.normal(0, np.sqrt(2 / sum(shape)), *shape)


@xavier.wrong("`rng.standard_normal` takes the shape as one thing, in brackets: `rng.standard_normal((n_in, n_out))`, "
              "or `rng.standard_normal(shape)`.")
def standard_normal_one_by_one(shape, rng):
    return np.sqrt(2 / sum(shape)) * rng.standard_normal(*shape)


@xavier.wrong("`rng.standard_normal` always draws with the spread 1, and takes no spread. Multiply what it gives: "
              "`spread * rng.standard_normal(shape)`.")
def standard_normal_with_spread(shape, rng):
    return rng.standard_normal(shape, (2 / sum(shape)) ** 0.5)


@xavier.wrong("`randn` belongs to `np.random`, and a generator has none. It is called `rng.standard_normal(shape)` "
              "there, with the shape as one thing.")
def randn_of_the_generator(shape, rng):
    return rng.randn(*shape)


@xavier.wrong("Nothing was drawn from `rng`, the generator that was handed in. `np.random…` or a generator made inside "
              "is another source: whoever calls this with a seed expects the numbers of that seed. Write "
              "`rng.normal(0, spread, size=shape)`.",
              when=lambda W, shape, rng: isinstance(W, DrawnElsewhere))
def drawn_elsewhere(shape, rng):
    return np.random.default_rng().normal(0, np.sqrt(2 / sum(shape)), size=shape)


@xavier.wrong("The weights are rounded: none has more than six decimals. Leave them as they are.",
              when=lambda W, shape, rng: np.array_equal(W, W.round(6)))
def rounded(shape, rng):
    return initializers.xavier(shape, rng).round(2)


@xavier.wrong("In a large table the weights do not lie around 0, and they should. In `rng.normal(0, spread, "
              "size=shape)` the mean comes first, and it is 0.",
              when=lambda W, shape, rng: W.size < 1000 or bool(abs(W.mean()) > 0.1 * W.std()))
def around_the_spread(shape, rng):
    spread = np.sqrt(2 / sum(shape))
    return rng.normal(spread, spread, size=shape)


@xavier.wrong("In a large table the spread is as it was asked. But these are not the numbers that `rng` gives when it "
              "is asked once for all of them, `rng.normal(0, spread, size=shape)`, and then nothing more is done.",
              when=_has_spread)
def another_stream(shape, rng):
    rng.normal()
    return initializers.xavier(shape, rng)


@xavier.wrong("The spread is the same for every shape. It should depend on it: `np.sqrt(2 / (n_in + n_out))`.")
def always_a_tenth(shape, rng):
    return rng.normal(0, 0.1, size=shape)


@xavier.wrong("The draws are right, and every sign is turned. As a start that is as good; but the numbers are not the "
              "course's, which later cells compare. Take the minus away.")
def signs_turned(shape, rng):
    return -rng.normal(0, np.sqrt(2 / sum(shape)), size=shape)


@xavier.wrong("The root of 6 belongs to uniform draws, where it gives the limits. For normal draws it is the root of "
              "2.")
def six_for_two(shape, rng):
    return rng.normal(0, np.sqrt(6 / sum(shape)), size=shape)


@xavier.wrong("`1 / (n_in + n_out) / 2` divides twice. 1 over the mean of the sizes is `1 / ((n_in + n_out) / 2)`.")
def divided_twice(shape, rng):
    return rng.normal(0, np.sqrt(1 / sum(shape) / 2), size=shape)


@xavier.right
def normal_with_spread(shape, rng):
    n_in, n_out = shape
    return rng.normal(loc=0.0, scale=(2 / (n_in + n_out)) ** 0.5, size=(n_in, n_out))


@xavier.right
def times_standard_normal(shape, rng):
    return rng.standard_normal(shape) * np.sqrt(2 / sum(shape))


@xavier.right
def divided_by_root(shape, rng):
    n_in, n_out = shape
    return rng.normal(size=shape) / np.sqrt((n_in + n_out) / 2)


@xavier.right
def number_by_number(shape, rng):
    n_in, n_out = shape
    W = np.zeros((n_in, n_out))
    for i in range(n_in):
        for j in range(n_out):
            W[i, j] = rng.normal(0, np.sqrt(2 / (n_in + n_out)))
    return W


@xavier.right
def reshaped(shape, rng):
    n_in, n_out = shape
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), n_in * n_out).reshape(n_in, n_out)


@xavier.right
def with_mean_of_sizes(shape, rng):
    return np.mean(shape) ** -0.5 * rng.standard_normal(size=shape)

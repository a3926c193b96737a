"""The exercises of 00 Start here: what is asked, and the answers that people plausibly write."""

import numpy as np

from nnlib.exercises.catalogue import Exercise

# The first one -------------------------------------------------------------------------------------------------------


def _double(x):
    return 2 * x


double = Exercise(
    "00.double", course=_double, returns="result", minutes=2, difficulty=1,
    hints=("The line that is missing says what the function gives back. It begins with `return`.",
           "Twice x is written with a star: `2 * x`.",
           "`return 2 * x`, four blanks from the left, in the place of the three dots."))


@double.cases
def _(rng):
    yield "the number 2", (2,)
    yield "the number 5", (5,)
    yield "the number 0.3", (0.3,)
    yield "the number -7.25", (-7.25,)


@double.wrong("With 2 it is right, and with any other number it is not: x + 2 and 2 * x meet at 2 only.")
def two_more(x):
    return x + 2


@double.wrong("With 2 it is right, and with 5 it is not: x times x is 4 for 2, as 2 times x is, and 25 for 5.")
def squared(x):
    return x * x


@double.wrong("It gives three times x.")
def three_times(x):
    return 3 * x


@double.wrong("The sign is lost: twice -7.25 is -14.5.")
def sign_lost(x):
    return 2 * abs(x)


@double.wrong("What stands after the point is lost: twice 0.3 is 0.6, and `int` makes 0 of it.")
def cut_off(x):
    return int(2 * x)


@double.wrong("It is rounded: twice 0.3 is 0.6, and `round` makes 1 of it.")
def rounded(x):
    return round(2 * x)


@double.wrong("It gives x back as it was.")
def unchanged(x):
    return x


@double.wrong("It gives back half of x: `/` divides.")
def halved(x):
    return x / 2


@double.wrong("It always gives 4, whatever x is. Write the rule, not the result for 2.")
def always_four(x):
    return 4


@double.wrong("It always gives 2, whatever x is. The x is missing: `2 * x`.")
def always_two(x):
    return 2


@double.right
def added_to_itself(x):
    return x + x


@double.right
def star_behind(x):
    return x * 2


@double.right
def in_two_lines(x):
    result = x
    result += x
    return result


# A column ------------------------------------------------------------------------------------------------------------


def _as_column(v):
    return v.reshape(-1, 1)


as_column = Exercise(
    "00.as_column", course=_as_column, returns="column", minutes=4, difficulty=1,
    hints=("What is asked has as many rows as v has numbers, and one column. `reshape` takes these two sizes.",
           "How many rows? `len(v)`; or let NumPy count them: -1 stands for “as many as there are”.",
           "`return v.reshape(..., 1)`, with the number of rows in the place of the dots."))


@as_column.cases
def _(rng):
    yield "four numbers", (rng.normal(size=4),)
    yield "seven numbers", (rng.normal(size=7),)
    yield "a single number in an array", (rng.normal(size=1),)


@as_column.wrong("This is a row, (1, n): one row, and as many columns as there are numbers. The two sizes are "
                 "exchanged.")
def a_row(v):
    return v.reshape(1, -1)


@as_column.wrong("What it returns is still flat, (n,): `.T` and `reshape(-1)` leave a flat array flat.")
def turned(v):
    return v.T


@as_column.wrong("The sizes are written out for four numbers. With another length they do not fit: "
                 "write `len(v)`, or -1.")
def for_four(v):
    return v.reshape(4, 1)


@as_column.wrong("It puts all of v into one row of one table and then another pair of brackets around it: "
                 "count the axes, two are asked for.")
def three_axes(v):
    return v.reshape(-1, 1, 1)


@as_column.wrong("This is a square table with v on its diagonal. A column has n rows and one column.")
def a_diagonal(v):
    return np.diag(v) if len(v) > 1 else v.reshape(1, 1)


@as_column.right
def by_length(v):
    return v.reshape(len(v), 1)


@as_column.right
def by_a_new_axis(v):
    return v[:, None]


@as_column.right
def by_expand_dims(v):
    return np.expand_dims(v, axis=1)


@as_column.right
def one_by_one(v):
    return np.array([[number] for number in v])


@as_column.right
def row_turned(v):
    return v[np.newaxis].T


# Down the columns ----------------------------------------------------------------------------------------------------


def _center_columns(X):
    return X - X.mean(axis=0, keepdims=True)


def _means_left(centered, X):
    means = ", ".join(f"{mean:.3f}" for mean in np.mean(centered, axis=0))
    return f"The means of its columns are {means}; asked is 0 for each."


center_columns = Exercise(
    "00.center_columns", course=_center_columns, returns="centered", minutes=8, difficulty=2, trace=_means_left,
    hints=("Two steps: the mean of each column, then the table minus these means.",
           "The mean of each column goes down the rows: `X.mean(axis=0, keepdims=True)` has the shape (1, m). "
           "NumPy subtracts that one row from every row of X.",
           "`return X - X.mean(...)`."))


@center_columns.cases
def _(rng):
    yield "a 4 × 2 table", (rng.normal(size=(4, 2)),)
    yield "a 3 × 5 table", (10 * rng.normal(size=(3, 5)),)
    yield "a 6 × 6 table", (rng.normal(size=(6, 6)),)


@center_columns.wrong("It subtracts the mean of each row: `axis=1` goes along the rows. Down the columns is `axis=0`.")
def row_means(X):
    return X - X.mean(axis=1, keepdims=True)


@center_columns.wrong("It subtracts one number from everything, the mean of the whole table. Each column has a mean of "
                      "its own: `axis=0`.")
def one_mean(X):
    return X - X.mean()


@center_columns.wrong("These are the means themselves; they have still to be subtracted from X.")
def means_only(X):
    return X.mean(axis=0, keepdims=True)


@center_columns.wrong("These are the means themselves, without their axis; they have still to be subtracted from X.")
def flat_means_only(X):
    return X.mean(axis=0)


@center_columns.wrong("It subtracts the sum of each column, not its mean.")
def sums(X):
    return X - X.sum(axis=0, keepdims=True)


@center_columns.wrong("`axis=1` goes along the rows, and gives one mean for each row. Down the columns is `axis=0`.")
def flat_row_means(X):
    return X - X.mean(axis=1)


@center_columns.wrong("It is the wrong way round: the means minus X. Asked is X minus the means.")
def turned_around(X):
    return X.mean(axis=0, keepdims=True) - X


@center_columns.wrong("It is divided as well: the means are 0, and each column was asked for as it is otherwise.")
def standardized(X):
    return (X - X.mean(axis=0)) / X.std(axis=0)


@center_columns.wrong("The means are added, not subtracted: afterwards each column's mean is twice what it was.")
def means_added(X):
    return X + X.mean(axis=0, keepdims=True)


@center_columns.wrong("X itself is changed, and X belongs to the caller: `X -= ...` and `X[...] = ...` write into "
                      "it. Make a new table: `X - ...`.")
def in_place(X):
    X -= X.mean(axis=0, keepdims=True)
    return X


@center_columns.right
def without_keepdims(X):
    return X - X.mean(axis=0)


@center_columns.right
def by_the_sum(X):
    return X - X.sum(axis=0) / len(X)


@center_columns.right
def on_a_copy(X):
    centered = X.copy()
    centered -= np.mean(centered, axis=0)
    return centered


@center_columns.right
def column_by_column(X):
    return np.column_stack([column - column.mean() for column in X.T])


# Rows times columns --------------------------------------------------------------------------------------------------


def _bills(baskets, prices):
    return baskets @ prices


bills = Exercise(
    "00.bills", course=_bills, returns="bills", minutes=4, difficulty=1,
    hints=("Each basket is a row, the prices are a column. Which sign multiplies rows with columns and adds up?",
           "The shapes: (n, k) for the baskets, (k, 1) for the prices. The two k stand in the middle when the baskets "
           "come first.",
           "`return baskets @ ...`."))


@bills.cases
def _(rng):
    yield "four baskets of two goods", (rng.normal(size=(4, 2)), rng.normal(size=(2, 1)))
    yield "two baskets of five goods", (rng.normal(size=(2, 5)), rng.normal(size=(5, 1)))
    yield "one basket of three goods", (rng.normal(size=(1, 3)), rng.normal(size=(3, 1)))


@bills.wrong("`*` multiplies number by number, and asks for shapes that lie upon one another. "
             "Row times column, added up, is `@`.")
def star_for_at(baskets, prices):
    return baskets * prices


@bills.wrong("The sides are exchanged: in `prices @ baskets` a column stands where a row is needed. "
             "First the baskets, then the prices.")
def sides_exchanged(baskets, prices):
    return prices @ baskets


@bills.wrong("`.T` lays the prices down as a row. They stand already as `@` needs them: as a column.")
def prices_turned(baskets, prices):
    return baskets @ prices.T


@bills.wrong("These are the costs of each good in each basket; they have still to be added up along each row. "
             "`@` does both at once.")
def not_added_up(baskets, prices):
    return baskets * prices.T


@bills.wrong("The numbers are right, and an axis is lost: asked is a column, (n, 1). `@` keeps it; in a sum "
             "`keepdims=True` does.")
def flat_bills(baskets, prices):
    return (baskets * prices.T).sum(axis=1)


@bills.wrong("`baskets * prices` lays the column of prices beside the rows of the baskets, number by number; that they "
             "do not fit is luck. A row times a column, added up, is `@`.")
def star_and_sum(baskets, prices):
    return (baskets * prices).sum(axis=1, keepdims=True)


@bills.wrong("It adds up all the bills into one.")
def one_bill(baskets, prices):
    return (baskets @ prices).sum()


@bills.right
def by_dot(baskets, prices):
    return np.dot(baskets, prices)


@bills.right
def by_einsum(baskets, prices):
    return np.einsum("nk,ko->no", baskets, prices)


@bills.right
def by_a_sum(baskets, prices):
    return (baskets * prices.T).sum(axis=1, keepdims=True)


@bills.right
def basket_by_basket(baskets, prices):
    return np.array([[sum(number * price for number, price in zip(basket, prices[:, 0], strict=True))]
                     for basket in baskets])


# The trap ------------------------------------------------------------------------------------------------------------


def _differences(y_hat, y):
    return y_hat - y.reshape(-1, 1)


differences = Exercise(
    "00.differences", course=_differences, returns="error", minutes=8, difficulty=2,
    hints=("y_hat is always a column. What must become of y before you subtract, whichever of the two shapes it has?",
           "`reshape(-1, 1)` makes a column of a flat array, and leaves a column as it is.",
           "`return y_hat - y.reshape(...)`."))


@differences.cases
def _(rng):
    yield "y as a column of four", (rng.normal(size=(4, 1)), rng.normal(size=(4, 1)))
    yield "y as a flat array of four", (rng.normal(size=(4, 1)), rng.normal(size=4))
    yield "y as a flat array of seven", (rng.normal(size=(7, 1)), rng.normal(size=7))


@differences.wrong("With y as a column it is right. With y flat, (n, 1) minus (n,) is a table (n, n): every number of "
                   "one is paired with every number of the other. First make y a column.")
def as_it_is(y_hat, y):
    return y_hat - y


@differences.wrong("The numbers are right, and the column is lost: both were made flat. Asked is (n, 1): "
                   "make y a column instead.")
def both_flat(y_hat, y):
    return y_hat.ravel() - y.ravel()


@differences.wrong("A column minus a row or a flat array is a table, (n, n). `.T` and `reshape(1, -1)` lay a column "
                   "down as a row, `reshape(-1)` makes it flat. A column is `reshape(-1, 1)`.")
def y_as_a_row(y_hat, y):
    return y_hat - y.T


@differences.wrong("With y flat it is right. With y as a column, `[:, None]` adds a third axis. `reshape(-1, 1)` does "
                   "the same for both.")
def a_new_axis(y_hat, y):
    return y_hat - y[:, None]


@differences.wrong("The sign is turned: asked is y_hat minus y, so that an answer that is too large gives a number "
                   "above zero.")
def sign_turned(y_hat, y):
    return y.reshape(-1, 1) - y_hat


@differences.wrong("The sign is turned, and y is used in the shape in which it came: flat, it gives a table.")
def sign_turned_as_it_is(y_hat, y):
    return y - y_hat


@differences.wrong("The two are added: asked is y_hat minus y.")
def added(y_hat, y):
    return y_hat + y.reshape(-1, 1)


@differences.wrong("The signs are lost: `abs` leaves only how far apart the two are. Asked is y_hat minus y.")
def without_sign(y_hat, y):
    return np.abs(y_hat - y.reshape(-1, 1))


@differences.wrong("The differences are squared already. Asked is y_hat minus y.")
def squared_already(y_hat, y):
    return (y_hat - y.reshape(-1, 1)) ** 2


@differences.wrong("The sizes are written out for four numbers. With another length they do not fit: write -1 for the "
                   "number of rows.")
def only_for_four(y_hat, y):
    return y_hat - y.reshape(4, 1)


@differences.right
def in_the_shape_of_y_hat(y_hat, y):
    return y_hat - y.reshape(y_hat.shape)


@differences.right
def by_the_length(y_hat, y):
    return y_hat - np.reshape(y, (len(y), 1))


@differences.right
def only_where_it_is_flat(y_hat, y):
    if y.ndim == 1:
        y = y[:, None]
    return y_hat - y


@differences.right
def flat_and_back(y_hat, y):
    return (y_hat.ravel() - y.ravel()).reshape(-1, 1)


@differences.right
def number_by_number(y_hat, y):
    return np.array([[a - b] for a, b in zip(y_hat.ravel(), y.ravel(), strict=True)])


# A dictionary that belongs to somebody else --------------------------------------------------------------------------


def _switch_off(params, name):
    return {**params, name: np.zeros_like(params[name])}


switch_off = Exercise(
    "00.switch_off", course=_switch_off, returns="changed", minutes=10, difficulty=2, vectorized=False,
    hints=("Make a dictionary of your own first, with the same entries. Then put something else under one key.",
           "`dict(params)` is a new dictionary with the same arrays in it. A new array of zeros with the right shape "
           "is `np.zeros_like(params[name])`.",
           "`changed = dict(params)`, then `changed[name] = ...`, then `return changed`."))


@switch_off.cases
def _(rng):
    def params():
        return {"W1": rng.normal(size=(2, 3)), "b1": rng.normal(size=(1, 3)),
                "W2": rng.normal(size=(3, 1)), "b2": rng.normal(size=(1, 1))}

    yield 'the name "W1"', (params(), "W1")
    yield 'the name "b2"', (params(), "b2")


@switch_off.wrong("The caller's own numbers are gone. Two ways lead there: `params[name] = ...` writes into the "
                  "caller's dictionary; and `changed[name][:] = 0` writes into the caller's array, for a copy of a "
                  "dictionary shares its arrays. Put a new array under the name, in a dictionary of your own.")
def shared_array(params, name):
    changed = dict(params)
    changed[name][:] = 0
    return changed


@switch_off.wrong("Under the name stands the number 0. Asked is an array of zeros, in the shape of the old one: "
                  "`np.zeros_like(params[name])`.")
def a_zero(params, name):
    return {**params, name: 0}


@switch_off.wrong("It returns the array of zeros alone. Asked is the whole dictionary, with this array in it.")
def array_only(params, name):
    return np.zeros_like(params[name])


@switch_off.wrong("It returns only the one entry. The others belong into the new dictionary too: begin with "
                  "`dict(params)`.")
def one_entry(params, name):
    return {name: np.zeros_like(params[name])}


@switch_off.wrong("Every array is zero now. Only the one under `name` should be.")
def all_of_them(params, name):
    return {key: np.zeros_like(array) for key, array in params.items()}


@switch_off.wrong("It always switches off W2, whatever `name` holds. Without quotes, `changed[name]`, it is the key "
                  "that was given.")
def always_w2(params, name):
    return {**params, "W2": np.zeros_like(params["W2"])}


@switch_off.wrong("It always switches off W1, whatever `name` holds. Without quotes, `changed[name]`, it is the key "
                  "that was given.")
def always_w1(params, name):
    return {**params, "W1": np.zeros_like(params["W1"])}


@switch_off.wrong("The array is filled with ones. Asked are zeros.")
def ones(params, name):
    return {**params, name: np.ones_like(params[name])}


@switch_off.wrong("What it returns has no zeros in it. Is it the new dictionary that is returned? And is it `=` that "
                  "puts the zeros in? (`==` compares.)")
def nothing_changed(params, name):
    return dict(params)


@switch_off.wrong("The zeros stand under the key \"name\", spelled like that. Without quotes, `changed[name]`, it is "
                  "the key that was given.")
def key_in_quotes(params, name):
    changed = dict(params)
    changed["name"] = np.zeros_like(params[name])
    return changed


@switch_off.wrong("The entry is taken out. It should stay, as an array of zeros.")
def taken_out(params, name):
    return {key: array for key, array in params.items() if key != name}


@switch_off.right
def copied_and_replaced(params, name):
    changed = params.copy()
    changed[name] = np.zeros(params[name].shape)
    return changed


@switch_off.right
def times_zero(params, name):
    changed = dict(params)
    changed[name] = 0.0 * params[name]
    return changed


@switch_off.right
def every_array_copied(params, name):
    changed = {key: array.copy() for key, array in params.items()}
    changed[name][:] = 0
    return changed


@switch_off.right
def in_a_loop(params, name):
    changed = {}
    for key in params:
        changed[key] = np.zeros_like(params[key]) if key == name else params[key]
    return changed

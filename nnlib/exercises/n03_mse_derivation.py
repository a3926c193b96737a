"""The exercises of 03 MSE derivation: what is asked, and the answers that people plausibly write."""

import numpy as np

from nnlib import activations, losses
from nnlib.exercises.catalogue import Exercise

# One number for all errors -------------------------------------------------------------------------------------------


def _mse(y_hat, y):
    return float(losses.mse(y_hat, y))


mse = Exercise(
    "03.mse", course=_mse, returns="loss", library=True, minutes=4, difficulty=1,
    hints=("Three steps, from the inside out: the differences, their squares, the mean of those.",
           "`y_hat - y` is a table of differences; `** 2` squares each of them; `np.mean` without an `axis` takes the "
           "mean of all numbers in a table.",
           "`return np.mean((…) ** 2)`"))


@mse.cases
def _(rng):
    yield "a single answer", (np.array([[0.75]]), np.array([[1.0]]))
    yield "four answers in a column", (rng.random((4, 1)), np.array([[0.0], [1.0], [1.0], [0.0]]))
    yield "seven samples with three outputs", (rng.normal(size=(7, 3)), rng.normal(size=(7, 3)))
    yield "one sample with five outputs", (rng.normal(size=(1, 5)), rng.normal(size=(1, 5)))


@mse.wrong("The squares are added up and not divided: this sum grows with the number of answers. Asked is their mean, "
           "`np.mean`.")
def sum_for_mean(y_hat, y):
    return np.sum((y_hat - y) ** 2)


@mse.wrong("The sum is divided by n, the number of samples. There are n_y answers for each of them: divide by n · n_y. "
           "(`np.mean` counts all the numbers in a table by itself.)")
def divided_by_n_only(y_hat, y):
    return np.sum((y_hat - y) ** 2) / len(y)


@mse.wrong("The sum is divided by n_y, the number of outputs. There are n samples too: divide by n · n_y. "
           "(`np.mean` counts all the numbers in a table by itself.)")
def divided_by_n_y_only(y_hat, y):
    return np.sum((y_hat - y) ** 2) / y.shape[1]


@mse.wrong("These are the means down the columns, one for each output. Asked is one number for the whole table: the "
           "mean without an `axis`.")
def one_for_each_output(y_hat, y):
    return np.mean((y_hat - y) ** 2, axis=0)


@mse.wrong("These are the means along the rows, one for each sample. Asked is one number for the whole table: the mean "
           "without an `axis`.")
def one_for_each_sample(y_hat, y):
    return np.mean((y_hat - y) ** 2, axis=1)


@mse.wrong("These are the squares one by one. Their mean is asked: `np.mean(…)` around them.")
def not_averaged(y_hat, y):
    return (y_hat - y) ** 2


@mse.wrong("It is half of the mean. Some books put ½ in front so that the 2 of the slope cancels; this course has "
           "none.")
def half_of_it(y_hat, y):
    return np.mean((y_hat - y) ** 2) / 2


@mse.wrong("It is twice the mean. The 2 stands above, as the power, and comes down only in the slope.")
def twice_of_it(y_hat, y):
    return 2 * np.mean((y_hat - y) ** 2)


@mse.wrong("The root is taken at the end. Its name is RMSE; asked is the mean of the squares as it is.")
def root_of_it(y_hat, y):
    return np.sqrt(np.mean((y_hat - y) ** 2))


@mse.wrong("It is the mean of the distances: `np.abs`, or a root of each square. Asked is the mean of the squares.")
def distances(y_hat, y):
    return np.mean(np.abs(y_hat - y))


@mse.wrong("The differences are not squared: too high and too low cancel in their mean. Put `** 2` behind the "
           "brackets, `(y_hat - y) ** 2`.")
def not_squared(y_hat, y):
    return np.mean(y_hat - y)


@mse.wrong("The mean comes first and the square after it, so that too high and too low have cancelled before. Square "
           "first: `np.mean((y_hat - y) ** 2)`, with `** 2` inside the brackets of the mean.")
def square_of_the_mean(y_hat, y):
    return np.mean(y_hat - y) ** 2


@mse.wrong("The answers and the right answers are squared before they are subtracted. It is the difference that is "
           "squared: `(y_hat - y) ** 2`.")
def squares_subtracted(y_hat, y):
    return np.mean(y_hat**2 - y**2)


@mse.wrong("Only y is squared: without brackets `** 2` belongs to what stands in front of it alone. "
           "`(y_hat - y) ** 2`.")
def only_y_squared(y_hat, y):
    return np.mean(y_hat - y**2)


@mse.wrong("It is doubled, not squared: `** 2` is the square, `* 2` twice.")
def doubled(y_hat, y):
    return np.mean((y_hat - y) * 2)


@mse.wrong("Answers and right answers are added where they should be subtracted: `y_hat - y`.")
def plus_for_minus(y_hat, y):
    return np.mean((y_hat + y) ** 2)


@mse.wrong("y is made flat, and y_hat is not. With one output every answer then meets every right answer, as in 00; "
           "with more they do not fit. Both have the same shape already: subtract them as they are.")
def y_made_flat(y_hat, y):
    return np.mean((y_hat - y.ravel()) ** 2)


@mse.wrong("y is made a column, (n · n_y, 1), which is right for one output only. Both have the same shape already: "
           "subtract them as they are.")
def y_made_a_column(y_hat, y):
    return np.mean((y_hat - y.reshape(-1, 1)) ** 2)


@mse.wrong("Only the first output is looked at: `[0]` and `[:, 0]` take one column, and there may be more. Leave it "
           "out.")
def first_output_only(y_hat, y):
    return np.mean((y_hat[:, 0] - y[:, 0]) ** 2)


@mse.wrong("Only the first sample is looked at. (If `return` stands inside a loop, it ends the loop in its first "
           "round.)")
def first_sample_only(y_hat, y):
    return np.mean((y_hat[0] - y[0]) ** 2)


@mse.wrong("Only the first answer is looked at: a `return` inside the loops ends them in their first round. Move it to "
           "the left, to the column of the first `for`.")
def first_answer_only(y_hat, y):
    return (y_hat[0, 0] - y[0, 0]) ** 2 / y.size


@mse.wrong("Only the first row is looked at: a `return` inside the outer loop ends it in its first round. Move it to "
           "the left, to the column of the first `for`.")
def first_row_over_size(y_hat, y):
    return np.sum((y_hat[0] - y[0]) ** 2) / y.size


@mse.wrong("Only the last sample is looked at: each round of the loop overwrites what the one before has found. "
           "NumPy needs no loop here.")
def last_sample_only(y_hat, y):
    return np.mean((y_hat[-1] - y[-1]) ** 2)


@mse.wrong("It is the variance of the differences: their mean is taken away before they are squared, as `np.var` does, "
           "so a network that is always 1 too high would seem perfect. Write `np.mean` and the square.")
def variance(y_hat, y):
    return np.var(y_hat - y)


@mse.wrong("The differences are added up before they are squared, so that too high and too low cancel. Square each of "
           "them first.")
def square_of_the_sum(y_hat, y):
    return np.sum(y_hat - y) ** 2 / y.size


@mse.wrong("It is the length of the table of differences, the root of the sum of their squares. Asked is the mean of "
           "the squares, without a root.")
def length(y_hat, y):
    return np.linalg.norm(y_hat - y)


@mse.wrong("It divides by one less than the number of answers, as one does for a variance. A mean divides by their "
           "number, `y.size`.")
def one_less(y_hat, y):
    return np.sum((y_hat - y) ** 2) / np.float64(y.size - 1)


@mse.wrong("Python reads `/ n * n_y` from left to right: divided by n, and then multiplied by n_y. Brackets keep "
           "together what stands under the line: `/ (n * n_y)`.")
def over_n_times_n_y_in_mse(y_hat, y):
    n, n_y = y.shape
    return np.sum((y_hat - y) ** 2) / n * n_y


@mse.wrong("The sum is divided by 2n. There is no ½ in this loss, and there are n_y answers for each sample: divide by "
           "n · n_y. (`np.mean` counts all the numbers in a table by itself.)")
def over_two_n(y_hat, y):
    return np.sum((y_hat - y) ** 2) / (2 * len(y))


@mse.wrong("These are sums down the columns, one for each output. (Python's own `sum` adds up row by row, as "
           "`np.sum(…, axis=0)` does.) Asked is one number, the mean of the whole table: `np.mean`.")
def sum_for_each_output(y_hat, y):
    return sum((y_hat - y) ** 2)


@mse.wrong("This is a cross-entropy, which comes in 06. Asked is the mean of the squared differences.")
def by_name_cross_entropy(y_hat, y):
    return -np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


@mse.wrong("This is the largest of the squares. Asked is their mean.")
def largest(y_hat, y):
    return np.max((y_hat - y) ** 2)


@mse.wrong("The third power keeps the sign, so that too high and too low cancel. It is a square: `** 2`.")
def third_power(y_hat, y):
    return np.mean((y_hat - y) ** 3)


@mse.wrong("The mean has a minus sign. A square is never negative, and a loss that is better when it is smaller needs "
           "none.")
def negative(y_hat, y):
    return -np.mean((y_hat - y) ** 2)


@mse.right
def as_in_the_sentence(y_hat, y):
    return np.mean((y_hat - y) ** 2)


@mse.right
def sum_over_size(y_hat, y):
    return np.sum(np.square(y - y_hat)) / y.size


@mse.right
def by_both_sizes(y_hat, y):
    n, n_y = y.shape
    return ((y_hat - y) ** 2).sum() / (n * n_y)


@mse.right
def both_made_flat(y_hat, y):
    error = y_hat.ravel() - y.ravel()
    return error @ error / error.size


@mse.right
def mean_of_means(y_hat, y):
    return np.mean(np.mean((y_hat - y) ** 2, axis=0))


@mse.right
def two_loops(y_hat, y):
    total = 0
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            total += (y_hat[i, j] - y[i, j]) ** 2
    return total / (y.shape[0] * y.shape[1])


# A slope, by nudging -------------------------------------------------------------------------------------------------


def _slope(f, w, h):
    return (f(w + h) - f(w - h)) / (2 * h)


def _cube(w):
    return w**3


def _neurons_loss(w):
    return (activations.sigmoid(0.7 * w + 0.4) - 0.25) ** 2


def _wave(w):
    return np.sin(3 * w) + 2


EXACTLY = {_cube: lambda w: 3 * w**2, _wave: lambda w: 3 * np.cos(3 * w),
           _neurons_loss: lambda w: _slope(_neurons_loss, w, 1e-5)}

slope = Exercise(
    "03.slope", course=_slope, returns="slope", library=True, minutes=6, difficulty=1,
    hints=("Where is f higher, at w + h or at w − h, and by how much? And how far apart are these two places?",
           "`f` is a function like any other: `f(w + h)` is what it gives at w + h. The difference of two heights, "
           "divided by the distance between the two places, is the slope.",
           "`return (f(w + h) - f(…)) / (…)`, with brackets around what stands under the line."))


@slope.cases
def _(rng):
    yield "the cube of w", (_cube, np.float64(2.0), 0.1)
    yield "a neuron's loss", (_neurons_loss, np.float64(-1.3), 0.4)
    yield "a wave", (_wave, np.float64(0.8), 0.02)


@slope.wrong("It nudges to the right only. Nudge to the left as well, `f(w - h)`, and divide the difference by the "
             "distance between the two places, `2 * h`.")
def from_the_right(f, w, h):
    return (f(w + h) - f(w)) / h


@slope.wrong("It nudges to the left only. Nudge to the right as well, `f(w + h)`, and divide the difference by the "
             "distance between the two places, `2 * h`.")
def from_the_left(f, w, h):
    return (f(w) - f(w - h)) / h


@slope.wrong("This is twice the slope. From w − h to w + h it is 2h: divide by `(2 * h)`. (Of two slopes, one to each "
             "side, take the mean.)")
def over_h(f, w, h):
    return (f(w + h) - f(w - h)) / h


@slope.wrong("Python reads `… / 2 * h` from left to right: half of it, times h. Brackets keep together what stands "
             "under the line: `/ (2 * h)`.")
def over_2_times_h(f, w, h):
    return (f(w + h) - f(w - h)) / 2 * h


@slope.wrong("This is the difference of the two heights. A slope is how much that is for each 1 of w: divide it by "
             "the distance between the two places, `(2 * h)`.")
def not_divided(f, w, h):
    return f(w + h) - f(w - h)


@slope.wrong("The difference of the heights is divided by 2, and not by the distance between the two places, which is "
             "`2 * h`.")
def over_2(f, w, h):
    return (f(w + h) - f(w - h)) / 2


@slope.wrong("The sign is turned: the height at w + h comes first, and the 2h under the line has no minus.")
def turned(f, w, h):
    return (f(w - h) - f(w + h)) / (2 * h)


@slope.wrong("It is nudged on one side by h, and divided by 2h: that is half a slope. Nudge on the other side too: "
             "`f(w - h)` in the place of `f(w)`.")
def one_side_over_2h(f, w, h):
    return (f(w + h) - f(w)) / (2 * h)


@slope.wrong("It is nudged to the left by h, and divided by 2h: that is half a slope. Nudge to the right too: "
             "`f(w + h)` in the place of `f(w)`.")
def left_side_over_2h(f, w, h):
    return (f(w) - f(w - h)) / (2 * h)


@slope.wrong("It nudges to the right only, by 2h. Nudge by h to both sides: `f(w + h)` and `f(w - h)`, which are 2h "
             "apart.")
def right_by_2h(f, w, h):
    return (f(w + 2 * h) - f(w)) / (2 * h)


@slope.wrong("It nudges to the left only, by 2h. Nudge by h to both sides: `f(w + h)` and `f(w - h)`, which are 2h "
             "apart.")
def left_by_2h(f, w, h):
    return (f(w) - f(w - 2 * h)) / (2 * h)


@slope.wrong("Divided by h and then multiplied by 2: Python reads `/ h * 2` from left to right. Brackets keep together "
             "what stands under the line: `/ (2 * h)`.")
def over_h_times_2(f, w, h):
    return (f(w + h) - f(w - h)) / h * 2


@slope.wrong("The nudges are h/2 to each side, and it divides by 2h, where they are h apart. Nudge by h: `f(w + h)` "
             "and `f(w - h)`.")
def half_nudges_over_2h(f, w, h):
    return (f(w + h / 2) - f(w - h / 2)) / (2 * h)


@slope.wrong("Two strokes cut off what is behind the point: `//` gives whole numbers. Divide with `/`.")
def floored(f, w, h):
    return (f(w + h) - f(w - h)) // (2 * h)


@slope.wrong("L is the loss on the page. Here any function may come in, and it is called `f`: `f(w + h)`.")
def called_l(f, w, h):
    raise NameError("name 'L' is not defined")


@slope.wrong("A good slope, from nudges of h/2 to each side. Asked are nudges of h, `f(w + h)` and `f(w - h)`, so that "
             "h means the same to everybody who calls it.")
def half_nudges(f, w, h):
    return (f(w + h / 2) - f(w - h / 2)) / h


@slope.wrong("The nudges are 2h to each side. Asked are nudges of h: `f(w + h)` and `f(w - h)`, which are 2h apart.")
def wide_nudges(f, w, h):
    return (f(w + 2 * h) - f(w - 2 * h)) / (4 * h)


@slope.wrong("The two heights are added. How much higher the one is than the other is their difference.")
def plus(f, w, h):
    return (f(w + h) + f(w - h)) / (2 * h)


@slope.wrong("Only the second height is divided: `/` comes before `-`. Put brackets around the difference, "
             "`(f(w + h) - f(w - h)) / (2 * h)`.")
def brackets_lost(f, w, h):
    return f(w + h) - f(w - h) / (2 * h)


@slope.wrong("Only the second height is divided, and only by 2; the result is then multiplied by h. Two pairs of "
             "brackets are missing: `(f(w + h) - f(w - h)) / (2 * h)`.")
def all_brackets_lost(f, w, h):
    return f(w + h) - f(w - h) / 2 * h


@slope.wrong("It gives 1, whatever f is: h has to go into f, `f(w + h)`, for f to show what it makes of it.")
def h_beside_f(f, w, h):
    return ((f(w) + h) - (f(w) - h)) / (2 * h)


@slope.wrong("f is asked once, at the difference of the two places. Ask it at each place and subtract the answers: "
             "`f(w + h) - f(w - h)`.")
def f_of_the_difference(f, w, h):
    return f((w + h) - (w - h)) / (2 * h)


@slope.wrong("The sign is lost: whether f rises or falls is half of what a slope says. Leave out `abs`.")
def without_sign(f, w, h):
    return abs(f(w + h) - f(w - h)) / (2 * h)


@slope.wrong("It nudges by a share of w, w · (1 ± h), and not by h itself: at w = 0 that would be no nudge at all.")
def share_of_w(f, w, h):
    return (f(w * (1 + h)) - f(w * (1 - h))) / (2 * w * h)


@slope.wrong("This is the height of f at w. Its slope is how much that changes.")
def height(f, w, h):
    return f(w)


@slope.wrong("This is how fast the slope itself changes, the bend of the curve. A slope needs two heights, at w + h "
             "and at w − h, and the distance between them.")
def bend(f, w, h):
    return (f(w + h) - 2 * f(w) + f(w - h)) / h**2


@slope.wrong("It divides by w, which has nothing to do with how far apart the two places are. That is `2 * h`.")
def over_w(f, w, h):
    return (f(w + h) - f(w - h)) / (2 * w)


@slope.wrong("Only the second height is divided, and it is the one at w itself. Nudge to both sides and put brackets "
             "around the difference: `(f(w + h) - f(w - h)) / (2 * h)`.")
def one_side_brackets_lost(f, w, h):
    return f(w + h) - f(w) / h


@slope.wrong("Under the line stands 2 + h. From w − h to w + h it is 2 times h: `2 * h`.")
def two_plus_h(f, w, h):
    return (f(w + h) - f(w - h)) / (2 + h)


@slope.wrong("It multiplies by 2h where it should divide: `/ (2 * h)`.")
def times_2h(f, w, h):
    return (f(w + h) - f(w - h)) * (2 * h)


@slope.wrong("The second place is h − w, on the other side of 0. To the left of w lies `w - h`.")
def h_minus_w(f, w, h):
    return (f(w + h) - f(h - w)) / (2 * h)


@slope.wrong("This is the height of f at w + h, one of the two that are needed.")
def height_on_the_right(f, w, h):
    return f(w + h)


@slope.wrong("f stands beside its brackets as if it were a number: `f * (w + h)` multiplies. A function is called "
             "without a star, `f(w + h)`.")
def f_times(f, w, h):
    return (f * (w + h) - f * (w - h)) / (2 * h)


def _loss_of_the_notebook(w):
    return (activations.sigmoid(1.5 * w - 1.0) - 1.0) ** 2


@slope.wrong("It nudges the notebook's `loss`, whatever function is handed in. That one is called `f` here: "
             "`f(w + h)`.", when=lambda found, f, w, h: abs(found - _slope(_loss_of_the_notebook, w, h)) < 1e-9)
def always_the_loss(f, w, h):
    return _slope(_loss_of_the_notebook, w, h)


@slope.wrong("This comes nearer to the slope of the curve than nudges of this h can. Is h another number inside, or is "
             "the rule a finer one? Asked is the difference of the heights at w + h and w − h, over 2h, with the h "
             "that is passed in.",
             when=lambda found, f, w, h: np.size(found) == 1 and abs(found - EXACTLY[f](w)) < 1e-5)
def another_h(f, w, h):
    return (f(w + 1e-5) - f(w - 1e-5)) / (2 * 1e-5)


@slope.right
def as_on_the_page(f, w, h):
    return (f(w + h) - f(w - h)) / (2 * h)


@slope.right
def mean_of_both_sides(f, w, h):
    to_the_right = (f(w + h) - f(w)) / h
    to_the_left = (f(w) - f(w - h)) / h
    return (to_the_right + to_the_left) / 2


@slope.right
def divided_twice(f, w, h):
    return (f(w + h) - f(w - h)) / 2 / h


@slope.right
def rise_over_run(f, w, h):
    left, right = w - h, w + h
    rise = f(right) - f(left)
    return rise * 0.5 / h


@slope.right
def each_half_by_itself(f, w, h):
    return 0.5 * (f(w + h) / h - f(w - h) / h)


# One neuron, by formula ----------------------------------------------------------------------------------------------


def _neuron_slopes(x, y, w, b):
    a = activations.sigmoid(w * x + b)
    dz = 2 * (a - y) * a * (1 - a)
    return float(dz * x), float(dz)


neuron_slopes = Exercise(
    "03.neuron_slopes", course=_neuron_slopes, returns=("dw", "db"), library=True, minutes=12, difficulty=2,
    helpers={"sigmoid": activations.sigmoid},
    hints=("First forwards: z, then a. Then the three factors, one for each link; b shares two of them with w.",
           "What both slopes have in common is how the loss changes with z: 2 (a − y) times a (1 − a). For w that is "
           "multiplied by x, for b by 1.",
           "`a = sigmoid(w * x + b)`, `dz = 2 * (…) * a * (…)`, and at the end `return dz * x, dz`."))


@neuron_slopes.cases
def _(rng):
    for label, numbers in (("a neuron that should say yes", (1.2, 1.0, 1.7, -0.6)),
                           ("a neuron that should say no", (-0.7, 0.0, 1.3, 0.4)),
                           ("a right answer between no and yes", (0.6, 0.3, -1.1, 0.2)),
                           ("an input of 0", (0.0, 1.0, 0.8, -0.5)),
                           ("an input of 20", (20.0, 0.0, 0.1, -1.0)),
                           ("a neuron that is sure, and wrong", (-1.5, 1.0, 4.5, -2.0))):   # nudges are noise here
        yield label, tuple(np.array(numbers))


def _wrong_slopes(sentence):
    """Slopes told as changes to the right ones: `rule(x, y, w, b, z, a)` gives dw and db."""
    def add(rule):
        def code(x, y, w, b):
            z = w * x + b
            return rule(x, y, w, b, z, activations.sigmoid(z))
        code.__name__ = rule.__name__
        return neuron_slopes.wrong(sentence)(code)
    return add


@_wrong_slopes("The 2 is missing. The last link, the square, has the slope 2 (a − y).")
def two_missing(x, y, w, b, z, a):
    dz = (a - y) * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("`dw` is right. In `db` the 2 is missing: it shares the last two links with `dw`, and 2 (a − y) is one "
               "of them.")
def two_missing_in_db(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz / 2


@_wrong_slopes("`db` is right. In `dw` the 2 is missing: it shares the last two links with `db`, and 2 (a − y) is one "
               "of them.")
def two_missing_in_dw(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * (1 - a)
    return dz / 2 * x, dz


@_wrong_slopes("The sign is turned. The last link has the slope 2 (a − y), the answer first, the middle one "
               "a (1 − a), and no minus stands in front of them.")
def y_minus_a(x, y, w, b, z, a):
    dz = 2 * (y - a) * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("The 2 is missing, and the sign is turned: the last link has the slope 2 (a − y), the answer first.")
def y_minus_a_without_two(x, y, w, b, z, a):
    dz = (y - a) * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("The factor (a − y) is missing: without it the slope does not know what would have been right. The last "
               "link has the slope 2 (a − y).")
def difference_lost(x, y, w, b, z, a):
    dz = 2 * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("The middle link is missing. Between z and a stands the sigmoid, with the slope a (1 − a).")
def middle_missing(x, y, w, b, z, a):
    dz = 2 * (a - y)
    return dz * x, dz


@_wrong_slopes("The last link is missing. Between a and the loss stands the square, with the slope 2 (a − y).")
def last_missing(x, y, w, b, z, a):
    dz = a * (1 - a)
    return dz * x, dz


@_wrong_slopes("`dw` and `db` are the same, and both are the slope of b. For w the first link has the slope x: "
               "multiply `dw` by x.")
def x_left_out(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * (1 - a)
    return dz, dz


@_wrong_slopes("`dw` is right. `db` is multiplied by x as well; but b is the weight of a constant 1, and x has nothing "
               "to do with it.")
def x_in_both(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz * x


@_wrong_slopes("The sigmoid is applied to a, which is a sigmoid already: this is the slope at a, not at z. The slope "
               "at z is `a * (1 - a)`, with a as it is.")
def slope_at_a(x, y, w, b, z, a):
    twice = activations.sigmoid(a)
    dz = 2 * (a - y) * twice * (1 - twice)
    return dz * x, dz


@_wrong_slopes("The slope of the sigmoid is written with z, as z (1 − z). It is `a * (1 - a)`.")
def z_for_a_in_the_middle(x, y, w, b, z, a):
    dz = 2 * (a - y) * z * (1 - z)
    return dz * x, dz


@_wrong_slopes("The squash is missing on the way forwards: a is `sigmoid(w * x + b)`, and not z itself.")
def never_squashed(x, y, w, b, z, a):
    dz = 2 * (z - y) * z * (1 - z)
    return dz * x, dz


@_wrong_slopes("These are the slopes of a neuron without a squash: 2 (z − y), and x. Ours squashes: a is "
               "`sigmoid(w * x + b)`, and the sigmoid adds a link of its own, a (1 − a).")
def neuron_without_squash(x, y, w, b, z, a):
    dz = 2 * (z - y)
    return dz * x, dz


@_wrong_slopes("The error is taken of z, before the squash. The answer is a: the last link has the slope 2 (a − y).")
def error_of_z(x, y, w, b, z, a):
    dz = 2 * (z - y) * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("The middle link is a only. Its slope is a (1 − a), with both factors.")
def a_alone(x, y, w, b, z, a):
    dz = 2 * (a - y) * a
    return dz * x, dz


@_wrong_slopes("The middle link is (1 − a) only. Its slope is a (1 − a), with both factors.")
def one_minus_a_alone(x, y, w, b, z, a):
    dz = 2 * (a - y) * (1 - a)
    return dz * x, dz


@_wrong_slopes("The middle link is a (1 + a). It is a (1 − a), with a minus: a sigmoid is flat where a is near 1.")
def one_plus_a(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * (1 + a)
    return dz * x, dz


@_wrong_slopes("The middle link is 1 − a². That is the slope of tanh; the sigmoid's is a (1 − a).")
def slope_of_tanh(x, y, w, b, z, a):
    dz = 2 * (a - y) * (1 - a**2)
    return dz * x, dz


@_wrong_slopes("Brackets are missing around `1 - a`: Python multiplies first, and takes a away at the end. Write "
               "`a * (1 - a)`.")
def brackets_in_the_middle(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * 1 - a
    return dz * x, dz


@_wrong_slopes("Brackets are missing: `2 * a - y` doubles a alone. Write `2 * (a - y)`.")
def brackets_at_the_end(x, y, w, b, z, a):
    dz = (2 * a - y) * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("The error is squared still: (a − y)² is the loss, and 2 (a − y) its slope.")
def squared_still(x, y, w, b, z, a):
    dz = (a - y) ** 2 * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("The 2 has come down from the power, and the power is still there: 2 (a − y)², where the slope is "
               "2 (a − y).")
def two_and_squared(x, y, w, b, z, a):
    dz = 2 * (a - y) ** 2 * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("`dw` is multiplied by w. It is x that w is multiplied by in z = w x + b, so z moves by x when w moves "
               "by 1.")
def w_for_x(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * (1 - a)
    return dz * w, dz


@_wrong_slopes("`dw` is right. `db` is multiplied by w. In z = w x + b the bias stands by itself: z moves by 1 when b "
               "moves by 1.")
def db_times_w(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz * w


@_wrong_slopes("`dw` is right. `db` is made of it, divided by w. Make what both share first, 2 (a − y) a (1 − a); "
               "that is `db`, and `dw` is x times as much.")
def dw_over_w(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz * x / w


@_wrong_slopes("`db` is multiplied by b. In z = w x + b the bias stands by itself: z moves by 1 when b moves by 1, "
               "wherever b stands.")
def b_times_b(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz * b


@_wrong_slopes("`dw` is multiplied by w, and `db` by b. The first link asks how much z moves: by x when w moves by 1, "
               "by 1 when b does.")
def knobs_for_first_link(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * (1 - a)
    return dz * w, dz * b


@_wrong_slopes("The two results are the wrong way round: first `dw`, then `db`.")
def swapped(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * (1 - a)
    return dz, dz * x


@neuron_slopes.wrong("`db` is made of `dw`, divided by x. That is right until an input is 0: 0 / 0 is no number. Make "
                     "what both share first, 2 (a − y) a (1 − a); that is `db`, and `dw` is x times as much.")
def dw_over_x(x, y, w, b):
    a = activations.sigmoid(w * x + b)
    dw = 2 * (a - y) * a * (1 - a) * x
    return dw, dw / x


@_wrong_slopes("`dw` is right. `db` stops before the squash: it passes the sigmoid too, so a (1 − a) belongs to it as "
               "well.")
def bias_past_the_squash(x, y, w, b, z, a):
    return 2 * (a - y) * a * (1 - a) * x, 2 * (a - y)


@_wrong_slopes("`dw` is right. `db` is always 1, which is its first link alone; the other two links are the same as "
               "for w.")
def bias_is_one(x, y, w, b, z, a):
    return 2 * (a - y) * a * (1 - a) * x, 1.0


@_wrong_slopes("`dw` is right. `db` is always 0; but b moves z, and z moves the loss: its slope is that of w without "
               "the x.")
def bias_is_zero(x, y, w, b, z, a):
    return 2 * (a - y) * a * (1 - a) * x, 0.0


@_wrong_slopes("The three slopes are added up. Each says how much one link makes of what reaches it, so they multiply.")
def added_up(x, y, w, b, z, a):
    return 2 * (a - y) + a * (1 - a) + x, 2 * (a - y) + a * (1 - a) + 1


@_wrong_slopes("The bias is left out of z on the way forwards: a is `sigmoid(w * x + b)`.")
def bias_left_out(x, y, w, b, z, a):
    a = activations.sigmoid(w * x)
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("The slope of the sigmoid is in it twice. Each link gives one factor: 2 (a − y), a (1 − a), and x.")
def middle_twice(x, y, w, b, z, a):
    dz = 2 * (a - y) * (a * (1 - a)) ** 2
    return dz * x, dz


@_wrong_slopes("It divides by x where it should multiply: turned by 1, w moves z by x.")
def divided_by_x(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * (1 - a)
    return dz / x, dz


@_wrong_slopes("The 1.5 of our neuron is typed in: `db` is right for x = 1.5 only. Make what both share first, "
               "2 (a − y) a (1 − a); that is `db`, and `dw` is x times as much.")
def db_for_our_x(x, y, w, b, z, a):
    dw = 2 * (a - y) * a * (1 - a) * x
    return dw, dw / 1.5


@_wrong_slopes("The 1.5 of our neuron is typed in: `dw` is right for x = 1.5 only. Multiply by `x`.")
def dw_for_our_x(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * (1 - a)
    return dz * 1.5, dz


@neuron_slopes.wrong("It gives the same two numbers whatever goes in: our neuron's. Work them out from x, y, w and b.",
                     when=lambda found, x, y, w, b: abs(found[0] + 0.0375) < 1e-3 and abs(found[1] + 0.025) < 1e-3)
def typed_in(x, y, w, b):
    return -0.03755, -0.02503


@_wrong_slopes("2 (a − y) and a (1 − a) are added. Each says how much one link makes of what reaches it, so they "
               "multiply.")
def two_links_added(x, y, w, b, z, a):
    dz = 2 * (a - y) + a * (1 - a)
    return dz * x, dz


@_wrong_slopes("The 2 is missing, and so is the middle link: 2 (a − y) for the square, a (1 − a) for the sigmoid, x "
               "for the weight.")
def two_and_middle_missing(x, y, w, b, z, a):
    dz = a - y
    return dz * x, dz


@_wrong_slopes("The bias is added after the squash. It belongs to z: a is `sigmoid(w * x + b)`.")
def bias_after_the_squash(x, y, w, b, z, a):
    a = activations.sigmoid(w * x) + b
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("The weight multiplies the bias too: z is w x + b, `w * x + b`, without brackets around `x + b`.")
def weight_times_bias(x, y, w, b, z, a):
    a = activations.sigmoid(w * (x + b))
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("The input multiplies the bias too: z is w x + b, `w * x + b`, without brackets around `w + b`.")
def input_times_bias(x, y, w, b, z, a):
    a = activations.sigmoid(x * (w + b))
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("`np.exp(z)` stands where the sigmoid is asked: a is `sigmoid(w * x + b)`.")
def power_of_e(x, y, w, b, z, a):
    a = np.exp(z)
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("The sigmoid falls where it should rise: its minus, or that of z, is lost or doubled. a is "
               "`sigmoid(w * x + b)`, which is 1 / (1 + e⁻ᶻ).")
def sigmoid_of_minus_z(x, y, w, b, z, a):
    a = activations.sigmoid(-z)
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("The −1 of our neuron is typed in, where `b` belongs: a is `sigmoid(w * x + b)`.")
def our_bias(x, y, w, b, z, a):
    a = activations.sigmoid(w * x - 1.0)
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("Brackets are missing: in `2 * a - y * a * (1 - a)` the minus comes last. Write "
               "`2 * (a - y) * a * (1 - a)`.")
def brackets_of_the_error(x, y, w, b, z, a):
    dz = 2 * a - y * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("The sign of the error is lost: with `abs` the slope does not know whether the answer is too high or "
               "too low.")
def sign_lost(x, y, w, b, z, a):
    dz = 2 * abs(a - y) * a * (1 - a)
    return dz * x, dz


@_wrong_slopes("The error is squared, and the middle link is missing. The slope of the square is 2 (a − y), the "
               "sigmoid's is a (1 − a).")
def loss_times_x(x, y, w, b, z, a):
    return (a - y) ** 2 * x, (a - y) ** 2


@neuron_slopes.wrong("Python reads `2(…)` as a call of the function 2, and 2 is none. A product needs a star: "
                     "`2 * (a - y)`.")
def star_missing(x, y, w, b):
    a, two = activations.sigmoid(w * x + b), 2
    return two(a - y) * a * (1 - a) * x, two(a - y) * a * (1 - a)


@neuron_slopes.wrong("`mse_backward` is the next section's. The slope of this one square is `2 * (a - y)`.")
def too_early(x, y, w, b):
    raise NameError("name 'mse_backward' is not defined")


@_wrong_slopes("These are w and b after a step against the slope. Asked are the slopes themselves; what is done with "
               "them comes in 05.")
def a_step_already(x, y, w, b, z, a):
    dz = 2 * (a - y) * a * (1 - a)
    return w - dz * x, b - dz


def _near(found, x, y, w, b):
    right = np.array(_neuron_slopes(x, y, w, b))
    return bool(np.all(np.abs(np.array(found, float) - right) <= 2e-3 * np.abs(right).max()))


@neuron_slopes.wrong("Near, and no nearer: are they nudged, or is a number rounded on the way? The product of three "
                     "slopes is exact, and needs no h.",
                     when=_near)
def nudged(x, y, w, b):
    def loss(w, b):
        return (activations.sigmoid(w * x + b) - y) ** 2

    h = 1e-4
    return (loss(w + h, b) - loss(w, b)) / h, (loss(w, b + h) - loss(w, b)) / h


@neuron_slopes.right
def link_by_link(x, y, w, b):
    z = w * x + b
    a = activations.sigmoid(z)
    dloss_da = 2 * (a - y)
    da_dz = a * (1 - a)
    return dloss_da * da_dz * x, dloss_da * da_dz * 1


@neuron_slopes.right
def in_one_line_each(x, y, w, b):
    a = 1 / (1 + np.exp(-(w * x + b)))
    dw = 2 * (a - y) * a * (1 - a) * x
    db = 2 * (a - y) * a * (1 - a)
    return dw, db


@neuron_slopes.right
def bias_first(x, y, w, b):
    a = activations.sigmoid(x * w + b)
    db = -2 * (y - a) * (a - a * a)
    return db * x, db


@neuron_slopes.right
def slope_of_sigmoid_as_a_function(x, y, w, b):
    def sigmoid_prime(z):
        return activations.sigmoid(z) * (1 - activations.sigmoid(z))

    z = w * x + b
    common = 2 * (activations.sigmoid(z) - y) * sigmoid_prime(z)
    return x * common, common


@neuron_slopes.right
def with_q(x, y, w, b):
    q = np.exp(-(w * x + b))
    a = 1 / (1 + q)
    db = 2 * (a - y) * q / (1 + q) ** 2
    return float(db * x), float(db)


# The slopes at the answers -------------------------------------------------------------------------------------------


def _mse_backward(y_hat, y):
    return losses.mse_backward(y_hat, y)


mse_backward = Exercise(
    "03.mse_backward", course=_mse_backward, returns="da", library=True, minutes=6, difficulty=1,
    hints=("It is the last link again, 2 (a − y), for every answer of a table at once; and the mean leaves its mark.",
           "The mean divides every square by the number of answers, n · n_y, so it divides every slope by it. "
           "`y.size` is that number.",
           "`return 2 * (…) / …`"))


@mse_backward.cases
def _(rng):
    yield "a single answer", (np.array([[0.75]]), np.array([[1.0]]))
    yield "four answers in a column", (rng.random((4, 1)), np.array([[0.0], [1.0], [1.0], [0.0]]))
    yield "seven samples with three outputs", (rng.normal(size=(7, 3)), rng.normal(size=(7, 3)))
    yield "one sample with five outputs", (rng.normal(size=(1, 5)), rng.normal(size=(1, 5)))


@mse_backward.wrong("The 2 is missing, or cancelled by a 2 under the line: the square of the error has the slope 2 (ŷ "
                    "− y).")
def without_2(y_hat, y):
    return (y_hat - y) / y.size


@mse_backward.wrong("The division is missing. The mean divides each square by n · n_y, so it divides each slope by "
                    "that, too.")
def without_the_mean(y_hat, y):
    return 2 * (y_hat - y)


@mse_backward.wrong("It divides by n, the number of samples. There are n_y answers for each: divide by n · n_y, which "
                    "is `y.size`.")
def over_n_only(y_hat, y):
    return 2 * (y_hat - y) / len(y)


@mse_backward.wrong("It divides by n_y, the number of outputs. There are n samples too: divide by n · n_y, which is "
                    "`y.size`.")
def over_n_y_only(y_hat, y):
    return 2 * (y_hat - y) / y.shape[1]


@mse_backward.wrong("The sign is turned: the answer comes first, ŷ − y. An answer that is too high has a positive "
                    "slope, for raising it makes the loss larger.")
def y_first(y_hat, y):
    return 2 * (y - y_hat) / y.size


@mse_backward.wrong("The factor (ŷ − y) is lost: every answer gets the same slope, right or wrong.")
def without_the_difference(y_hat, y):
    return 2 * np.ones_like(y_hat) / y.size


@mse_backward.wrong("These are the differences alone: the 2 of the square is missing, and the division by n · n_y of "
                    "the mean.")
def difference_alone(y_hat, y):
    return y_hat - y


@mse_backward.wrong("The 2 is missing, and it divides by n only. Each slope is 2 (ŷ − y) / (n · n_y).")
def without_2_over_n(y_hat, y):
    return (y_hat - y) / len(y)


@mse_backward.wrong("This is one number, all the slopes put together. Each answer has a slope of its own: asked is the "
                    "whole table, without a sum or a mean.")
def summed(y_hat, y):
    return np.sum(2 * (y_hat - y) / y.size)


@mse_backward.wrong("The slopes of all samples are put together, one number for each output. Each answer has a slope "
                    "of its own: leave out the `axis` and the sum or mean.")
def summed_over_samples(y_hat, y):
    return 2 * (y_hat - y).sum(axis=0) / y.size


@mse_backward.wrong("The slopes of all samples are averaged, one number for each output. Each answer has a slope of "
                    "its own: leave out `np.mean`, and divide the table by n · n_y.")
def averaged_over_samples(y_hat, y):
    return 2 * np.mean(y_hat - y, axis=0)


@mse_backward.wrong("The error is squared still. Turned by a little, a square changes by 2 (ŷ − y), without the power.")
def still_squared(y_hat, y):
    return 2 * (y_hat - y) ** 2 / y.size


@mse_backward.wrong("These are the squares themselves, each divided by n · n_y. Asked are their slopes, with "
                    "2 (ŷ − y) in the place of (ŷ − y)².")
def the_squares(y_hat, y):
    return (y_hat - y) ** 2 / y.size


@mse_backward.wrong("This is the loss itself. Asked is its slope at each of the answers, a table.")
def the_loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


@mse_backward.wrong("The squash is in it already: ŷ (1 − ŷ) belongs to the next link. Asked is the slope at the "
                    "answers, before the way back goes through the squash.")
def squash_too_early(y_hat, y):
    return 2 * (y_hat - y) * y_hat * (1 - y_hat) / y.size


@mse_backward.wrong("It divides by the number of answers twice. Once is what the mean does.")
def divided_twice_by_size(y_hat, y):
    return 2 * (y_hat - y) / y.size**2


@mse_backward.wrong("Only the sign of the error is kept. That would be the slope of the distance |ŷ − y|; the square's "
                    "is 2 (ŷ − y), and grows with the error.")
def sign_only(y_hat, y):
    return np.sign(y_hat - y) / y.size


@mse_backward.wrong("Only the sign of the error is kept. The slope of the square is 2 (ŷ − y), and grows with the "
                    "error.")
def twice_the_sign(y_hat, y):
    return 2 * np.sign(y_hat - y) / y.size


@mse_backward.wrong("Brackets are missing: `2 * y_hat - y` doubles the answer alone. Write `2 * (y_hat - y)`.")
def answer_doubled(y_hat, y):
    return (2 * y_hat - y) / y.size


@mse_backward.wrong("Brackets are missing: without them only y is divided. Write `2 * (y_hat - y) / y.size`.")
def only_y_divided(y_hat, y):
    return 2 * y_hat - y / y.size


@mse_backward.wrong("Python reads `/ n * n_y` from left to right: divided by n, and then multiplied by n_y. Brackets "
                    "keep together what stands under the line: `/ (n * n_y)`.")
def over_n_times_n_y(y_hat, y):
    n, n_y = y.shape
    return 2 * (y_hat - y) / n * n_y


@mse_backward.wrong("It is divided by 2 where it should be multiplied by 2.")
def half(y_hat, y):
    return (y_hat - y) / (2 * y.size)


@mse_backward.wrong("The power stands on the 2: `2 ** (…)` where `2 * (…)` was asked.")
def two_to_the_power(y_hat, y):
    return 2 ** (y_hat - y) / y.size


@mse_backward.wrong("y is made flat, and y_hat is not. With one output every answer then meets every right answer, as "
                    "in 00; with more they do not fit. Both have the same shape already: subtract them as they are.")
def flat_y(y_hat, y):
    return 2 * (y_hat - y.ravel()) / y.size


@mse_backward.wrong("y is made a column, (n · n_y, 1), which is right for one output only. Both have the same shape "
                    "already: subtract them as they are.")
def column_y(y_hat, y):
    return 2 * (y_hat - y.reshape(-1, 1)) / y.size


@mse_backward.wrong("Round brackets call a function, and a whole number is none. A product needs a star, `2 * (…)`; "
                    "and `y.size` is a number already, without brackets.")
def number_called(y_hat, y):
    two = 2
    return two(y_hat - y) / y.size


@mse_backward.wrong("Brackets are missing, and the division: `2 * y_hat - y` doubles the answer alone. Write "
                    "`2 * (y_hat - y) / y.size`.")
def answer_doubled_undivided(y_hat, y):
    return 2 * y_hat - y


@mse_backward.wrong("These are the squares. Asked are their slopes, 2 (ŷ − y), divided by n · n_y.")
def squares_undivided(y_hat, y):
    return (y_hat - y) ** 2


@mse_backward.wrong("The error is squared still, and the division is missing: the slopes are 2 (ŷ − y), divided by "
                    "n · n_y.")
def still_squared_undivided(y_hat, y):
    return 2 * (y_hat - y) ** 2


@mse_backward.wrong("The sign is turned, and the division is missing: 2 (ŷ − y), the answer first, divided by n · n_y.")
def y_first_undivided(y_hat, y):
    return 2 * (y - y_hat)


@mse_backward.wrong("The sign is turned, the 2 of the square is missing, and so is the division: 2 (ŷ − y), the answer "
                    "first, divided by n · n_y.")
def y_minus_answer(y_hat, y):
    return y - y_hat


@mse_backward.wrong("The sign is turned, and the 2 of the square is missing: 2 (ŷ − y), the answer first. The "
                    "division is right.")
def y_first_without_2(y_hat, y):
    return (y - y_hat) / y.size


@mse_backward.wrong("The sign is lost. Whether an answer is too high or too low is what the slope has to say: leave "
                    "out `abs`.")
def without_signs(y_hat, y):
    return 2 * np.abs(y_hat - y) / y.size


@mse_backward.wrong("The squash is in it already, and the division by n · n_y is missing. ŷ (1 − ŷ) belongs to the "
                    "next link; asked is the slope at the answers.")
def squash_too_early_undivided(y_hat, y):
    return 2 * (y_hat - y) * y_hat * (1 - y_hat)


@mse_backward.wrong("It divides by ŷ (1 − ŷ): that is the slope of a cross-entropy, which comes in 06. The slope of "
                    "the square is 2 (ŷ − y).")
def of_cross_entropy(y_hat, y):
    return (y_hat - y) / (y_hat * (1 - y_hat)) / y.size


@mse_backward.wrong("It divides by n squared. There are n · n_y answers, n for each output: divide by `y.size`.")
def over_n_squared(y_hat, y):
    return 2 * (y_hat - y) / len(y) ** 2


@mse_backward.right
def over_the_size(y_hat, y):
    return 2 * (y_hat - y) / y.size


@mse_backward.right
def over_n_and_n_y(y_hat, y):
    n, n_y = y.shape
    return 2 / (n * n_y) * (y_hat - y)


@mse_backward.right
def minus_taken_out(y_hat, y):
    return -2 * (y - y_hat) / np.prod(y.shape)


@mse_backward.right
def added_to_itself(y_hat, y):
    share = (y_hat - y) / len(y) / y.shape[1]
    return share + share


@mse_backward.right
def place_by_place(y_hat, y):
    da = np.zeros(y.shape)
    for place in np.ndindex(y.shape):
        da[place] = 2 * (y_hat[place] - y[place]) / y.size
    return da


# A layer -------------------------------------------------------------------------------------------------------------


def _layer_backward(X, dz):
    return X.T @ dz, dz.sum(axis=0, keepdims=True)


layer_backward = Exercise(
    "03.layer_backward", course=_layer_backward, returns=("dW", "db"), library=True, minutes=9, difficulty=2,
    hints=("Write the three shapes beneath each other: X is (n, n_x), dz is (n, n_y), dW must be (n_x, n_y). "
           "Over what is added up?",
           "The n must stand in the middle of the product, so X is transposed: `X.T` is (n_x, n). For db, add up each "
           "column of dz, and keep the axis.",
           "`return X.T @ …, dz.sum(axis=…, keepdims=…)`"))


@layer_backward.cases
def _(rng):
    yield "four samples, two inputs, three units", (rng.normal(size=(4, 2)), rng.normal(size=(4, 3)))
    yield "seven samples, five inputs, two units", (rng.normal(size=(7, 5)), rng.normal(size=(7, 2)))
    yield "a single sample", (rng.normal(size=(1, 3)), rng.normal(size=(1, 4)))
    yield "one input, one unit", (rng.normal(size=(6, 1)), rng.normal(size=(6, 1)))


def _wrong_layer(sentence):
    """A way back told as what it makes of dW and db: `rule(X, dz)` gives both."""
    return layer_backward.wrong(sentence)


@_wrong_layer("In the middle of an `@` n_x meets n. The samples must meet the samples: `X.T @ dz`. (And a row of ones "
              "for `db` is n long, `np.ones((1, len(X))) @ dz`.)")
def not_transposed(X, dz):
    return X @ dz, dz.sum(axis=0, keepdims=True)


@_wrong_layer("`.T` is written with a capital: `X.T @ dz`.")
def small_t(X, dz):
    return X.t @ dz, dz.sum(axis=0, keepdims=True)


@_wrong_layer("`X * dz` multiplies number by number, and the two tables have different shapes. To add up over the "
              "samples for each input and each unit takes `X.T @ dz`.")
def star(X, dz):
    return X * dz, dz.sum(axis=0, keepdims=True)


@_wrong_layer("`X.T * dz` multiplies number by number, and the two tables have different shapes. To add up over the "
              "samples for each input and each unit takes `@`.")
def star_with_t(X, dz):
    return X.T * dz, dz.sum(axis=0, keepdims=True)


@_wrong_layer("In the middle of an `@` n_y meets n, as in `dz @ X`. The samples must meet the samples: `X.T @ dz`. "
              "(And a row of ones for `db` is n long, `np.ones((1, len(X))) @ dz`.)")
def dz_first_not_transposed(X, dz):
    return dz @ X, dz.sum(axis=0, keepdims=True)


@_wrong_layer("dz is turned, and X is not: in `X @ dz.T` inputs meet units. The samples must meet: `X.T @ dz`.")
def dz_transposed(X, dz):
    return X @ dz.T, dz.sum(axis=0, keepdims=True)


@_wrong_layer("`dW` lies on its side, (n_y, n_x). It has the shape of W, (n_x, n_y): `X.T @ dz`.")
def on_its_side(X, dz):
    return dz.T @ X, dz.sum(axis=0, keepdims=True)


@_wrong_layer("`reshape` does not turn a table: it fills the new shape row by row, and samples and inputs get mixed. "
              "`X.T` turns it.")
def reshaped(X, dz):
    return X.reshape(X.shape[1], X.shape[0]) @ dz, dz.sum(axis=0, keepdims=True)


@_wrong_layer("Both are divided by n. The mean has divided already, in `mse_backward`, and dz carries that along: here "
              "slopes are only added up.")
def both_averaged(X, dz):
    return X.T @ dz / len(X), dz.mean(axis=0, keepdims=True)


@_wrong_layer("`db` is right. `dW` is divided by n: the mean has divided already, in `mse_backward`. Leave that out "
              "here.")
def weights_averaged(X, dz):
    return X.T @ dz / len(X), dz.sum(axis=0, keepdims=True)


@_wrong_layer("`dW` is right. `db` is a mean: the division by n has been done already, in `mse_backward`. Add up: "
              "`dz.sum(axis=0, keepdims=True)`.")
def bias_averaged(X, dz):
    return X.T @ dz, dz.mean(axis=0, keepdims=True)


@_wrong_layer("`dW` is right. `db` is averaged along the rows, over the units. It should be added up down the columns, "
              "over the samples: `dz.sum(axis=0, keepdims=True)`.")
def bias_averaged_over_units(X, dz):
    return X.T @ dz, dz.mean(axis=1, keepdims=True)


@_wrong_layer("`dW` is right. `db` has lost an axis: it has the shape of b, (1, n_y). Keep it: "
              "`dz.sum(axis=0, keepdims=True)`.")
def axis_lost(X, dz):
    return X.T @ dz, dz.sum(axis=0)


@_wrong_layer("`dW` is right. `db` is one number, the sum of all of dz. Each unit has a bias of its own: add up down "
              "the columns, `dz.sum(axis=0, keepdims=True)`.")
def one_bias_for_all(X, dz):
    return X.T @ dz, dz.sum()


@_wrong_layer("`dW` is right. `db` is one number, the sum of all of dz, with its axes kept. Each unit has a bias of "
              "its own: `axis=0` adds up down each column.")
def one_bias_kept(X, dz):
    return X.T @ dz, dz.sum(keepdims=True)


@_wrong_layer("`dW` is right. `db` is added up along the rows, over the units. The samples are added up: `axis=0`.")
def wrong_axis(X, dz):
    return X.T @ dz, dz.sum(axis=1, keepdims=True)


@_wrong_layer("`dW` is right. `db` is added up along the rows, over the units, and its axis is lost. Add up over the "
              "samples: `dz.sum(axis=0, keepdims=True)`.")
def wrong_axis_lost(X, dz):
    return X.T @ dz, dz.sum(axis=1)


@_wrong_layer("`dW` is right. `db` is dz as it is, with a row for each sample. A bias works in all samples: add up "
              "down the columns, `dz.sum(axis=0, keepdims=True)`.")
def bias_not_summed(X, dz):
    return X.T @ dz, dz


@_wrong_layer("`dW` is right. `db` is a column, and it has the shape of b, a row (1, n_y): "
              "`dz.sum(axis=0, keepdims=True)`.")
def bias_a_column(X, dz):
    return X.T @ dz, dz.sum(axis=0).reshape(-1, 1)


@_wrong_layer("`dW` is right. `db` is made of X. The bias is the weight of a constant 1: what is added up are the "
              "columns of dz.")
def bias_from_x(X, dz):
    return X.T @ dz, X.sum(axis=0, keepdims=True)


@_wrong_layer("`dW` is right. `db` is always 1, which is the bias' first link alone. Each sample's 1 is multiplied by "
              "its dz, and that is added up: the column sums of dz.")
def bias_of_ones(X, dz):
    return X.T @ dz, np.ones((1, dz.shape[1]))


@_wrong_layer("X and dz are added up over the samples before they are multiplied. Each sample's x meets its own dz "
              "first, and then the products are added up: `X.T @ dz`.")
def sums_multiplied(X, dz):
    return X.sum(axis=0, keepdims=True).T @ dz.sum(axis=0, keepdims=True), dz.sum(axis=0, keepdims=True)


@_wrong_layer("X is averaged over the samples before it meets dz. Each sample's x meets its own dz: `X.T @ dz`.")
def mean_of_x(X, dz):
    return X.mean(axis=0, keepdims=True).T @ dz.sum(axis=0, keepdims=True), dz.sum(axis=0, keepdims=True)


@_wrong_layer("`dW` is right. `db` is made of `dW`, added up. The bias is the weight of a constant 1: what is added "
              "up are the columns of dz.")
def bias_from_dw(X, dz):
    return X.T @ dz, (X.T @ dz).sum(axis=0, keepdims=True)


@_wrong_layer("`dW` is right. `db` is the first sample's dz alone. A bias works in all samples: add up down the "
              "columns, `dz.sum(axis=0, keepdims=True)`.")
def bias_of_first_sample(X, dz):
    return X.T @ dz, dz[:1]


@_wrong_layer("Both are divided by the number of answers, n · n_y. That has been done already, in `mse_backward`, and "
              "dz carries it along: here slopes are only added up.")
def both_over_size(X, dz):
    return X.T @ dz / dz.size, dz.sum(axis=0, keepdims=True) / dz.size


@_wrong_layer("`db` is right. `dW` is divided by the number of answers, n · n_y, which has been done already, in "
              "`mse_backward`. Leave that out here.")
def weights_over_size(X, dz):
    return X.T @ dz / dz.size, dz.sum(axis=0, keepdims=True)


@_wrong_layer("In one place there is room for one number, and here are several, one for each sample. Add them up: "
              "`X[:, i] @ dz[:, j]` in `dW[i, j]`, `dz[:, j].sum()` in `db[0, j]`.")
def products_not_added(X, dz):
    dW = np.zeros((X.shape[1], dz.shape[1]))
    for i in range(X.shape[1]):
        for j in range(dz.shape[1]):
            dW[i, j] = X[:, i] * dz[:, j]
    return dW, dz.sum(axis=0, keepdims=True)


@_wrong_layer("dz is squared on its way. It goes in once: `X.T @ dz`.")
def dz_twice(X, dz):
    return X.T @ (dz * dz), dz.sum(axis=0, keepdims=True)


@_wrong_layer("The two results are the wrong way round: first `dW`, then `db`.")
def results_swapped(X, dz):
    return dz.sum(axis=0, keepdims=True), X.T @ dz


@_wrong_layer("Only the first sample is looked at. Every sample has its say: `X.T @ dz` adds up over all of them.")
def first_sample(X, dz):
    return X[:1].T @ dz[:1], dz[:1]


@_wrong_layer("Only the last sample is left: each round of the loop overwrites what the one before has found. "
              "`X.T @ dz` adds up over all of them, without a loop.")
def last_sample(X, dz):
    return X[-1:].T @ dz[-1:], dz[-1:]


@_wrong_layer("`db` is right. In `dW` only the last sample is left: `=` overwrites what the rounds before have found. "
              "Add up with `+=`, or all at once with `X.T @ dz`.")
def last_sample_in_dw(X, dz):
    return X[-1:].T @ dz[-1:], dz.sum(axis=0, keepdims=True)


def _filled(X, dz, rows, columns):
    dW = np.zeros((X.shape[1], dz.shape[1]))
    dW[:rows, :columns] = (X.T @ dz)[:rows, :columns]
    return dW, dz.sum(axis=0, keepdims=True)


@_wrong_layer("`db` is right. In `dW` only the first place is filled: a `return` inside the loops ends them in their "
              "first round. Move it to the left, to the column of the first `for`.")
def first_place_alone(X, dz):
    return _filled(X, dz, 1, 1)


@_wrong_layer("`db` is right. In `dW` only the first row is filled: a `return` inside the outer loop ends it in its "
              "first round. Move it to the left, to the column of the first `for`.")
def first_row_alone(X, dz):
    return _filled(X, dz, 1, None)


@_wrong_layer("The signs are turned. Which way to go is decided later, in 05; asked are the slopes as they are.")
def negative_slopes(X, dz):
    return -X.T @ dz, -dz.sum(axis=0, keepdims=True)


@_wrong_layer("Both are doubled. The 2 of the square is in dz already.")
def doubled_slopes(X, dz):
    return 2 * X.T @ dz, 2 * dz.sum(axis=0, keepdims=True)


@_wrong_layer("`db` is right. `dW` is doubled: the 2 of the square is in dz already.")
def doubled_weights(X, dz):
    return 2 * X.T @ dz, dz.sum(axis=0, keepdims=True)


@_wrong_layer("dz is put through a slope of the sigmoid, dz (1 − dz). It has passed the squash already, and is no "
              "activation: use it as it is.")
def squash_again(X, dz):
    dz = dz * (1 - dz)
    return X.T @ dz, dz.sum(axis=0, keepdims=True)


@_wrong_layer("It returns `dW` alone. The biases have slopes too: `return dW, db`.")
def weights_alone(X, dz):
    return X.T @ dz


@_wrong_layer('It returns a dictionary. That comes in 04; here two values are asked: `return dW, db`.')
def in_a_dictionary(X, dz):
    return {"dW": X.T @ dz, "db": dz.sum(axis=0, keepdims=True)}


@layer_backward.right
def with_dot(X, dz):
    return np.dot(X.T, dz), np.sum(dz, axis=0, keepdims=True)


@layer_backward.right
def with_ones(X, dz):
    return X.T @ dz, np.ones((1, len(X))) @ dz


@layer_backward.right
def sample_by_sample(X, dz):
    dW, db = np.zeros((X.shape[1], dz.shape[1])), np.zeros((1, dz.shape[1]))
    for x, d in zip(X, dz, strict=True):
        dW += np.outer(x, d)
        db += d
    return dW, db


@layer_backward.right
def with_einsum(X, dz):
    return np.einsum("si,sj->ij", X, dz), dz.sum(axis=0)[np.newaxis]


@layer_backward.right
def turned_twice(X, dz):
    return (dz.T @ X).T, dz.sum(axis=0).reshape(1, -1)


@layer_backward.right
def bias_as_a_weight(X, dz):
    slopes = np.hstack([X, np.ones((len(X), 1))]).T @ dz
    return slopes[:-1], slopes[-1:]


# Any array, by nudging -----------------------------------------------------------------------------------------------


def _numerical_gradient(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        nudge = np.zeros(W.shape)
        nudge[place] = h
        dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


def _entangled(W):
    """Every number counts differently, and not by itself."""
    counts = np.arange(1, np.size(W) + 1).reshape(np.shape(W))
    return np.sum(np.sin(W * counts)) + np.sum(W * counts) ** 3 / (10 * np.size(W)) ** 2


def _steep(W):
    """Another one, for few and larger numbers."""
    W = np.asarray(W, float)
    counts = np.arange(1, np.size(W) + 1).reshape(np.shape(W))
    return np.sum(counts * W**3) / 10 + np.sum(W * counts) ** 3 / 100


numerical_gradient = Exercise(
    "03.numerical_gradient", course=_numerical_gradient, returns="dW", library=True, minutes=12, difficulty=3,
    helpers={"slope": _slope}, vectorized=False,
    hints=("The nudge is 0 everywhere. Which place of it gets h? Then f is asked about W nudged up and W nudged down, "
           "and what comes of it goes into the same place of `dW`.",
           "`nudge[place] = h` is the first line. `W + nudge` and `W - nudge` are two new tables, and W stays as it "
           "is. The rest is as in `slope`.",
           "In the loop `nudge[place] = h` and `dW[place] = (f(W + nudge) - f(…)) / (…)`; after the loop `return dW`."))


@numerical_gradient.cases
def _(rng):
    yield "a table", (_entangled, rng.normal(size=(2, 3)), 0.1)
    yield "a flat array", (_entangled, rng.normal(size=5), 0.02)
    yield "an array with three axes", (_entangled, rng.normal(size=(2, 2, 3)), 0.05)
    yield "a table of whole numbers", (_steep, np.array([[1, -2], [3, 2]]), 0.1)


def _wrong_gradient(sentence):
    """A mistake told from decimals alone: with whole numbers it may be mixed with another, and give anything."""
    def add(code):
        def gives_the_same(found, f, W, h):
            return W.dtype.kind == "i" or np.allclose(found, code(f, W, h), rtol=1e-7, atol=1e-10)
        return numerical_gradient.wrong(sentence, when=gives_the_same)(code)
    return add


@_wrong_gradient("It nudges up only. Nudge down as well, and divide the difference of the two by `2 * h`.")
def nudged_up_only(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        up = W.astype(float)
        up[place] += h
        dW[place] = (f(up) - f(W)) / h
    return dW


@_wrong_gradient("It nudges down only. Nudge up as well, and divide the difference of the two by `2 * h`.")
def nudged_down_only(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        down = W.astype(float)
        down[place] -= h
        dW[place] = (f(W) - f(down)) / h
    return dW


@_wrong_gradient("It compares W nudged up with W itself, and divides by 2h: that is half a slope. The other nudge goes "
                 "down, to h below W.")
def up_only_over_2h(f, W, h):
    return nudged_up_only(f, W, h) / 2


@_wrong_gradient("It compares W itself with W nudged down, and divides by 2h: that is half a slope. The other nudge "
                 "goes up, to h above W.")
def down_only_over_2h(f, W, h):
    return nudged_down_only(f, W, h) / 2


@_wrong_gradient("It divides by h. The two nudges lie 2h apart: `/ (2 * h)`.")
def over_one_h(f, W, h):
    return 2 * _numerical_gradient(f, W, h)


@_wrong_gradient("Python reads `… / 2 * h` from left to right: half of it, times h. Brackets keep together what stands "
                 "under the line: `/ (2 * h)`.")
def brackets_under_the_line(f, W, h):
    return _numerical_gradient(f, W, h) * h**2


@_wrong_gradient("Only what f gives for the downward nudge is divided: `/` comes before `-`. Put brackets around the "
                 "difference: `(f(…) - f(…)) / (2 * h)`.")
def brackets_around_the_difference(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        nudge = np.zeros(W.shape)
        nudge[place] = h
        dW[place] = f(W + nudge) - f(W - nudge) / (2 * h)
    return dW


@_wrong_gradient("Only what f gives for the downward nudge is divided, and only by 2; that is then multiplied by h. "
                 "Two pairs of brackets are missing: `(f(…) - f(…)) / (2 * h)`.")
def all_brackets_missing(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        nudge = np.zeros(W.shape)
        nudge[place] = h
        dW[place] = f(W + nudge) - f(W - nudge) / 2 * h
    return dW


@_wrong_gradient("These are the differences between both nudges. A slope is that divided by their distance, `2 * h`.")
def differences(f, W, h):
    return _numerical_gradient(f, W, h) * (2 * h)


@_wrong_gradient("The signs are turned: what f gives for the upward nudge comes first.")
def upside_down(f, W, h):
    return -_numerical_gradient(f, W, h)


@_wrong_gradient("The nudge is 1, and not h: write `nudge[place] = h`.")
def nudged_by_one(f, W, h):
    return _numerical_gradient(f, W, 1.0) / h


@_wrong_gradient("Only the last place is filled, the others are 0. The line that fills `dW` belongs into the loop: "
                 "move it to the right, beneath the lines that make the nudge.")
def filled_after_the_loop(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        nudge = np.zeros(W.shape)
        nudge[place] = h
    dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


@_wrong_gradient("Each nudge leaves the ones before it in place, so the first slope alone is right. Begin every round "
                 "anew: make the nudge, or the copies, inside the loop.")
def nudges_pile_up(f, W, h):
    dW, nudge = np.zeros(W.shape), np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        nudge[place] = h
        dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


@numerical_gradient.wrong("It counts the places with one running number. A table has no place 2 of that kind, but (0, "
                          "2): `for place in np.ndindex(W.shape)` gives the places of any shape.")
def one_running_number(f, W, h):
    dW = np.zeros(W.shape)
    for place in range(W.size):
        nudge = np.zeros(W.shape)
        nudge[place] = h
        dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


@numerical_gradient.wrong("`np.ndindex` takes the shape, and not the array: `np.ndindex(W.shape)`.")
def ndindex_of_the_array(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W):
        nudge = np.zeros(W.shape)
        nudge[place] = h
        dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


@numerical_gradient.wrong("It goes through the two or three sizes in `W.shape`, and not through the places. "
                          "`np.ndindex(W.shape)` makes the places of them.")
def sizes_for_places(f, W, h):
    dW = np.zeros(W.shape)
    for place in W.shape:
        nudge = np.zeros(W.shape)
        nudge[place] = h
        dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


@numerical_gradient.wrong("It goes through the numbers in W, and not through their places: `for place in W` gives what "
                          "stands there. The places are `np.ndindex(W.shape)`.")
def numbers_for_places(f, W, h):
    dW = np.zeros(W.shape)
    for place in W:
        nudge = np.zeros(W.shape)
        nudge[place] = h
        dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


@numerical_gradient.wrong("`dW[place]` takes one number, and here comes a table: is the nudge in the place of h, as in "
                          "`/ (2 * nudge)`? The number is h: `(f(W + nudge) - f(W - nudge)) / (2 * h)`.")
def over_the_nudge(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        nudge = np.zeros(W.shape)
        nudge[place] = h
        dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * nudge)
    return dW


@numerical_gradient.wrong("The result is flat. Each slope belongs in the place of its number: begin with "
                          "`dW = np.zeros(W.shape)`, or give the result W's shape at the end, `.reshape(W.shape)`.")
def flat(f, W, h):
    return _numerical_gradient(f, W, h).ravel()


@numerical_gradient.wrong("All numbers are nudged at once: this single number is the sum of all the slopes. Asked is "
                          "each one by itself: nudge one place, and leave the others.")
def all_at_once(f, W, h):
    return (f(W + h) - f(W - h)) / (2 * h)


@_wrong_gradient("Every place holds the same number, the sum of all the slopes: `W + h` nudges all numbers at "
                 "once. Add a table that is h in one place and 0 elsewhere.")
def all_at_once_everywhere(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        dW[place] = (f(W + h) - f(W - h)) / (2 * h)
    return dW


@numerical_gradient.wrong("It ends after the first place: a `return` inside the loop ends it in its first round. Move "
                          "it to the left, to the column of `for`.")
def returned_too_early(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        nudge = np.zeros(W.shape)
        nudge[place] = h
        dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * h)
        return dW


@numerical_gradient.wrong("This is the slope of the first number alone. Go through all places, and keep every slope.")
def first_slope_alone(f, W, h):
    return _numerical_gradient(f, W, h).flat[0]


@numerical_gradient.wrong("This is the slope of the last number alone: each round overwrites the slope of the one "
                          "before. Keep each in its place: `dW[place] = …`.")
def last_slope_alone(f, W, h):
    return _numerical_gradient(f, W, h).flat[-1]


@numerical_gradient.wrong("It goes through the rows and nudges a whole row at once. `for place in np.ndindex(W.shape)` "
                          "goes through all places, whatever the shape.")
def row_by_row(f, W, h):
    dW = np.zeros(W.shape)
    for i in range(len(W)):
        nudge = np.zeros(W.shape)
        nudge[i] = h
        dW[i] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


@numerical_gradient.wrong("It goes through the rows, nudges a whole row at once, and gives one slope for each. "
                          "`for place in np.ndindex(W.shape)` goes through all places, and `np.zeros(W.shape)` has "
                          "room for them.")
def a_slope_for_each_row(f, W, h):
    dW = np.zeros(len(W))
    for i in range(len(W)):
        nudge = np.zeros(W.shape)
        nudge[i] = h
        dW[i] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


@numerical_gradient.wrong("It is written for tables, with rows and columns. W may have one axis or three: "
                          "`for place in np.ndindex(W.shape)` goes through all places, whatever the shape.")
def tables_only(f, W, h):
    dW = np.zeros(W.shape)
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            nudge = np.zeros(W.shape)
            nudge[i, j] = h
            dW[i, j] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


@numerical_gradient.wrong("It is written for tables, with rows and columns: `W.shape` has two sizes only there. "
                          "`for place in np.ndindex(W.shape)` goes through all places, whatever the shape.")
def two_sizes_only(f, W, h):
    _, _ = W.shape
    return _numerical_gradient(f, W, h)


@_wrong_gradient("f is given a single number, the one in that place. It takes the whole array: hand it all of "
                 "W, with that one number nudged.")
def f_of_one_number(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        dW[place] = (f(W[place] + h) - f(W[place] - h)) / (2 * h)
    return dW


@numerical_gradient.wrong("All slopes are 0, for both nudges go into W itself: a second name for W, as in "
                          "`up = W`, makes no copy, and what is added is taken away again. `W + nudge` makes a new "
                          "array.")
def three_names_for_one(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        up, down = W, W
        up[place] += h
        down[place] -= h
        dW[place] = (f(up) - f(down)) / (2 * h)
    return dW


@numerical_gradient.wrong("It compares W nudged up with W itself: both nudges go into W (a second name, as in "
                          "`up = W`, makes no copy), so the downward one takes the upward one away, and no more. `W + "
                          "nudge` makes a new array.")
def one_name_after_the_other(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        up = W
        up[place] += h
        above = f(up)
        down = W
        down[place] -= h
        dW[place] = (above - f(down)) / (2 * h)
    return dW


@numerical_gradient.wrong("All slopes are 0. Either nothing is put into `dW[place]` (one `=`), or f is asked twice "
                          "about the same numbers: `W + nudge` and `W - nudge` differ in one place, if there is an h "
                          "in the nudge.",
                          when=lambda found, f, W, h: W.dtype.kind == "i" or not np.any(found))
def nothing_moves(f, W, h):
    return np.zeros(W.shape)


@numerical_gradient.wrong("The slopes are written into W itself: `dW = W` makes no copy. The caller's numbers are "
                          "lost, and every round nudges slopes that the rounds before have left there. Make room for "
                          "them with `dW = np.zeros(W.shape)`.")
def slopes_into_w(f, W, h):
    dW = W
    for place in np.ndindex(W.shape):
        nudge = np.zeros(W.shape)
        nudge[place] = h
        dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


@numerical_gradient.wrong("Nothing has been made that the slopes could be put into. Before the loop stands "
                          "`dW = np.zeros(W.shape)`.")
def no_room_for_slopes(f, W, h):
    for place in np.ndindex(W.shape):
        nudge = np.zeros(W.shape)
        nudge[place] = h
        dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * h)      # noqa: F821
    return dW                                                    # noqa: F821


@numerical_gradient.wrong("W is nudged in place and not put back: after it the caller's numbers are others, and every "
                          "nudge meets those before it. Nudge a copy: `W + nudge` makes a new array.")
def never_put_back(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        W[place] += h
        above = f(W)
        W[place] -= 2 * h
        dW[place] = (above - f(W)) / (2 * h)
    return dW


@numerical_gradient.wrong("W is nudged in place, and comes back changed in its last digit: w + h − 2h + h is not quite "
                          "w in a computer, and whole numbers lose more. Nudge a copy: `W + nudge` makes a new array.")
def put_back_by_adding(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        W[place] += h
        above = f(W)
        W[place] -= 2 * h
        below = f(W)
        W[place] += h
        dW[place] = (above - below) / (2 * h)
    return dW


@numerical_gradient.wrong("The upward nudge goes into W itself (a second name, as in `up = W`, makes no copy), and "
                          "stays there: the caller's numbers are changed. Nudge a copy: `W + nudge` makes a new array.")
def only_down_is_a_copy(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        up, down = W, W.copy()
        up[place] += h
        down[place] -= h
        dW[place] = (f(up) - f(down)) / (2 * h)
    return dW


@numerical_gradient.wrong("It adds the nudge in place to a copy of W. A copy of whole numbers cannot take it: "
                          "`W.astype(float)` can, and `W + nudge` makes a new array of decimals by itself.")
def added_in_place(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        nudge = np.zeros(W.shape)
        nudge[place] = h
        up, down = W.copy(), W.copy()
        up += nudge
        down -= nudge
        dW[place] = (f(up) - f(down)) / (2 * h)
    return dW


@_wrong_gradient("The slope is taken at t = `W[place]`, where `W + t * …` has moved that number by itself once more. "
                 "At t = 0 it stands at W: ask there.")
def slope_at_the_number(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        unit = np.zeros(W.shape)
        unit[place] = 1
        dW[place] = _slope(lambda t, unit=unit: f(W + t * unit), W[place], h)
    return dW


@_wrong_gradient("The number in that place is replaced, by h and by −h, and not nudged: add h to what stands there, "
                 "and take h from it. `W + nudge` and `W - nudge` do both.")
def replaced(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        up, down = W.astype(float), W.astype(float)
        up[place], down[place] = h, -h
        dW[place] = (f(up) - f(down)) / (2 * h)
    return dW


@_wrong_gradient("The nudge holds ones beside the h, so all other numbers are moved by 1. It is 0 everywhere but in "
                 "one place: `np.zeros(W.shape)`.")
def nudge_of_ones(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        nudge = np.ones(W.shape)
        nudge[place] = h
        dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


@_wrong_gradient("The nudge is added to the one number `W[place]`, so f never sees the others. Hand it all of W, "
                 "nudged: `W + nudge`.")
def nudge_on_one_number(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        nudge = np.zeros(W.shape)
        nudge[place] = h
        dW[place] = (f(W[place] + nudge) - f(W[place] - nudge)) / (2 * h)
    return dW


@_wrong_gradient("The upward nudges stay where they were, so the first slope alone is right: that copy was made before "
                 "the loop. Make it inside, or take `W + nudge` and `W - nudge`.")
def one_up_for_all(f, W, h):
    dW, up = np.zeros(W.shape), W.astype(float)
    for place in np.ndindex(W.shape):
        down = W.astype(float)
        up[place] += h
        down[place] -= h
        dW[place] = (f(up) - f(down)) / (2 * h)
    return dW


@_wrong_gradient("The downward nudges stay where they were, so the first slope alone is right: that copy was made "
                 "before the loop. Make it inside, or take `W + nudge` and `W - nudge`.")
def one_down_for_all(f, W, h):
    dW, down = np.zeros(W.shape), W.astype(float)
    for place in np.ndindex(W.shape):
        up = W.astype(float)
        up[place] += h
        down[place] -= h
        dW[place] = (f(up) - f(down)) / (2 * h)
    return dW


@_wrong_gradient("The nudges are h/2 to each side. Asked are nudges of h, up and down, which are 2h apart.")
def half_a_nudge(f, W, h):
    return _numerical_gradient(f, W, h / 2)


@_wrong_gradient("The slopes have lost their signs. Leave out `abs`: whether f rises or falls is half of what "
                 "a slope says.")
def signs_lost(f, W, h):
    return np.abs(_numerical_gradient(f, W, h))


@_wrong_gradient("The slope is added to W, or taken from it: these are no slopes, but numbers after a step. "
                 "Asked are the slopes.")
def a_step(f, W, h):
    return W - _numerical_gradient(f, W, h)


def _whole_numbers_lose(found, f, W, h):
    right = _numerical_gradient(f, W, h)
    if np.shape(found) != np.shape(right):
        return False
    return np.allclose(found, right, rtol=1e-7) != (W.dtype.kind == "i")


@numerical_gradient.wrong("Right for decimal numbers, wrong for whole ones. An array of whole numbers cuts off what is "
                          "behind the point, and so do its `.copy()` and its `np.zeros_like`. `np.zeros(W.shape)` and "
                          "`W.astype(float)` hold decimals.", when=_whole_numbers_lose)
def whole_numbers_cut(f, W, h):
    dW = np.zeros_like(W)
    for place in np.ndindex(W.shape):
        nudge = np.zeros_like(W)
        nudge[place] = h
        dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


def _finer(found, f, W, h):
    finest = _numerical_gradient(f, W, 1e-5)
    return np.shape(found) == np.shape(finest) and np.allclose(found, finest, rtol=1e-5, atol=1e-6)


@numerical_gradient.wrong("This comes nearer to the slopes than nudges of this h can. Is h another number inside? "
                          "Nudge by the h that is passed in.", when=_finer)
def h_of_its_own(f, W, h):
    return _numerical_gradient(f, W, 1e-5)


@numerical_gradient.right
def a_table_with_one_nudge(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        nudge = np.zeros(W.shape)
        nudge[place] = h
        dW[place] = (f(W + nudge) - f(W - nudge)) / (2 * h)
    return dW


@numerical_gradient.right
def two_copies(f, W, h):
    dW = np.empty(W.shape)
    for place in np.ndindex(*W.shape):
        up, down = W.astype(float), W.astype(float)
        up[place] += h
        down[place] -= h
        dW[place] = (f(up) - f(down)) / 2 / h
    return dW


@numerical_gradient.right
def through_slope(f, W, h):
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        unit = np.zeros(W.shape)
        unit[place] = 1
        dW[place] = _slope(lambda t, unit=unit: f(W + t * unit), 0.0, h)
    return dW


@numerical_gradient.right
def flat_and_back(f, W, h):
    flat = W.ravel()
    slopes = []
    for i in range(W.size):
        nudge = h * (np.arange(W.size) == i)
        slopes.append((f((flat + nudge).reshape(W.shape)) - f((flat - nudge).reshape(W.shape))) / (2 * h))
    return np.array(slopes).reshape(W.shape)


@numerical_gradient.right
def a_copy_put_back(f, W, h):
    W = np.array(W, dtype=float)
    dW = np.zeros(W.shape)
    for place in np.ndindex(W.shape):
        kept = W[place]
        W[place] = kept + h
        above = f(W)
        W[place] = kept - h
        below = f(W)
        W[place] = kept
        dW[place] = (above - below) / (2 * h)
    return dW


@numerical_gradient.right
def rows_of_a_unit_matrix(f, W, h):
    nudges = h * np.eye(W.size).reshape(W.size, *W.shape)
    return np.array([(f(W + nudge) - f(W - nudge)) / (2 * h) for nudge in nudges]).reshape(W.shape)


@numerical_gradient.right
def enumerated(f, W, h):
    dW = np.zeros(W.shape)
    for place, w in np.ndenumerate(W):
        up, down = np.array(W, float), np.array(W, float)
        up[place], down[place] = w + h, w - h
        dW[place] = (f(up) - f(down)) / (2 * h)
    return dW

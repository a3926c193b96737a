"""The exercises of 04 Backpropagation: what is asked, and the answers that people plausibly write."""

import numpy as np

from nnlib import activations, losses, network
from nnlib.exercises.catalogue import Exercise

# A graph of five numbers ---------------------------------------------------------------------------------------------


def _graph_backward(u, v):
    q = u * v + u
    dq = 2 * (q - 13)
    return dq * v + dq, dq * u


def _as_found(slopes, u, v):
    """What came out, to be checked by hand."""
    du, dv = slopes
    return f"One to check by hand: with u = {u:.4g}, v = {v:.4g} it gives du = {du:.4g}, dv = {dv:.4g}."


graph_backward = Exercise(
    "04.graph_backward", course=_graph_backward, returns=("du", "dv"), minutes=8, difficulty=2, trace=_as_found,
    hints=("Begin at the loss: dq. Then take the last line that made something, q = p + u: what does it hand to p?",
           "dp is dq, as it is. From p = u · v, u gets dp times v, and v gets dp times u. And u has a second way.",
           "`dq = 2 * (q - 13)`, `dp = …`, `du = dp * … + …`, `dv = dp * …`, `return du, dv`."))


@graph_backward.cases
def _(rng):
    yield "two whole numbers", (2.0, 3.0)
    yield "a negative u", (-1.5, 0.7)
    yield "a negative v", (0.4, -2.2)
    yield "two fractions", (float(rng.normal()), float(rng.normal()))


def _graph(u, v):
    """p, q and dq."""
    return u * v, u * v + u, 2 * (u * v + u - 13)


@graph_backward.wrong("du counts only u's way through p. u also stands in q = p + u, and what comes that way is dq. "
                      "Where a value is used twice, its slopes add: `du = dp * v + dq`.")
def through_p_only(u, v):
    _, _, dq = _graph(u, v)
    return dq * v, dq * u


@graph_backward.wrong("du counts only the direct way, from q. u also stands in p = u · v, and what comes that way is "
                      "dp · v: add both. (If two lines begin with `du =`, the second has wiped out the first.)")
def direct_way_only(u, v):
    _, _, dq = _graph(u, v)
    return dq, dq * u


@graph_backward.wrong("u's two ways are multiplied. A turn of u arrives at q by both, and what arrives adds up: `du = "
                      "dp * v + dq`, with a plus.")
def ways_multiplied(u, v):
    _, _, dq = _graph(u, v)
    return dq * v * dq, dq * u


@graph_backward.wrong("du is the mean of u's two ways. Nothing is shared out at a fork: each way acts in full, and the "
                      "two add.")
def ways_averaged(u, v):
    _, _, dq = _graph(u, v)
    return (dq * v + dq) / 2, dq * u


@graph_backward.wrong("u's two ways are subtracted. q = p + u has a plus: what comes by both ways adds up.")
def ways_subtracted(u, v):
    _, _, dq = _graph(u, v)
    return dq * v - dq, dq * u


@graph_backward.wrong("Each factor of the product got itself. Turn u in p = u · v: p moves by v times as much. So u "
                      "gets dp · v, and v gets dp · u: the other factor.")
def own_factor(u, v):
    _, _, dq = _graph(u, v)
    return dq * u + dq, dq * v


@graph_backward.wrong("The product handed on dp as it is: du is dp + dq, dv is dp. That is what a sum does. A product "
                      "hands on dp times the other factor.")
def product_as_sum(u, v):
    _, _, dq = _graph(u, v)
    return dq + dq, dq


@graph_backward.wrong("The sum handed on dq times the other summand, as a product would. Turn p in q = p + u: q moves "
                      "by as much, so dp is dq as it is, and so is what goes directly to u.")
def sum_as_product(u, v):
    p, _, dq = _graph(u, v)
    dp = dq * u
    return dp * v + dq * p, dp * u


@graph_backward.wrong("dp is dq times u. q = p + u is a sum: it hands dq on to p as it is. (The factors come in one "
                      "step later, at p = u · v.)")
def dp_times_u(u, v):
    _, _, dq = _graph(u, v)
    dp = dq * u
    return dp * v + dq, dp * u


@graph_backward.wrong("The 2 is lost: the slope of a square is twice what is squared, dq = 2 (q − 13).")
def two_lost(u, v):
    _, q, _ = _graph(u, v)
    return (q - 13) * v + (q - 13), (q - 13) * u


@graph_backward.wrong("Both signs are turned: 2 (13 − q) stands where dq = 2 (q − 13) belongs, or a minus came later. "
                      "Where q is too small, turning it up makes the loss smaller, and dq is negative.")
def sign_turned(u, v):
    _, _, dq = _graph(u, v)
    return -dq * v - dq, -dq * u


@graph_backward.wrong("It starts from the loss itself, (q − 13)². What walks back is a slope: dq = 2 (q − 13).")
def loss_for_slope(u, v):
    _, q, _ = _graph(u, v)
    dq = (q - 13) ** 2
    return dq * v + dq, dq * u


@graph_backward.wrong("dq is 2 q − 13. Both belong in a bracket: `2 * (q - 13)`.")
def bracket_lost(u, v):
    _, q, _ = _graph(u, v)
    dq = 2 * q - 13
    return dq * v + dq, dq * u


@graph_backward.wrong("dq is 2 q, as if the loss were q². It is (q − 13)², so dq = 2 (q − 13).")
def thirteen_lost(u, v):
    _, q, _ = _graph(u, v)
    return 2 * q * v + 2 * q, 2 * q * u


@graph_backward.wrong("du is right. dv is dp as it is. p = u · v is a product: it hands v the slope times the other "
                      "factor, `dv = dp * u`.")
def dv_without_u(u, v):
    _, _, dq = _graph(u, v)
    return dq * v + dq, dq


@graph_backward.wrong("du is right. dv got dp times v, itself. The factor of v in p = u · v is u: `dv = dp * u`.")
def dv_times_v(u, v):
    _, _, dq = _graph(u, v)
    return dq * v + dq, dq * v


@graph_backward.wrong("du is right. dv is u alone, which says how far p moves with v. What came back to p, dp, is "
                      "multiplied by it: `dv = dp * u`.")
def dv_is_u(u, v):
    _, _, dq = _graph(u, v)
    return dq * v + dq, u


@graph_backward.wrong("dv is right. What came to u directly was multiplied by u. q = p + u is a sum and hands on dq as "
                      "it is: `du = dp * v + dq`.")
def direct_way_times_u(u, v):
    _, _, dq = _graph(u, v)
    return dq * v + dq * u, dq * u


@graph_backward.wrong("dv is right. On the direct way it adds u, where dq belongs: `du = dp * v + dq`.")
def direct_way_is_u(u, v):
    _, _, dq = _graph(u, v)
    return dq * v + u, dq * u


@graph_backward.wrong("dv is right. du is dp · u · v: each factor gets the other one only, and u's direct way is "
                      "missing: `du = dp * v + dq`.")
def du_times_both(u, v):
    _, _, dq = _graph(u, v)
    return dq * u * v, dq * u


@graph_backward.wrong("The sum q = p + u handed p the slope dq times p. A sum hands it on as it is: `dp = dq`.")
def dp_times_p(u, v):
    p, _, dq = _graph(u, v)
    return dq * p * v + dq, dq * p * u


@graph_backward.wrong("dq is twice the loss. The slope of (q − 13)² is 2 (q − 13), not squared.")
def twice_the_loss(u, v):
    _, q, _ = _graph(u, v)
    dq = 2 * (q - 13) ** 2
    return dq * v + dq, dq * u


@graph_backward.wrong("dq is q² − 13. It is the slope of (q − 13)²: 2 (q − 13).")
def square_in_place_of_two(u, v):
    _, q, _ = _graph(u, v)
    dq = q**2 - 13
    return dq * v + dq, dq * u


@graph_backward.wrong("dq is −10, as in the picture, for any u and v. It depends on q: `dq = 2 * (q - 13)`.")
def dq_of_the_picture(u, v):
    return -10 * v - 10, -10 * u


@graph_backward.wrong("The sign of du is turned, and dv is right. Both ways of u add up with a plus: `du = dp * v + "
                      "dq`.")
def sign_of_du_turned(u, v):
    du, dv = _graph_backward(u, v)
    return -du, dv


@graph_backward.wrong("Near, and not exact. Nudged, or a number mistyped? Nothing needs nudging here: write the walk, "
                      "dq, dp, then du and dv.",
                      when=lambda found, u, v: np.allclose(found, _graph_backward(u, v), rtol=0.02)
                      and not np.allclose(found, _graph_backward(u, v), rtol=1e-9))
def nudged_instead(u, v):
    def loss(u, v):
        return (u * v + u - 13) ** 2
    return (loss(u + 0.001, v) - loss(u, v)) / 0.001, (loss(u, v + 0.001) - loss(u, v)) / 0.001


@graph_backward.wrong("du is right. dv got dq as well, but v has one way only: through p = u · v. `dv = dp * u`.")
def v_by_two_ways(u, v):
    _, _, dq = _graph(u, v)
    return dq * v + dq, dq * u + dq


@graph_backward.wrong("du is right. dv is dp · du, where dp · u belongs. Was u overwritten, by `u = …`, before dv "
                      "asked for it? A slope has a name of its own: `du`.")
def u_overwritten(u, v):
    du, _ = _graph_backward(u, v)
    _, _, dq = _graph(u, v)
    return du, dq * du


@graph_backward.wrong("dv is right. du is made with dp · dv, where dp · v belongs. Was v overwritten, by `v = …`, "
                      "before du asked for it? A slope has a name of its own: `dv`.")
def v_overwritten(u, v):
    _, dv = _graph_backward(u, v)
    _, _, dq = _graph(u, v)
    return dq * dv + dq, dv


@graph_backward.wrong("Both slopes are right, and they come back in the wrong order: `return du, dv`.")
def results_swapped(u, v):
    du, dv = _graph_backward(u, v)
    return dv, du


@graph_backward.wrong("These are the slopes of q: how far q moves with u, and with v. Asked are those of the loss: the "
                      "walk begins there, with dq = 2 (q − 13), and everything is multiplied by it.")
def slopes_of_q(u, v):
    return v + 1, u


@graph_backward.wrong("u's direct way hands on 1. A sum hands on what it got: dq. `du = dp * v + dq`.")
def one_for_dq(u, v):
    _, _, dq = _graph(u, v)
    return dq * v + 1, dq * u


@graph_backward.wrong("Both are dq. The walk has two lines more: p = u · v hands dp on to u and to v, each times the "
                      "other factor.")
def stopped_at_p(u, v):
    _, _, dq = _graph(u, v)
    return dq, dq


@graph_backward.wrong("It gives the slopes of u = 2, v = 3, whatever u and v are. Write the steps with the letters.")
def numbers_of_the_picture(u, v):
    return -40, -20


@graph_backward.wrong("It has taken a step: u − du and v − dv. Asked are the slopes themselves, du and dv.")
def a_step_taken(u, v):
    du, dv = _graph_backward(u, v)
    return u - du, v - dv


@graph_backward.wrong("It returns du alone. Asked are both: `return du, dv`.")
def du_alone(u, v):
    return _graph_backward(u, v)[0]


@graph_backward.wrong("These are p and q, the way forward, which stands there already. Asked is the way back: dq, dp, "
                      "and from them du and dv.")
def the_way_forward(u, v):
    return u * v, u * v + u


@graph_backward.right
def line_by_line(u, v):
    p = u * v
    q = p + u
    dq = 2 * (q - 13)
    dp = dq
    du = dp * v + dq
    dv = dp * u
    return du, dv


@graph_backward.right
def added_up(u, v):
    dp = dq = 2 * u * v + 2 * u - 26
    du = dq
    du += dp * v
    return du, u * dp


@graph_backward.right
def in_closed_form(u, v):
    error = u * (v + 1) - 13
    return 2 * error * (v + 1), 2 * error * u


@graph_backward.right
def with_a_one_at_the_loss(u, v):
    dloss = 1
    q = u * v + u
    dq = dloss * 2 * (q - 13) ** 1
    ways_of_u = [dq * 1, dq * 1 * v]
    return sum(ways_of_u), dq * u


@graph_backward.right
def as_an_array(u, v):
    q = u * v + u
    du, dv = 2 * (q - 13) * np.array([v + 1, u])
    return du, dv


# Through a squash ----------------------------------------------------------------------------------------------------


def _sigmoid_backward(da, a):
    return activations.sigmoid_backward(da, a)


sigmoid_backward = Exercise(
    "04.sigmoid_backward", course=_sigmoid_backward, returns="dz", library=True, minutes=4, difficulty=1,
    hints=("03 found the slope of the squash: how far a moves when z moves a little. It needs a alone.",
           "The slope is a (1 − a). What has come back, da, is multiplied by it, number by number.",
           "`return da * … * (… - …)`"))


@sigmoid_backward.cases
def _(rng):
    yield "a table of one number", (np.array([[-0.24]]), np.array([[0.88]]))
    yield "a table", (3 * rng.normal(size=(5, 3)), activations.sigmoid(2 * rng.normal(size=(5, 3))))
    yield "a table of four by four", (rng.normal(size=(4, 4)), activations.sigmoid(rng.normal(size=(4, 4))))
    yield "a flat array", (rng.normal(size=6), activations.sigmoid(rng.normal(size=6)))
    yield "units at 0 and 1", (np.array([[2.0, -3.0, 0.5]]), np.array([[0.0, 1.0, 0.5]]))


@sigmoid_backward.wrong("It takes the squash of a, which is a squash already: σ(a)(1 − σ(a)) would be right for a = z. "
                        "What is given is the output, so the slope is a (1 − a), with no `sigmoid`.")
def slope_of_an_activation(da, a):
    s = activations.sigmoid(a)
    return da * s * (1 - s)


@sigmoid_backward.wrong("This is the slope of the squash alone. What has come back, da, is still to be multiplied by "
                        "it: `da * a * (1 - a)`.")
def without_da(da, a):
    return a * (1 - a)


@sigmoid_backward.wrong("It hands da on as it is, as if there were no squash. A turn of z moves a by a (1 − a) times "
                        "as much: multiply by that.")
def unchanged(da, a):
    return da * np.ones_like(a)


@sigmoid_backward.wrong("It multiplies by a, the output. The slope is a (1 − a): where a is near 1 the squash is flat.")
def times_a(da, a):
    return da * a


@sigmoid_backward.wrong("It multiplies by 1 − a only. The slope of the squash has two factors, a and 1 − a.")
def times_one_minus_a(da, a):
    return da * (1 - a)


@sigmoid_backward.wrong("1 − a² is the slope of tanh, another squash. The sigmoid's is a (1 − a), which is a − a².")
def slope_of_tanh(da, a):
    return da * (1 - a**2)


@sigmoid_backward.wrong("The brackets around 1 − a are lost: `da * a * 1 - a` multiplies by 1, then subtracts a. Write "
                        "`da * a * (1 - a)`.")
def brackets_lost(da, a):
    return da * a * 1 - a


@sigmoid_backward.wrong("Every sign is turned: the slope of the squash is a (1 − a), which is never negative.")
def turned(da, a):
    return da * a * (a - 1)


@sigmoid_backward.wrong("da and the slope are added. Slopes along a chain are multiplied: `da * a * (1 - a)`.")
def added(da, a):
    return da + a * (1 - a)


@sigmoid_backward.wrong("It divides by the slope. z moves a by a (1 − a) times as much, so da is multiplied by that.")
def divided(da, a):
    return da / (a * (1 - a))


@sigmoid_backward.wrong("The two are exchanged: it takes the slope da (1 − da) and multiplies by a. The slope belongs "
                        "to a, the output of the squash.")
def exchanged(da, a):
    return a * da * (1 - da)


@sigmoid_backward.wrong("It squashes da, or a, once more. On the way back nothing is squashed: multiply by the slope, "
                        "a (1 − a).")
def squashed_again(da, a):
    return activations.sigmoid(da) * a * (1 - a)


@sigmoid_backward.wrong("It multiplies by the squash of a. On the way back nothing is squashed: multiply by the slope, "
                        "a (1 − a).")
def times_squash(da, a):
    return da * activations.sigmoid(a)


@sigmoid_backward.wrong("All is added up into one number. Each number passes its own squash: `*` alone, without a sum.")
def summed(da, a):
    return np.sum(da * a * (1 - a))


@sigmoid_backward.wrong("`@` multiplies rows with columns and adds up. Each unit of each sample has a squash of its "
                        "own, so da meets its slope number by number: `*`.")
def at_for_star(da, a):
    return da @ (a * (1 - a))


@sigmoid_backward.wrong("The slope is taken twice: a (1 − a), once, is what one squash does.")
def slope_twice(da, a):
    return da * (a * (1 - a)) ** 2


@sigmoid_backward.wrong("1 where a is above 0, and 0 elsewhere, is the slope of ReLU. The sigmoid's is a (1 − a).")
def slope_of_relu(da, a):
    return da * (a > 0)


@sigmoid_backward.wrong("`a * 1 - a` is 0 everywhere: Python multiplies first. Put 1 − a in brackets, `a * (1 - a)`.")
def nothing_left(da, a):
    return da * (a * 1 - a)


@sigmoid_backward.wrong("It is divided by the number of entries. Each number passes its own squash, and nothing is "
                        "averaged: the division by n · n_y was done at the loss.")
def divided_by_entries(da, a):
    return da * a * (1 - a) / a.size


@sigmoid_backward.wrong("It is divided by the number of rows. Each number passes its own squash, and nothing is "
                        "averaged: the division by n · n_y was done at the loss.")
def divided_by_its_rows(da, a):
    return da * a * (1 - a) / len(a)


@sigmoid_backward.wrong("The slope is subtracted from da. Slopes along a chain are multiplied: `da * a * (1 - a)`.")
def subtracted(da, a):
    return da - a * (1 - a)


@sigmoid_backward.wrong("It is twice what it should be. The 2 of the square was handed on from the loss; the squash "
                        "brings none.")
def doubled(da, a):
    return 2 * da * a * (1 - a)


@sigmoid_backward.wrong("The slope has 1 + a where 1 − a belongs: it is a (1 − a), zero at both ends.")
def plus_for_minus(da, a):
    return da * a * (1 + a)


@sigmoid_backward.right
def factor_by_factor(da, a):
    return da * a * (1 - a)


@sigmoid_backward.right
def slope_first(da, a):
    slope = a - a * a
    return slope * da


@sigmoid_backward.right
def with_multiply(da, a):
    return np.multiply(da, np.multiply(a, np.subtract(1, a)))


@sigmoid_backward.right
def around_one_half(da, a):
    return da * (0.25 - (a - 0.5) ** 2)


@sigmoid_backward.right
def on_a_copy(da, a):
    dz = np.array(da, dtype=float)
    dz *= a
    dz *= 1 - a
    return dz


@sigmoid_backward.right
def number_by_number(da, a):
    slopes = [d * s * (1 - s) for d, s in zip(np.ravel(da), np.ravel(a), strict=True)]
    return np.reshape(slopes, np.shape(a))


# The seam ------------------------------------------------------------------------------------------------------------


def _mse_backward(y_hat, y):
    return losses.mse_backward(y_hat, y)


def _mse_delta(y_hat, y):
    return losses.mse_delta(y_hat, y)


mse_delta = Exercise(
    "04.mse_delta", course=_mse_delta, returns="dz2", library=True, minutes=5, difficulty=2,
    helpers={"mse_backward": _mse_backward, "sigmoid_backward": _sigmoid_backward},
    hints=("Two steps back: from the loss to the answer, then from the answer through its squash. You have a function "
           "for each.",
           "`mse_backward(y_hat, y)` is da2. `sigmoid_backward` takes what has come back and the output of the squash, "
           "and that output is the answer, y_hat.",
           "`da2 = mse_backward(…, …)`, then `return sigmoid_backward(…, …)`."))


@mse_delta.cases
def _(rng):
    yield "four samples, one output", (rng.random((4, 1)), rng.integers(0, 2, (4, 1)).astype(float))
    yield "five samples, three outputs", (rng.random((5, 3)), rng.random((5, 3)))
    yield "three samples, five outputs", (rng.random((3, 5)), rng.random((3, 5)))
    yield "a single sample, four outputs", (rng.random((1, 4)), rng.random((1, 4)))
    yield "answers of 0 and 1", (np.array([[0.0, 1.0], [1.0, 0.5], [0.25, 1.0]]),
                                 np.array([[1.0, 1.0], [0.0, 1.0], [1.0, 0.0]]))


@mse_delta.wrong("This is da2, the slope at the answer. The squash of the output lies between it and z2: multiply by ŷ "
                 "(1 − ŷ), which is what `sigmoid_backward(…, y_hat)` does.")
def without_the_squash(y_hat, y):
    return losses.mse_backward(y_hat, y)


@mse_delta.wrong("The 2 is lost, which the square brings: 2 (ŷ − y) ŷ (1 − ŷ) / (n · n_y).")
def without_the_two(y_hat, y):
    return losses.mse_delta(y_hat, y) / 2


@mse_delta.wrong("It is not divided by n · n_y, the number of answers: the loss is their mean. `mse_backward` divides; "
                 "written out, divide by `y.size`.")
def not_divided(y_hat, y):
    return losses.mse_delta(y_hat, y) * y.size


@mse_delta.wrong("It is divided by the n samples only. The mean goes over all n · n_y answers: `y.size`.")
def divided_by_n(y_hat, y):
    return losses.mse_delta(y_hat, y) * y.shape[1]


@mse_delta.wrong("It is divided by the n_y outputs only. The mean goes over all n · n_y answers: `y.size`.")
def divided_by_n_y(y_hat, y):
    return losses.mse_delta(y_hat, y) * y.shape[0]


@mse_delta.wrong("The brackets around n · n_y are lost: `/ n * n_y` divides by n and multiplies by n_y. Divide by `(n "
                 "* n_y)`, or by `y.size`.")
def multiplied_by_n_y(y_hat, y):
    return losses.mse_delta(y_hat, y) * y.shape[1] ** 2


@mse_delta.wrong("It is divided by n · n_y twice. `mse_backward` has done that once already.")
def divided_twice(y_hat, y):
    return losses.mse_delta(y_hat, y) / y.size


@mse_delta.wrong("It is divided by n twice: the division by n · n_y is enough, and `mse_backward` has done it.")
def divided_by_n_once_more(y_hat, y):
    return losses.mse_delta(y_hat, y) / len(y)


@mse_delta.wrong("The slope at the answers, da2, is squashed. On the way back nothing is squashed, it is multiplied by "
                 "the slope of the squash: `sigmoid_backward(da2, y_hat)`.")
def da2_squashed(y_hat, y):
    return activations.sigmoid(losses.mse_backward(y_hat, y))


@mse_delta.wrong("Neither the 2 nor the division by n · n_y is there: the loss is a mean of squares. `mse_backward` "
                 "brings both.")
def bare_product(y_hat, y):
    return (y_hat - y) * y_hat * (1 - y_hat)


@mse_delta.wrong("The 2 is lost, and it is divided by n only. This is the slope of ½ the squared error; the course's "
                 "loss has no ½, and is a mean over all n · n_y answers.")
def half_squares(y_hat, y):
    return (y_hat - y) * y_hat * (1 - y_hat) / len(y)


@mse_delta.wrong("Every sign is turned: ŷ − y, not y − ŷ. An answer that is too large must get a positive slope.")
def sign_turned_at_the_output(y_hat, y):
    return -losses.mse_delta(y_hat, y)


@mse_delta.wrong("It takes the squash of ŷ, which is a squash's output already: σ(ŷ)(1 − σ(ŷ)). The slope is ŷ (1 − "
                 "ŷ), with no `sigmoid`.")
def slope_of_the_answer_squashed(y_hat, y):
    s = activations.sigmoid(y_hat)
    return losses.mse_backward(y_hat, y) * s * (1 - s)


@mse_delta.wrong("The slope is taken of y, the right answers: y (1 − y). It belongs to what the squash gave: ŷ (1 − "
                 "ŷ).")
def slope_of_y(y_hat, y):
    return losses.mse_backward(y_hat, y) * y * (1 - y)


@mse_delta.wrong("The factor ŷ − y is lost, so an answer that is right is pushed like any other. It is 2 (ŷ − y) ŷ (1 "
                 "− ŷ) / (n · n_y).")
def error_lost(y_hat, y):
    return 2 * y_hat * (1 - y_hat) / y.size


@mse_delta.wrong("ŷ − y is squared. That is the loss; its slope has 2 (ŷ − y), not squared.")
def error_squared(y_hat, y):
    return 2 * (y_hat - y) ** 2 * y_hat * (1 - y_hat) / y.size


@mse_delta.wrong("The sign of ŷ − y is thrown away. Without it nobody knows which way to turn.")
def error_without_sign(y_hat, y):
    return np.abs(losses.mse_delta(y_hat, y))


@mse_delta.wrong("This is ŷ − y alone. Missing are the 2, the slope ŷ (1 − ŷ) of the squash, and the division by n · "
                 "n_y.")
def error_alone(y_hat, y):
    return y_hat - y


@mse_delta.wrong("This is (ŷ − y) / n, the delta of another loss, which comes in 06. For the mean squared error the 2 "
                 "and the slope ŷ (1 − ŷ) belong to it, and the mean goes over n · n_y.")
def of_another_loss(y_hat, y):
    return (y_hat - y) / len(y)


@mse_delta.wrong("`mse_backward` gets its arguments in another order, or the sign is turned later, and the slope is "
                 "taken of y. It is `mse_backward(y_hat, y)`, and the slope belongs to y_hat.")
def all_exchanged(y_hat, y):
    return -losses.mse_backward(y_hat, y) * y * (1 - y)


@mse_delta.wrong("`sigmoid_backward` gets its two arguments the wrong way round. First what has come back, then the "
                 "output of the squash: `sigmoid_backward(da2, y_hat)`.")
def pieces_exchanged(y_hat, y):
    return activations.sigmoid_backward(y_hat, losses.mse_backward(y_hat, y))


@mse_delta.wrong("The slope of the squash is taken twice: ŷ (1 − ŷ) belongs to it once, for there is one squash "
                 "between z2 and the answer.")
def squash_twice(y_hat, y):
    return losses.mse_delta(y_hat, y) * y_hat * (1 - y_hat)


@mse_delta.wrong("Of the slope ŷ (1 − ŷ), the factor 1 − ŷ is missing.")
def half_a_slope(y_hat, y):
    return losses.mse_backward(y_hat, y) * y_hat


@mse_delta.wrong("Of the slope ŷ (1 − ŷ), the factor ŷ is missing.")
def the_other_half(y_hat, y):
    return losses.mse_backward(y_hat, y) * (1 - y_hat)


@mse_delta.wrong("The brackets around 1 − ŷ are lost: `… * y_hat * 1 - y_hat` multiplies by 1, and then subtracts. "
                 "Write `* (1 - y_hat)`.")
def brackets_of_the_slope_lost(y_hat, y):
    return losses.mse_backward(y_hat, y) * y_hat * 1 - y_hat


@mse_delta.wrong("The brackets around 1 − ŷ are lost: `… * y_hat * 1 - y_hat / y.size` multiplies by 1, and then "
                 "subtracts. Write `* (1 - y_hat)`.")
def brackets_of_the_slope_lost_early(y_hat, y):
    return 2 * (y_hat - y) * y_hat * 1 - y_hat / y.size


@mse_delta.wrong("The brackets around ŷ − y are lost: `2 * y_hat - y` doubles ŷ alone.")
def brackets_of_the_error_lost(y_hat, y):
    return (2 * y_hat - y) / y.size * y_hat * (1 - y_hat)


@mse_delta.wrong("1 − ŷ² is the slope of tanh. The output's squash is a sigmoid: ŷ (1 − ŷ).")
def slope_of_a_tanh(y_hat, y):
    return losses.mse_backward(y_hat, y) * (1 - y_hat**2)


@mse_delta.wrong("It makes one number of all, with `sum` or `mean`. Each answer has a z2 of its own, so dz2 has the "
                 "shape of y_hat. The division by n · n_y is all that is left of the mean here.")
def one_sum(y_hat, y):
    return np.sum(losses.mse_delta(y_hat, y))


@mse_delta.wrong("It adds up over the rows. That happens later, when weights are asked that all rows share; here each "
                 "row keeps its own slope.")
def summed_over_rows(y_hat, y):
    return losses.mse_delta(y_hat, y).sum(axis=0, keepdims=True)


@mse_delta.wrong("It divides by 4, which is n · n_y in XOR alone. For any number of answers that is `y.size`.")
def always_four(y_hat, y):
    return losses.mse_delta(y_hat, y) * y.size / 4


@mse_delta.wrong("This is (ŷ − y) / (n · n_y). Missing are the 2 of the square, and the slope ŷ (1 − ŷ) of the squash.")
def neither_two_nor_squash(y_hat, y):
    return (y_hat - y) / y.size


@mse_delta.wrong("It takes y_hat and y for what has come back and the output of the squash. What has come back is the "
                 "slope of the loss: `da2 = mse_backward(y_hat, y)`, and then `sigmoid_backward(da2, y_hat)`.")
def loss_forgotten(y_hat, y):
    return activations.sigmoid_backward(y_hat, y)


@mse_delta.wrong("da2 stands in both places: `sigmoid_backward(da2, da2)`. The second is the output of the squash, "
                 "y_hat.")
def da2_twice(y_hat, y):
    da2 = losses.mse_backward(y_hat, y)
    return activations.sigmoid_backward(da2, da2)


@mse_delta.wrong("The slope of the loss and the slope of the squash are added. Slopes along a chain are multiplied.")
def slopes_added(y_hat, y):
    return losses.mse_backward(y_hat, y) + y_hat * (1 - y_hat)


@mse_delta.wrong("It is the mean over the rows, and flat. Each row keeps its own slope, (n, n_y): divide by `y.size`, "
                 "without `mean` or `sum`.")
def mean_over_rows(y_hat, y):
    return np.mean(2 * (y_hat - y) * y_hat * (1 - y_hat), axis=0)


@mse_delta.wrong("The answers are squashed once more before they are compared. y_hat is what the squash gave: use it "
                 "as it is.")
def answers_squashed(y_hat, y):
    s = activations.sigmoid(y_hat)
    return activations.sigmoid_backward(losses.mse_backward(s, y), s)


@mse_delta.wrong("Only y is multiplied by the slope: `2 * y_hat - y * …` needs brackets, `2 * (y_hat - y) * …`.")
def no_brackets_at_all(y_hat, y):
    return 2 * y_hat - y * y_hat * (1 - y_hat) / y.size


@mse_delta.wrong("This is the loss, one number. Asked is its slope at each z2.")
def the_loss(y_hat, y):
    return losses.mse(y_hat, y)


@mse_delta.wrong("The loss is multiplied by the slope of the squash. What has come back is the slope of the loss, "
                 "`mse_backward(y_hat, y)`.")
def loss_times_slope(y_hat, y):
    return losses.mse(y_hat, y) * y_hat * (1 - y_hat)


@mse_delta.right
def of_two_pieces(y_hat, y):
    return activations.sigmoid_backward(losses.mse_backward(y_hat, y), y_hat)


@mse_delta.right
def written_out(y_hat, y):
    n, n_y = y.shape
    return 2 * (y_hat - y) * y_hat * (1 - y_hat) / (n * n_y)


@mse_delta.right
def divided_by_size(y_hat, y):
    return 2 / y_hat.size * (y_hat - y) * (y_hat - y_hat**2)


@mse_delta.right
def step_by_step(y_hat, y):
    da2 = np.subtract(y_hat, y)
    da2 *= 2
    da2 /= np.size(y)
    slope = y_hat * (1 - y_hat)
    return np.multiply(da2, slope)


@mse_delta.right
def divided_in_two_steps(y_hat, y):
    per_sample = 2 * (y_hat - y) / len(y)
    return per_sample / y.shape[1] * y_hat * (1 - y_hat)


# The output layer ----------------------------------------------------------------------------------------------------


def _layer_backward(X, dz):
    return X.T @ dz, dz.sum(axis=0, keepdims=True)


def _output(y, cache, delta, **changed):
    """dz2, dW2 and db2, with some of them changed; what is made of a changed one follows from it."""
    dz2 = changed["dz2"] if "dz2" in changed else delta(cache["a2"], y)
    dW2 = changed["dW2"] if "dW2" in changed else cache["a1"].T @ dz2
    db2 = changed["db2"] if "db2" in changed else dz2.sum(axis=0, keepdims=True)
    return {"dz2": dz2, "dW2": dW2, "db2": db2}


def _output_gradients(y, cache, delta):
    return _output(y, cache, delta)


def _a_pass(rng, n, n_x, n_h, n_y):
    """The cache of a pass through a random network, its parameters, and right answers."""
    params = {"W1": rng.normal(size=(n_x, n_h)), "b1": rng.normal(size=(1, n_h)),
              "W2": rng.normal(size=(n_h, n_y)), "b2": rng.normal(size=(1, n_y))}
    _, cache = network.forward(rng.normal(size=(n, n_x)), params)
    return rng.random((n, n_y)), cache, params


SIZES = (("four samples, one output", 4, 2, 3, 1), ("seven samples, two outputs", 7, 3, 5, 2),
         ("five samples, three outputs", 5, 4, 2, 3), ("a single sample", 1, 5, 4, 3))
DELTAS = (losses.mse_delta, losses.mse_delta, losses.cross_entropy_delta, losses.cross_entropy_delta)


output_gradients = Exercise(
    "04.output_gradients", course=_output_gradients, returns="grads", library=True, vectorized=False,
    minutes=9, difficulty=2,
    helpers={"layer_backward": _layer_backward, "mse_delta": _mse_delta},
    hints=("dz2 first: `delta` is a function, and it wants the answers and the right answers. Where do the answers "
           "stand in the cache?",
           "The answers are `cache[\"a2\"]`. The output layer hears a1, so a1 stands where X stood in "
           "`layer_backward(X, dz)` of 03.",
           '`dz2 = delta(cache[…], y)`, `dW2, db2 = layer_backward(cache[…], dz2)`, '
           '`return {"dz2": dz2, "dW2": …, "db2": …}`.'))


@output_gradients.cases
def _(rng):
    for (label, *sizes), delta in zip(SIZES, DELTAS, strict=True):
        y, cache, _ = _a_pass(rng, *sizes)
        yield label, (y, cache, delta)


def _wrong_output(sentence):
    """The output's step back told as changes to the right one: `steps(y, cache, delta)` gives what is different."""
    def add(steps):
        def code(y, cache, delta):
            return _output(y, cache, delta, **steps(y, cache, delta))
        code.__name__ = steps.__name__
        return output_gradients.wrong(sentence)(code)
    return add


@_wrong_output("`dz2` is `mse_delta`, whatever `delta` is; dW2 and db2 follow from it. Call the function that was "
               'handed in: `delta(cache["a2"], y)`. In 06 it will be another one.')
def mse_delta_always(y, cache, delta):
    return {"dz2": losses.mse_delta(cache["a2"], y)}


@_wrong_output("`dz2` has the slope of the squash once too often; dW2 and db2 follow from it. `delta` has walked back "
               "to z2 already, through the squash.")
def squash_once_too_often(y, cache, delta):
    return {"dz2": activations.sigmoid_backward(delta(cache["a2"], y), cache["a2"])}


@_wrong_output("`dz2` is the slope at the answers, `mse_backward`; dW2 and db2 follow from it. It has not passed the "
               'squash, and `delta` is not asked: `delta(cache["a2"], y)`.')
def slope_at_the_answers(y, cache, delta):
    return {"dz2": losses.mse_backward(cache["a2"], y)}


@_wrong_output('`dz2` is a2 − y, and `delta` is not asked; dW2 and db2 follow from it. Write `delta(cache["a2"], y)`.')
def error_for_dz2(y, cache, delta):
    return {"dz2": cache["a2"] - y}


@_wrong_output("`delta` got z2, the sums. It takes the answers, which are squashed: `delta(cache[\"a2\"], y)`.")
def delta_of_z2(y, cache, delta):
    return {"dz2": delta(cache["z2"], y)}


@_wrong_output("`delta` got its arguments the wrong way round. First the answers, then what is right: "
               '`delta(cache["a2"], y)`.')
def delta_turned(y, cache, delta):
    return {"dz2": delta(y, cache["a2"])}


@_wrong_output("`dz2` is y, the right answers; dW2 and db2 follow from it. It is what `delta` makes of the answers and "
               'of y: `delta(cache["a2"], y)`.')
def y_for_dz2(y, cache, delta):
    return {"dz2": y.copy()}


@_wrong_output("`dz2` has the wrong sign, and so have dW2 and db2. Leave what `delta` gives as it is: the minus comes "
               "later, when a step downhill is taken.")
def all_turned(y, cache, delta):
    return {"dz2": -delta(cache["a2"], y)}


@_wrong_output("`dz2` is divided by the number of samples once more; dW2 and db2 follow from it. `delta` has divided "
               "already.")
def dz2_divided(y, cache, delta):
    return {"dz2": delta(cache["a2"], y) / len(y)}


@_wrong_output("`dW2` is divided by the number of samples, which `delta` has done already. dz2 is right.")
def dW2_divided(y, cache, delta):
    return {"dW2": cache["a1"].T @ delta(cache["a2"], y) / len(y)}


@_wrong_output("`db2` is the mean over the samples. `delta` has divided by their number already: `sum`, not `mean`.")
def db2_averaged(y, cache, delta):
    return {"db2": delta(cache["a2"], y).mean(axis=0, keepdims=True)}


@_wrong_output("`dW2` and `db2` are divided by the number of samples, which `delta` has done already. dz2 is right: "
               "leave out `/ n`.")
def both_divided(y, cache, delta):
    dz2 = delta(cache["a2"], y)
    return {"dW2": cache["a1"].T @ dz2 / len(y), "db2": dz2.sum(axis=0, keepdims=True) / len(y)}


@_wrong_output("`dW2` is made from a0, the inputs. W2 hears a1, what the hidden units say: `cache[\"a1\"]`.")
def from_the_inputs(y, cache, delta):
    return {"dW2": cache["a0"].T @ delta(cache["a2"], y)}


@_wrong_output("`dW2` is made from a2, the answers. W2 hears a1, what the hidden units say: `cache[\"a1\"]`.")
def from_the_answers(y, cache, delta):
    return {"dW2": cache["a2"].T @ delta(cache["a2"], y)}


@_wrong_output("`dW2` is made from z1, the sums before the squash. What reaches W2 is a1: `cache[\"a1\"]`.")
def from_the_sums(y, cache, delta):
    return {"dW2": cache["z1"].T @ delta(cache["a2"], y)}


@_wrong_output("`dW2` is made from the slopes a1 (1 − a1). W2 multiplies a1 itself: `cache[\"a1\"]`.")
def from_the_slopes(y, cache, delta):
    a1 = cache["a1"]
    return {"dW2": (a1 * (1 - a1)).T @ delta(cache["a2"], y)}


@_wrong_output("`dW2` lies on its side, (n_y, n_h): it is dz2.T @ a1. W2 has a row for each hidden unit, and so has "
               'its gradient: a1.T @ dz2, as `layer_backward(cache["a1"], dz2)` makes it.')
def on_its_side(y, cache, delta):
    return {"dW2": delta(cache["a2"], y).T @ cache["a1"]}


@_wrong_output("`dW2` is made from a2 − y, where dz2 belongs: a1.T @ dz2.")
def dW2_from_the_error(y, cache, delta):
    return {"dW2": cache["a1"].T @ (cache["a2"] - y)}


@_wrong_output("`dW2` and `db2` are exchanged. `layer_backward` returns the weights' gradient first: `dW2, db2 = "
               "layer_backward(…)`.")
def exchanged_pair(y, cache, delta):
    dz2 = delta(cache["a2"], y)
    return {"dW2": dz2.sum(axis=0, keepdims=True), "db2": cache["a1"].T @ dz2}


@_wrong_output("`db2` is dz2, a row for each sample. All samples share one bias, so what they ask of it adds up down "
               "the rows: `dz2.sum(axis=0, keepdims=True)`.")
def db2_not_summed(y, cache, delta):
    return {"db2": delta(cache["a2"], y)}


@_wrong_output("`db2` has lost an axis: it is flat, and b2 is a row (1, n_y). Write `dz2.sum(axis=0, keepdims=True)`.")
def db2_flat(y, cache, delta):
    return {"db2": delta(cache["a2"], y).sum(axis=0)}


@_wrong_output("`db2` is summed along the rows: a number for each sample. There is a bias for each output: "
               "`dz2.sum(axis=0, keepdims=True)`.")
def db2_along_rows(y, cache, delta):
    return {"db2": delta(cache["a2"], y).sum(axis=1, keepdims=True)}


@_wrong_output("`db2` is summed along the rows, and flat. There is a bias for each output, in a row (1, n_y): "
               "`dz2.sum(axis=0, keepdims=True)`.")
def db2_along_rows_flat(y, cache, delta):
    return {"db2": delta(cache["a2"], y).sum(axis=1)}


@_wrong_output("`db2` is one sum over everything. Each output has a bias of its own: `dz2.sum(axis=0, keepdims=True)`.")
def db2_one_number(y, cache, delta):
    return {"db2": delta(cache["a2"], y).sum()}


@_wrong_output("`db2` is one sum over everything. Each output has a bias of its own, so sum down the rows only: "
               "`axis=0`.")
def db2_one_by_one(y, cache, delta):
    return {"db2": delta(cache["a2"], y).sum(keepdims=True)}


@_wrong_output("`db2` is made from a1 and not from dz2: a bias is the weight of a constant 1, so its gradient is the "
               "sum of dz2 down the rows.")
def db2_from_a1(y, cache, delta):
    return {"db2": cache["a1"].sum(axis=0, keepdims=True)}


@_wrong_output("`layer_backward` gets its two tables the wrong way round: what the layer hears comes first, then its "
               'dz. `layer_backward(cache["a1"], dz2)`.')
def tables_turned(y, cache, delta):
    dz2 = delta(cache["a2"], y)
    return {"dW2": dz2.T @ cache["a1"], "db2": cache["a1"].sum(axis=0, keepdims=True)}


@_wrong_output("`dW2` holds both results of `layer_backward`, a pair. Take them apart: `dW2, db2 = layer_backward(…)`.")
def the_pair_as_dw2(y, cache, delta):
    return {"dW2": _layer_backward(cache["a1"], delta(cache["a2"], y))}


@_wrong_output("`dW2` and `db2` both hold both results of `layer_backward`, a pair. Take them apart: `dW2, db2 = "
               "layer_backward(…)`.")
def the_pair_twice(y, cache, delta):
    pair = _layer_backward(cache["a1"], delta(cache["a2"], y))
    return {"dW2": pair, "db2": pair}


@output_gradients.wrong('`delta` got one thing, and takes two: the answers, and what is right. `delta(cache["a2"], '
                        "y)`.")
def delta_of_one_thing(y, cache, delta):
    dz2 = delta(cache["a2"] - y)
    return _output(y, cache, delta, dz2=dz2)


@output_gradients.wrong("`dz2` is the function `delta` itself, which was not called. Brackets call it: "
                        '`delta(cache["a2"], y)`.')
def delta_not_called(y, cache, delta):
    return _output(y, cache, delta, dz2=delta, db2=None)


@output_gradients.wrong("It writes `dz2` into the cache, which belongs to the way forward. A dictionary of its own "
                        'takes the three: `return {"dz2": dz2, …}`.')
def dz2_into_the_cache(y, cache, delta):
    cache["dz2"] = delta(cache["a2"], y)
    return _output(y, cache, delta)


@output_gradients.wrong('It returns the three one by one. Asked is one dictionary: `return {"dz2": dz2, "dW2": dW2, '
                        '"db2": db2}`.')
def three_values(y, cache, delta):
    return tuple(_output(y, cache, delta).values())


@output_gradients.wrong("It returns what `layer_backward` gives, a pair. Asked is one dictionary, with dz2 in it too: "
                        '`return {"dz2": dz2, "dW2": dW2, "db2": db2}`.')
def the_pair(y, cache, delta):
    return _layer_backward(cache["a1"], delta(cache["a2"], y))


@output_gradients.wrong('dz2 is not handed back, and the hidden layer will ask for it: `return {"dz2": dz2, "dW2": '
                        'dW2, "db2": db2}`.')
def without_dz2(y, cache, delta):
    grads = _output(y, cache, delta)
    return {"dW2": grads["dW2"], "db2": grads["db2"]}


@output_gradients.wrong('The keys are "z2", "W2", "b2", as for the tables themselves. A gradient has a d before the '
                        'name: "dz2".')
def output_keys_without_d(y, cache, delta):
    return {name[1:]: array for name, array in _output(y, cache, delta).items()}


@output_gradients.wrong('What went into `delta` is a text, such as "a2", and no table: `a0, z1, a1, z2, a2 = cache` '
                        'takes the keys out of a dictionary, not what stands under them. Write `cache["a2"]`.')
def keys_for_tables(y, cache, delta):
    _, _, _, _, a2 = cache
    return _output(y, cache, delta, dz2=delta(a2, y))


@output_gradients.right
def by_layer_backward(y, cache, delta):
    dz2 = delta(cache["a2"], y)
    dW2, db2 = _layer_backward(cache["a1"], dz2)
    return {"dz2": dz2, "dW2": dW2, "db2": db2}


@output_gradients.right
def in_full(y, cache, delta):
    a1, a2 = cache["a1"], cache["a2"]
    dz2 = delta(a2, y)
    return {"db2": np.sum(dz2, axis=0, keepdims=True), "dW2": np.dot(a1.T, dz2), "dz2": dz2}


@output_gradients.right
def entry_by_entry(y, cache, delta):
    grads = {"dz2": delta(cache["a2"], y)}
    grads["dW2"] = np.einsum("nh,no->ho", cache["a1"], grads["dz2"])
    grads["db2"] = np.ones((1, len(y))) @ grads["dz2"]
    return grads


@output_gradients.right
def sample_by_sample(y, cache, delta):
    dz2 = delta(cache["a2"], y)
    dW2 = sum(np.outer(a, dz) for a, dz in zip(cache["a1"], dz2, strict=True))
    return {"dz2": dz2, "dW2": dW2, "db2": dz2.sum(axis=0).reshape(1, -1)}


@output_gradients.right
def with_a_column_of_ones(y, cache, delta):
    dz2 = delta(cache["a2"], y)
    both = np.hstack([cache["a1"], np.ones((len(y), 1))]).T @ dz2
    return {"dz2": dz2, "dW2": both[:-1], "db2": both[-1:]}


# The hidden layer ----------------------------------------------------------------------------------------------------


def _hidden(dz2, cache, params, **changed):
    """da1, dz1, dW1 and db1, with some of them changed; what is made of a changed one follows from it."""
    da1 = changed["da1"] if "da1" in changed else dz2 @ params["W2"].T
    dz1 = changed["dz1"] if "dz1" in changed else activations.sigmoid_backward(da1, cache["a1"])
    dW1 = changed["dW1"] if "dW1" in changed else cache["a0"].T @ dz1
    db1 = changed["db1"] if "db1" in changed else dz1.sum(axis=0, keepdims=True)
    return {"da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}


def _hidden_gradients(dz2, cache, params):
    return _hidden(dz2, cache, params)


hidden_gradients = Exercise(
    "04.hidden_gradients", course=_hidden_gradients, returns="grads", library=True, vectorized=False,
    minutes=12, difficulty=3,
    helpers={"layer_backward": _layer_backward, "sigmoid_backward": _sigmoid_backward},
    hints=("Three steps, three lines: back through W2, back through the squash, then to the weights and biases as in "
           "the exercise before.",
           "da1 is dz2 @ W2.T. `sigmoid_backward` makes dz1 of it, with the output of the hidden squash. The hidden "
           "layer hears a0.",
           '`da1 = dz2 @ params["W2"].T`, `dz1 = sigmoid_backward(…, cache[…])`, '
           '`dW1, db1 = layer_backward(cache[…], …)`, and all four go into a dictionary.'))


@hidden_gradients.cases
def _(rng):
    for label, *sizes in SIZES:
        y, cache, params = _a_pass(rng, *sizes)
        yield label, (rng.normal(size=y.shape), cache, params)


def _wrong_hidden(sentence):
    """The hidden layer's step told as changes to the right one: `steps(dz2, cache, params, right)`."""
    def add(steps):
        def code(dz2, cache, params):
            return _hidden(dz2, cache, params, **steps(dz2, cache, params, _hidden(dz2, cache, params)))
        code.__name__ = steps.__name__
        return hidden_gradients.wrong(sentence)(code)
    return add


@_wrong_hidden("`dz1` is da1 as it was: the squash of the hidden layer is forgotten, and dW1 and db1 follow from that. "
               'Multiply by its slope: `dz1 = sigmoid_backward(da1, cache["a1"])`.')
def hidden_squash_forgotten(dz2, cache, params, right):
    return {"dz1": right["da1"]}


@_wrong_hidden("`dz1` takes the squash of a1, which is a squash's output already; dW1 and db1 follow from it. The "
               "slope is a1 (1 − a1).")
def slope_of_an_activation_again(dz2, cache, params, right):
    s = activations.sigmoid(cache["a1"])
    return {"dz1": right["da1"] * s * (1 - s)}


@_wrong_hidden("`dz1` has the slope z1 (1 − z1), of the sums before the squash; dW1 and db1 follow from it. The slope "
               'is a1 (1 − a1): `sigmoid_backward(da1, cache["a1"])`.')
def slope_of_the_sums(dz2, cache, params, right):
    return {"dz1": activations.sigmoid_backward(right["da1"], cache["z1"])}


@_wrong_hidden("`dz1` has the two arguments of `sigmoid_backward` exchanged; dW1 and db1 follow from it. First what "
               'has come back, then the output of the squash: `sigmoid_backward(da1, cache["a1"])`.')
def squash_arguments_exchanged(dz2, cache, params, right):
    return {"dz1": activations.sigmoid_backward(cache["a1"], right["da1"])}


@_wrong_hidden("`dz1` is the slope a1 (1 − a1) alone; dW1 and db1 follow from it. What has come back, da1, is "
               "multiplied by it.")
def da1_forgotten(dz2, cache, params, right):
    return {"dz1": cache["a1"] * (1 - cache["a1"])}


@_wrong_hidden("`dz1` has the slope of the squash twice; dW1 and db1 follow from it. Once is enough: there is one "
               "squash between a1 and z1.")
def hidden_slope_twice(dz2, cache, params, right):
    return {"dz1": activations.sigmoid_backward(right["dz1"], cache["a1"])}


@_wrong_hidden("`dz1` is multiplied by a1, not by the slope a1 (1 − a1); dW1 and db1 follow from it.")
def times_a1(dz2, cache, params, right):
    return {"dz1": right["da1"] * cache["a1"]}


@_wrong_hidden("`dz1` is multiplied by 1 − a1, not by the slope a1 (1 − a1); dW1 and db1 follow from it.")
def times_one_minus_a1(dz2, cache, params, right):
    return {"dz1": right["da1"] * (1 - cache["a1"])}


@_wrong_hidden("`dz1` has the slope of tanh, 1 − a1²; dW1 and db1 follow from it. The hidden squash is a sigmoid: a1 "
               "(1 − a1).")
def hidden_slope_of_tanh(dz2, cache, params, right):
    return {"dz1": right["da1"] * (1 - cache["a1"] ** 2)}


@_wrong_hidden("`dz1` is divided by the number of samples, and so are dW1 and db1. dz2 carries that division already, "
               "from `delta`.")
def dz1_divided(dz2, cache, params, right):
    return {"dz1": right["dz1"] / len(dz2)}


@_wrong_hidden("`da1` listens to the first output only, and what follows is made of it. A hidden unit acts through "
               'every output, and at this fork the slopes add: `dz2 @ params["W2"].T`.')
def first_output_only(dz2, cache, params, right):
    return {"da1": dz2[:, :1] @ params["W2"][:, :1].T}


@_wrong_hidden("`da1` is averaged over the outputs, and what follows is made of it. At a fork the slopes add: `dz2 "
               '@ params["W2"].T`, not divided.')
def outputs_averaged(dz2, cache, params, right):
    return {"da1": right["da1"] / dz2.shape[1]}


@_wrong_hidden("`da1` adds up what the outputs ask before the weights have spoken: every hidden unit gets the same "
               "times its summed weights. Each output's dz2 goes with its own weight: `dz2 @ params[\"W2\"].T`.")
def outputs_added_first(dz2, cache, params, right):
    return {"da1": dz2.sum(axis=1, keepdims=True) * params["W2"].sum(axis=1)}


@_wrong_hidden('`da1` is squashed. On the way back nothing is squashed: da1 is `dz2 @ params["W2"].T`, and the slope '
               "of the squash comes one step later.")
def da1_squashed(dz2, cache, params, right):
    return {"da1": activations.sigmoid(right["da1"])}


@_wrong_hidden("`dz1` has lost the brackets around 1 − a1, and dW1 and db1 follow from it: `da1 * a1 * 1 - a1` "
               "multiplies by 1, and then subtracts. Write `* (1 - a1)`.")
def hidden_brackets_lost(dz2, cache, params, right):
    return {"dz1": right["da1"] * cache["a1"] * 1 - cache["a1"]}


@_wrong_hidden("`dz1` is made of da1 twice: `sigmoid_backward(da1, da1)`. The second is the output of the squash, "
               '`cache["a1"]`. dW1 and db1 follow from it.')
def da1_in_both_places(dz2, cache, params, right):
    return {"dz1": activations.sigmoid_backward(right["da1"], right["da1"])}


@_wrong_hidden("`dW1` and `db1` are made from dz2, the slopes at the output's sums. W1 and b1 stand in z1: "
               '`layer_backward(cache["a0"], dz1)`.')
def both_from_dz2(dz2, cache, params, right):
    return {"dW1": cache["a0"].T @ dz2, "db1": dz2.sum(axis=0, keepdims=True)}


@_wrong_hidden("`layer_backward` gets its two tables the wrong way round: what the layer hears comes first, then its "
               'dz. `layer_backward(cache["a0"], dz1)`.')
def hidden_tables_turned(dz2, cache, params, right):
    return {"dW1": right["dz1"].T @ cache["a0"], "db1": cache["a0"].sum(axis=0, keepdims=True)}


@_wrong_hidden("`dW1` holds both results of `layer_backward`, a pair. Take them apart: `dW1, db1 = layer_backward(…)`.")
def the_pair_as_dw1(dz2, cache, params, right):
    return {"dW1": (right["dW1"], right["db1"])}


@_wrong_hidden("`dW1` and `db1` both hold both results of `layer_backward`, a pair. Take them apart: `dW1, db1 = "
               "layer_backward(…)`.")
def the_hidden_pair_twice(dz2, cache, params, right):
    return {"dW1": (right["dW1"], right["db1"]), "db1": (right["dW1"], right["db1"])}


@_wrong_hidden("`da1` holds dz1: it was multiplied by the slope in place, with `*=`, or both keys got the same array. "
               'Make a new array for dz1: `dz1 = sigmoid_backward(da1, cache["a1"])`.')
def da1_overwritten(dz2, cache, params, right):
    return {"da1": right["dz1"], "dz1": right["dz1"]}


@_wrong_hidden("`da1` has the wrong sign, and so has all that follows. What dz2 asks is handed on through W2 as it is: "
               '`dz2 @ params["W2"].T`.')
def da1_turned(dz2, cache, params, right):
    return {"da1": -right["da1"]}


@_wrong_hidden("`da1` is made from a1's share in the forward pass. What walks back is dz2, through the weights: `dz2 @ "
               'params["W2"].T`.')
def da1_times_a1(dz2, cache, params, right):
    return {"da1": right["da1"] * cache["a1"]}


@_wrong_hidden("`dz1` is right. `dW1` is made from da1, before the squash: `layer_backward` gets dz1.")
def dW1_from_da1(dz2, cache, params, right):
    return {"dW1": cache["a0"].T @ right["da1"]}


@_wrong_hidden("`dz1` is right. `dW1` and `db1` are made from da1, before the squash: `layer_backward` gets dz1.")
def both_from_da1(dz2, cache, params, right):
    return {"dW1": cache["a0"].T @ right["da1"], "db1": right["da1"].sum(axis=0, keepdims=True)}


@_wrong_hidden("`dW1` is made from a1. W1 hears the inputs: `cache[\"a0\"]`, which is X.")
def dW1_from_a1(dz2, cache, params, right):
    return {"dW1": cache["a1"].T @ right["dz1"]}


@_wrong_hidden("`dW1` is made from z1. W1 hears the inputs: `cache[\"a0\"]`, which is X.")
def dW1_from_z1(dz2, cache, params, right):
    return {"dW1": cache["z1"].T @ right["dz1"]}


@_wrong_hidden("`dW1` lies on its side, (n_h, n_x): it is dz1.T @ a0. W1 has a row for each input, and so has its "
               'gradient: a0.T @ dz1, as `layer_backward(cache["a0"], dz1)` makes it.')
def dW1_on_its_side(dz2, cache, params, right):
    return {"dW1": right["dz1"].T @ cache["a0"]}


@_wrong_hidden("`dW1` is divided by the number of samples, which `delta` has done already. dz1 is right.")
def dW1_divided(dz2, cache, params, right):
    return {"dW1": right["dW1"] / len(dz2)}


@_wrong_hidden("`db1` is the mean over the samples. `delta` has divided by their number already: `sum`, not `mean`.")
def db1_averaged(dz2, cache, params, right):
    return {"db1": right["dz1"].mean(axis=0, keepdims=True)}


@_wrong_hidden("`dW1` and `db1` are divided by the number of samples, which `delta` has done already. Leave out `/ n`.")
def both_hidden_divided(dz2, cache, params, right):
    return {"dW1": right["dW1"] / len(dz2), "db1": right["db1"] / len(dz2)}


@_wrong_hidden("`dW1` and `db1` are exchanged. `layer_backward` returns the weights' gradient first: `dW1, db1 = "
               "layer_backward(…)`.")
def hidden_pair_exchanged(dz2, cache, params, right):
    return {"dW1": right["db1"], "db1": right["dW1"]}


@_wrong_hidden("`db1` is dz1, a row for each sample. All samples share the biases, so what they ask adds up down the "
               "rows: `dz1.sum(axis=0, keepdims=True)`.")
def db1_not_summed(dz2, cache, params, right):
    return {"db1": right["dz1"]}


@_wrong_hidden("`db1` has lost an axis: it is flat, and b1 is a row (1, n_h). Write `dz1.sum(axis=0, keepdims=True)`.")
def db1_flat(dz2, cache, params, right):
    return {"db1": right["dz1"].sum(axis=0)}


@_wrong_hidden("`db1` is summed along the rows: a number for each sample. There is a bias for each hidden unit: "
               "`dz1.sum(axis=0, keepdims=True)`.")
def db1_along_rows(dz2, cache, params, right):
    return {"db1": right["dz1"].sum(axis=1, keepdims=True)}


@_wrong_hidden("`db1` is summed along the rows, and flat. There is a bias for each hidden unit, in a row (1, n_h): "
               "`dz1.sum(axis=0, keepdims=True)`.")
def db1_along_rows_flat(dz2, cache, params, right):
    return {"db1": right["dz1"].sum(axis=1)}


@_wrong_hidden("`db1` is the mean along the rows: a number for each sample, where each hidden unit has a bias. You "
               "will meet this line again in section 8. Write `dz1.sum(axis=0, keepdims=True)`.")
def db1_as_published(dz2, cache, params, right):
    return {"db1": right["dz1"].mean(axis=1)}


@_wrong_hidden("`db1` is one sum over everything. Each hidden unit has a bias of its own: `dz1.sum(axis=0, "
               "keepdims=True)`.")
def db1_one_number(dz2, cache, params, right):
    return {"db1": right["dz1"].sum()}


@_wrong_hidden("`db1` is made from da1, before the squash: sum dz1.")
def db1_from_da1(dz2, cache, params, right):
    return {"db1": right["da1"].sum(axis=0, keepdims=True)}


@_wrong_hidden("`db1` is made from dz2: that is db2 again. The hidden biases stand in z1: sum dz1.")
def db1_from_dz2(dz2, cache, params, right):
    return {"db1": dz2.sum(axis=0, keepdims=True)}


@hidden_gradients.wrong("`da1` lies on its side, (n_h, n), and the squash does not fit it. Samples stand in rows: `dz2 "
                        '@ params["W2"].T` is (n, n_h).')
def da1_on_its_side(dz2, cache, params):
    da1 = params["W2"] @ dz2.T
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    dW1, db1 = _layer_backward(cache["a0"], dz1)
    return {"da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}


@hidden_gradients.wrong("A table of n_y columns, as dz2 has, stands left of `@`, and one of n_h rows right of it, "
                        'which does not fit. It is W2 that is asked, on its side: `dz2 @ params["W2"].T`.')
def w2_upright(dz2, cache, params):
    da1 = dz2 @ params["W2"]
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    dW1, db1 = _layer_backward(cache["a0"], dz1)
    return {"da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}


@hidden_gradients.wrong("Left of `@` stand n_h columns, right of it n rows, which does not fit. Samples are rows, so "
                        'for da1 dz2 stands first, `dz2 @ params["W2"].T`, and for dW1 a0 on its side, a0.T @ dz1.')
def w2_first_on_its_side(dz2, cache, params):
    return _hidden(dz2, cache, params, da1=params["W2"].T @ dz2)


@hidden_gradients.wrong("Left of `@` stand n_y columns, right of it n rows, which does not fit. dz2 stands first, "
                        'since samples are rows, and then W2, on its side: `dz2 @ params["W2"].T`.')
def w2_first(dz2, cache, params):
    return _hidden(dz2, cache, params, da1=params["W2"] @ dz2)


@hidden_gradients.wrong("Left of `@` stand n columns, right of it n_h rows, which does not fit. dz2 stands first as it "
                        'is, since samples are rows; it is W2 that lies on its side: `dz2 @ params["W2"].T`.')
def dz2_on_its_side(dz2, cache, params):
    return _hidden(dz2, cache, params, da1=dz2.T @ params["W2"])


def _along(found, right, change):
    """Whether it is the right one with some share of the change in it, and not none."""
    off = found - right
    share = np.sum(off * change) / np.sum(change**2)
    return abs(share) > 1e-6 and np.allclose(off, share * change, rtol=1e-6, atol=1e-9 * np.max(np.abs(off)))


@hidden_gradients.wrong("W2 was turned before da1 walked back through it, so all four are made with weights that did "
                        'not give these answers. Find all gradients first: da1 is `dz2 @ params["W2"].T`, with W2 as '
                        "it came.",
                        when=lambda found, dz2, cache, params: _along(
                            found["da1"], dz2 @ params["W2"].T, dz2 @ dz2.T @ cache["a1"]))
def through_turned_w2(dz2, cache, params):
    return _hidden(dz2, cache, {**params, "W2": params["W2"] - 0.3 * cache["a1"].T @ dz2})


@hidden_gradients.wrong("W2 was turned, by all of dW2, before da1 walked back through it, so all four are made with "
                        "weights that did not give these answers. No knob is turned on the way back: return the "
                        "gradients; the step comes in section 8.")
def w2_turned_in_place(dz2, cache, params):
    params["W2"] -= cache["a1"].T @ dz2
    return _hidden(dz2, cache, params)


@hidden_gradients.wrong("W2 was turned, by a tenth of dW2, before da1 walked back through it, so all four are made "
                        "with weights that did not give these answers. No knob is turned on the way back: return the "
                        "gradients; the step comes in section 8.")
def w2_turned_a_little_in_place(dz2, cache, params):
    params["W2"] -= 0.1 * cache["a1"].T @ dz2
    return _hidden(dz2, cache, params)


@hidden_gradients.wrong("The gradients are right, and `params` is no longer what it was. No knob is turned on the way "
                        "back: return the gradients; the step comes in section 8.")
def knobs_turned_on_the_way(dz2, cache, params):
    grads = _hidden(dz2, cache, params)
    params["W2"] -= cache["a1"].T @ dz2
    return grads


@hidden_gradients.wrong('The keys are "a1", "z1", "W1", "b1", as for the tables themselves. A gradient has a d before '
                        'the name: "da1".')
def hidden_keys_without_d(dz2, cache, params):
    return {name[1:]: array for name, array in _hidden(dz2, cache, params).items()}


@hidden_gradients.wrong("What `.T` was asked of is a text, and no table: `W1, b1, W2, b2 = params` takes the keys out "
                        'of a dictionary, not what stands under them. Write `params["W2"]`.')
def keys_for_weights(dz2, cache, params):
    _, _, W2, _ = params
    return _hidden(dz2, cache, params, da1=dz2 @ W2.T)


@hidden_gradients.wrong('Where a1 belongs, a text stands, such as "a1": `a0, z1, a1, z2, a2 = cache` takes the keys '
                        'out of a dictionary, not what stands under them. Write `cache["a1"]`.')
def keys_for_activations(dz2, cache, params):
    _, _, a1, _, _ = cache
    return _hidden(dz2, cache, params, dz1=activations.sigmoid_backward(dz2 @ params["W2"].T, a1))


@hidden_gradients.wrong("`*` pairs number with number, and works by accident where there is one output. Each hidden "
                        'unit adds up what it gets from all outputs: `dz2 @ params["W2"].T`.')
def star_for_the_way_back(dz2, cache, params):
    da1 = dz2 * params["W2"].T
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    dW1, db1 = _layer_backward(cache["a0"], dz1)
    return {"da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}


@hidden_gradients.wrong('It returns the four one by one. Asked is one dictionary: `return {"da1": da1, "dz1": dz1, '
                        '"dW1": dW1, "db1": db1}`.')
def four_values(dz2, cache, params):
    return tuple(_hidden(dz2, cache, params).values())


@hidden_gradients.wrong("It returns a pair, dW1 and db1. Asked is one dictionary, with da1 and dz1 in it too: `return "
                        '{"da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}`.')
def the_hidden_pair(dz2, cache, params):
    grads = _hidden(dz2, cache, params)
    return grads["dW1"], grads["db1"]


@hidden_gradients.right
def of_three_pieces(dz2, cache, params):
    da1 = dz2 @ params["W2"].T
    dz1 = activations.sigmoid_backward(da1, cache["a1"])
    dW1, db1 = _layer_backward(cache["a0"], dz1)
    return {"da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}


@hidden_gradients.right
def hidden_in_full(dz2, cache, params):
    a0, a1 = cache["a0"], cache["a1"]
    da1 = np.dot(dz2, params["W2"].T)
    dz1 = da1 * (a1 - a1**2)
    return {"dW1": np.dot(a0.T, dz1), "db1": np.sum(dz1, axis=0, keepdims=True), "dz1": dz1, "da1": da1}


@hidden_gradients.right
def hidden_with_einsum(dz2, cache, params):
    da1 = np.einsum("no,ho->nh", dz2, params["W2"])
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    return {"da1": da1, "dz1": dz1, "dW1": np.einsum("ni,nh->ih", cache["a0"], dz1),
            "db1": dz1.sum(axis=0)[None, :]}


@hidden_gradients.right
def turned_twice(dz2, cache, params):
    da1 = (params["W2"] @ dz2.T).T
    slope = cache["a1"] * (1 - cache["a1"])
    dz1 = slope * da1
    return {"da1": da1, "dz1": dz1, "dW1": (dz1.T @ cache["a0"]).T, "db1": np.ones((1, len(dz2))) @ dz1}


@hidden_gradients.right
def output_by_output(dz2, cache, params):
    da1 = np.zeros_like(cache["a1"])
    for k in range(dz2.shape[1]):
        da1 += dz2[:, k:k + 1] * params["W2"][:, k]
    dz1 = activations.sigmoid_backward(da1, cache["a1"])
    dW1, db1 = _layer_backward(cache["a0"], dz1)
    return {"da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}


# The whole way back --------------------------------------------------------------------------------------------------

FOUR = ("dW2", "db2", "dW1", "db1")           # in the order in which the walk finds them


def _walk(y, cache, params, delta, **changed):
    """The four gradients, with some steps of the walk changed; what is made of a changed one follows from it."""
    output = _output(y, cache, delta, **{name: changed[name] for name in ("dz2", "dW2", "db2") if name in changed})
    hidden = _hidden(output["dz2"], cache, params,
                     **{name: changed[name] for name in ("da1", "dz1", "dW1", "db1") if name in changed})
    steps = {**output, **hidden}
    return {name: steps[name] for name in FOUR}


def _backward(y, cache, params, delta):
    return _walk(y, cache, params, delta)


backward = Exercise(
    "04.backward", course=_backward, returns="grads", library=True, vectorized=False, minutes=8, difficulty=2,
    helpers={"output_gradients": _output_gradients, "hidden_gradients": _hidden_gradients,
             "layer_backward": _layer_backward, "sigmoid_backward": _sigmoid_backward, "mse_delta": _mse_delta},
    hints=("You have both halves. The second begins where the first ends: what do they hand over?",
           "`output_gradients(y, cache, delta)` gives a dictionary, and its entry dz2 is what `hidden_gradients` "
           "begins with. The four gradients of the parameters lie in the two dictionaries.",
           '`output = output_gradients(…)`, `hidden = hidden_gradients(output["dz2"], …)`, '
           '`return {"dW1": hidden["dW1"], "db1": …, "dW2": output["dW2"], "db2": …}`.'))


@backward.cases
def _(rng):
    for (label, *sizes), delta in zip(SIZES, DELTAS, strict=True):
        y, cache, params = _a_pass(rng, *sizes)
        yield label, (y, cache, params, delta)


def _steps(y, cache, params, delta):
    """All seven gradients of the walk, as they should be."""
    output = _output(y, cache, delta)
    return {**output, **_hidden(output["dz2"], cache, params)}


def _wrong_backward(sentence):
    """A walk told as changes to the right one: `steps(y, cache, params, delta, right)` gives what is different."""
    def add(steps):
        def code(y, cache, params, delta):
            right = _steps(y, cache, params, delta)
            return _walk(y, cache, params, delta, **steps(y, cache, params, delta, right))
        code.__name__ = steps.__name__
        return backward.wrong(sentence)(code)
    return add


@_wrong_backward("`dW2` is made from z1; W2 hears a1, what comes out of the squash.")
def dW2_from_z1(y, cache, params, delta, right):
    return {"dW2": cache["z1"].T @ right["dz2"]}


@_wrong_backward("`dW2` is made from a0, the inputs; W2 hears a1, what the hidden units say.")
def dW2_from_a0(y, cache, params, delta, right):
    return {"dW2": cache["a0"].T @ right["dz2"]}


@_wrong_backward("`dW2` is made from a2, the answers; W2 hears a1, what the hidden units say.")
def dW2_from_a2(y, cache, params, delta, right):
    return {"dW2": cache["a2"].T @ right["dz2"]}


@_wrong_backward("`dW2` is made from a2 − y, where dz2 belongs: a1.T @ dz2.")
def dW2_from_error(y, cache, params, delta, right):
    return {"dW2": cache["a1"].T @ (cache["a2"] - y)}


@_wrong_backward("`dW2` is divided by the number of samples, which `delta` has done already.")
def dW2_divided_again(y, cache, params, delta, right):
    return {"dW2": right["dW2"] / len(y)}


@_wrong_backward("`dW2` lies on its side, (n_y, n_h). A gradient has the shape of its parameter: a1.T @ dz2.")
def dW2_lies(y, cache, params, delta, right):
    return {"dW2": right["dW2"].T}


@_wrong_backward("`db2` is a mean over the samples, and `delta` has divided by their number already: `dz2.sum(axis=0, "
                 "keepdims=True)`.")
def db2_is_a_mean(y, cache, params, delta, right):
    return {"db2": right["dz2"].mean(axis=0, keepdims=True)}


@_wrong_backward("`db2` is dz2, a row for each sample; the bias gets their sum: `dz2.sum(axis=0, keepdims=True)`.")
def db2_unsummed(y, cache, params, delta, right):
    return {"db2": right["dz2"]}


@_wrong_backward("`db2` has lost an axis: it is flat, and b2 is a row (1, n_y). Write `dz2.sum(axis=0, "
                 "keepdims=True)`.")
def db2_is_flat(y, cache, params, delta, right):
    return {"db2": right["dz2"].sum(axis=0)}


@_wrong_backward("`dW1` is made from a1; W1 hears the inputs, `cache[\"a0\"]`.")
def dW1_hears_a1(y, cache, params, delta, right):
    return {"dW1": cache["a1"].T @ right["dz1"]}


@_wrong_backward("`dW1` is made from da1, before the squash: a0.T @ dz1.")
def dW1_of_da1(y, cache, params, delta, right):
    return {"dW1": cache["a0"].T @ right["da1"]}


@_wrong_backward("`dW1` is divided by the number of samples, which `delta` has done already.")
def dW1_divided_again(y, cache, params, delta, right):
    return {"dW1": right["dW1"] / len(y)}


@_wrong_backward("`dW1` lies on its side, (n_h, n_x). A gradient has the shape of its parameter: a0.T @ dz1.")
def dW1_lies(y, cache, params, delta, right):
    return {"dW1": right["dW1"].T}


@_wrong_backward("`db1` is a mean over the samples, and `delta` has divided by their number already: `dz1.sum(axis=0, "
                 "keepdims=True)`.")
def db1_is_a_mean(y, cache, params, delta, right):
    return {"db1": right["dz1"].mean(axis=0, keepdims=True)}


@_wrong_backward("`db1` is dz1, a row for each sample; the biases get their sum: `dz1.sum(axis=0, keepdims=True)`.")
def db1_unsummed(y, cache, params, delta, right):
    return {"db1": right["dz1"]}


@_wrong_backward("`db1` has lost an axis: it is flat, and b1 is a row (1, n_h). Write `dz1.sum(axis=0, "
                 "keepdims=True)`.")
def db1_is_flat(y, cache, params, delta, right):
    return {"db1": right["dz1"].sum(axis=0)}


@_wrong_backward("`db1` is summed along the rows: a number for each sample. There is a bias for each hidden unit: "
                 "`dz1.sum(axis=0, keepdims=True)`.")
def db1_sums_rows(y, cache, params, delta, right):
    return {"db1": right["dz1"].sum(axis=1, keepdims=True)}


@_wrong_backward("`db1` averages along the rows: a number for each sample, handed to the units. Section 8 shows where "
                 "this was published. Write `dz1.sum(axis=0, keepdims=True)`.")
def db1_published(y, cache, params, delta, right):
    return {"db1": right["dz1"].mean(axis=1)}


@_wrong_backward("`db1` is made from da1, before the squash: sum dz1.")
def db1_of_da1(y, cache, params, delta, right):
    return {"db1": right["da1"].sum(axis=0, keepdims=True)}


@_wrong_backward("`db1` is db2 once more: the hidden biases get the sum of dz1.")
def db1_is_db2(y, cache, params, delta, right):
    return {"db1": right["db2"]}


@_wrong_backward("All four are wrong, so look at what all four are made of: dz2. It is `mse_delta`, whatever `delta` "
                 'is. Call the function that was handed in: `delta(cache["a2"], y)`.')
def delta_not_asked(y, cache, params, delta, right):
    return {"dz2": losses.mse_delta(cache["a2"], y)}


@_wrong_backward("All four are wrong, so look at what all four are made of: dz2. It has the slope of the output's "
                 "squash once too often: `delta` has walked through that squash already.")
def output_squash_again(y, cache, params, delta, right):
    return {"dz2": activations.sigmoid_backward(right["dz2"], cache["a2"])}


@_wrong_backward("All four are wrong, so look at what all four are made of: dz2. It is a2 − y, and `delta` is not "
                 'asked: write `delta(cache["a2"], y)`.')
def error_for_delta(y, cache, params, delta, right):
    return {"dz2": cache["a2"] - y}


@_wrong_backward("All four are wrong, so look at what all four are made of: dz2. It is 2 (a2 − y) / (n · n_y), the "
                 "slope at the answers: it has not passed the squash, and `delta` is not asked. Write "
                 '`delta(cache["a2"], y)`.')
def mse_backward_for_delta(y, cache, params, delta, right):
    return {"dz2": losses.mse_backward(cache["a2"], y)}


@_wrong_backward("All four are wrong, so look at what all four are made of: dz2. It is (a2 − y) a2 (1 − a2), and "
                 '`delta` is not asked: write `delta(cache["a2"], y)`.')
def squared_error_for_delta(y, cache, params, delta, right):
    return {"dz2": (cache["a2"] - y) * cache["a2"] * (1 - cache["a2"])}


@_wrong_backward("All four are wrong, so look at what all four are made of: dz2. `delta` got its arguments the wrong "
                 'way round. First the answers: `delta(cache["a2"], y)`.')
def delta_arguments_turned(y, cache, params, delta, right):
    return {"dz2": delta(y, cache["a2"])}


@_wrong_backward("All four are wrong, so look at what all four are made of: dz2. `delta` got z2, the sums; it takes "
                 'the answers: `delta(cache["a2"], y)`.')
def delta_of_the_sums(y, cache, params, delta, right):
    return {"dz2": delta(cache["z2"], y)}


@_wrong_backward("All four have the wrong sign. A gradient points uphill; the minus comes later, in the step downhill.")
def all_signs_turned(y, cache, params, delta, right):
    return {"dz2": -right["dz2"]}


@_wrong_backward("All four are divided by the number of samples, which `delta` has done already. Leave out `/ n`.")
def all_divided(y, cache, params, delta, right):
    return {"dz2": right["dz2"] / len(y)}


@_wrong_backward("All four are multiplied by the number of samples. `delta` has made the mean of them: leave it so.")
def all_multiplied(y, cache, params, delta, right):
    return {"dz2": right["dz2"] * len(y)}


@_wrong_backward("`dW1` and `db1` are wrong, dW2 and db2 are right: so look at da1 and dz1. dz1 is da1 as it was, the "
                 'squash is forgotten: `sigmoid_backward(da1, cache["a1"])`.')
def squash_forgotten(y, cache, params, delta, right):
    return {"dz1": right["da1"]}


@_wrong_backward("`dW1` and `db1` are wrong, dW2 and db2 are right: so look at da1 and dz1. dz1 takes the squash of "
                 "a1, which is a squash's output already. The slope is a1 (1 − a1).")
def squash_of_a_squash(y, cache, params, delta, right):
    s = activations.sigmoid(cache["a1"])
    return {"dz1": right["da1"] * s * (1 - s)}


@_wrong_backward("`dW1` and `db1` are wrong, dW2 and db2 are right: so look at da1 and dz1. dz1 has the slope z1 (1 − "
                 "z1); it is a1 (1 − a1), of the output of the squash.")
def slope_from_z1(y, cache, params, delta, right):
    return {"dz1": activations.sigmoid_backward(right["da1"], cache["z1"])}


@_wrong_backward("`dW1` and `db1` are wrong, dW2 and db2 are right: so look at da1 and dz1. dz1 has the slope of the "
                 "squash twice: it belongs there once.")
def hidden_squash_twice(y, cache, params, delta, right):
    return {"dz1": activations.sigmoid_backward(right["dz1"], cache["a1"])}


@_wrong_backward("`dW1` and `db1` are wrong, dW2 and db2 are right: so look at da1 and dz1. dz1 has the slope of tanh, "
                 "1 − a1². The hidden squash is a sigmoid: a1 (1 − a1).")
def tanh_for_sigmoid(y, cache, params, delta, right):
    return {"dz1": right["da1"] * (1 - cache["a1"] ** 2)}


@_wrong_backward("`dW1` and `db1` are wrong, dW2 and db2 are right: so look at da1 and dz1. Both have the wrong sign: "
                 'da1 is `dz2 @ params["W2"].T`, with no minus.')
def hidden_sign_turned(y, cache, params, delta, right):
    return {"da1": -right["da1"]}


@_wrong_backward("`dW1` and `db1` are divided by the number of samples, dW2 and db2 are right. `delta` has divided "
                 "already, and what walks back carries that along.")
def hidden_divided(y, cache, params, delta, right):
    return {"da1": right["da1"] / len(y)}


@_wrong_backward("`dW1` and `db1` are wrong, dW2 and db2 are right: so look at da1 and dz1. da1 listens to the first "
                 "output only; at the fork the slopes from all outputs add.")
def one_output_heard(y, cache, params, delta, right):
    return {"da1": right["dz2"][:, :1] @ params["W2"][:, :1].T}


@_wrong_backward("`dW2` and `dW1` are divided by the number of samples, which `delta` has done already. Leave out `/ "
                 "n`.")
def weights_divided(y, cache, params, delta, right):
    return {"dW2": right["dW2"] / len(y), "dW1": right["dW1"] / len(y)}


@_wrong_backward("`db2` and `db1` are means over the samples. `delta` has divided by their number already: `sum`, not "
                 "`mean`.")
def biases_averaged(y, cache, params, delta, right):
    return {"db2": right["db2"] / len(y), "db1": right["db1"] / len(y)}


@_wrong_backward("`dW2` and `dW1` both lie on their sides. A gradient has the shape of its parameter: a1.T @ dz2, and "
                 "a0.T @ dz1.")
def both_lie(y, cache, params, delta, right):
    return {"dW2": right["dW2"].T, "dW1": right["dW1"].T}


@_wrong_backward("`db2` and `db1` have lost an axis: they are flat, and biases are rows, (1, n_y) and (1, n_h). Write "
                 "`sum(axis=0, keepdims=True)`.")
def biases_flat(y, cache, params, delta, right):
    return {"db2": right["dz2"].sum(axis=0), "db1": right["dz1"].sum(axis=0)}


@_wrong_backward("`db2` and `db1` are summed along the rows: a number for each sample. There is a bias for each unit: "
                 "`axis=0` sums down the rows.")
def biases_along_rows(y, cache, params, delta, right):
    return {"db2": right["dz2"].sum(axis=1, keepdims=True), "db1": right["dz1"].sum(axis=1, keepdims=True)}


@_wrong_backward("`db2` and `db1` are dz2 and dz1, a row for each sample. All samples share the biases: sum down the "
                 "rows, `sum(axis=0, keepdims=True)`.")
def biases_unsummed(y, cache, params, delta, right):
    return {"db2": right["dz2"], "db1": right["dz1"]}


@_wrong_backward("`db2` and `db1` are one number each. Every unit has a bias of its own: sum down the rows only, "
                 "`sum(axis=0, keepdims=True)`.")
def biases_are_numbers(y, cache, params, delta, right):
    return {"db2": right["dz2"].sum(), "db1": right["dz1"].sum()}


def _with_w2_turned(rate):
    """The walk of a program that moves W2 before it has walked back through it."""
    def walk(y, cache, params, delta):
        output = _output(y, cache, delta)
        params["W2"] -= rate * output["dW2"]
        hidden = _hidden(output["dz2"], cache, params)
        return {name: {**output, **hidden}[name] for name in FOUR}
    return walk


@backward.wrong("W2 was turned, by all of dW2, before da1 walked back through it, so dW1 and db1 are made with weights "
                "that did not give these answers. Find all gradients first: the step downhill comes in section 8.")
def w2_turned_too_early(y, cache, params, delta):
    return _with_w2_turned(1.0)(y, cache, params, delta)


@backward.wrong("W2 was turned, by a tenth of dW2, before da1 walked back through it, so dW1 and db1 are made with "
                "weights that did not give these answers. Find all gradients first: the step downhill comes in "
                "section 8.")
def w2_turned_a_little(y, cache, params, delta):
    return _with_w2_turned(0.1)(y, cache, params, delta)


def _is_through_turned_w2(found, y, cache, params, delta):
    """Whether dW1 and db1 are what comes back through a W2 that has moved along its gradient, by whatever rate."""
    right = _steps(y, cache, params, delta)
    moved = _hidden(right["dz2"], cache, {**params, "W2": params["W2"] - right["dW2"]})
    there, expected, other = (np.vstack([grads["dW1"], grads["db1"]]) for grads in (found, right, moved))
    return _along(there, expected, other - expected)


@backward.wrong("W2 was turned before da1 walked back through it, so dW1 and db1 are made with weights that did not "
                "give these answers. Find all gradients first: the step downhill comes in section 8.",
                when=_is_through_turned_w2)
def w2_turned_in_a_copy(y, cache, params, delta):
    dW2 = _output(y, cache, delta)["dW2"]
    return _walk(y, cache, {**params, "W2": params["W2"] - 0.3 * dW2}, delta)


@backward.wrong("The gradients are right, and `params` is no longer what it was. No knob is turned on the way back: "
                "return the gradients; the step comes in section 8.")
def all_knobs_turned(y, cache, params, delta):
    grads = _walk(y, cache, params, delta)
    for name in params:
        params[name] -= grads[f"d{name}"]
    return grads


def _stepped(y, cache, params, delta, rate):
    grads = _walk(y, cache, params, delta)
    return {name: params[name] - rate * grads[f"d{name}"] for name in params}


def _all_in_a_row(arrays):
    return np.concatenate([np.ravel(arrays[name]) for name in FOUR])


def _is_stepped(found, y, cache, params, delta):
    """Whether the knobs after a step, by whatever rate, stand where their gradients belong."""
    return _along(_all_in_a_row(found), _all_in_a_row({f"d{name}": array for name, array in params.items()}),
                  _all_in_a_row(_walk(y, cache, params, delta)))


@backward.wrong("These are the knobs after a step. Asked are the gradients themselves, dW1, db1, dW2 and db2; the step "
                "comes in section 8.", when=_is_stepped)
def knobs_under_d(y, cache, params, delta):
    return {f"d{name}": array for name, array in _stepped(y, cache, params, delta, 0.3).items()}


@backward.wrong('These are the knobs after a step by the whole gradient. Asked are the gradients themselves, under '
                '"dW1", "db1", "dW2" and "db2"; the step comes in section 8.')
def knobs_after_a_step(y, cache, params, delta):
    return _stepped(y, cache, params, delta, 1.0)


@backward.wrong('These are the knobs after a step by a tenth of the gradient. Asked are the gradients themselves, '
                'under "dW1", "db1", "dW2" and "db2"; the step comes in section 8.')
def knobs_after_a_small_step(y, cache, params, delta):
    return _stepped(y, cache, params, delta, 0.1)


@backward.wrong("These are the knobs after a step, and the caller's own have moved with them. Asked are the gradients "
                'themselves, under "dW1", "db1", "dW2" and "db2"; the step comes in section 8.')
def knobs_after_a_step_in_place(y, cache, params, delta):
    for name, array in _stepped(y, cache, params, delta, 1.0).items():
        params[name][:] = array
    return params


@backward.wrong("The four are right, and come with the steps between: dz2, da1, dz1. Asked are the gradients of the "
                "parameters alone, for whoever takes a step goes through all that is handed back. Pick the four: "
                '`{"dW1": hidden["dW1"], …}`.')
def all_seven(y, cache, params, delta):
    return _steps(y, cache, params, delta)


@backward.wrong('It hands back both dictionaries, side by side. Asked is one, with four entries: `{"dW1": '
                'hidden["dW1"], "db1": …, "dW2": output["dW2"], "db2": …}`.')
def two_dictionaries(y, cache, params, delta):
    output = _output(y, cache, delta)
    return output, _hidden(output["dz2"], cache, params)


@backward.wrong('It hands back the four one by one. Asked is a dictionary, so that each has its name: `{"dW1": dW1, '
                '"db1": db1, "dW2": dW2, "db2": db2}`.')
def four_one_by_one(y, cache, params, delta):
    grads = _walk(y, cache, params, delta)
    return grads["dW1"], grads["db1"], grads["dW2"], grads["db2"]


@backward.wrong('The keys are "W1", "b1", "W2", "b2", as for the parameters themselves. A gradient has a d before the '
                'name: "dW1".')
def keys_without_d(y, cache, params, delta):
    return {name[1:]: array for name, array in _walk(y, cache, params, delta).items()}


@backward.wrong("`hidden_gradients` begins with dz2, a table, and got something else, a dictionary or a function. It "
                'wants the entry: `hidden_gradients(output["dz2"], cache, params)`.')
def whole_dictionary_handed_over(y, cache, params, delta):
    output = _output(y, cache, delta)
    hidden = _hidden_gradients(output, cache, params)
    return {name: {**output, **hidden}[name] for name in FOUR}


@backward.wrong('What went into `hidden_gradients` is a text, such as "dz2", and no table: `dz2, dW2, db2 = …` takes '
                'the keys out of a dictionary, not what stands under them. Write `output = output_gradients(…)`, and '
                'then `output["dz2"]`.')
def keys_for_gradients(y, cache, params, delta):
    dz2, _, _ = _output(y, cache, delta)
    return _hidden_gradients(dz2, cache, params)


@backward.wrong('What went into `delta` is a text, such as "a2", and no table: `a0, z1, a1, z2, a2 = cache` takes the '
                'keys out of a dictionary, not what stands under them. Write `cache["a2"]`.')
def keys_for_the_cache(y, cache, params, delta):
    _, _, _, _, a2 = cache
    return {"dz2": delta(a2, y)}


@backward.right
def of_two_halves(y, cache, params, delta):
    output = _output_gradients(y, cache, delta)
    hidden = _hidden_gradients(output["dz2"], cache, params)
    return {"dW1": hidden["dW1"], "db1": hidden["db1"], "dW2": output["dW2"], "db2": output["db2"]}


@backward.right
def seven_lines(y, cache, params, delta):
    dz2 = delta(cache["a2"], y)
    dW2 = cache["a1"].T @ dz2
    db2 = dz2.sum(axis=0, keepdims=True)
    da1 = dz2 @ params["W2"].T
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    dW1 = cache["a0"].T @ dz1
    db1 = dz1.sum(axis=0, keepdims=True)
    return {"dW2": dW2, "db2": db2, "dW1": dW1, "db1": db1}


@backward.right
def in_a_loop_over_layers(y, cache, params, delta):
    grads, dz = {}, delta(cache["a2"], y)
    for l in (2, 1):
        grads[f"dW{l}"], grads[f"db{l}"] = _layer_backward(cache[f"a{l - 1}"], dz)
        if l > 1:
            dz = activations.sigmoid_backward(dz @ params[f"W{l}"].T, cache[f"a{l - 1}"])
    return grads


@backward.right
def merged_and_picked(y, cache, params, delta):
    output = _output_gradients(y, cache, delta)
    steps = output | _hidden_gradients(output["dz2"], cache, params)
    return {f"d{name}": steps[f"d{name}"] for name in params}


@backward.right
def by_nnlib(y, cache, params, delta):
    return network.backward(y, cache, params, delta=delta)


@backward.right
def with_einsum(y, cache, params, delta):
    dz2 = delta(cache["a2"], y)
    dz1 = np.einsum("no,ho,nh,nh->nh", dz2, params["W2"], cache["a1"], 1 - cache["a1"])
    return {"dW1": np.einsum("ni,nh->ih", cache["a0"], dz1), "db1": np.einsum("nh->h", dz1)[None],
            "dW2": np.einsum("nh,no->ho", cache["a1"], dz2), "db2": np.einsum("no->o", dz2)[None]}

"""The exercises of 06 Cross-entropy: what is asked, and the answers that people plausibly write."""

import math

import numpy as np

from nnlib import activations, datasets, losses, network
from nnlib.exercises.catalogue import Exercise


def _yes_and_no(rng, n, n_y):
    """Labels of 0 and 1, both of them where there is room."""
    labels = np.zeros(n * n_y)
    labels[rng.permutation(n * n_y)[: (n * n_y + 1) // 2]] = 1
    return labels.reshape(n, n_y)


def _some_answers(rng, n, n_y):
    return rng.uniform(0.05, 0.95, size=(n, n_y))


TINY = 2.0**-30          # 1 − TINY, and TINY + 1 − 1, are exact: a right answer that takes a detour stays right


def _nearly(output, wanted):
    """Right to some digits, and neither rounded nor float32: something small was added somewhere, or cut off."""
    exact = isinstance(output, float) and np.isfinite(output) and abs(output - round(output, 6)) > 1e-12
    return bool(exact and abs(output - wanted) < 1e-4 * abs(wanted))


def _is_finite_number(output):
    return np.shape(output) == () and bool(np.isfinite(output))


# A cost is worked out for each entry, and then one number is made of all. Either can go wrong: a mistake about the
# entries is told once, and known with each of these endings.
ENDINGS = (
    ("",
     lambda costs: costs.sum() / len(costs)),
    (" And it divides by all numbers, n · n_y of them, as `np.mean` does: the mean is over the rows, `len(y)`.",
     np.mean),
    (" And the sum has still to be divided by the number of rows, `len(y)`.",
     np.sum),
)


def _wrong_costs(exercise, sentence):
    """Decorator: a function that makes this mistake in the cost of each entry."""
    def add(costs):
        for said, ending in ENDINGS:
            if exercise.parameters()[0] == "z":
                def code(z, y, ending=ending):
                    return ending(costs(z, y))
            else:
                def code(y_hat, y, ending=ending):
                    return ending(costs(y_hat, y))
            code.__name__ = costs.__name__
            exercise.wrong(sentence + said)(code)
        return costs
    return add


# How probable it was called ------------------------------------------------------------------------------------------


def _likelihoods(y_hat, y):
    return np.where(y == 1, y_hat, 1 - y_hat)


likelihoods = Exercise(
    "06.likelihoods", course=_likelihoods, returns="called", library=True, minutes=4, difficulty=1,
    hints=("Look at the table: where does the last column repeat ŷ, and where is it 1 − ŷ?",
           "`y == 1` is a table of True and False. `np.where` takes it as its condition, and gives a table of the same "
           "shape.",
           "`return np.where(y == 1, …, …)`: first what holds where 1 happened, then the other."))


@likelihoods.cases
def _(rng):
    yield "two rows", (np.array([[0.8], [0.3]]), np.array([[1.0], [0.0]]))
    yield "seven rows", (_some_answers(rng, 7, 1), _yes_and_no(rng, 7, 1))
    yield "five rows of three outputs", (_some_answers(rng, 5, 3), _yes_and_no(rng, 5, 3))
    yield "a single row where 0 happened", (np.array([[0.9]]), np.array([[0.0]]))


@likelihoods.wrong("These are the answers as they came. Where 0 happened, the network had called it 1 − ŷ probable.")
def answers_as_they_came(y_hat, y):
    return y_hat.copy()


@likelihoods.wrong("Everywhere it is 1 − ŷ. Where 1 happened, the network had called it ŷ probable.")
def always_the_other(y_hat, y):
    return 1 - y_hat


@likelihoods.wrong("These are the probabilities of what did not happen: how far each answer is off. It is ŷ where y is "
                   "1, and 1 − ŷ where y is 0. (`np.where` takes its second argument where the condition holds.)")
def exchanged(y_hat, y):
    return np.where(y == 1, 1 - y_hat, y_hat)


@likelihoods.wrong("These are the errors, ŷ − y. Asked is how probable the network called what happened: ŷ where y is "
                   "1, 1 − ŷ where y is 0.")
def errors(y_hat, y):
    return y_hat - y


@likelihoods.wrong("Where 0 happened this gives 0, as if the network had called it impossible. It had called it 1 − ŷ "
                   "probable.")
def only_where_one(y_hat, y):
    return y * y_hat


@likelihoods.wrong("Where 1 happened this gives 0, as if the network had called it impossible. It had called it ŷ "
                   "probable.")
def only_where_zero(y_hat, y):
    return (1 - y) * (1 - y_hat)


@likelihoods.wrong("Where 0 happened this gives 1. There the network had called it 1 − ŷ probable.")
def one_where_zero(y_hat, y):
    return y_hat**y


@likelihoods.wrong("Where 1 happened this gives 1. There the network had called it ŷ probable, and only ŷ counts.")
def both_terms(y_hat, y):
    return y * y_hat + (1 - y_hat)


@likelihoods.wrong("This looks at what the network decided, not at what happened: it is never below one half. The "
                   "condition is about y.")
def its_own_decision(y_hat, y):
    return np.where(y_hat > 0.5, y_hat, 1 - y_hat)


@likelihoods.wrong("It says 1 or 0, whether each answer is on the right side of one half. Asked is how probable the "
                   "network called what happened.")
def right_or_wrong(y_hat, y):
    return np.where((y_hat > 0.5) == (y == 1), 1.0, 0.0)


@likelihoods.wrong("They are multiplied together already. Asked is the column of the table, a number for each entry; "
                   "the product comes after it.")
def multiplied(y_hat, y):
    return _likelihoods(y_hat, y).prod()


@likelihoods.wrong("Their logarithms come later. Asked are the probabilities themselves.")
def logs_already(y_hat, y):
    return np.log(_likelihoods(y_hat, y))


@likelihoods.wrong("`if` asks about one number, and y is a whole table. `np.where(y == 1, p, q)` asks in every place.")
def by_if(y_hat, y):
    if y == 1:
        return y_hat
    return 1 - y_hat


@likelihoods.wrong("Where 0 happened this is negative: ŷ and 1 have changed places. It had been called 1 − ŷ probable.")
def brackets_turned(y_hat, y):
    return np.where(y == 1, y_hat, y_hat - 1)


@likelihoods.wrong("These are the surprises, −log of the probabilities: they come later. Asked are the probabilities.")
def surprises_already(y_hat, y):
    return -np.log(_likelihoods(y_hat, y))


@likelihoods.wrong("The error is squared in it. The probability of what happened is 1 minus how far the answer is off, "
                   "without a square: ŷ where y is 1, 1 − ŷ where y is 0.")
def one_minus_squared_error(y_hat, y):
    return 1 - (y_hat - y) ** 2


@likelihoods.wrong("Where 1 happened this is above 1, which no probability is: the error has kept its sign. It is ŷ "
                   "where y is 1, and 1 − ŷ where y is 0.")
def one_minus_error(y_hat, y):
    return 1 - (y_hat - y)


@likelihoods.wrong("`np.where` with a condition alone says in which places it holds. It takes three things here: the "
                   "condition, what to take where it holds, what to take elsewhere.")
def condition_alone(y_hat, y):
    return np.where(y == 1)


@likelihoods.wrong("`np.where` has been told what to take where the condition holds, and not what to take elsewhere: "
                   "it wants three things.")
def nothing_elsewhere(y_hat, y):
    return np.where(y == 1, y_hat)


@likelihoods.right
def switched_by_y(y_hat, y):
    return y * y_hat + (1 - y) * (1 - y_hat)


@likelihoods.right
def by_distance(y_hat, y):
    return 1 - np.abs(y - y_hat)


@likelihoods.right
def by_distance_from_the_wrong_end_of_it(y_hat, y):
    return np.abs(y_hat + y - 1)


@likelihoods.right
def by_powers(y_hat, y):
    return y_hat**y * (1 - y_hat) ** (1 - y)


@likelihoods.right
def the_other_condition(y_hat, y):
    return np.where(y == 0, 1 - y_hat, y_hat)


@likelihoods.right
def on_a_copy(y_hat, y):
    called = y_hat.copy()
    called[y == 0] = 1 - called[y == 0]
    return called


@likelihoods.right
def entry_by_entry(y_hat, y):
    return np.array([[p if happened == 1 else 1 - p for p, happened in zip(ps, hs, strict=True)]
                     for ps, hs in zip(y_hat, y, strict=True)])


# Binary cross-entropy ------------------------------------------------------------------------------------------------

binary_cross_entropy = Exercise(
    "06.binary_cross_entropy", course=losses.binary_cross_entropy, returns="loss", library=True, minutes=10,
    difficulty=2, helpers={"likelihoods": _likelihoods},
    hints=("Build it from the inside out: the two terms for every entry, then their sum over all, then divided by n, "
           "then the sign.",
           "`y * np.log(y_hat)` is a table, and so is the second term; add them. `.sum()` adds up a whole table, and "
           "`len(y)` is the number of rows.",
           "`return -(y * np.log(…) + (1 - y) * np.log(…)).sum() / len(y)`: which probability belongs in which log?"))


@binary_cross_entropy.cases
def _(rng):
    yield "three rows", (np.array([[0.8], [0.3], [0.6]]), np.array([[1.0], [0.0], [1.0]]))
    yield "seven rows", (_some_answers(rng, 7, 1), _yes_and_no(rng, 7, 1))
    yield "five rows of three outputs", (_some_answers(rng, 5, 3), _yes_and_no(rng, 5, 3))
    yield "a single row of four outputs", (_some_answers(rng, 1, 4), _yes_and_no(rng, 1, 4))
    yield "answers very near to 0 and 1", (np.array([[TINY], [1 - TINY], [TINY], [0.4]]),
                                           np.array([[1.0], [0.0], [0.0], [1.0]]))
    yield "1,200 rows", (_some_answers(rng, 1200, 1), _yes_and_no(rng, 1200, 1))


def _terms(y_hat, y):
    """The surprise of each entry."""
    return -np.log(_likelihoods(y_hat, y))


@_wrong_costs(binary_cross_entropy, "The minus is missing. Logarithms of probabilities are negative; with the sign "
                                    "turned, a better network has a smaller loss.")
def minus_missing(y_hat, y):
    return -_terms(y_hat, y)


@binary_cross_entropy.wrong("It is right where a row has one output. With three, it divides by all numbers, n · n_y of "
                            "them, as `np.mean` does. This loss is a mean over the n rows: add up all, and divide by "
                            "`len(y)`.")
def mean_of_all(y_hat, y):
    return _terms(y_hat, y).mean()


@binary_cross_entropy.wrong("It is the sum over all rows: divide by their number, `len(y)`.")
def sum_for_mean(y_hat, y):
    return _terms(y_hat, y).sum()


@binary_cross_entropy.wrong("It divides by the number of outputs, the columns. The mean is over the rows: `len(y)`, "
                            "which is `y.shape[0]`.")
def by_the_columns(y_hat, y):
    return _terms(y_hat, y).sum() / y.shape[1]


@binary_cross_entropy.wrong("It divides by n twice: a mean needs no `len(y)` under it, and a sum needs one.")
def divided_twice(y_hat, y):
    return _terms(y_hat, y).sum() / len(y) ** 2


@_wrong_costs(binary_cross_entropy, "Only the rows count in which 1 happened. The second term, (1 − y) log(1 − ŷ), is "
                                    "missing: without it a network that always says 1 would be perfect.")
def first_term_only(y_hat, y):
    return -y * np.log(y_hat)


@_wrong_costs(binary_cross_entropy, "Only the rows count in which 0 happened. The first term, y log ŷ, is missing.")
def second_term_only(y_hat, y):
    return -(1 - y) * np.log(1 - y_hat)


@_wrong_costs(binary_cross_entropy, "The second term is subtracted from the first. Both are logarithms of "
                                    "probabilities, both are negative, and they are added: `y * … + (1 - y) * …`, in "
                                    "one pair of brackets behind the minus. (A minus in front of the first term alone "
                                    "does the same.)")
def terms_subtracted(y_hat, y):
    return -y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)


@_wrong_costs(binary_cross_entropy, "Everywhere it is log ŷ. Where 0 happened, the network had called it 1 − ŷ "
                                    "probable: the second term is `(1 - y) * np.log(1 - y_hat)`. (`likelihoods` has "
                                    "switched already: it goes into a single logarithm.)")
def log_y_hat_twice(y_hat, y):
    return -np.log(y_hat)


@_wrong_costs(binary_cross_entropy, "In the second term the 1 stands outside the logarithm: 1 − log ŷ. It is the "
                                    "logarithm of 1 − ŷ, `np.log(1 - y_hat)`.")
def one_outside(y_hat, y):
    return -(y * np.log(y_hat) + (1 - y) * (1 - np.log(y_hat)))


@_wrong_costs(binary_cross_entropy, "The second term counts in every row: the factor (1 − y) in front of it, which "
                                    "switches it off where 1 happened, is missing.")
def second_never_off(y_hat, y):
    return -(y * np.log(y_hat) + np.log(1 - y_hat))


@_wrong_costs(binary_cross_entropy, "Neither term is switched: log ŷ and log(1 − ŷ) count in every row, whatever "
                                    "happened. In front of the first belongs y, in front of the second 1 − y.")
def never_switched(y_hat, y):
    return -(np.log(y_hat) + np.log(1 - y_hat))


@_wrong_costs(binary_cross_entropy, "The terms are switched the wrong way round: y belongs in front of log ŷ, and 1 − "
                                    "y in front of log(1 − ŷ). So a perfect network would have the worst loss.")
def switched_wrongly(y_hat, y):
    return -((1 - y) * np.log(y_hat) + y * np.log(1 - y_hat))


@_wrong_costs(binary_cross_entropy, "The factor in front of the second term is 1 − ŷ; it is 1 − y. The labels switch, "
                                    "the answers stand in the logarithms.")
def answer_as_switch(y_hat, y):
    return -(y * np.log(y_hat) + (1 - y_hat) * np.log(1 - y_hat))


@_wrong_costs(binary_cross_entropy, "The answers weigh themselves: ŷ log ŷ + (1 − ŷ) log(1 − ŷ) does not ask what "
                                    "happened. In front of the logarithms stand y and 1 − y.")
def entropy_of_the_answers(y_hat, y):
    return -(y_hat * np.log(y_hat) + (1 - y_hat) * np.log(1 - y_hat))


@_wrong_costs(binary_cross_entropy, "The logarithm is to the base 10. The natural one is asked, `np.log`: its slope is "
                                    "1/p.")
def base_ten(y_hat, y):
    return _terms(y_hat, y) / np.log(10)


@_wrong_costs(binary_cross_entropy, "The logarithm is to the base 2, which measures surprise in bits. Here the natural "
                                    "one is asked, `np.log`: its slope is 1/p.")
def base_two(y_hat, y):
    return _terms(y_hat, y) / np.log(2)


@_wrong_costs(binary_cross_entropy, "`np.log1p(p)` is log(1 + p). Asked is log p: `np.log`.")
def log_of_one_plus(y_hat, y):
    return -np.log1p(_likelihoods(y_hat, y))


@_wrong_costs(binary_cross_entropy, "Here 1 − p takes the place of −log p: there is no logarithm in it. Then the "
                                    "certain and wrong would pay no more than 1, as with the squared error.")
def without_logs(y_hat, y):
    return 1 - _likelihoods(y_hat, y)


@_wrong_costs(binary_cross_entropy, "This is the squared error of 03. Asked is −log of what was called probable.")
def by_name_mse(y_hat, y):
    return (y_hat - y) ** 2


@_wrong_costs(binary_cross_entropy, "It is multiplied by a half. There is none in this loss, and no square that would "
                                    "want one.")
def halved(y_hat, y):
    return _terms(y_hat, y) / 2


@binary_cross_entropy.wrong("This is a table, divided by n. Its numbers have still to be added up: `.sum()`.")
def table_by_n(y_hat, y):
    return _terms(y_hat, y) / len(y)


@binary_cross_entropy.wrong("`-1 / n` multiplies the first term alone, and nothing is added up. Put both terms into "
                            "brackets, with `.sum()` behind them, or into `np.sum(…)`.")
def factor_of_the_first_term(y_hat, y):
    return -1 / len(y) * y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)


@binary_cross_entropy.wrong("`-1 / n` and the sum hold for the first term alone. Put both terms into the brackets of "
                            "the sum.")
def sum_of_the_first_term(y_hat, y):
    return -1 / len(y) * np.sum(y * np.log(y_hat)) + (1 - y) * np.log(1 - y_hat)


@binary_cross_entropy.wrong("`-1 / n` multiplies the sum of the first term alone. Put both sums into brackets.")
def factor_of_the_first_sum(y_hat, y):
    return -1 / len(y) * np.sum(y * np.log(y_hat)) + np.sum((1 - y) * np.log(1 - y_hat))


@_wrong_costs(binary_cross_entropy, "A bracket is missing around 1 − y: the 1 is added to every row, and y log(1 − ŷ) "
                                    "subtracted. The second term is `(1 - y) * np.log(1 - y_hat)`.")
def bracket_around_one_minus_y(y_hat, y):
    return -(y * np.log(y_hat) + 1 - y * np.log(1 - y_hat))


@_wrong_costs(binary_cross_entropy, "The factor in front of the second term is 1 + y; it is 1 − y, which switches the "
                                    "term off where 1 happened.")
def one_plus_y(y_hat, y):
    return -(y * np.log(y_hat) + (1 + y) * np.log(1 - y_hat))


@_wrong_costs(binary_cross_entropy, "In the second logarithm stands 1 + ŷ. Where 0 happened, the network had called it "
                                    "1 − ŷ probable: `np.log(1 - y_hat)`.")
def log_of_one_plus_y_hat(y_hat, y):
    return -(y * np.log(y_hat) + (1 - y) * np.log(1 + y_hat))


@_wrong_costs(binary_cross_entropy, "`np.exp` stands where the logarithm was asked, `np.log`.")
def exp_for_log(y_hat, y):
    return -np.exp(_likelihoods(y_hat, y))


@binary_cross_entropy.wrong("It is 0 whatever was answered: the two terms are multiplied, and one of them is always "
                            "switched off. They are added.")
def terms_multiplied(y_hat, y):
    return -(y * np.log(y_hat) * (1 - y) * np.log(1 - y_hat)).sum() / len(y)


@binary_cross_entropy.wrong("It divides by the sum of the labels, which counts only the rows where 1 happened. The "
                            "mean is over all rows: `len(y)`.")
def by_the_sum_of_labels(y_hat, y):
    return _terms(y_hat, y).sum() / y.sum()


@binary_cross_entropy.wrong("It divides by 4, whatever the number of rows is: `len(y)`.")
def four_typed_in(y_hat, y):
    return _terms(y_hat, y).sum() / 4


@binary_cross_entropy.wrong("This is a mean of the probabilities. Asked is the mean of their surprise: −log of each "
                            "comes first.")
def mean_of_the_likelihoods(y_hat, y):
    return _likelihoods(y_hat, y).mean()


@binary_cross_entropy.wrong("The product comes first, and of many rows it is too small for a computer: 0, and the "
                            "logarithm of that is minus infinity. First the logarithm of each, and then the sum.")
def product_first(y_hat, y):
    return -np.log(_likelihoods(y_hat, y).prod()) / len(y)


@binary_cross_entropy.wrong("The product comes first, and of many rows it is too small for a computer: 0. First the "
                            "logarithm of each, and then the sum; and that is divided by the number of rows, `len(y)`.")
def product_first_not_divided(y_hat, y):
    return -np.log(_likelihoods(y_hat, y).prod())


@binary_cross_entropy.wrong("The product comes first, and of many rows it is too small for a computer: 0. First the "
                            "logarithm of each, and then the sum; and that is divided by the number of rows, "
                            "`len(y)`, not by n · n_y.")
def product_first_by_size(y_hat, y):
    return -np.log(_likelihoods(y_hat, y).prod()) / y.size


@binary_cross_entropy.wrong("`@` and `np.dot` make a table, with a row and a column for each output, and of one column "
                            "still a table, (1, 1). Multiply number by number, `*`, and add up: `.sum()`.")
def by_matrix_product(y_hat, y):
    return -(y.T @ np.log(y_hat) + (1 - y).T @ np.log(1 - y_hat)) / len(y)


@binary_cross_entropy.wrong("A label has got into a logarithm, and log 0 is minus infinity. The label stands in "
                            "front, `y * np.log(y_hat)`, and the answer alone inside.")
def changed_places(y_hat, y):
    return -(y_hat * np.log(y) + (1 - y_hat) * np.log(1 - y)).sum() / len(y)


@binary_cross_entropy.wrong("In the second term stands the logarithm of 1 − y: the label again, and log 0. It is the "
                            "answer's: `np.log(1 - y_hat)`.")
def log_of_one_minus_y(y_hat, y):
    return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y)).sum() / len(y)


@binary_cross_entropy.wrong("This gives one number for each entry. They have still to be added up, `.sum()`, and "
                            "divided by the number of rows, `len(y)`.")
def not_added_up(y_hat, y):
    return _terms(y_hat, y)


@binary_cross_entropy.wrong("This gives one number for each output: only the rows were averaged. Add up the outputs, "
                            "too: `.sum()` without an axis, divided by `len(y)`.")
def one_for_each_output(y_hat, y):
    return _terms(y_hat, y).mean(axis=0)


@binary_cross_entropy.wrong("This gives one number for each row. The loss is their mean: a single number.")
def one_for_each_row(y_hat, y):
    return _terms(y_hat, y).sum(axis=1)


@binary_cross_entropy.wrong("This gives one number for each row, divided by n. They have still to be added up: "
                            "`.sum()` without an axis.")
def rows_by_n(y_hat, y):
    return _terms(y_hat, y).sum(axis=1) / len(y)


@binary_cross_entropy.wrong("First the mean of the probabilities, and then one logarithm: that is not the mean of the "
                            "logarithms. Take the logarithm of each, and then the mean.")
def log_of_the_mean(y_hat, y):
    return -np.log(_likelihoods(y_hat, y).sum() / len(y))


@binary_cross_entropy.wrong("First the mean of the probabilities, over all n · n_y of them, and then one logarithm: "
                            "that is not the mean of the logarithms. Take the logarithm of each, add up, divide by the "
                            "rows.")
def log_of_the_mean_of_all(y_hat, y):
    return -np.log(_likelihoods(y_hat, y).mean())


@binary_cross_entropy.wrong("This is the product of all the probabilities, the likelihood. The loss is the sum of "
                            "their logarithms, divided by the number of rows, with a minus.")
def the_product(y_hat, y):
    return _likelihoods(y_hat, y).prod()


@binary_cross_entropy.wrong("`math.log` takes one number. `np.log` takes a whole table, and gives a table.")
def by_math(y_hat, y):
    return -np.sum(y * math.log(y_hat) + (1 - y) * math.log(1 - y_hat)) / len(y)


def _right_but_near_the_ends(ending):
    """Nearly right, unless an answer lies within a thousandth of 0 or 1: there it is too small."""
    def when(output, y_hat, y):
        wanted = ending(_terms(y_hat, y))
        if np.min(np.minimum(y_hat, 1 - y_hat)) > 1e-3:
            return _nearly(output, wanted)
        return _is_finite_number(output) and bool(0 < output < wanted)
    return when


CUT_ANSWERS = ("It is right but for answers very near to 0 and 1, where it is too small: ŷ was cut off there, or "
               "something was added to it. Leave ŷ as it is: section 3 shows what that costs, and does without it.")


@binary_cross_entropy.wrong(CUT_ANSWERS, when=_right_but_near_the_ends(ENDINGS[0][1]))
def clipped(y_hat, y):
    return _terms(np.clip(y_hat, 1e-7, 1 - 1e-7), y).sum() / len(y)


@binary_cross_entropy.wrong(CUT_ANSWERS + ENDINGS[1][0], when=_right_but_near_the_ends(ENDINGS[1][1]))
def clipped_mean(y_hat, y):
    return _terms(np.clip(y_hat, 1e-7, 1 - 1e-7), y).mean()


@binary_cross_entropy.right
def in_one_line(y_hat, y):
    return -np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)) / len(y)


@binary_cross_entropy.right
def by_distance_from_the_wrong_end(y_hat, y):
    return -np.log(np.abs(y_hat + y - 1)).sum() / len(y)


@binary_cross_entropy.right
def by_likelihoods(y_hat, y):
    return -np.log(np.where(y == 1, y_hat, 1 - y_hat)).sum() / y.shape[0]


@binary_cross_entropy.right
def row_by_row_then_mean(y_hat, y):
    cost = y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)
    return -np.mean(np.sum(cost, axis=1))


@binary_cross_entropy.right
def output_by_output_then_sum(y_hat, y):
    return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)).mean(axis=0).sum()


@binary_cross_entropy.right
def with_loops(y_hat, y):
    total = 0.0
    for answers, labels in zip(y_hat, y, strict=True):
        for p, happened in zip(answers, labels, strict=True):
            total += -math.log(p) if happened == 1 else -math.log(1 - p)
    return total / len(y)


@binary_cross_entropy.right
def by_two_sums(y_hat, y):
    where_one = np.sum(np.log(y_hat[y == 1]))
    where_zero = np.sum(np.log(1 - y_hat[y == 0]))
    return -(where_one + where_zero) / len(y_hat)


# The same from scores ------------------------------------------------------------------------------------------------


def _softplus(z):
    """log(1 + eᶻ)."""
    return np.logaddexp(0, z)


binary_cross_entropy_from_logits = Exercise(
    "06.binary_cross_entropy_from_logits", course=losses.binary_cross_entropy_from_logits, returns="loss",
    library=True, minutes=9, difficulty=2,
    helpers={"sigmoid": activations.sigmoid, "binary_cross_entropy": losses.binary_cross_entropy},
    hints=("No sigmoid is needed. The formula for the cost of a row stands above, and both of its parts are safe if "
           "the first is written in the right way.",
           "1 is e⁰, so log(1 + eᶻ) is log(e⁰ + eᶻ): which p and q does `np.logaddexp(p, q)` need? It takes whole "
           "tables.",
           "`costs = np.logaddexp(…, …) - y * z`, and then add up and divide, as in `binary_cross_entropy`."))


@binary_cross_entropy_from_logits.cases
def _(rng):
    yield "three rows", (np.array([[2.0], [-1.0], [0.5]]), np.array([[1.0], [1.0], [0.0]]))
    yield "seven rows", (3 * rng.normal(size=(7, 1)), _yes_and_no(rng, 7, 1))
    yield "five rows of three outputs", (3 * rng.normal(size=(5, 3)), _yes_and_no(rng, 5, 3))
    yield "a single row of four outputs", (rng.normal(size=(1, 4)), _yes_and_no(rng, 1, 4))
    yield "scores of −800 where 1 is right", (np.array([[-800.0], [-800.0], [2.0]]), np.ones((3, 1)))
    yield "scores of 800 where 1 is right", (np.array([[800.0], [800.0], [2.0]]), np.ones((3, 1)))
    yield "scores of 800 where 0 is right", (np.array([[800.0], [800.0], [2.0]]), np.zeros((3, 1)))
    yield "scores of 40 where 1 is right", (np.array([[40.0], [40.0], [2.0]]), np.ones((3, 1)))
    yield "scores of ±10,000", (np.array([[1e4, -1e4], [1e4, -1e4], [3.0, -2.0]]),
                                np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 0.0]]))


def _costs(z, y):
    return _softplus(z) - y * z


@_wrong_costs(binary_cross_entropy_from_logits, "It is right for scores near 0. Far from it something is infinite, or "
                                                "no number. Does it squash first, so that an answer becomes 1 or 0 and "
                                                "the logarithm finds a 0? Start from the second formula, log(1 + eᶻ) − "
                                                "y z.")
def squashed_first(z, y):
    a = activations.sigmoid(z)
    return -(y * np.log(a) + (1 - y) * np.log(1 - a))


@_wrong_costs(binary_cross_entropy_from_logits, "It squashes first. Where a score is far from 0, the answer becomes "
                                                "exactly 1 or 0, and one of the logarithms is infinite, whatever is "
                                                "made of it. Start from the second formula, log(1 + eᶻ) − y z.")
def squashed_and_chosen(z, y):
    a = activations.sigmoid(z)
    return -np.log(np.where(y == 1, a, 1 - a))


@_wrong_costs(binary_cross_entropy_from_logits, "It is right for scores near 0, and infinite for large ones: e⁸⁰⁰ "
                                                "overflows, and its logarithm comes too late. `np.logaddexp(0, z)` is "
                                                "log(1 + eᶻ) and never raises so high.")
def overflows(z, y):
    return np.log(1 + np.exp(z)) - y * z


@_wrong_costs(binary_cross_entropy_from_logits, "It is right for scores near 0 and above, and infinite for those far "
                                                "below: e⁻ᶻ is e⁸⁰⁰ there, and overflows. `np.logaddexp(0, z)` is "
                                                "log(1 + eᶻ), and `np.logaddexp(0, -z)` is log(1 + e⁻ᶻ); neither "
                                                "raises so high.")
def overflows_below(z, y):
    return np.log(1 + np.exp(-z)) + (1 - y) * z


@_wrong_costs(binary_cross_entropy_from_logits, "It is right for scores near 0. Far from it a power overflows, and "
                                                "switched off by 0 it becomes 0 · ∞, no number. `np.logaddexp(0, z)` "
                                                "is log(1 + eᶻ), for every z.")
def both_overflow(z, y):
    return y * np.log(1 + np.exp(-z)) + (1 - y) * np.log(1 + np.exp(z))


@binary_cross_entropy_from_logits.wrong("It divides by all numbers, n · n_y of them, as `np.mean` does. The mean is "
                                        "over the rows: add up all, and divide by `len(y)`.")
def logits_mean_of_all(z, y):
    return _costs(z, y).mean()


@binary_cross_entropy_from_logits.wrong("It is the sum over all rows: divide by their number, `len(y)`.")
def logits_sum(z, y):
    return _costs(z, y).sum()


@binary_cross_entropy_from_logits.wrong("This gives one number for each entry. They have still to be added up, "
                                        "`.sum()`, and divided by the number of rows, `len(y)`.")
def logits_not_added_up(z, y):
    return _costs(z, y)


@binary_cross_entropy_from_logits.wrong("This is a table, divided by n. Its numbers have still to be added up: "
                                        "`.sum()`.")
def logits_table_by_n(z, y):
    return _costs(z, y) / len(y)


@binary_cross_entropy_from_logits.wrong("This gives one number for each output. Add up the outputs, too: `.sum()` "
                                        "without an axis, divided by `len(y)`.")
def logits_one_for_each_output(z, y):
    return _costs(z, y).mean(axis=0)


@_wrong_costs(binary_cross_entropy_from_logits, "The sign is turned. The costs of the formula are positive already: no "
                                                "minus in front.")
def logits_sign_turned(z, y):
    return -_costs(z, y)


@_wrong_costs(binary_cross_entropy_from_logits, "y z is added. It is subtracted: where 1 is right, a high score makes "
                                                "the loss smaller.")
def logits_plus_yz(z, y):
    return _softplus(z) + y * z


@_wrong_costs(binary_cross_entropy_from_logits, "y z is missing: without it every row counts as if 0 were right.")
def logits_without_yz(z, y):
    return _softplus(z)


@_wrong_costs(binary_cross_entropy_from_logits, "In every row this is the cost where 1 is right, log(1 + eᶻ) − z. It "
                                                "is y z: the label switches z off where 0 is right.")
def logits_without_y(z, y):
    return _softplus(z) - z


@_wrong_costs(binary_cross_entropy_from_logits, "y is subtracted, where the formula has y times z.")
def logits_minus_y(z, y):
    return _softplus(z) - y


@_wrong_costs(binary_cross_entropy_from_logits, "y z stands inside the logarithm. It is subtracted after it: "
                                                "`np.logaddexp(0, z) - y * z`.")
def logits_yz_inside(z, y):
    return np.logaddexp(0, z - y * z)


@_wrong_costs(binary_cross_entropy_from_logits, "y times the answer is subtracted; the formula has y times the score "
                                                "z, which is not squashed.")
def logits_y_times_answer(z, y):
    return _softplus(z) - y * activations.sigmoid(z)


@_wrong_costs(binary_cross_entropy_from_logits, "z has the wrong sign in the first part: log(1 + e⁻ᶻ). With − y z "
                                                "behind it, it is log(1 + eᶻ), `np.logaddexp(0, z)`.")
def logits_minus_z(z, y):
    return _softplus(-z) - y * z


@_wrong_costs(binary_cross_entropy_from_logits, "The labels count the wrong way round: where 1 is right it costs what "
                                                "it should where 0 is right.")
def logits_labels_exchanged(z, y):
    return _costs(z, 1 - y)


@_wrong_costs(binary_cross_entropy_from_logits, "`np.logaddexp(1, z)` is log(e¹ + eᶻ). The 1 of the formula is e⁰: "
                                                "`np.logaddexp(0, z)`.")
def logits_one_for_zero(z, y):
    return np.logaddexp(1, z) - y * z


@_wrong_costs(binary_cross_entropy_from_logits, "`np.logaddexp` raises by itself: `np.logaddexp(0, z)` is log(e⁰ + "
                                                "eᶻ). Give it z, not eᶻ.")
def logits_raised_twice(z, y):
    return np.logaddexp(0, np.exp(z)) - y * z


@_wrong_costs(binary_cross_entropy_from_logits, "`np.logaddexp(1, np.exp(z))` raises what is raised already: it is "
                                                "log(e¹ + e to the power eᶻ). It wants the powers alone: "
                                                "`np.logaddexp(0, z)`.")
def logits_both_raised_twice(z, y):
    return np.logaddexp(1, np.exp(z)) - y * z


@_wrong_costs(binary_cross_entropy_from_logits, "`np.logaddexp2` counts in powers of 2. Asked are powers of e: "
                                                "`np.logaddexp(0, z)`.")
def logits_of_two(z, y):
    return np.logaddexp2(0, z) - y * z


@_wrong_costs(binary_cross_entropy_from_logits, "The first part is max(z, 0) alone. It lacks the logarithm, log(1 + "
                                                "e^(−|z|)), which counts near 0: `np.logaddexp(0, z)` is both.")
def logits_maximum_only(z, y):
    return np.maximum(z, 0) - y * z


@_wrong_costs(binary_cross_entropy_from_logits, "For positive z it lacks the z in front: log(1 + eᶻ) is z + log(1 + "
                                                "e⁻ᶻ). `np.logaddexp(0, z)` does both halves.")
def logits_without_z_in_front(z, y):
    return np.log1p(np.exp(-np.abs(z))) - y * z


@_wrong_costs(binary_cross_entropy_from_logits, "In max(z, 0) + log(1 + e^(−|z|)) the stroke around z is missing: −z "
                                                "for −|z|. For negative z that is another number, far below 0 it "
                                                "overflows. `np.logaddexp(0, z)` does it right.")
def logits_stroke_missing(z, y):
    return np.maximum(z, 0) - y * z + np.log1p(np.exp(-z))


@_wrong_costs(binary_cross_entropy_from_logits, "The two halves have changed places: z + log(1 + e⁻ᶻ) is for positive "
                                                "z, where e⁻ᶻ is small; for negative z it overflows. `np.logaddexp(0, "
                                                "z)` does both halves.")
def logits_halves_exchanged(z, y):
    return np.where(z < 0, z + np.log(1 + np.exp(-z)), np.log(1 + np.exp(z))) - y * z


@binary_cross_entropy_from_logits.wrong("`if`, and Python's own `max`, ask about one number, and z is a whole table. "
                                        "`np.logaddexp(0, z)` does both halves, for all of them at once. (By hand it "
                                        "would be `np.where(z > 0, …, …)`.)")
def logits_by_if(z, y):
    if z > 0:
        return (z + np.log(1 + np.exp(-z)) - y * z).sum() / len(y)
    return (np.log(1 + np.exp(z)) - y * z).sum() / len(y)


@_wrong_costs(binary_cross_entropy_from_logits, "(1 − y) z is subtracted behind log(1 + e⁻ᶻ), where it is added: log(1 "
                                                "+ e⁻ᶻ) + (1 − y) z is the same as log(1 + eᶻ) − y z.")
def logits_other_form_sign(z, y):
    return _softplus(-z) - (1 - y) * z


@binary_cross_entropy_from_logits.wrong("Only y z is divided by n: a bracket is missing around the whole sum.")
def logits_bracket_missing(z, y):
    return np.sum(_softplus(z)) - np.sum(y * z) / len(y)


@binary_cross_entropy_from_logits.wrong("It divides by 4, whatever the number of rows is: `len(y)`.")
def logits_four_typed_in(z, y):
    return _costs(z, y).sum() / 4


@binary_cross_entropy_from_logits.wrong("`np.logaddexp` wants two: `np.logaddexp(p, q)` is log(eᵖ + e^q). The 1 of the "
                                        "formula is e⁰, so p is 0.")
def logits_one_argument(z, y):
    return (np.logaddexp(z) - y * z).sum() / len(y)


@binary_cross_entropy_from_logits.wrong("A logarithm is taken of a negative number, which has none. z is a score, any "
                                        "number, and does not go into a logarithm as it is: log(1 + eᶻ) − y z.")
def logits_as_answers(z, y):
    return -(y * np.log(z) + (1 - y) * np.log(1 - z)).sum() / len(y)


def _right_near_zero(ending):
    """Right where no score is large; with large ones finite, and another number."""
    def when(output, z, y):
        if np.abs(z).max() > 20:
            return _is_finite_number(output)
        return _nearly(output, ending(_costs(z, y)))
    return when


CUT_SCORES = ("It is right for scores near 0, and for those far from it the loss is another, though a finite one. Were "
              "the scores or the answers cut off (clipped), or something added in a logarithm? `np.logaddexp(0, z)` "
              "needs none of that.")


@binary_cross_entropy_from_logits.wrong(CUT_SCORES, when=_right_near_zero(ENDINGS[0][1]))
def logits_clipped(z, y):
    a = np.clip(activations.sigmoid(z), 1e-7, 1 - 1e-7)
    return _terms(a, y).sum() / len(y)


@binary_cross_entropy_from_logits.wrong(CUT_SCORES + ENDINGS[1][0], when=_right_near_zero(ENDINGS[1][1]))
def logits_clipped_mean(z, y):
    a = np.clip(activations.sigmoid(z), 1e-7, 1 - 1e-7)
    return _terms(a, y).mean()


@binary_cross_entropy_from_logits.right
def logits_in_one_line(z, y):
    return np.sum(np.logaddexp(0, z) - y * z) / len(y)


@binary_cross_entropy_from_logits.right
def logits_by_two_terms(z, y):
    return (y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)).sum(axis=1).mean()


@binary_cross_entropy_from_logits.right
def logits_by_hand(z, y):
    return (np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))).sum() / y.shape[0]


@binary_cross_entropy_from_logits.right
def logits_by_where(z, y):
    log_of_sum = np.where(z > 0, z + np.log(1 + np.exp(-z)), np.log(1 + np.exp(z)))
    return (log_of_sum - y * z).sum() / len(z)


@binary_cross_entropy_from_logits.right
def logits_signed(z, y):
    return np.logaddexp(0, np.where(y == 1, -z, z)).sum() / len(y)


@binary_cross_entropy_from_logits.right
def logits_one_by_one(z, y):
    total = 0.0
    for score, happened in zip(z.ravel(), y.ravel(), strict=True):
        total += max(score, 0) + math.log1p(math.exp(-abs(score))) - happened * score
    return total / len(y)


# The delta -----------------------------------------------------------------------------------------------------------

cross_entropy_delta = Exercise(
    "06.cross_entropy_delta", course=losses.cross_entropy_delta, returns="dz2", library=True, minutes=3, difficulty=1,
    hints=("Everything but the error has cancelled. What is left of the mean over n rows?",
           "It is a table of the shape of y_hat: answer minus right answer, each divided by the number of rows.",
           "`return (… - …) / len(y)`."))


@cross_entropy_delta.cases
def _(rng):
    yield "two rows", (np.array([[0.8], [0.3]]), np.array([[1.0], [0.0]]))
    yield "five rows of three outputs", (_some_answers(rng, 5, 3), _yes_and_no(rng, 5, 3))
    yield "a single row of two outputs", (_some_answers(rng, 1, 2), np.array([[0.0, 1.0]]))
    yield "answers of exactly 0 and 1", (np.array([[0.0], [1.0], [1.0], [0.0], [0.5]]),
                                         np.array([[1.0], [1.0], [0.0], [0.0], [1.0]]))


@cross_entropy_delta.wrong("The 1/n is missing: the loss is a mean over the n rows, and so is every slope of it. "
                           "Divide by `len(y)`.")
def delta_without_n(y_hat, y):
    return y_hat - y


@cross_entropy_delta.wrong("It divides by n · n_y. Cross-entropy is a mean over the rows alone: divide by `len(y)`.")
def delta_by_size(y_hat, y):
    return (y_hat - y) / y.size


@cross_entropy_delta.wrong("It divides by the number of outputs, the columns. The mean is over the rows: `len(y)`, "
                           "which is `y.shape[0]`.")
def delta_by_columns(y_hat, y):
    return (y_hat - y) / y.shape[1]


@cross_entropy_delta.wrong("The sign is turned: y − ŷ points uphill. Those who write it so add in the update where "
                           "others subtract. Here it is answer minus right answer.")
def delta_sign(y_hat, y):
    return (y - y_hat) / len(y)


@cross_entropy_delta.wrong("The sign is turned, and the 1/n is missing: answer minus right answer, divided by "
                           "`len(y)`.")
def delta_sign_without_n(y_hat, y):
    return y - y_hat


@cross_entropy_delta.wrong("The factor a (1 − a) is still in it: this is what belongs to half the squared error. In "
                           "cross-entropy it has cancelled: (a − y) / n.")
def delta_of_half_squared_error(y_hat, y):
    return (y_hat - y) * y_hat * (1 - y_hat) / len(y)


@cross_entropy_delta.wrong("The factor a (1 − a) is still in it, as in tutorial C, and the 1/n is missing. In "
                           "cross-entropy a (1 − a) has cancelled: (a − y) / n.")
def delta_of_c(y_hat, y):
    return (y_hat - y) * y_hat * (1 - y_hat)


@cross_entropy_delta.wrong("This is the delta of the squared error, `mse_delta`, which divides by n · n_y. For "
                           "cross-entropy neither the 2 nor a (1 − a) is left: (a − y) / n.")
def delta_of_mse(y_hat, y):
    return losses.mse_delta(y_hat, y)


@cross_entropy_delta.wrong("This is the squared error's, 2 (a − y) a (1 − a) / n. For cross-entropy neither the 2 nor "
                           "a (1 − a) is left: (a − y) / n.")
def delta_of_mse_by_rows(y_hat, y):
    return 2 * (y_hat - y) * y_hat * (1 - y_hat) / len(y)


@cross_entropy_delta.wrong("The 2 belongs to squares, and there is none in this loss: (a − y) / n.")
def delta_times_two(y_hat, y):
    return 2 * (y_hat - y) / len(y)


@cross_entropy_delta.wrong("This is the slope at a, (a − y) / (a (1 − a)), divided by n. At z it is multiplied by a (1 "
                           "− a), and the fraction is gone: (a − y) / n. (With answers of exactly 0 and 1 it divided "
                           "by 0.)")
def slope_at_a(y_hat, y):
    return (y_hat - y) / (y_hat * (1 - y_hat)) / len(y)


@cross_entropy_delta.wrong("This is the slope at a, (a − y) / (a (1 − a)). At z it is multiplied by a (1 − a), and the "
                           "fraction is gone; each row counts for 1/n: (a − y) / n.")
def slope_at_a_without_n(y_hat, y):
    return (y_hat - y) / (y_hat * (1 - y_hat))


@cross_entropy_delta.wrong("Right on paper. In the computer the long way divides by a and by 1 − a, of which one is 0 "
                           "where an answer is exactly 0 or 1, and the result is no number there. Cancel first, then "
                           "compute: (a − y) / n.")
def the_long_way(y_hat, y):
    return (y_hat - y) / (y_hat * (1 - y_hat)) * (y_hat * (1 - y_hat)) / len(y)


@cross_entropy_delta.wrong("The errors are added up to one number. `backward` needs them one by one: no sum here.")
def delta_summed(y_hat, y):
    return (y_hat - y).sum() / len(y)


@cross_entropy_delta.wrong("The errors are averaged over all entries to one number. `backward` needs them one by one: "
                           "(a − y) / n, without a mean.")
def delta_averaged(y_hat, y):
    return (y_hat - y).mean()


@cross_entropy_delta.wrong("The rows are averaged here already. `backward` needs one row for each sample: (a − y) / n, "
                           "without a sum or a mean.")
def delta_rows_averaged(y_hat, y):
    return (y_hat - y).mean(axis=0, keepdims=True)


@cross_entropy_delta.wrong("The errors have lost their signs. They say which way to go: answer minus right answer.")
def delta_absolute(y_hat, y):
    return np.abs(y_hat - y) / len(y)


@cross_entropy_delta.wrong("It squashes y_hat once more. y_hat is the answer already, a: (a − y) / n.")
def delta_squashed_again(y_hat, y):
    return (activations.sigmoid(y_hat) - y) / len(y)


@cross_entropy_delta.wrong("The bracket is missing: `y_hat - y / len(y)` divides y alone. The whole error is divided.")
def delta_bracket(y_hat, y):
    return y_hat - y / len(y)


@cross_entropy_delta.wrong("The 2 belongs to squares, and n · n_y to MSE: here it is neither, (a − y) / n.")
def delta_of_identity_and_mse(y_hat, y):
    return 2 * (y_hat - y) / y.size


@cross_entropy_delta.wrong("The factor a (1 − a) is still in it, and it divides by n · n_y. In cross-entropy a (1 − a) "
                           "has cancelled, and the mean is over the rows: (a − y) / n.")
def delta_of_half_squared_error_by_size(y_hat, y):
    return (y_hat - y) * y_hat * (1 - y_hat) / y.size


@cross_entropy_delta.wrong("The errors are squared. A slope is not: it keeps its sign, (a − y) / n.")
def delta_squared(y_hat, y):
    return (y_hat - y) ** 2 / len(y)


@cross_entropy_delta.wrong("The factor a (1 − a) is still in it, the sign is turned, and the 1/n is missing, as in "
                           "tutorial D. Here it is (a − y) / n.")
def delta_of_d(y_hat, y):
    return (y - y_hat) * y_hat * (1 - y_hat)


@cross_entropy_delta.wrong("y is subtracted whole, and only ŷ divided by n: a bracket is missing around the error.")
def delta_bracket_on_the_left(y_hat, y):
    return 1 / len(y) * y_hat - y


@cross_entropy_delta.wrong("This is the slope at a of the term y log a alone, −y / a, divided by n. At z everything "
                           "cancels but the error: (a − y) / n.")
def delta_of_the_first_term(y_hat, y):
    return -y / y_hat / len(y)


@cross_entropy_delta.wrong("1 is subtracted everywhere, as if 1 were right in every row. It is answer minus right "
                           "answer, (a − y) / n.")
def delta_minus_one(y_hat, y):
    return (y_hat - 1) / len(y)


@cross_entropy_delta.wrong("It divides by 2, whatever the number of rows is: `len(y)`.")
def delta_by_two(y_hat, y):
    return (y_hat - y) / 2


@cross_entropy_delta.right
def delta_by_shape(y_hat, y):
    return (y_hat - y) / y.shape[0]


@cross_entropy_delta.right
def delta_in_steps(y_hat, y):
    error = y_hat - y
    return error * (1 / y_hat.shape[0])


@cross_entropy_delta.right
def delta_from_y_minus(y_hat, y):
    return -(y - y_hat) / len(y_hat)


@cross_entropy_delta.right
def delta_by_subtract(y_hat, y):
    return np.divide(np.subtract(y_hat, y), len(y))


@cross_entropy_delta.right
def delta_row_by_row(y_hat, y):
    return np.array([(a - right) / len(y) for a, right in zip(y_hat, y, strict=True)])


# Softmax -------------------------------------------------------------------------------------------------------------

softmax = Exercise(
    "06.softmax", course=activations.softmax, returns="a", library=True, minutes=9, difficulty=2,
    hints=("On the scores 2, 1, 0: what is taken out, what is raised, what is divided by what?",
           "`z - z.max(axis=1, keepdims=True)` takes the largest out of each row. Raise that, and call it `powers`; "
           "its sum along each row is made in the same way as the largest.",
           "`powers = np.exp(z - z.max(…))`, then `return powers / powers.sum(…)`, both with `axis=1, keepdims=True`."))


@softmax.cases
def _(rng):
    yield "one row of two", (np.array([[1.0, -1.0]]),)
    yield "four rows of three classes", (rng.normal(size=(4, 3)),)
    yield "three rows of five classes", (2 * rng.normal(size=(3, 5)),)
    yield "two rows around ±1,000", (1000 * np.array([[1.0], [-1.0]]) + rng.normal(size=(2, 4)),)
    yield "a row from −1,000 to 1,000", (np.array([[0.0, 1000.0, -1000.0], [3.0, 1.0, 2.0]]),)
    yield "a row of equal scores", (np.full((1, 4), 7.0),)


def _powers(z):
    return np.exp(z - z.max(axis=1, keepdims=True))


@softmax.wrong("It is right for scores near 0. Those near 1,000 overflow: infinite by infinite is no number. Those "
               "near −1,000 all become 0, and 0 by 0 is none either. First subtract from each row its largest score, "
               "which is `z.max(axis=1, keepdims=True)`.")
def not_shifted(z):
    powers = np.exp(z)
    return powers / powers.sum(axis=1, keepdims=True)


@softmax.wrong("All numbers together add up to 1, and each row should. The sum goes along the rows: "
               "`powers.sum(axis=1, keepdims=True)`.")
def whole_sum(z):
    powers = _powers(z)
    return powers / powers.sum()


@softmax.wrong("All numbers together add up to 1, and each row should; and no largest score was taken out. Sum and "
               "maximum both go along the rows: `axis=1, keepdims=True`.")
def whole_sum_not_shifted(z):
    powers = np.exp(z)
    return powers / powers.sum()


@softmax.wrong("All numbers together add up to 1, and each row should; and the largest score that was taken out is "
               "that of the whole table. Sum and maximum both go along the rows: `axis=1, keepdims=True`.")
def whole_sum_largest_of_all(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum()


@softmax.wrong("The columns add up to 1, and the rows should: `axis=1` goes along a row, `axis=0` down a column.")
def down_the_columns(z):
    powers = np.exp(z - z.max(axis=0, keepdims=True))
    return powers / powers.sum(axis=0, keepdims=True)


@softmax.wrong("The columns add up to 1, and the rows should: the sum wants `axis=1`. (The maximum has it already.)")
def sum_down_the_columns(z):
    powers = _powers(z)
    return powers / powers.sum(axis=0, keepdims=True)


@softmax.wrong("The columns add up to 1, and the rows should: `axis=1` goes along a row. And scores near ±1,000 become "
               "no numbers: take the largest score out of each row first.")
def down_the_columns_not_shifted(z):
    powers = np.exp(z)
    return powers / powers.sum(axis=0, keepdims=True)


@softmax.wrong("A sum or a maximum along the rows has lost its second axis: it has become flat, (n,), and is laid "
               "along the columns. `keepdims=True` behind `axis=1` keeps it upright, (n, 1), beside the rows.")
def without_keepdims(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1)


@softmax.wrong("Only the largest score of the whole table was taken out. A row that lies far below it underflows: all "
               "its powers are 0, and 0 by 0 is no number. Each row gives its own: `z.max(axis=1, keepdims=True)`.")
def largest_of_all(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum(axis=1, keepdims=True)


@softmax.wrong("The largest of each column was taken out, and that changes the shares: the scores of one row lose "
               "different amounts. Take the largest of each row: `z.max(axis=1, keepdims=True)`.")
def largest_of_columns(z):
    powers = np.exp(z - z.max(axis=0, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@softmax.wrong("The smallest score of each row was taken out. Those far above it still overflow: it is the largest, "
               "`z.max(axis=1, keepdims=True)`.")
def smallest_taken_out(z):
    powers = np.exp(z - z.min(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@softmax.wrong("The mean of each row was taken out. Scores far above it still overflow: it is the largest that must "
               "go, `z.max(axis=1, keepdims=True)`.")
def mean_taken_out(z):
    powers = np.exp(z - z.mean(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@softmax.wrong("The largest score was taken out of the powers, after they were made. It comes out of the scores, "
               "before: `np.exp(z - z.max(axis=1, keepdims=True))`.")
def taken_out_of_the_powers(z):
    powers = np.exp(z) - z.max(axis=1, keepdims=True)
    return powers / powers.sum(axis=1, keepdims=True)


@softmax.wrong("The scores are divided by the largest one, and that changes the shares. It is subtracted: `z - "
               "z.max(axis=1, keepdims=True)`.")
def divided_by_the_largest(z):
    powers = np.exp(z / z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@softmax.wrong("Python's own `max` and `sum` know nothing of the rows and columns of a table. NumPy's do: "
               "`z.max(axis=1, keepdims=True)`.")
def pythons_own_max(z):
    powers = np.exp(z - max(z))
    return powers / sum(powers)


@softmax.wrong("Python's own `max` compares whole rows of a table, and cannot. NumPy's goes along each row: "
               "`z.max(axis=1, keepdims=True)`.")
def pythons_own_max_alone(z):
    powers = np.exp(z - max(z))
    return powers / powers.sum(axis=1, keepdims=True)


@softmax.wrong("The largest score minus the others is raised, so that the lowest score gets the largest share, and "
               "large differences overflow. It is `z - z.max(axis=1, keepdims=True)`.")
def subtracted_the_other_way(z):
    powers = np.exp(z.max(axis=1, keepdims=True) - z)
    return powers / powers.sum(axis=1, keepdims=True)


@softmax.wrong("The powers are divided by the sum of the scores. Shares are powers by the sum of the powers.")
def by_the_sum_of_scores(z):
    return _powers(z) / (z - z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)


@softmax.wrong("Each power is divided by 1 plus itself: that is a sigmoid. Divide by the sum of the whole row.")
def by_one_plus_itself(z):
    return _powers(z) / (1 + _powers(z))


@softmax.wrong("The largest score is taken out above the line and not below it. Raise once, give the powers a name, "
               "and use them in both places.")
def shifted_above_only(z):
    return _powers(z) / np.exp(z).sum(axis=1, keepdims=True)


@softmax.wrong("The largest of each row is 1: the powers are not shared out yet. Divide them by the sum of their row.")
def not_divided(z):
    return _powers(z)


@softmax.wrong("The powers are not divided yet, and large scores overflow. Take the largest out of each row first, "
               "raise, and divide by the sum of each row.")
def raised_only(z):
    return np.exp(z)


@softmax.wrong("The scores are shared out as they are, without raising: negative ones would claim negative shares. "
               "`np.exp` makes all positive first.")
def without_powers(z):
    return z / z.sum(axis=1, keepdims=True)


@softmax.wrong("The scores are shared out without raising, after the largest was taken out: what is left is 0 or "
               "negative. `np.exp` makes all positive first.")
def shifted_without_powers(z):
    shifted = z - z.max(axis=1, keepdims=True)
    return shifted / shifted.sum(axis=1, keepdims=True)


@softmax.wrong("This is the sigmoid of each score by itself. Shares depend on the other scores of the row: raise, and "
               "divide by the sum of the row.")
def by_name_sigmoid(z):
    return activations.sigmoid(z)


@softmax.wrong("These are the logarithms of the shares. Asked are the shares.")
def logarithms(z):
    return np.log(activations.softmax(z))


@softmax.wrong("The winner gets 1 and all others 0. Softmax gives each its share: how near the others come will be "
               "needed.")
def winner_takes_all(z):
    return (z == z.max(axis=1, keepdims=True)).astype(float)


@softmax.wrong("The lowest score gets the largest share: a sign is turned. Raise `z - z.max(…)`, not the other way "
               "round, and not −z.")
def lowest_first(z):
    return activations.softmax(-z)


@softmax.wrong("The powers are of 2, not of e: `np.exp` makes powers of e.")
def of_two(z):
    powers = np.exp2(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@softmax.wrong("Each row is divided by the mean of its powers. Divide by their sum, and the row adds up to 1.")
def by_the_mean(z):
    powers = _powers(z)
    return powers / powers.mean(axis=1, keepdims=True)


@softmax.wrong("The scores were cut off before they were raised (clipped), which changes the shares: scores near 1,000 "
               "all become the same. Take the largest out of each row instead.",
               when=lambda a, z: np.shape(a) == z.shape and np.allclose(
                   a, 1 / z.shape[1] if np.abs(z).min() > 100 else activations.softmax(z)))
def scores_clipped(z):
    powers = np.exp(np.clip(z, -500, 500))
    return powers / powers.sum(axis=1, keepdims=True)


@softmax.wrong("The sum of the powers is subtracted, not divided by.")
def sum_subtracted(z):
    powers = _powers(z)
    return powers - powers.sum(axis=1, keepdims=True)


@softmax.right
def by_np_functions(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


@softmax.right
def by_the_last_axis(z):
    e = np.exp(z - z.max(axis=-1)[:, None])
    return e / e.sum(axis=-1).reshape(-1, 1)


@softmax.right
def through_logarithms(z):
    return np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))


@softmax.right
def turned_on_its_side(z):
    columns = z.T - z.max(axis=1)
    powers = np.exp(columns)
    return (powers / powers.sum(axis=0)).T


@softmax.right
def row_after_row(z):
    rows = []
    for row in z:
        powers = np.exp(row - max(row))
        rows.append(powers / sum(powers))
    return np.array(rows)


@softmax.right
def by_differences(z):
    with np.errstate(over="ignore"):
        return 1 / np.exp(z[:, None, :] - z[:, :, None]).sum(axis=2)


# One other squash ----------------------------------------------------------------------------------------------------


def _softmax_forward(X, params):
    return network.forward(X, params, [activations.sigmoid, activations.softmax])


softmax_forward = Exercise(
    "06.softmax_forward", course=_softmax_forward, returns=("y_hat", "cache"), library=True, minutes=5, difficulty=2,
    helpers={"forward": network.forward, "softmax": activations.softmax, "sigmoid": activations.sigmoid},
    hints=("`forward` has done all the work but the last squash. Its cache holds the scores.",
           '`y_hat, cache = forward(X, params)` takes its two results apart. The new answer is `softmax` of '
           '`cache["z2"]`.',
           '`a2 = softmax(cache[…])`, and then `return a2, {**cache, "a2": …}`.'))


@softmax_forward.cases
def _(rng):
    for label, n, n_x, n_h, n_y in (("four samples of three classes", 4, 2, 5, 3),
                                    ("seven samples of two classes", 7, 3, 4, 2),
                                    ("a single sample of five classes", 1, 4, 3, 5)):
        yield label, (rng.normal(size=(n, n_x)), {
            "W1": rng.normal(size=(n_x, n_h)), "b1": rng.normal(size=(1, n_h)),
            "W2": 3 * rng.normal(size=(n_h, n_y)), "b2": rng.normal(size=(1, n_y))})


@softmax_forward.wrong("This is `forward` as it was, with sigmoids at the output. The last squash is to be softmax, of "
                       'the scores in `cache["z2"]`.')
def still_sigmoids(X, params):
    return network.forward(X, params)


@softmax_forward.wrong('The answer is right; in the cache `"a2"` still holds the old one, of the sigmoids, and '
                       '`backward` starts from there. Put the new one in: `{**cache, "a2": a2}`.')
def old_answer_in_the_cache(X, params):
    _, cache = network.forward(X, params)
    return activations.softmax(cache["z2"]), cache


@softmax_forward.wrong("The cache is right; the answer that is returned is still the one of the sigmoids. Return the "
                       "new one, which is softmax of the scores.")
def old_answer_returned(X, params):
    y_hat, cache = network.forward(X, params)
    return y_hat, {**cache, "a2": activations.softmax(cache["z2"])}


@softmax_forward.wrong('The new answer stands in the cache as `"A2"`, beside the old one. The key that `backward` '
                       'reads is `"a2"`: `{**cache, "a2": a2}`.')
def under_another_key(X, params):
    _, cache = network.forward(X, params)
    a2 = activations.softmax(cache["z2"])
    return a2, {**cache, "A2": a2}


@softmax_forward.wrong("It squashes twice: softmax is given answers of the sigmoid, not scores. The scores are in "
                       '`cache["z2"]`.')
def squashed_twice(X, params):
    y_hat, cache = network.forward(X, params)
    a2 = activations.softmax(y_hat)
    return a2, {**cache, "a2": a2}


@softmax_forward.wrong("It squashes twice, and the cache keeps the old answer. Softmax is given the scores, "
                       '`cache["z2"]`, and `"a2"` in the cache is to be the new answer: `{**cache, "a2": a2}`.')
def squashed_twice_old_cache(X, params):
    y_hat, cache = network.forward(X, params)
    return activations.softmax(y_hat), cache


@softmax_forward.wrong('Softmax is given `"z1"`, the sums of the hidden layer. The scores are those of the output, '
                       '`cache["z2"]`.')
def of_z1(X, params):
    _, cache = network.forward(X, params)
    a2 = activations.softmax(cache["z1"])
    return a2, {**cache, "a2": a2}


@softmax_forward.wrong('Softmax is given `"a1"`, what the hidden layer hands on. The scores are those of the output, '
                       '`cache["z2"]`.')
def of_a1(X, params):
    _, cache = network.forward(X, params)
    a2 = activations.softmax(cache["a1"])
    return a2, {**cache, "a2": a2}


@softmax_forward.wrong("Softmax stands in the hidden layer as well. Its units are no classes that share out 1: a1 "
                       "stays the sigmoid of z1.")
def softmax_everywhere(X, params):
    return network.forward(X, params, activations.softmax)


@softmax_forward.wrong('The scores in the cache are overwritten: `"z2"` holds the answer now. It is `"a2"` that '
                       "changes.")
def scores_overwritten(X, params):
    _, cache = network.forward(X, params)
    a2 = activations.softmax(cache["z2"])
    return a2, {**cache, "z2": a2, "a2": a2}


@softmax_forward.wrong('It returns the answer alone. `backward` needs the cache as well: `return a2, {**cache, "a2": '
                       "a2}`.")
def answer_alone(X, params):
    return activations.softmax(network.forward(X, params)[1]["z2"])


@softmax_forward.wrong('The cache has lost all but `"a2"`. `{**cache, "a2": a2}` keeps the other entries: the two '
                       "stars lay out the old dictionary.")
def only_a2(X, params):
    a2 = activations.softmax(network.forward(X, params)[1]["z2"])
    return a2, {"a2": a2}


@softmax_forward.wrong("The two results are the wrong way round: first the answer, then the cache.")
def the_other_order(X, params):
    y_hat, cache = _softmax_forward(X, params)
    return cache, y_hat


@softmax_forward.wrong("`forward` returns two things, and here both are in one name, so that this name is a pair. Take "
                       "them apart: `y_hat, cache = forward(X, params)`.")
def not_taken_apart(X, params):
    cache = network.forward(X, params)
    return activations.softmax(cache["z2"]), cache


@softmax_forward.right
def with_a_copy(X, params):
    cache = network.forward(X, params)[1].copy()
    cache["a2"] = activations.softmax(cache["z2"])
    return cache["a2"], cache


@softmax_forward.right
def into_its_own_cache(X, params):
    _, cache = network.forward(X, params)
    cache["a2"] = activations.softmax(cache["z2"])
    return cache["a2"], cache


@softmax_forward.right
def all_anew(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = activations.sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    powers = np.exp(z2 - z2.max(axis=1, keepdims=True))
    a2 = powers / powers.sum(axis=1, keepdims=True)
    return a2, {"a0": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


@softmax_forward.right
def by_a_bar(X, params):
    cache = network.forward(X, params)[1]
    a2 = activations.softmax(cache["z2"])
    return a2, cache | {"a2": a2}


# One-hot rows --------------------------------------------------------------------------------------------------------

one_hot = Exercise(
    "06.one_hot", course=datasets.one_hot, returns="y", library=True, minutes=4, difficulty=1,
    hints=("For each number in `classes` you need one row of a table that NumPy makes for you.",
           "`np.eye(n_classes)` holds all rows there are: row k is the one-hot row of class k. A list or an array of "
           "row numbers in square brackets takes them out, in that order.",
           "`return np.eye(…)[…]`."))


@one_hot.cases
def _(rng):
    yield "two rows of three classes", (np.array([2, 0]), 3)
    yield "seven rows of four classes", (np.array([1, 3, 0, 0, 2, 3, 1]), 4)
    yield "a single row", (np.array([1]), 3)
    yield "five rows in which two classes never occur", (np.array([0, 2, 2, 1, 0]), 5)


@one_hot.wrong("Rows and columns are exchanged: a row for each class. Asked is a row for each entry of `classes`; the "
               "square brackets take rows, without a `:` in front.")
def on_its_side(classes, n_classes):
    return np.eye(n_classes)[:, classes]


@one_hot.wrong("This is the table of all one-hot rows, whatever `classes` says. Take the rows out that are asked for: "
               "`[classes]` behind it.")
def all_rows(classes, n_classes):
    return np.eye(n_classes)


@one_hot.wrong("The columns are counted from `classes`, as far as these go, and not from `n_classes`: a class that "
               "does not occur needs its column, too.")
def as_many_as_occur(classes, n_classes):
    return np.eye(max(classes) + 1)[classes]


@one_hot.wrong("The table was made as large as there are rows. It has a row and a column for each class: "
               "`np.eye(n_classes)`.")
def as_many_as_rows(classes, n_classes):
    return np.eye(len(classes))[classes]


@one_hot.wrong("Classes are counted from 0 here, as Python counts: class 0 has its 1 in the first place. Take the − 1 "
               "away.")
def counted_from_one(classes, n_classes):
    return np.eye(n_classes)[classes - 1]


@one_hot.wrong("The 1s and the 0s are exchanged: all probability belongs on what happened.")
def exchanged_bits(classes, n_classes):
    return 1 - np.eye(n_classes)[classes]


@one_hot.wrong("Every place holds True or False where 1 and 0 are asked: multiply by 1, or write `.astype(float)` "
               "behind it.")
def true_and_false(classes, n_classes):
    return classes.reshape(-1, 1) == np.arange(n_classes)


@one_hot.wrong("The numbers are right, and of a type that knows no negative ones (uint8): there 0 − 1 is 255. Leave "
               "`dtype=` away, and they are ordinary numbers.")
def small_whole_numbers(classes, n_classes):
    return np.eye(n_classes, dtype=np.uint8)[classes]


@one_hot.wrong("Whole columns are filled: `y[:, classes] = 1` writes into every row. Each row has its own class: "
               "`np.eye(n_classes)[classes]`.")
def whole_columns(classes, n_classes):
    y = np.zeros((len(classes), n_classes))
    y[:, classes] = 1
    return y


@one_hot.wrong("In the place of the class stands its number, so class 0 has no 1 at all. Every row has a single 1.")
def number_for_one(classes, n_classes):
    return np.eye(n_classes)[classes] * classes.reshape(-1, 1)


@one_hot.wrong("It is all zeros. Each row needs a 1 in the place of its class: `np.eye(n_classes)[classes]`.")
def zeros_only(classes, n_classes):
    return np.zeros((len(classes), n_classes))


@one_hot.wrong("`np.eye(n_classes)` got round brackets behind it, which call a function. Rows are taken out by square "
               "ones: `np.eye(n_classes)[classes]`.")
def round_brackets(classes, n_classes):
    return np.eye(n_classes)(classes)


@one_hot.wrong("The shape stands in brackets of its own: `np.zeros((len(classes), n_classes))`.")
def zeros_without_brackets(classes, n_classes):
    y = np.zeros(len(classes), n_classes)
    return y


@one_hot.wrong("Square brackets take rows out of a table. `np.eye` alone is a function: first call it, "
               "`np.eye(n_classes)`, then `[classes]`.")
def eye_not_called(classes, n_classes):
    return np.eye[classes]


@one_hot.wrong("The rows after the first do not begin where they should: `np.eye(n, n_classes)` has its 1s along the "
               "diagonal, whatever `classes` says. Take rows out of `np.eye(n_classes)`: `[classes]` behind it.")
def a_long_eye(classes, n_classes):
    return np.eye(len(classes), n_classes)


@one_hot.wrong("A table with a row for each entry of `classes` is asked for the rows of these numbers, and has none so "
               "high. The table to take rows from has one for each class: `np.eye(n_classes)[classes]`.")
def rows_of_the_wrong_table(classes, n_classes):
    y = np.zeros((len(classes), n_classes))
    y[classes] = 1
    return y


@one_hot.wrong("`classes` is flat and lies along the columns. To be compared with every column it must stand upright: "
               "`classes.reshape(-1, 1) == np.arange(n_classes)`, times 1. Or take rows: `np.eye(n_classes)[classes]`.")
def compared_lying(classes, n_classes):
    return classes == np.arange(n_classes)


@one_hot.wrong("An array stands where Python wants a single whole number. `np.eye(n_classes)` makes the table of all "
               "one-hot rows, and `[classes]` behind it takes out those that are wanted.")
def changed_places_in_eye(classes, n_classes):
    return np.eye(classes)[n_classes]


@one_hot.wrong("Row `n_classes` of the table is asked for, and they are counted from 0. Wanted are the rows of the "
               "classes: `[classes]`.")
def row_n_classes(classes, n_classes):
    return np.eye(n_classes)[n_classes]


@one_hot.wrong("The table has three rows and columns, whatever `n_classes` says: `np.eye(n_classes)`.")
def three_typed_in(classes, n_classes):
    return np.eye(3)[classes]


@one_hot.right
def by_comparison(classes, n_classes):
    return (classes[:, None] == np.arange(n_classes)).astype(float)


@one_hot.right
def by_assignment(classes, n_classes):
    y = np.zeros((len(classes), n_classes))
    y[np.arange(len(classes)), classes] = 1
    return y


@one_hot.right
def by_identity(classes, n_classes):
    return np.identity(n_classes)[classes, :]


@one_hot.right
def by_take(classes, n_classes):
    return np.take(np.eye(n_classes, dtype=int), classes, axis=0)


@one_hot.right
def row_by_row(classes, n_classes):
    y = np.zeros((len(classes), n_classes))
    for i in range(len(classes)):
        y[i, classes[i]] = 1.0
    return y


# Many classes --------------------------------------------------------------------------------------------------------

SOME_CLASSES = (("a single row", 1, 3), ("four rows of three classes", 4, 3), ("three rows of five classes", 3, 5))

cross_entropy = Exercise(
    "06.cross_entropy", course=losses.cross_entropy, returns="loss", library=True, minutes=4, difficulty=1,
    hints=("It is the first term of `binary_cross_entropy` alone: only the right class is asked.",
           "`y * np.log(y_hat)` leaves one number other than 0 in each row. Add up all, divide by the number of rows, "
           "turn the sign.",
           "`return -(y * np.log(…)).sum() / len(…)`."))


@cross_entropy.cases
def _(rng):
    for label, n, n_y in (*SOME_CLASSES, ("seven rows of two classes", 7, 2)):
        yield label, (activations.softmax(rng.normal(size=(n, n_y))), np.eye(n_y)[rng.permutation(np.arange(n) % n_y)])
    yield "a very small share", (np.array([[TINY, 0.25, 0.75 - TINY], [0.5, 0.25, 0.25]]), np.eye(3)[[0, 2]])
    yield "1,200 rows", (activations.softmax(rng.normal(size=(1200, 3))), np.eye(3)[rng.permutation(1200) % 3])


def _surprises(y_hat, y):
    return -y * np.log(y_hat)


@_wrong_costs(cross_entropy, "The minus is missing: the loss of a better network should be smaller.")
def ce_minus_missing(y_hat, y):
    return -_surprises(y_hat, y)


@cross_entropy.wrong("It divides by all numbers, n · n_y of them, as `np.mean` does. The loss is a mean over the rows: "
                     "add up all, and divide by `len(y)`.")
def ce_mean_of_all(y_hat, y):
    return _surprises(y_hat, y).mean()


@cross_entropy.wrong("It is the sum over all rows: divide by their number, `len(y)`.")
def ce_sum(y_hat, y):
    return _surprises(y_hat, y).sum()


@cross_entropy.wrong("It divides by the number of classes, the columns. The mean is over the rows: `len(y)`.")
def ce_by_columns(y_hat, y):
    return _surprises(y_hat, y).sum() / y.shape[1]


@_wrong_costs(cross_entropy, "This is the binary cross-entropy, with (1 − y) log(1 − ŷ) for the classes that are not "
                             "right. Here the shares hang together, and the right one says it all: y log ŷ alone.")
def ce_binary(y_hat, y):
    return _terms(y_hat, y)


@cross_entropy.wrong("The label has got into the logarithm, and log 0 is minus infinity. It stands in front of it: `y "
                     "* np.log(y_hat)`.")
def ce_changed_places(y_hat, y):
    return -(y_hat * np.log(y)).sum() / len(y)


@_wrong_costs(cross_entropy, "The logarithms of all shares are added up, of the wrong classes as well. `y *` in front "
                             "of the logarithm leaves only that of the right class.")
def ce_of_all_classes(y_hat, y):
    return -np.log(y_hat)


@cross_entropy.wrong("It takes the largest share of each row, whatever was right. The share of the right class counts: "
                     "the one-hot row picks it out.")
def ce_of_the_winner(y_hat, y):
    return -np.log(y_hat.max(axis=1)).mean()


@_wrong_costs(cross_entropy, "The shares are weighed by themselves: ŷ log ŷ does not ask what happened. It is y log ŷ.")
def ce_entropy_of_the_answers(y_hat, y):
    return -y_hat * np.log(y_hat)


@_wrong_costs(cross_entropy, "The logarithm is taken of 1 − ŷ, of what the other classes got. It is that of the right "
                             "class's own share: `np.log(y_hat)`.")
def ce_of_the_others(y_hat, y):
    return -y * np.log(1 - y_hat)


@_wrong_costs(cross_entropy, "The classes that are not right are picked out, by 1 − y. The right one counts: `y * "
                             "np.log(y_hat)`.")
def ce_wrong_classes(y_hat, y):
    return -(1 - y) * np.log(y_hat)


@_wrong_costs(cross_entropy, "The logarithm is to the base 10. The natural one is asked, `np.log`.")
def ce_base_ten(y_hat, y):
    return _surprises(y_hat, y) / np.log(10)


@_wrong_costs(cross_entropy, "The logarithm is to the base 2. The natural one is asked, `np.log`.")
def ce_base_two(y_hat, y):
    return _surprises(y_hat, y) / np.log(2)


@_wrong_costs(cross_entropy, "It is multiplied by a half. There is none in this loss, and no square that would want "
                             "one.")
def ce_halved(y_hat, y):
    return _surprises(y_hat, y) / 2


@cross_entropy.wrong("This gives a table, one number for each class of each row. They have still to be added up, "
                     "`.sum()`, and divided by the number of rows.")
def ce_not_added_up(y_hat, y):
    return _surprises(y_hat, y)


@cross_entropy.wrong("This is a table, divided by n. Its numbers have still to be added up: `.sum()`.")
def ce_table_by_n(y_hat, y):
    return _surprises(y_hat, y) / len(y)


@cross_entropy.wrong("This gives one number for each row. The loss is their mean: a single number.")
def ce_one_for_each_row(y_hat, y):
    return _surprises(y_hat, y).sum(axis=1)


@cross_entropy.wrong("This gives one number for each row, divided by n. They have still to be added up: `.sum()` "
                     "without an axis.")
def ce_rows_by_n(y_hat, y):
    return _surprises(y_hat, y).sum(axis=1) / len(y)


@cross_entropy.wrong("This gives one number for each class: only the rows were added up or averaged. The classes are "
                     "added up, too: `.sum()` without an axis.")
def ce_one_for_each_class(y_hat, y):
    return _surprises(y_hat, y).mean(axis=0)


@cross_entropy.wrong("First the mean of the right classes' shares, and then one logarithm: that is not the mean of the "
                     "logarithms. Take the logarithm of each, and then the mean.")
def ce_log_of_the_mean(y_hat, y):
    return -np.log((y * y_hat).sum() / len(y))


@cross_entropy.wrong("First the sum of the right classes' shares, and then one logarithm: that is not the sum of the "
                     "logarithms. Take the logarithm of each, `y * np.log(y_hat)`, and then add up.")
def ce_log_of_the_sum(y_hat, y):
    return -np.log((y * y_hat).sum()) / len(y)


@_wrong_costs(cross_entropy, "There is no logarithm in it: these are the shares of the right classes, not their "
                             "surprise, −log.")
def ce_without_log(y_hat, y):
    return -y * y_hat


@_wrong_costs(cross_entropy, "This is the squared error. Asked is −log of the right class's share.")
def ce_squared_error(y_hat, y):
    return (y_hat - y) ** 2


@_wrong_costs(cross_entropy, "The shares are squashed once more before the logarithm. `y_hat` holds shares already, "
                             "and is used as it is.")
def ce_softmax_again(y_hat, y):
    return -y * np.log(activations.softmax(y_hat))


@cross_entropy.wrong("`y_hat[…]` with one list of class numbers takes whole rows. A place in a table needs row and "
                     "column; or let the one-hot row pick: `y * np.log(y_hat)`, added up.")
def ce_whole_rows(y_hat, y):
    return -np.log(y_hat[y.argmax(axis=1)]).mean()


@cross_entropy.wrong("`y_hat[:, …]` takes whole columns, for every row the shares of all those classes. Let the "
                     "one-hot row pick its own: `y * np.log(y_hat)`, added up, divided by `len(y)`.")
def ce_whole_columns(y_hat, y):
    return -np.log(y_hat[:, y.argmax(axis=1)]).mean()


@cross_entropy.wrong("y stands in square brackets, as a list of places; it holds 0.0 and 1.0, which are none. It picks "
                     "by multiplying: `y * np.log(y_hat)`, added up, divided by `len(y)`.")
def ce_labels_as_places(y_hat, y):
    return -np.log(y_hat[y]).mean()


@cross_entropy.wrong("It divides by 4, whatever the number of rows is: `len(y)`.")
def ce_four_typed_in(y_hat, y):
    return _surprises(y_hat, y).sum() / 4


@cross_entropy.wrong("The product comes first, and of many rows it is too small for a computer: 0, and the logarithm "
                     "of that is minus infinity. First the logarithm of each, and then the sum.")
def ce_product_first(y_hat, y):
    return -np.log((y * y_hat).sum(axis=1).prod()) / len(y)


@cross_entropy.wrong("The product comes first, and of many rows it is too small for a computer: 0. First the logarithm "
                     "of each, and then the sum; and that is divided by the number of rows, `len(y)`.")
def ce_product_first_not_divided(y_hat, y):
    return -np.log((y * y_hat).sum(axis=1).prod())


@cross_entropy.wrong("`math.log` takes one number. `np.log` takes a whole table, and gives a table.")
def ce_by_math(y_hat, y):
    return -np.sum(y * math.log(y_hat)) / len(y)


def _ce_right_but_for_small(ending):
    def when(output, y_hat, y):
        wanted = ending(_surprises(y_hat, y))
        if y_hat.min() > 1e-3:
            return _nearly(output, wanted)
        return _is_finite_number(output) and bool(0 < output <= wanted)
    return when


CUT_SHARES = ("The numbers are nearly right, but for very small shares. Were the shares cut off (clipped), or was "
              "something small added in the logarithm? Take them as they are; the next exercise does without log 0.")


@cross_entropy.wrong(CUT_SHARES, when=_ce_right_but_for_small(ENDINGS[0][1]))
def ce_clipped(y_hat, y):
    return -(y * np.log(y_hat + 1e-8)).sum() / len(y)


@cross_entropy.wrong(CUT_SHARES + ENDINGS[1][0], when=_ce_right_but_for_small(ENDINGS[1][1]))
def ce_clipped_mean(y_hat, y):
    return -(y * np.log(y_hat + 1e-8)).mean()


@cross_entropy.right
def ce_mean_of_row_sums(y_hat, y):
    return -np.mean(np.sum(y * np.log(y_hat), axis=1))


@cross_entropy.right
def ce_by_index(y_hat, y):
    return -np.log(y_hat[np.arange(len(y)), y.argmax(axis=1)]).mean()


@cross_entropy.right
def ce_by_mask(y_hat, y):
    return -np.log(y_hat[y == 1]).sum() / y.shape[0]


@cross_entropy.right
def ce_by_share_of_right(y_hat, y):
    called = (y * y_hat).sum(axis=1)
    return np.mean(-np.log(called))


@cross_entropy.right
def ce_by_einsum(y_hat, y):
    return -np.einsum("nk,nk->", y, np.log(y_hat)) / len(y_hat)


@cross_entropy.right
def ce_by_loop(y_hat, y):
    total = 0
    for shares, row in zip(y_hat, y, strict=True):
        total -= np.log(shares[np.argmax(row)])
    return total / len(y)


# Many classes, from scores -------------------------------------------------------------------------------------------

cross_entropy_from_logits = Exercise(
    "06.cross_entropy_from_logits", course=losses.cross_entropy_from_logits, returns="loss", library=True, minutes=12,
    difficulty=3, helpers={"softmax": activations.softmax, "cross_entropy": losses.cross_entropy},
    hints=("Do not make the shares and then take their logarithms: make the logarithms at once, from the scores.",
           "`shifted = z - z.max(axis=1, keepdims=True)` takes the largest out. log S is `np.log` of the sum of "
           "`np.exp(shifted)` along each row, a column; and the logarithm of a share is its shifted score minus that.",
           "`log_shares = shifted - np.log(np.exp(shifted).sum(…))`, and then `return -(y * log_shares)…`, as in "
           "`cross_entropy`."))


@cross_entropy_from_logits.cases
def _(rng):
    for label, n, n_y in SOME_CLASSES:
        yield label, (2 * rng.normal(size=(n, n_y)), np.eye(n_y)[rng.permutation(np.arange(n) % n_y)])
    yield "scores near 1,000", (1000 + rng.normal(size=(2, 4)), np.eye(4)[[1, 3]])
    yield "two rows near ±1,000", (1000 * np.array([[1.0], [-1.0]]) + rng.normal(size=(2, 4)),
                                                    np.eye(4)[[0, 2]])
    yield "scores of ±10,000", (np.array([[1e4, -1e4, 0.0], [1e4, -1e4, 0.0], [1.0, 2.0, 3.0], [-1e4, 0.0, 1.0]]),
                                np.eye(3)[[0, 1, 2, 2]])


def _shifted(z):
    return z - z.max(axis=1, keepdims=True)


def _log_s(z):
    return np.log(np.exp(z).sum(axis=1, keepdims=True))


def _log_shares(z):
    return _shifted(z) - _log_s(_shifted(z))


@_wrong_costs(cross_entropy_from_logits, "It is right for scores near each other. Where they are far apart, a share "
                                         "becomes 0, and its logarithm minus infinity. Do not make the shares: their "
                                         "logarithms are z − log S.")
def shares_first(z, y):
    return -y * np.log(activations.softmax(z))


@cross_entropy_from_logits.wrong("It makes the shares first and takes the logarithm of the right one. Where that share "
                                 "has become 0, it is infinite. Do not make the shares: their logarithms are z − log "
                                 "S.")
def share_of_right_first(z, y):
    return -np.log((y * activations.softmax(z)).sum(axis=1)).sum() / len(y)


@_wrong_costs(cross_entropy_from_logits, "It is right for scores near 0. Large ones overflow before their logarithm is "
                                         "taken. Take the largest out of each row first, and go on with what is left: "
                                         "`z - z.max(axis=1, keepdims=True)`.")
def ce_logits_overflow(z, y):
    return -y * (z - _log_s(z))


@_wrong_costs(cross_entropy_from_logits, "The largest is taken out in log S only. Then it must come out of the score "
                                         "as well: both parts of z − log S are made from what is left.")
def shifted_in_s_only(z, y):
    return -y * (z - _log_s(_shifted(z)))


@_wrong_costs(cross_entropy_from_logits, "The largest is taken out of the score only. It must come out before the "
                                         "powers are made as well: both parts of z − log S are made from what is left.")
def shifted_in_the_score_only(z, y):
    return -y * (_shifted(z) - _log_s(z))


@_wrong_costs(cross_entropy_from_logits, "Only the largest score of the whole table was taken out. In a row that lies "
                                         "far below it, all powers are 0, and log 0 is back. Each row gives its own: "
                                         "`z.max(axis=1, keepdims=True)`.")
def ce_logits_largest_of_all(z, y):
    return -y * (z - z.max() - _log_s(z - z.max()))


@_wrong_costs(cross_entropy_from_logits, "The largest of each column was taken out, `axis=0`. Scores of one row then "
                                         "lose different amounts, and their shares change. Each row gives its own: "
                                         "`z.max(axis=1, keepdims=True)`.")
def ce_logits_largest_of_columns(z, y):
    shifted = z - z.max(axis=0, keepdims=True)
    return -y * (shifted - _log_s(shifted))


@_wrong_costs(cross_entropy_from_logits, "S is added up down the columns, `axis=0`. Each row has its own: `axis=1, "
                                         "keepdims=True`.")
def ce_logits_s_of_columns(z, y):
    shifted = _shifted(z)
    return -y * (shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True)))


@_wrong_costs(cross_entropy_from_logits, "Maximum and sum both go down the columns, `axis=0`. Each row is by itself: "
                                         "`axis=1, keepdims=True`.")
def ce_logits_all_down_the_columns(z, y):
    shifted = z - z.max(axis=0, keepdims=True)
    return -y * (shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True)))


@cross_entropy_from_logits.wrong("A sum or a maximum along the rows has lost its second axis: it has become flat, "
                                 "(n,), and is laid along the columns. `keepdims=True` behind `axis=1` keeps it "
                                 "upright, (n, 1), beside the rows.")
def ce_logits_without_keepdims(z, y):
    shifted = _shifted(z)
    return -(y * (shifted - np.log(np.exp(shifted).sum(axis=1)))).sum() / len(y)


@_wrong_costs(cross_entropy_from_logits, "The minus is missing: log shares are negative, a loss is positive.")
def ce_logits_sign(z, y):
    return y * _log_shares(z)


@cross_entropy_from_logits.wrong("It is the sum over all rows: divide by their number, `len(y)`.")
def ce_logits_sum(z, y):
    return -(y * _log_shares(z)).sum()


@cross_entropy_from_logits.wrong("It divides by all numbers, n · n_y of them, as `np.mean` does. The mean is over the "
                                 "rows: add up all, and divide by `len(y)`.")
def ce_logits_mean_of_all(z, y):
    return -(y * _log_shares(z)).mean()


@cross_entropy_from_logits.wrong("It is no number (nan) with any input. Does a logarithm get the shifted scores, or "
                                 "the logarithms of the shares (as in `cross_entropy`, which takes one more)? They are "
                                 "0 or negative, and go into no logarithm: `-(y * log_shares).sum() / len(y)`.")
def ce_logits_log_twice(z, y):
    return -(y * np.log(_log_shares(z))).sum() / len(y)


@cross_entropy_from_logits.wrong("`cross_entropy` wants shares, and takes their logarithms itself. These are "
                                 "logarithms already, which it cannot use: `-(y * log_shares).sum() / len(y)`.")
def ce_logits_into_cross_entropy(z, y):
    return losses.cross_entropy(_log_shares(z), y)


@cross_entropy_from_logits.wrong("The shares are made of the scores themselves, without raising, and their logarithms "
                                 "are infinite or no numbers. The powers share out 1: log S is the logarithm of the "
                                 "sum of `np.exp(…)`, and the logarithm of a share is z − log S.")
def ce_logits_without_powers(z, y):
    return -(y * np.log(_shifted(z) / _shifted(z).sum(axis=1, keepdims=True))).sum() / len(y)


@cross_entropy_from_logits.wrong("Python's own `max` compares whole rows of a table, and cannot. NumPy's goes along "
                                 "each row: `z.max(axis=1, keepdims=True)`.")
def ce_logits_pythons_own_max(z, y):
    shifted = z - max(z)
    return -(y * (shifted - _log_s(shifted))).sum() / len(y)


@_wrong_costs(cross_entropy_from_logits, "log S has become a sum of logarithms, of one for each score. S is the "
                                         "sum of the powers, and its logarithm comes after: "
                                         "`np.log(np.exp(…).sum(axis=1, keepdims=True))`.")
def ce_logits_log_before_sum(z, y):
    return -y * (_shifted(z) - np.log(np.exp(_shifted(z))).sum(axis=1, keepdims=True))


@_wrong_costs(cross_entropy_from_logits, "In the place of log S stands the sum of log(1 + eᶻ), a logarithm for each "
                                         "score. S is the sum of the powers of a row, and has one logarithm.")
def ce_logits_many_logarithms(z, y):
    return -y * (_shifted(z) - _softplus(_shifted(z)).sum(axis=1, keepdims=True))


@_wrong_costs(cross_entropy_from_logits, "The logarithm of S is to the base 10. The natural one is asked, `np.log`: it "
                                         "undoes `np.exp`.")
def ce_logits_base_ten(z, y):
    return -y * (_shifted(z) - _log_s(_shifted(z)) / np.log(10))


@_wrong_costs(cross_entropy_from_logits, "S is the mean of the powers, not their sum.")
def ce_logits_mean_of_powers(z, y):
    return -y * (_log_shares(z) + np.log(z.shape[1]))


@cross_entropy_from_logits.wrong("It divides by 4, whatever the number of rows is: `len(y)`.")
def ce_logits_four_typed_in(z, y):
    return -(y * _log_shares(z)).sum() / 4


@_wrong_costs(cross_entropy_from_logits, "log S is missing: y times the shifted scores is only the first part of z − "
                                         "log S.")
def ce_logits_without_s(z, y):
    return -y * _shifted(z)


@_wrong_costs(cross_entropy_from_logits, "log S is added. It is subtracted: the logarithm of a share is z minus log S.")
def ce_logits_plus_s(z, y):
    return -y * (_shifted(z) + _log_s(_shifted(z)))


@_wrong_costs(cross_entropy_from_logits, "The logarithm of S is missing: it is z − log S, and here S itself is "
                                         "subtracted.")
def ce_logits_s_for_log_s(z, y):
    return -y * (_shifted(z) - np.exp(_log_s(_shifted(z))))


@_wrong_costs(cross_entropy_from_logits, "log S is subtracted once for every class, also for those that are not right: "
                                         "a bracket is missing. It is y times all of (z − log S).")
def ce_logits_bracket_missing(z, y):
    return -(y * _shifted(z) - _log_s(_shifted(z)))


@_wrong_costs(cross_entropy_from_logits, "The powers stand in the place of the scores: the logarithm of a share is z − "
                                         "log S, with z as it is, not raised.")
def ce_logits_powers_for_scores(z, y):
    return -y * (np.exp(_shifted(z)) - _log_s(_shifted(z)))


@_wrong_costs(cross_entropy_from_logits, "S is the sum of the powers of the whole table. Each row has its own: "
                                         "`axis=1, keepdims=True`.")
def ce_logits_one_s(z, y):
    return -y * (_shifted(z) - np.log(np.exp(_shifted(z)).sum()))


@_wrong_costs(cross_entropy_from_logits, "The labels do not pick: the logarithms of all shares are added up. `y *` in "
                                         "front leaves only that of the right class.")
def ce_logits_without_labels(z, y):
    return -_log_shares(z)


@cross_entropy_from_logits.wrong("This gives a table. The numbers have still to be added up, `.sum()`, and divided by "
                                 "the number of rows, `len(y)`.")
def ce_logits_not_added_up(z, y):
    return -(y * _log_shares(z))


@cross_entropy_from_logits.wrong("This is a table, divided by n. Its numbers have still to be added up: `.sum()`.")
def ce_logits_table_by_n(z, y):
    return -(y * _log_shares(z)) / len(y)


@cross_entropy_from_logits.wrong("These are the logarithms of the shares. The loss is still to be made of them, as in "
                                 "`cross_entropy`: times y, added up, divided by `len(y)`, with a minus.")
def ce_logits_log_shares(z, y):
    return _log_shares(z)


@cross_entropy_from_logits.wrong("This gives one number for each row. The loss is their mean: a single number.")
def ce_logits_one_for_each_row(z, y):
    return -(y * _log_shares(z)).sum(axis=1)


@_wrong_costs(cross_entropy_from_logits, "This is the binary form: it takes each score for a sigmoid of its own. Here "
                                         "the scores of a row share out 1: z − log S.")
def ce_logits_binary(z, y):
    return _costs(z, y)


@_wrong_costs(cross_entropy_from_logits, "It takes the scores for shares and puts them into a logarithm. Make the "
                                         "logarithms of the shares from the scores, z − log S.")
def ce_logits_as_shares(z, y):
    return -y * np.log(z)


def _ce_logits_right_near_zero(ending):
    def when(output, z, y):
        if np.abs(z).max() > 100:
            return _is_finite_number(output)
        return _nearly(output, ending(-y * _log_shares(z)))
    return when


CUT = ("It is right for scores near 0, and for large ones the loss is another, though a finite one. Were scores or "
       "shares cut off (clipped), or something added in the logarithm? z − log S, with the largest taken out, needs "
       "none of that.")


@cross_entropy_from_logits.wrong(CUT, when=_ce_logits_right_near_zero(ENDINGS[0][1]))
def ce_logits_clipped(z, y):
    return -(y * np.log(np.clip(activations.softmax(z), 1e-7, 1))).sum() / len(y)


@cross_entropy_from_logits.wrong(CUT + ENDINGS[1][0], when=_ce_logits_right_near_zero(ENDINGS[1][1]))
def ce_logits_clipped_mean(z, y):
    return -(y * np.log(np.clip(activations.softmax(z), 1e-7, 1))).mean()


@cross_entropy_from_logits.right
def ce_logits_by_reduce(z, y):
    return (np.logaddexp.reduce(z, axis=1) - (y * z).sum(axis=1)).mean()


@cross_entropy_from_logits.right
def ce_logits_largest_put_back(z, y):
    largest = z.max(axis=1, keepdims=True)
    log_s = largest + np.log(np.exp(z - largest).sum(axis=1, keepdims=True))
    return (log_s - (y * z).sum(axis=1, keepdims=True)).sum() / len(y)


@cross_entropy_from_logits.right
def ce_logits_by_index(z, y):
    shifted = z - z.max(axis=1)[:, None]
    log_shares = shifted - np.log(np.sum(np.exp(shifted), axis=1))[:, None]
    return -log_shares[np.arange(len(y)), y.argmax(axis=1)].mean()


@cross_entropy_from_logits.right
def ce_logits_by_mask(z, y):
    shifted = z - z.max(axis=1, keepdims=True)
    log_shares = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_shares[y == 1].sum() / len(z)


@cross_entropy_from_logits.right
def ce_logits_row_by_row(z, y):
    total = 0.0
    for scores, row in zip(z, y, strict=True):
        shifted = scores - max(scores)
        total += np.log(np.sum(np.exp(shifted))) - shifted[np.argmax(row)]
    return total / len(y)

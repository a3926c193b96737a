"""The exercises of 11 Make it fast: what is asked, and the answers that people plausibly write."""

import copy
import sys
import tracemalloc
from functools import partial

import numpy as np

from nnlib.exercises.catalogue import Exercise

# A stopwatch ----------------------------------------------------------------------------------------------------------


def _best_time(call, clock, rounds, times):
    best = np.inf
    for _ in range(rounds):
        start = clock()
        for _ in range(times):
            call()
        best = min(best, clock() - start)
    return best / times * 1e6


TICK = 2.0 ** -20             # seconds, about a millionth: sums of it are exact


class _Clock:
    """A clock that goes on with the work that is done, and a little with each look: no machine has a say in it."""

    def __init__(self):
        self.now, self.looks = 2.0, 0

    def __call__(self):
        self.looks += 1
        self.now += TICK / 4
        return self.now


class _Work:
    """A call that takes as long as its list says; the list's last entries come again when it is used up."""

    def __init__(self, clock, seconds):
        self.clock, self.seconds, self.calls = clock, seconds, 0

    def __call__(self):
        self.clock.now += self.seconds[min(self.calls, len(self.seconds) - 1)]
        self.calls += 1


class _Seen(float):
    """A number, and how often the clock was looked at for it."""


def _with_a_clock(candidate, call, clock, rounds, times):
    found = candidate(call, clock, rounds, times)
    if not isinstance(found, float):
        return found
    found = _Seen(found)
    found.looks = clock.looks
    return found


best_time = Exercise(
    "11.best_time", course=_best_time, returns="microseconds", minutes=10, difficulty=2, vectorized=False,
    call=_with_a_clock,
    hints=("Two loops, one inside the other. The outer one goes through the rounds, and each round has a time of its "
           "own: what the clock shows at its end, less what it showed at its beginning.",
           "`best = np.inf` is larger than any time. In each round: `start = clock()`, then a loop that calls `call()` "
           "as often as `times` says, then `best = min(best, …)`.",
           "`for _ in range(rounds):`, and in it three things: `start = …`, a loop over `times`, `best = min(…, …)`. "
           "At the end `return best / … * …`: one call, in millionths of a second."))


@best_time.cases
def _(rng):
    for label, times, of_round, pattern in (("five rounds of three calls", 3, (7, 90, 2, 2, 5), (4, 6, 5)),
                                            ("seven rounds of four calls", 4, (6, 5, 70, 3, 3, 8, 7), (3, 1, 2, 8)),
                                            ("six rounds of two calls", 2, (9, 80, 3, 3, 6, 5), (5, 3))):
        clock, seconds = _Clock(), [TICK * r * p for r in of_round for p in pattern]
        seconds[0] += 40 * TICK                                    # the first call of all finds everything cold
        yield label, (_Work(clock, seconds), clock, len(of_round), times)
    clock = _Clock()
    yield "a single round of three calls", (_Work(clock, [7 * TICK]), clock, 1, 3)


def _timed(call, clock, rounds, times):
    """The seconds of each round."""
    found = []
    for _ in range(rounds):
        start = clock()
        for _ in range(times):
            call()
        found.append(clock() - start)
    return found


@best_time.wrong("It is the mean of all rounds, with the cold first call in it, and with whatever else the machine did "
                 "meanwhile. What disturbs a round makes it longer, never shorter: keep the shortest, `min`.")
def mean_of_rounds(call, clock, rounds, times):
    return np.mean(_timed(call, clock, rounds, times)) / times * 1e6


@best_time.wrong("It is the longest round that is kept. What disturbs a round makes it longer, so the shortest comes "
                 "nearest to the truth: `min`, and begin with `best = np.inf`.")
def longest_round(call, clock, rounds, times):
    return max(_timed(call, clock, rounds, times)) / times * 1e6


@best_time.wrong("It is the median of the rounds. That leaves single disturbances out, but not a machine that is busy "
                 "half of the time: keep the shortest round, `min`.")
def median_of_rounds(call, clock, rounds, times):
    return np.median(_timed(call, clock, rounds, times)) / times * 1e6


@best_time.wrong("It is the time of the first round alone, in which everything is cold. Go through all rounds, and "
                 "keep the shortest. (If `return` stands inside the loop, it ends the loop in its first round. If "
                 "`start = clock()` stands above the loop, every round is counted from the first on.)")
def first_round(call, clock, rounds, times):
    return _timed(call, clock, rounds, times)[0] / times * 1e6


@best_time.wrong("It is the time of the last round alone: each round overwrites the one before. Keep the shortest: "
                 "`best = min(best, clock() - start)`.")
def last_round(call, clock, rounds, times):
    return _timed(call, clock, rounds, times)[-1] / times * 1e6


@best_time.wrong("It is the time of all rounds together. Take the time of each by itself, with `start = clock()` "
                 "inside the loop over the rounds, and keep the shortest.")
def all_rounds_together(call, clock, rounds, times):
    return sum(_timed(call, clock, rounds, times)) / times * 1e6


@best_time.wrong("It is the time of a whole round, of `times` calls. Asked is that of one call: divide by `times`.")
def not_divided(call, clock, rounds, times):
    return min(_timed(call, clock, rounds, times)) * 1e6


@best_time.wrong("It is the shortest round, divided by the number of rounds. A round holds `times` calls: divide by "
                 "`times`. (The rounds are not added up, so there is nothing to divide by `rounds`.)")
def divided_by_rounds(call, clock, rounds, times):
    return min(_timed(call, clock, rounds, times)) / rounds * 1e6


@best_time.wrong("It is divided by `times` and by `rounds`. Only one round is kept, the shortest, and it holds `times` "
                 "calls: divide by `times` alone.")
def divided_by_both(call, clock, rounds, times):
    return min(_timed(call, clock, rounds, times)) / times / rounds * 1e6


@best_time.wrong("These are seconds. Asked are microseconds, of which a second has a million: `* 1e6`.")
def in_seconds(call, clock, rounds, times):
    return min(_timed(call, clock, rounds, times)) / times


@best_time.wrong("These are milliseconds. A second has a million microseconds: `* 1e6`.")
def in_milliseconds(call, clock, rounds, times):
    return min(_timed(call, clock, rounds, times)) / times * 1e3


@best_time.wrong("These are nanoseconds. A second has a million microseconds: `* 1e6`.")
def in_nanoseconds(call, clock, rounds, times):
    return min(_timed(call, clock, rounds, times)) / times * 1e9


@best_time.wrong("The seconds are divided by a million. A microsecond is small, so there are many of them in a second: "
                 "`* 1e6`.")
def divided_by_a_million(call, clock, rounds, times):
    return min(_timed(call, clock, rounds, times)) / times / 1e6


@best_time.wrong("The microseconds are cut to a whole number, as `int` and `//` do. A call may take half of one, and "
                 "nothing would be left of it: return `best / times * 1e6` as it is.")
def whole_microseconds(call, clock, rounds, times):
    return int(min(_timed(call, clock, rounds, times)) / times * 1e6)


@best_time.wrong("The microseconds are rounded to a whole number. A call may take a third of one, and nothing would be "
                 "left of it: return `best / times * 1e6` as it is, and round where you print.")
def rounded_microseconds(call, clock, rounds, times):
    return round(min(_timed(call, clock, rounds, times)) / times * 1e6)


@best_time.wrong("It is upside down: how often the call fits into a microsecond, not how many microseconds it takes. "
                 "Divide the time by `times`.")
def upside_down(call, clock, rounds, times):
    return times / (min(_timed(call, clock, rounds, times)) * 1e6)


@best_time.wrong("The time comes out negative: `start` is the earlier one, so it is taken away, `clock() - start`.")
def start_less_end(call, clock, rounds, times):
    return -max(_timed(call, clock, rounds, times)) / times * 1e6


@best_time.wrong("The time comes out negative: `start` is the earlier one, so it is taken away, `clock() - start`. "
                 "(And of the times themselves the shortest is wanted.)")
def start_less_end_shortest(call, clock, rounds, times):
    return -min(_timed(call, clock, rounds, times)) / times * 1e6


@best_time.wrong("It is 0, and every look at the clock takes longer than that. Either `best` begins at 0, and no time "
                 "is shorter: begin with `best = np.inf`. Or it is cut down to a whole number, as `//` and `int` do, "
                 "and of a part of a second nothing is left: `best / times`.")
def zero(call, clock, rounds, times):
    return 0.0


@best_time.wrong("Between the two looks at the clock nothing was done. Either `call` stands there without brackets, "
                 "which names it and does not call it: `call()`. Or both looks come after the work, or both before it.")
def nothing_was_called(call, clock, rounds, times):
    return min(_timed(lambda: None, clock, rounds, times)) / times * 1e6


@best_time.wrong("One round is left out: with a single one nothing is measured at all. `range(1, rounds)` and "
                 "`range(rounds - 1)` make one round less; it is `range(rounds)`. (If the cold round shall not count, "
                 "it need not be left out: the shortest is kept.)")
def first_round_left_out(call, clock, rounds, times):
    return min([np.inf, *_timed(call, clock, rounds, times)[1:]]) / times * 1e6


@best_time.wrong("No time is left of which `min` could take the shortest. If the first round is left out, `[1:]` or "
                 "`range(1, rounds)`, a single round leaves none: keep it, the shortest counts in any case.")
def nothing_for_min(call, clock, rounds, times):
    return min(_timed(call, clock, rounds, times)[1:]) / times * 1e6


def _each_call_by_itself(call, clock, rounds, times):
    return [sum(_timed(call, clock, times, 1)) for _ in range(rounds)]


@best_time.wrong("The clock is looked at around each single call, and the times are added up. So every look is in it, "
                 "and a look may take as long as a call. Two looks a round are enough: one before the inner loop, one "
                 "behind it.")
def looks_added_up(call, clock, rounds, times):
    return min(_each_call_by_itself(call, clock, rounds, times)) / times * 1e6


def _last_call_of_each_round(call, clock, rounds, times):
    found = []
    for _ in range(rounds):
        for _ in range(times):
            start = clock()
            call()
        found.append(clock() - start)
    return min(found)


@best_time.wrong("`start = clock()` stands inside the inner loop, so that the last call of each round is timed alone, "
                 "and then divided by `times`. Look at the clock before the inner loop: move the line above its `for`.")
def started_again_before_each_call(call, clock, rounds, times):
    return _last_call_of_each_round(call, clock, rounds, times) / times * 1e6


@best_time.wrong("`start = clock()` stands inside the inner loop, so that the last call of each round is timed alone. "
                 "One call is too short for a clock: move the line above the inner `for`, and divide by `times`.")
def last_call_alone(call, clock, rounds, times):
    return _last_call_of_each_round(call, clock, rounds, times) * 1e6


@best_time.wrong("Nothing was shorter than infinity: `best` is still where it began. Either no round was taken, or its "
                 "result was not kept: `best = min(best, clock() - start)`. Or `max` stands where `min` belongs.")
def still_infinite(call, clock, rounds, times):
    return np.inf


@best_time.wrong("It is −infinity: `best` began there, and no time is shorter. Begin with `best = np.inf`, without the "
                 "minus.")
def minus_infinity(call, clock, rounds, times):
    return -np.inf


@best_time.wrong("In each round `call` is called once, and its time is divided by `times` all the same. One call is "
                 "too short for a clock: repeat it, `for _ in range(times): call()`, between the two looks at the "
                 "clock.")
def called_once_a_round(call, clock, rounds, times):
    return min(_timed(call, clock, rounds, 1)) / times * 1e6


@best_time.wrong("In each round `call` is called once. One call is too short for a clock, whose own look takes as "
                 "long: repeat it, `for _ in range(times): call()`, between the two looks, and divide by `times`.")
def never_repeated(call, clock, rounds, times):
    return min(_timed(call, clock, rounds, 1)) * 1e6


@best_time.wrong("The clock is looked at around each single call, and the shortest call is kept. A call of a millionth "
                 "of a second is as short as the look itself: take the time of `times` calls together, and divide.")
def shortest_single_call(call, clock, rounds, times):
    return min(_timed(call, clock, rounds * times, 1)) * 1e6


@best_time.wrong("The clock is looked at around each single call, the shortest is kept, and then divided by `times` as "
                 "well. Look at the clock before and after the inner loop, not in it.")
def shortest_single_call_divided(call, clock, rounds, times):
    return min(_timed(call, clock, rounds * times, 1)) / times * 1e6


@best_time.wrong("`rounds` and `times` are the wrong way round: the outer loop goes through the rounds, and in each of "
                 "them the inner one calls `times` times.")
def loops_swapped(call, clock, rounds, times):
    return min(_timed(call, clock, times, rounds)) / rounds * 1e6


@best_time.wrong("`rounds` and `times` are the wrong way round in the loops: the outer one goes through the rounds, "
                 "the inner one calls `times` times.")
def loops_swapped_alone(call, clock, rounds, times):
    return min(_timed(call, clock, times, rounds)) / times * 1e6


@best_time.wrong("`clock` is a function: without brackets it is the clock itself and not what it shows. Write "
                 "`start = clock()`, and `clock() - start`.")
def clock_without_brackets(call, clock, rounds, times):
    start = clock
    return clock - start


@best_time.wrong("In the difference `clock` stands without brackets: it is the clock itself, and not what it shows. "
                 "Write `clock() - start`.")
def second_look_without_brackets(call, clock, rounds, times):
    start = clock()
    return clock - start


@best_time.wrong("`start = clock` names the clock; what it shows comes by a call, `start = clock()`.")
def start_without_brackets(call, clock, rounds, times):
    start = clock
    return clock() - start


@best_time.wrong("`range(…)` is missing: `rounds` is a number, and a loop goes through something: "
                 "`for _ in range(rounds)`.")
def range_forgotten(call, clock, rounds, times):
    for _ in rounds:
        pass


@best_time.wrong("These are the seconds of a whole round. Asked are the microseconds of one call: `best / times * "
                 "1e6`.")
def round_in_seconds(call, clock, rounds, times):
    return min(_timed(call, clock, rounds, times))


@best_time.wrong("It is ten times too much: `10e6` is ten million. A million is `1e6`.")
def ten_million(call, clock, rounds, times):
    return min(_timed(call, clock, rounds, times)) / times * 10e6


def _after_each_call(call, clock, rounds, times):
    found = []
    for _ in range(rounds):
        start = clock()
        for _ in range(times):
            call()
            found.append(clock() - start)
    return min(found)


@best_time.wrong("The clock is looked at after each call, inside the inner loop, so that the shortest is the time of a "
                 "single first call. Move `best = min(…)` to the left, to the column of the inner `for`.")
def looked_at_after_each_call(call, clock, rounds, times):
    return _after_each_call(call, clock, rounds, times) / times * 1e6


@best_time.wrong("`min` was given one number, and it looks for the smallest of several: `min(best, clock() - start)`.")
def min_of_one_number(call, clock, rounds, times):
    start = clock()
    return min(clock() - start)


@best_time.wrong("A list cannot be divided by a number. Take the shortest out of it first: `min(…) / times * 1e6`.")
def list_divided(call, clock, rounds, times):
    return _timed(call, clock, rounds, times) / times * 1e6


@best_time.wrong("The clock that was given is never looked at. Does the time come from another one? Write `clock()`: "
                 "the check brings its own, so that it does not depend on your machine.",
                 when=lambda found, call, clock, rounds, times: getattr(found, "looks", 1) == 0)
def another_clock(call, clock, rounds, times):
    return 0.25


def _off_by_powers_of_ten(found, call, clock, rounds, times):
    if not 0 < found < np.inf:
        return False
    power = np.log10(found / _best_time(*copy.deepcopy((call, clock)), rounds, times))
    return abs(power) > 0.5 and abs(power - round(power)) < 1e-9


@best_time.wrong("It is right but for a power of ten. A second has a million microseconds: `* 1e6`.",
                 when=_off_by_powers_of_ten)
def hundred_thousand(call, clock, rounds, times):
    return min(_timed(call, clock, rounds, times)) / times * 1e5


@best_time.wrong("A time comes out negative. How long a round took is a difference: what the clock shows at its end, "
                 "less what it showed at its beginning, `clock() - start`. And it is of these differences that `min` "
                 "keeps the shortest: `best = min(best, clock() - start)`.",
                 when=lambda found, call, clock, rounds, times: found < 0 or rounds == 1)
def earliest_end(call, clock, rounds, times):
    best = np.inf
    for _ in range(rounds):
        start = clock()
        for _ in range(times):
            call()
        best = min(best, clock())
    return best - start


@best_time.wrong("`np.min` and its like take one array, and take a second number for an axis. Of two numbers Python's "
                 "own `min` gives the smaller: `best = min(best, clock() - start)`.")
def min_of_an_array(call, clock, rounds, times):
    return np.min(np.inf, clock())


@best_time.wrong("One look at the clock too many is in the time. If the clock is asked twice, as in `if clock() - "
                 "start < best: best = clock() - start`, the second look is later than the first. Look once and keep "
                 "it: `took = clock() - start`, and go on with `took`.")
def looked_at_twice(call, clock, rounds, times):
    best = np.inf
    for _ in range(rounds):
        start = clock()
        for _ in range(times):
            call()
        if clock() - start < best:
            best = clock() - start
    return best / times * 1e6


@best_time.right
def times_in_a_list(call, clock, rounds, times):
    found = []
    for _ in range(rounds):
        start = clock()
        for _ in range(times):
            call()
        found.append((clock() - start) / times)
    return min(found) * 1e6


@best_time.right
def with_a_cold_call_before(call, clock, rounds, times):
    call()
    return _best_time(call, clock, rounds, times)


@best_time.right
def with_while(call, clock, rounds, times):
    best, left = float("inf"), rounds
    while left:
        start = clock()
        for _ in range(times):
            call()
        best, left = min(best, (clock() - start) * 1_000_000 / times), left - 1
    return best


@best_time.right
def with_if(call, clock, rounds, times):
    best = 1e9
    for _ in range(rounds):
        start = clock()
        [call() for _ in range(times)]
        end = clock()
        if end - start < best:
            best = end - start
    return 1e6 * best / times


# What need not be asked each time -------------------------------------------------------------------------------------

losses_afterwards = Exercise(
    "11.losses_afterwards", course=lambda errors: (errors ** 2).mean(axis=(1, 2)), returns="losses", minutes=4,
    difficulty=1,
    hints=("A loss of each epoch is a mean of squares. Square everything, then take the mean, but not over the epochs.",
           "The epochs are axis 0, the rows axis 1, the outputs axis 2. The mean goes over the axes that shall be "
           "gone.",
           "`(errors ** 2).mean(axis=(…, …))`."))


@losses_afterwards.cases
def _(rng):
    yield "seven epochs of five rows", (rng.normal(size=(7, 5, 1)),)
    yield "four epochs, three rows, two outputs", (rng.normal(size=(4, 3, 2)),)
    yield "a single epoch", (rng.normal(size=(1, 6, 3)),)
    yield "answers that are all right", (np.zeros((3, 2, 4)),)


@losses_afterwards.wrong("It is one number, the mean over all epochs too. Asked is a loss for each epoch, and the "
                         "epochs are axis 0: take the mean over the other two alone.")
def mean_of_everything(errors):
    return (errors ** 2).mean()


@losses_afterwards.wrong("The mean goes over the epochs: axis 0 is gone, and that is the one to keep. The other two "
                         "shall be gone.")
def mean_over_epochs(errors):
    return (errors ** 2).mean(axis=0)


@losses_afterwards.wrong("The mean goes over the epochs and the rows; what is left are the outputs. The epochs are "
                         "axis 0, and they stay: `axis=(1, 2)`.")
def mean_over_epochs_and_rows(errors):
    return (errors ** 2).mean(axis=(0, 1))


@losses_afterwards.wrong("The mean goes over the epochs and the outputs; what is left are the rows. The epochs are "
                         "axis 0, and they stay: `axis=(1, 2)`.")
def mean_over_epochs_and_outputs(errors):
    return (errors ** 2).mean(axis=(0, 2))


@losses_afterwards.wrong("The mean goes over the rows, and the outputs stand side by side still. A loss is the mean "
                         "over all entries of an epoch: over two axes, in brackets.")
def mean_over_rows_alone(errors):
    return (errors ** 2).mean(axis=1)


@losses_afterwards.wrong("The mean goes over the outputs, and the rows stand side by side still. A loss is the mean "
                         "over all entries of an epoch: `axis=(1, 2)`.")
def mean_over_outputs_alone(errors):
    return (errors ** 2).mean(axis=2)


@losses_afterwards.wrong("The squares are added up. A loss is their mean: `.mean(…)` in the place of `.sum(…)`.")
def sum_for_mean(errors):
    return (errors ** 2).sum(axis=(1, 2))


@losses_afterwards.wrong("The sum over the outputs is divided by the rows alone. `mse` is the mean over all entries, "
                         "rows and outputs: `.mean(axis=(1, 2))`.")
def outputs_added_up(errors):
    return (errors ** 2).sum(axis=2).mean(axis=1)


@losses_afterwards.wrong("The mean is taken first and squared then, so that errors of both signs cancel. Square first: "
                         "`(errors ** 2).mean(…)`, with the brackets.")
def squared_too_late(errors):
    return errors.mean(axis=(1, 2)) ** 2


@losses_afterwards.wrong("The errors are not squared, and those of both signs cancel: `errors ** 2`.")
def not_squared(errors):
    return errors.mean(axis=(1, 2))


@losses_afterwards.wrong("This is the mean of the sizes of the errors, not of their squares: `errors ** 2`.")
def sizes_for_squares(errors):
    return np.abs(errors).mean(axis=(1, 2))


@losses_afterwards.wrong("There is a root around it. The loss of this course is the mean of the squares as it is.")
def root_of_it(errors):
    return np.sqrt((errors ** 2).mean(axis=(1, 2)))


@losses_afterwards.wrong("A half stands in front of it. The loss of this course has none.")
def half_of_it(errors):
    return (errors ** 2).mean(axis=(1, 2)) / 2


@losses_afterwards.wrong("`errors * 2` is twice the errors; their squares are `errors ** 2`, with two stars.")
def doubled_for_squared(errors):
    return (errors * 2).mean(axis=(1, 2))


@losses_afterwards.wrong("The numbers are right, and two axes of length 1 stand around them: leave `keepdims` away. "
                         "One loss for each epoch is the shape (epochs,).")
def axes_kept(errors):
    return (errors ** 2).mean(axis=(1, 2), keepdims=True)


@losses_afterwards.wrong("The numbers are right, and an axis of length 1 stands beside them: leave `keepdims` away. "
                         "One loss for each epoch is the shape (epochs,).")
def one_axis_kept(errors):
    return (errors ** 2).mean(axis=(1, 2))[:, None]


@losses_afterwards.wrong("The mean is divided by the number of epochs as well. Each epoch has a loss of its own.")
def divided_by_epochs(errors):
    return (errors ** 2).mean(axis=(1, 2)) / len(errors)


@losses_afterwards.wrong("The axes go as a pair in brackets: `.mean(axis=(1, 2))`. Without them the second number is "
                         "taken for the kind of number that should come out.")
def axes_without_brackets(errors):
    return (errors ** 2).mean(1, 2)


@losses_afterwards.wrong("Several axes go in round brackets: `axis=(1, 2)`.")
def axes_in_a_list(errors):
    return (errors ** 2).mean(axis=[1, 2])


@losses_afterwards.wrong("These are the squares, one for each entry. A loss is their mean: `.mean(axis=(1, 2))` behind "
                         "the bracket.")
def squares_alone(errors):
    return errors ** 2


@losses_afterwards.wrong("`np.var` takes the mean of the errors away before it squares them. The loss squares them as "
                         "they are: `(errors ** 2).mean(axis=(1, 2))`.")
def variance_for_mean_square(errors):
    return np.var(errors, axis=(1, 2))


@losses_afterwards.wrong("All squares are added up and divided by the number of epochs: one number. Asked is a loss "
                         "for each epoch: `(errors ** 2).mean(axis=(1, 2))`.")
def all_added_up(errors):
    return np.sum(errors ** 2) / len(errors)


@losses_afterwards.right
def one_axis_after_the_other(errors):
    return (errors ** 2).mean(axis=2).mean(axis=1)


@losses_afterwards.right
def from_the_end(errors):
    return np.mean(errors * errors, axis=(-1, -2))


@losses_afterwards.right
def flattened_first(errors):
    return np.square(errors).reshape(len(errors), -1).mean(axis=1)


@losses_afterwards.right
def sum_and_division(errors):
    return (errors ** 2).sum(axis=(1, 2)) / errors[0].size


# Where the answers go -------------------------------------------------------------------------------------------------

TRACED = 100_000            # bytes: above that an array is large enough to be seen among all that Python makes
LINES = 100                 # more than anybody writes, fewer than the large table has rows or columns


def _sigmoid_into(z, out):
    np.negative(z, out=out)
    np.exp(out, out=out)
    np.add(out, 1, out=out)
    np.divide(1, out, out=out)


def _lines_run(candidate, *arguments):
    """Call it; how many lines of its file Python went through, those of a loop as often as they came."""
    file, lines = candidate.__code__.co_filename, 0

    def watch(frame, event, _):
        nonlocal lines
        if frame.f_code.co_filename == file:
            lines += event == "line"
            return watch
        return None

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        candidate(*arguments)
    finally:
        sys.settrace(before)
    return lines


def _put_into(candidate, z, out):
    """What stands in `out` and in `z` afterwards, and whether an array as large (1) or a loop (2) led there.

    Where `out` is `z`, nobody expects of `z` that it stays.
    """
    place = out.copy()
    given = place if out is z else z.copy()
    traced = place.nbytes > TRACED
    if not traced:
        candidate(given, place)
        return place, z if out is z else given, 0.0
    was_tracing = tracemalloc.is_tracing()
    if not was_tracing:
        tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        lines = _lines_run(candidate, given, place)
        most = tracemalloc.get_traced_memory()[1] - before
    finally:
        if not was_tracing:
            tracemalloc.stop()
    return place, given, 2.0 if lines > LINES else float(most > 0.8 * place.nbytes)


sigmoid_into = Exercise(
    "11.sigmoid_into", course=_sigmoid_into, returns=("out", "z", "memory"), minutes=8, difficulty=2, call=_put_into,
    hints=("σ(z) takes four steps: turn the sign, exp, add 1, divide 1 by it. Each is a function of NumPy that can be "
           "told where to write.",
           "The four are `np.negative`, `np.exp`, `np.add` and `np.divide`. The first reads `z` and writes into `out`; "
           "the others read `out` and write into `out`.",
           "`np.negative(z, out=out)`, then `np.exp(out, out=out)`, and two more lines of this shape. Nothing is "
           "returned."))


@sigmoid_into.cases
def _(rng):
    z = 2 * rng.normal(size=(3, 5))
    yield "a table, and another for the answers", (z, rng.normal(size=(3, 5)))
    column = rng.normal(size=(4, 1))
    yield "a table whose place takes the answers (`out` is `z`)", (column, column)
    yield "a large table", (rng.normal(size=(130, 125)), rng.normal(size=(130, 125)))


def _into(sentence, one_array_right=False):
    """A slip in one of the four steps: what stands in `out`, told as a formula; nothing else is touched.

    With `one_array_right` it is told by two arrays alone: where `out` is `z`, such a slip does no harm.
    """
    def add(formula):
        def code(z, out):
            out[...] = formula(z, out)
        code.__name__ = formula.__name__

        def when(result, z, out):
            with np.errstate(all="ignore"):
                return (one_array_right and out is z) or np.allclose(result[0], formula(z, out), rtol=1e-9, atol=1e-12,
                                                                     equal_nan=True)
        sigmoid_into.wrong(sentence, when=when)(code)
        return formula
    return add


@sigmoid_into.wrong("`out` holds what it held before. A name in front of `=`, `out = …`, is put on another array, and "
                    "so is `out = out + 1`; `return …` hands back a new one. Nobody looks there: the caller looks into "
                    "the array that it gave. Every one of the four steps must be told to write there: `…, out=out)`.",
                    when=lambda result, z, out: out is z or np.array_equal(result[0], out))
def other_name_for_a_new_array(z, out):
    out = 1 / (1 + np.exp(-z))
    return out


@sigmoid_into.wrong("What stands in `out` is right, but a loop goes through the table piece by piece, and each round "
                    "of it is paid for anew. Without the loop a step takes the whole table at once: `np.negative(z, "
                    "out=out)`, and three more lines of this shape.",
                    when=lambda result, z, out: np.allclose(result[0], 1 / (1 + np.exp(-z)), rtol=1e-9, atol=1e-12)
                    and (out is z or np.array_equal(result[1], z)) and (z.nbytes <= TRACED or result[2] == 2))
def row_by_row(z, out):
    for row, place in zip(z, out, strict=True):
        _sigmoid_into(row, place)


@sigmoid_into.wrong("What stands in `out` is right, but on the way there a new array as large was made: somewhere a "
                    "step has no `out=`. A minus sign makes one, too (`-z`: write `np.negative(z, out=out)`), and so "
                    "does the right side of `out[:] = …`, before it is copied.",
                    when=lambda result, z, out: np.allclose(result[0], 1 / (1 + np.exp(-z)), rtol=1e-9, atol=1e-12)
                    and (out is z or np.array_equal(result[1], z)))
def copied_into_place(z, out):
    out[:] = 1 / (1 + np.exp(-z))


@sigmoid_into.wrong("`out` is right, and `z` has been written over as well. Unless both are one array, `z` still "
                    "belongs to the caller: the first step reads `z` and writes into `out`, `np.negative(z, out=out)`.",
                    when=lambda result, z, out: np.allclose(result[0], 1 / (1 + np.exp(-z)), rtol=1e-9, atol=1e-12)
                    and (out is z or not np.array_equal(result[1], z)))
def through_z(z, out):
    np.negative(z, out=z)
    np.exp(z, out=out)
    np.add(out, 1, out=out)
    np.divide(1, out, out=out)


@sigmoid_into.wrong("The answers stand in `z`, and `out` is as it was. `out=` names the place that is written: "
                    "`out=out`, in each of the four steps.")
def all_into_z(z, out):
    _sigmoid_into(z, z)


@_into("The last step is missing, or stands the wrong way round: 1 + e^(−z) is what you divide 1 by, "
       "`np.divide(1, out, out=out)`.")
def not_divided_yet(z, out):
    return 1 + np.exp(-z)


@_into("The minus sign is lost, or turned twice: σ(z) = 1 / (1 + e^(−z)). Begin with `np.negative(z, out=out)`; from "
       "then on `out` is read as it is, and `z` no more: `np.exp(out, out=out)`.", one_array_right=True)
def minus_lost(z, out):
    return 1 / (1 + np.exp(z))


@_into("The 1 is not added: `np.add(out, 1, out=out)`. (Without `out=` its result goes nowhere.)")
def one_not_added(z, out):
    return 1 / np.exp(-z)


@_into("What `np.exp` gives goes nowhere: a call without `out=` makes a new array, and if nobody takes it, it is lost. "
       "`np.exp(out, out=out)`.")
def exp_goes_nowhere(z, out):
    return 1 / (1 - z)


@_into("`out` holds e^(−z): what should follow after `np.exp` is missing, or has not reached it. A step without `out=` "
       "makes a new array; so does `out = out + 1`, which puts the name `out` on it, and the array of the caller stays "
       "as it is. `np.add(out, 1, out=out)`, and then the division in the same way.")
def only_exp_kept(z, out):
    return np.exp(-z)


@_into("Only the first step has reached `out`: it holds −z. The other three need `out=out` as well.")
def only_the_sign_turned(z, out):
    return -z


@_into("It is z itself that stands in `out`: it was copied, and none of the four steps has reached `out`. Each needs "
       "`out=out`.")
def copied_alone(z, out):
    return z + 0


@_into("The 1 comes too late: it is added after the division. Add first, `np.add(out, 1, out=out)`, then divide.")
def added_after_the_division(z, out):
    return 1 / np.exp(-z) + 1


@_into("Every step reads `z`, so that only the last one counts, and it makes 1 / z. The first reads `z`, the others go "
       "on with what stands in `out`: `np.exp(out, out=out)`.", one_array_right=True)
def every_step_reads_z(z, out):
    return 1 / z


@_into("It is 1 / (1 + z): the 1 is added to z itself, and not to what `np.exp` has made. `np.add(out, 1, out=out)`.",
       one_array_right=True)
def added_to_z(z, out):
    return 1 / (1 + z)


@_into("It is z / (1 + e^(−z)): the last step divides z, and should divide 1. `np.divide(1, out, out=out)`.",
       one_array_right=True)
def z_divided(z, out):
    return z / (1 + np.exp(-z))


@_into("It is 1 / (2 e^(−z)): what `np.exp` has made is doubled, as `np.add(out, out, out=out)` does, and 1 is not "
       "added. `np.add(out, 1, out=out)`.")
def added_to_itself(z, out):
    return 1 / (2 * np.exp(-z))


@_into("`z` is never read: what is squashed is what stood in `out` before. The first step is `np.negative(z, "
       "out=out)`.",
       one_array_right=True)
def z_never_read(z, out):
    return 1 / (1 + np.exp(-out))


@_into("It is 1 everywhere: a number that was still needed had been written over. A division of `out` by something "
       "that is made in `out` as well finds the same number above and below. Take the four steps, each from `out` to "
       "`out`.")
def over_written_before_use(z, out):
    return np.ones_like(z)


@_into("The answer is added to what stood in `out` before. Write over it: the first step is `np.negative(z, out=out)`.")
def added_to_the_old(z, out):
    return out + 1 / (1 + np.exp(-z))


@_into("The sign is turned after `exp`, and should be before: first `np.negative(z, out=out)`, then "
       "`np.exp(out, out=out)`.")
def sign_turned_after_exp(z, out):
    return 1 / (1 - np.exp(z))


@_into("The 1 is added before `exp`, and should be after it: negative, exp, add, divide, in this order.")
def added_before_exp(z, out):
    return 1 / np.exp(1 - z)


@sigmoid_into.wrong("The last step writes into `z`: the answer stands there, and what it was made of stands in `out`. "
                    "`np.divide(1, out, out=out)`.")
def last_step_into_z(z, out):
    np.negative(z, out=out)
    np.exp(out, out=out)
    np.add(out, 1, out=out)
    np.divide(1, out, out=z)


@_into("It is 1 / (1 − e^(−z)), with a minus where a plus belongs. Either something is subtracted, or the sign is "
       "turned once more after `np.exp`. After `np.exp(out, out=out)` comes `np.add(out, 1, out=out)`.")
def subtracted_for_added(z, out):
    return 1 / (1 - np.exp(-z))


@_into("It subtracts 1 where it should add it: `np.add(out, 1, out=out)`.")
def one_taken_away(z, out):
    return 1 / (np.exp(-z) - 1)


@sigmoid_into.wrong("NumPy's functions take `out=` as the place to write; Python's operators do not. `out` is no "
                    "function: it is named inside the brackets of one, `np.exp(out, out=out)`.")
def out_called(z, out):
    out(1 / (1 + np.exp(-z)))


@sigmoid_into.wrong("An array has no `exp` of its own: the function stands in front, `np.exp(out, out=out)`.")
def exp_of_the_array(z, out):
    np.negative(z, out=out)
    out.exp()


@sigmoid_into.right
def with_reciprocal(z, out):
    np.negative(z, out)
    np.exp(out, out)
    np.add(out, 1.0, out)
    np.reciprocal(out, out)


@sigmoid_into.right
def with_signs_that_write(z, out):
    np.multiply(z, -1, out=out)
    np.exp(out, out=out)
    out += 1
    np.divide(1, out, out=out)
    return out


@sigmoid_into.right
def copied_first(z, out):
    out[...] = z
    out *= -1
    np.exp(out, out=out)
    out += 1
    np.power(out, -1, out=out)


@sigmoid_into.right
def by_a_list_of_steps(z, out):
    for step, *given in ((np.negative, z), (np.exp, out), (np.add, out, 1), (np.divide, 1, out)):
        step(*given, out=out)


@sigmoid_into.right
def by_tanh(z, out):
    np.divide(z, 2, out=out)
    np.tanh(out, out=out)
    np.add(out, 1, out=out)
    np.divide(out, 2, out=out)


# One vector, many names -----------------------------------------------------------------------------------------------


def _layers_of(flat, sizes):
    n_x, n_h, n_y = sizes
    end = (n_x + 1) * n_h
    return flat[:end].reshape(n_x + 1, n_h), flat[end:].reshape(n_h + 1, n_y)


def _moved_afterwards(candidate, flat, sizes):
    """Ask for the layers, then move the vector: views have moved with it, copies have not."""
    own = flat.copy()
    result = candidate(own, sizes)
    own += np.arange(1, own.size + 1)
    return result


layers_of = Exercise(
    "11.layers_of", course=_layers_of, returns=("V1", "V2"), minutes=10, difficulty=2, call=_moved_afterwards,
    hints=("Count how many of the numbers belong to layer 1: weights and biases. Up to there is V1, from there on V2.",
           "`flat[:end]` is the beginning of the vector, and `.reshape(rows, columns)` lays it out as a table without "
           "copying it. V1 has one row more than there are inputs: the biases.",
           "`end = (n_x + 1) * n_h`, then `return flat[:end].reshape(…, …), flat[end:].reshape(…, …)`."))


@layers_of.cases
def _(rng):
    for label, sizes in (("2-4-1", (2, 4, 1)), ("3-5-2", (3, 5, 2)), ("4-2-3", (4, 2, 3))):
        n_x, n_h, n_y = sizes
        yield label, (100 * rng.normal(size=(n_x + 1) * n_h + (n_h + 1) * n_y), sizes)


@layers_of.wrong("The numbers are in their places, but in copies: when the vector moved, they stayed behind. "
                 "`np.array(…)`, `.copy()`, `.flatten()` and an index list copy, and so do `vstack` and `concatenate`, "
                 "which put a new table together. A slice and `.reshape(…)` do not: `flat[:end].reshape(…)`.")
def copies(flat, sizes):
    V1, V2 = _layers_of(flat, sizes)
    return V1.copy(), V2.copy()


@layers_of.wrong("V1 is as it should be, V2 is a copy: when the vector moved, it stayed behind. A slice and "
                 "`.reshape(…)` are enough: `flat[end:].reshape(n_h + 1, n_y)`.")
def second_copied(flat, sizes):
    V1, V2 = _layers_of(flat, sizes)
    return V1, V2.copy()


@layers_of.wrong("V2 is as it should be, V1 is a copy: when the vector moved, it stayed behind. A slice and "
                 "`.reshape(…)` are enough: `flat[:end].reshape(n_x + 1, n_h)`.")
def first_copied(flat, sizes):
    V1, V2 = _layers_of(flat, sizes)
    return V1.copy(), V2


@layers_of.wrong("Both tables lie on their sides: V1 is (n_x + 1, n_h), a row for each input and one for the biases.")
def rows_and_columns_swapped(flat, sizes):
    n_x, n_h, n_y = sizes
    end = (n_x + 1) * n_h
    return flat[:end].reshape(n_h, n_x + 1), flat[end:].reshape(n_y, n_h + 1)


@layers_of.wrong("The shapes are right, but the numbers run down the columns: a table laid out the other way and "
                 "turned by `.T` is another table. W1 lies in the vector row by row: `.reshape(n_x + 1, n_h)`, and no "
                 "turning.")
def laid_out_and_turned(flat, sizes):
    n_x, n_h, n_y = sizes
    end = (n_x + 1) * n_h
    return flat[:end].reshape(n_h, n_x + 1).T, flat[end:].reshape(n_y, n_h + 1).T


@layers_of.wrong("The biases are left out of V1: it has n_x + 1 rows, and the vector holds (n_x + 1) · n_h numbers for "
                 "it. So V2 begins too early, and has too many numbers for its shape.")
def biases_left_out(flat, sizes):
    n_x, n_h, n_y = sizes
    end = n_x * n_h
    return flat[:end].reshape(n_x, n_h), flat[end:].reshape(n_h + 1, n_y)


@layers_of.wrong("Layer 1 has (n_x + 1) · n_h numbers, its biases included; cut at n_x · n_h, the beginning is too "
                 "short for a table of n_x + 1 rows.")
def cut_too_early(flat, sizes):
    n_x, n_h, n_y = sizes
    end = n_x * n_h
    return flat[:end].reshape(n_x + 1, n_h), flat[end:].reshape(n_h + 1, n_y)


@layers_of.wrong("`n_x + 1 * n_h` multiplies first, and is n_x + n_h. Put brackets around the sum: `(n_x + 1) * n_h`.")
def brackets_forgotten(flat, sizes):
    n_x, n_h, n_y = sizes
    end = n_x + 1 * n_h
    return flat[:end].reshape(n_x + 1, n_h), flat[end:].reshape(n_h + 1, n_y)


@layers_of.wrong("These are the weights alone, without the biases. V1 has one row more, the biases of layer 1, and V2 "
                 "the biases of layer 2: (n_x + 1, n_h) and (n_h + 1, n_y).")
def weights_alone(flat, sizes):
    V1, V2 = _layers_of(flat, sizes)
    return V1[:-1], V2[:-1]


@layers_of.wrong("V2 is first. Layer 1 comes first in the vector, and first in the answer: `return V1, V2`.")
def other_order(flat, sizes):
    return _layers_of(flat, sizes)[::-1]


@layers_of.wrong("Each layer is a long row. Give it its shape: `.reshape(n_x + 1, n_h)` and `.reshape(n_h + 1, n_y)`.")
def not_reshaped(flat, sizes):
    n_x, n_h, _ = sizes
    end = (n_x + 1) * n_h
    return flat[:end], flat[end:]


@layers_of.wrong("V2 begins where the vector begins, on top of V1. It begins where V1 ends: `flat[end:]`.")
def both_from_the_start(flat, sizes):
    n_x, n_h, n_y = sizes
    return flat[:(n_x + 1) * n_h].reshape(n_x + 1, n_h), flat[:(n_h + 1) * n_y].reshape(n_h + 1, n_y)


@layers_of.wrong("`flat[:]` is the whole vector, and it does not fit into one layer: V1 is `flat[:end]`, V2 is "
                 "`flat[end:]`.")
def whole_vector_in_a_layer(flat, sizes):
    n_x, n_h, _ = sizes
    return flat.reshape(n_x + 1, n_h), flat


@layers_of.wrong("`flat.resize(…)` changes the vector itself and returns nothing. `flat[:end].reshape(…)` is the "
                 "table that looks at it.")
def resized(flat, sizes):
    n_x, n_h, n_y = sizes
    end = (n_x + 1) * n_h
    return flat[:end].resize(n_x + 1, n_h), flat[end:].resize(n_h + 1, n_y)


@layers_of.wrong("These are four tables: W1, b1, W2 and b2. Asked are two: weights and biases of a layer lie behind "
                 "one another in the vector, so one table holds both, the biases as its last row.")
def four_tables(flat, sizes):
    V1, V2 = _layers_of(flat, sizes)
    return V1[:-1], V1[-1:], V2[:-1], V2[-1:]


@layers_of.wrong("V1 is as it should be, V2 is a long row: `flat[end:].reshape(n_h + 1, n_y)`, also where n_y is 1.")
def second_not_reshaped(flat, sizes):
    n_x, n_h, _ = sizes
    end = (n_x + 1) * n_h
    return flat[:end].reshape(n_x + 1, n_h), flat[end:]


@layers_of.wrong("The vector is cut in the right place, but the tables are too small for what they get: with the "
                 "biases V1 has n_x + 1 rows, V2 has n_h + 1.")
def shapes_of_the_weights(flat, sizes):
    n_x, n_h, n_y = sizes
    end = (n_x + 1) * n_h
    return flat[:end].reshape(n_x, n_h), flat[end:].reshape(n_h, n_y)


@layers_of.wrong("The piece for V2 is one number too short. `flat[:end]` stops before `end`, so V2 begins right there, "
                 "and goes to the end of the vector: `flat[end:]`.")
def second_one_too_short(flat, sizes):
    n_x, n_h, n_y = sizes
    end = (n_x + 1) * n_h
    return flat[:end].reshape(n_x + 1, n_h), flat[end + 1:].reshape(n_h + 1, n_y)


@layers_of.wrong("The piece for V1 is one number too short. `flat[:end]` begins with the first number, number 0, and "
                 "has `end` of them: nothing is to be added or taken away.")
def first_one_too_short(flat, sizes):
    n_x, n_h, n_y = sizes
    end = (n_x + 1) * n_h
    return flat[:end - 1].reshape(n_x + 1, n_h), flat[end:].reshape(n_h + 1, n_y)


@layers_of.wrong("The biases are left out. Layer 1 has (n_x + 1) · n_h numbers, with its biases, so V1 is `(n_x + 1, "
                 "n_h)`; V2 begins after them and has a row of biases, too: `(n_h + 1, n_y)`.")
def no_biases_anywhere(flat, sizes):
    n_x, n_h, n_y = sizes
    end = n_x * n_h
    return flat[:end].reshape(n_x, n_h), flat[end:].reshape(n_h, n_y)


@layers_of.wrong("One number is counted for the biases of layer 1, and each of its n_h units has one: a whole row. "
                 "`end = (n_x + 1) * n_h`.")
def one_bias_alone(flat, sizes):
    n_x, n_h, n_y = sizes
    end = n_x * n_h + 1
    return flat[:end].reshape(n_x + 1, n_h), flat[end:].reshape(n_h + 1, n_y)


@layers_of.wrong("n_x · (n_h + 1) counts one more for each input; but it is the hidden units that have biases, one "
                 "each. Layer 1 has (n_x + 1) · n_h numbers: `end = (n_x + 1) * n_h`.")
def one_more_for_each_input(flat, sizes):
    n_x, n_h, n_y = sizes
    end = n_x * (n_h + 1)
    return flat[:end].reshape(n_x + 1, n_h), flat[end:].reshape(n_h + 1, n_y)


@layers_of.wrong("The piece for V1 is one number too long. Layer 1 has (n_x + 1) · n_h numbers, and `flat[:end]` has "
                 "`end` of them: nothing is to be added.")
def first_one_too_long(flat, sizes):
    n_x, n_h, n_y = sizes
    end = (n_x + 1) * n_h
    return flat[:end + 1].reshape(n_x + 1, n_h), flat[end:].reshape(n_h + 1, n_y)


@layers_of.wrong("The biases of layer 1 are one row more, not one column more: V1 has a row for each input and one for "
                 "the biases, and a column for each hidden unit. `.reshape(n_x + 1, n_h)`.")
def column_of_biases(flat, sizes):
    n_x, n_h, n_y = sizes
    end = (n_x + 1) * n_h
    return flat[:end].reshape(n_x, n_h + 1), flat[end:].reshape(n_h + 1, n_y)


@layers_of.wrong("The biases of layer 2 are one row more, not one column more: V2 has a row for each hidden unit and "
                 "one for the biases, and a column for each output. `.reshape(n_h + 1, n_y)`.")
def second_column_of_biases(flat, sizes):
    n_x, n_h, n_y = sizes
    end = (n_x + 1) * n_h
    return flat[:end].reshape(n_x + 1, n_h), flat[end:].reshape(n_h, n_y + 1)


@layers_of.wrong("The piece for V2 is empty. The second number of a slice is the place where it stops, not how many "
                 "it takes: V2 begins at `end` and goes to the end of the vector, `flat[end:]`.")
def length_for_the_end(flat, sizes):
    n_x, n_h, n_y = sizes
    end = (n_x + 1) * n_h
    return flat[:end].reshape(n_x + 1, n_h), flat[end:(n_h + 1) * n_y].reshape(n_h + 1, n_y)


@layers_of.wrong("The piece for V2 has n_h + 1 numbers, which is right for one output alone. With n_y of them it is "
                 "(n_h + 1) · n_y: take all that follows after V1, `flat[end:]`.")
def second_for_one_output(flat, sizes):
    n_x, n_h, n_y = sizes
    return flat[:(n_x + 1) * n_h].reshape(n_x + 1, n_h), flat[-n_h - 1:].reshape(n_h + 1, n_y)


@layers_of.wrong("`sizes` holds three numbers: `n_x, n_h, n_y = sizes`.")
def two_names_for_three_sizes(flat, sizes):
    n_x, n_h = sizes
    return n_x, n_h


@layers_of.wrong("`n_x`, `n_h` and `n_y` have no values yet: they stand in `sizes`. Take it apart first: `n_x, n_h, "
                 "n_y = sizes`.")
def sizes_not_taken_apart(flat, sizes):
    raise NameError("name 'n_x' is not defined")


@layers_of.wrong("`n_h` has no value yet, nor have `n_x` and `n_y`: they stand in `sizes`. Take it apart first: "
                 "`n_x, n_h, n_y = sizes`.")
def sizes_not_taken_apart_either(flat, sizes):
    raise NameError("name 'n_h' is not defined")


@layers_of.wrong("The beginning of the vector was taken for layer 2, and the rest for layer 1. Layer 1 stands first: "
                 "`end = (n_x + 1) * n_h`.")
def second_layer_first(flat, sizes):
    n_x, n_h, n_y = sizes
    end = (n_h + 1) * n_y
    return flat[end:].reshape(n_x + 1, n_h), flat[:end].reshape(n_h + 1, n_y)


@layers_of.wrong("A vector has one axis, and a comma asks for a second. A piece of it is cut by a colon: `flat[:end]`.")
def comma_for_colon(flat, sizes):
    n_x, n_h, _ = sizes
    return flat[:, (n_x + 1) * n_h], flat


@layers_of.right
def with_minus_one(flat, sizes):
    n_x, n_h, n_y = sizes
    V1 = flat[:(n_x + 1) * n_h].reshape(-1, n_h)
    V2 = flat[V1.size:].reshape(-1, n_y)
    return V1, V2


@layers_of.right
def by_split(flat, sizes):
    first, second = np.split(flat, [(sizes[0] + 1) * sizes[1]])
    return first.reshape(sizes[0] + 1, sizes[1]), np.reshape(second, (sizes[1] + 1, sizes[2]))


@layers_of.right
def from_behind(flat, sizes):
    n_x, n_h, n_y = sizes
    of_second = (n_h + 1) * n_y
    return flat[:-of_second].reshape((n_x + 1, n_h)), flat[-of_second:].reshape((n_h + 1, n_y))


# Written down once ----------------------------------------------------------------------------------------------------


def _replay(steps, error, epochs):
    calls = [partial(function, *arguments) for function, *arguments in steps]
    errors = np.empty((epochs, *error.shape))
    for epoch in range(epochs):
        for call in calls:
            call()
        errors[epoch] = error
    return errors


_empty = np.empty


def _nothing_yet(*shape, **named):
    """`np.empty` for a check. What really stands in unused memory may be the right numbers of the run before."""
    made = _empty(*shape, **named)
    made.fill(np.nan if made.dtype.kind == "f" else 0)
    return made


def _run(candidate, numbers, place, epochs):
    """Four steps on four tables, of which one is watched.

    What was kept of it; the tables afterwards; and what became of the list: whether a step was read when they had
    begun to change (1), or the list is another than it was (2).
    """
    table, read_late = numbers.copy(), []

    class Step(tuple):
        def _read(self):
            if not np.array_equal(table, numbers):
                read_late.append(self)

        def __iter__(self):
            self._read()
            return super().__iter__()

        def __getitem__(self, entry):
            self._read()
            return super().__getitem__(entry)

    Step.__name__ = "tuple"                                        # so that errors speak of a tuple, which it is
    a, b, c, d = table
    given = [Step(step) for step in ((np.add, a, b, c), (np.negative, c, c), (np.multiply, c, a, d),
                                     (np.add, b, d, b))]           # one function twice, as in any list of a network
    steps, empty = list(given), np.empty
    np.empty = _nothing_yet
    try:
        kept = candidate(steps, table[place], epochs)
    finally:
        np.empty = empty
    is_another = len(steps) != 4 or any(now is not before for now, before in zip(steps, given, strict=True))
    return kept, table, 2.0 if is_another else float(bool(read_late))


def _replayed(candidate, numbers, place, epochs):
    """What was kept, the tables, and what became of the list, which counts where the other two are right."""
    kept, table, of_list = _run(candidate, numbers, place, epochs)
    right, after, _ = _run(_replay, numbers, place, epochs)
    is_right = isinstance(kept, np.ndarray) and kept.shape == right.shape
    is_right = is_right and np.allclose(kept, right) and np.allclose(table, after)
    return kept, table, of_list if is_right else 0.0


replay = Exercise(
    "11.replay", course=_replay, returns=("errors", "arrays", "steps"), minutes=12, difficulty=3, vectorized=False,
    call=_replayed, helpers={"partial": partial},
    hints=("Two parts. First bind every step, once. Then, for each epoch, make all the calls, and keep a copy of "
           "`error`.",
           "`function, *arguments = step` puts the first entry into `function` and the others into the list "
           "`arguments`; `partial(function, *arguments)` binds them. What you keep goes into "
           "`errors = np.empty((epochs, *error.shape))`, by `errors[epoch] = error`.",
           "`calls = [partial(…) for function, *arguments in steps]`, a loop over the epochs, in it a loop "
           "`for call in calls:` with `call()`, and after that inner loop `errors[epoch] = error`."))


@replay.cases
def _(rng):
    yield "three epochs, tables of two rows", (rng.normal(size=(4, 2, 3)), 3, 3)
    yield "five epochs, tables of three rows", (0.5 + rng.random((4, 3, 2)), 2, 5)
    yield "a single epoch", (rng.normal(size=(4, 1, 6)), 1, 1)


def _kept(steps, error, epochs, calls):
    """The same loop with other calls."""
    errors = np.empty((epochs, *error.shape))
    for epoch in range(epochs):
        for call in calls:
            call()
        errors[epoch] = error
    return errors


def _bound(steps):
    return [partial(*step) for step in steps]


@replay.wrong("Every call does the last step. `lambda: function(*arguments)` looks up `function` and `arguments` when "
              "it runs, and by then the loop has left them at the last step. `partial(function, *arguments)` keeps "
              "what they are now.")
def bound_too_late(steps, error, epochs):
    return _kept(steps, error, epochs, [partial(*steps[-1])] * len(steps))


@replay.wrong("What is kept is the last `error`, as often as there are epochs: a list of `error` holds one and the "
              "same array many times, and it is written over in each epoch. Keep its numbers: `errors[epoch] = error`, "
              "or `error.copy()` in a list.")
def one_array_many_times(steps, error, epochs):
    errors = _replay(steps, error, epochs)
    return np.array([errors[-1]] * epochs)


@replay.wrong("Only one epoch is done and kept. If `return` stands inside the loop, it ends the loop in its first "
              "round: move it to the left, to the column of `for`.")
def return_in_the_loop(steps, error, epochs):
    return _replay(steps, error, 1)


@replay.wrong("Only one epoch is done and kept, and an axis is missing. If `return` stands inside the loop, it ends "
              "the loop in its first round; and every epoch needs its place: `errors[epoch] = error`.")
def only_one_error(steps, error, epochs):
    return _replay(steps, error, 1)[0]


@replay.wrong("What is returned is the last `error` alone. Asked is one for each epoch: "
              "`errors = np.empty((epochs, *error.shape))` before the loop, and `errors[epoch] = error` in it.")
def last_error_alone(steps, error, epochs):
    return _replay(steps, error, epochs)[-1]


@replay.wrong("The errors are kept before the calls of their epoch are made: the first is what stood there at the "
              "start. First all calls, then `errors[epoch] = error`.")
def kept_too_early(steps, error, epochs):
    errors = np.empty((epochs, *error.shape))
    for epoch in range(epochs):
        errors[epoch] = error
        for call in _bound(steps):
            call()
    return errors


@replay.wrong("The calls are made one time too often, or the steps were done once already while they were bound. "
              "`partial(function, *arguments)` waits; `function(*arguments)` does not.")
def done_while_bound(steps, error, epochs):
    for call in _bound(steps):
        call()
    return _replay(steps, error, epochs)


@replay.wrong("Nothing has happened to the arrays. Either no call is made, `call()`; or the list of calls is empty; or "
              "the place to write is left out, or copies of the arrays were bound, so that each result goes nowhere: "
              "bind all the arguments of a step as they are, `partial(function, *arguments)`.")
def nothing_happens(steps, error, epochs):
    return _kept(steps, error, epochs, [])


@replay.wrong("Everything is done in the first epoch, and nothing in those after it. A list in round brackets, "
              "`(… for … in …)`, can be gone through once only: take square brackets. (Or the steps are done while "
              "they are bound, and never again: `partial(function, *arguments)` waits.)")
def once_and_never_again(steps, error, epochs):
    return _kept(steps, error, epochs, (partial(*step) for step in steps))


@replay.wrong("The steps are done at once, and what is collected are their results, not calls: an array cannot be "
              "called. `partial(function, *arguments)` is a call that waits.")
def results_for_calls(steps, error, epochs):
    for call in [function(*arguments) for function, *arguments in steps]:
        call()


@replay.wrong("`partial` was given something that cannot be called. Its first argument is the function itself, and "
              "behind a comma follow the arrays: `partial(function, *arguments)`. (`partial(function(*arguments))` "
              "calls first and binds what comes out; a whole step is a tuple.)")
def bracket_for_comma(steps, error, epochs):
    return _kept(steps, error, epochs, [partial(function(*arguments)) for function, *arguments in steps])


@replay.wrong("The star is missing: `partial(function, arguments)` binds one argument, the whole list. "
              "`partial(function, *arguments)` hands them over one by one.")
def star_forgotten(steps, error, epochs):
    for call in [partial(function, arguments) for function, *arguments in steps]:
        call()


@replay.wrong("The functions are bound to nothing, so each lacks its arrays when it is called: "
              "`partial(function, *arguments)`.")
def arguments_forgotten(steps, error, epochs):
    for call in [function for function, *arguments in steps]:
        call()


@replay.wrong("A step is a tuple, and nobody can call a tuple. Each becomes a call by `partial(function, *arguments)`.")
def steps_called(steps, error, epochs):
    for call in steps:
        call()


@replay.wrong("A step has more than two entries, a function and several arrays. The star collects all the arrays: "
              "`for function, *arguments in steps`.")
def two_names_for_four(steps, error, epochs):
    return [partial(function, arguments) for function, arguments in steps]


@replay.wrong("The steps are done in the wrong order: the last comes first. A step reads what those before it have "
              "written.")
def backwards(steps, error, epochs):
    return _kept(steps, error, epochs, _bound(steps)[::-1])


@replay.wrong("Only the last step is done. If `calls = []` stands inside the loop, each round begins it anew; put that "
              "line above the loop. (Or `call()` stands after the inner loop, in the column of its `for`.)")
def last_step_alone(steps, error, epochs):
    return _kept(steps, error, epochs, [partial(*steps[-1])])


@replay.wrong("Only the first step is done. Go through all of `calls` in every epoch.")
def first_step_alone(steps, error, epochs):
    return _kept(steps, error, epochs, [partial(*steps[0])])


@replay.wrong("Each place holds the sum of all errors up to its epoch. Keep `error` as it is: `errors[epoch] = error`.")
def errors_added_up(steps, error, epochs):
    return np.cumsum(_replay(steps, error, epochs), axis=0)


@replay.wrong("All the calls of all epochs are made, but nothing was kept on the way: the places are still 0. "
              "`errors[epoch] = error`, after the inner loop.")
def nothing_kept(steps, error, epochs):
    return 0 * _replay(steps, error, epochs)


@replay.wrong("Nothing of `error` has come into `errors`, or it was added to what stood there. `np.empty` makes room, "
              "and puts nothing in it: what stands there is left over. Write `errors[epoch] = error`, after the inner "
              "loop.")
def left_as_it_was_made(steps, error, epochs):
    _replay(steps, error, epochs)
    return np.empty((epochs, *error.shape))


@replay.wrong("Every place holds the sum of all errors: `errors += error` adds to all of them. One place takes one "
              "epoch: `errors[epoch] = error`.")
def added_to_every_place(steps, error, epochs):
    return np.zeros((epochs, *error.shape)) + _replay(steps, error, epochs).sum(axis=0)


@replay.wrong("These are the squares. Keep the errors as they are: `losses_afterwards` squares them.")
def squares_kept(steps, error, epochs):
    return _replay(steps, error, epochs) ** 2


@replay.wrong("These are losses, one number an epoch. Keep all of `error`: `losses_afterwards` makes losses of it, "
              "once for all epochs.")
def losses_kept(steps, error, epochs):
    return (_replay(steps, error, epochs) ** 2).mean(axis=(1, 2))


@replay.wrong("`error` is kept after each call, one level too far in: there are as many as calls. Move that line to "
              "the left, to the column of the inner `for`, so that it follows after all calls of an epoch.")
def kept_after_each_call(steps, error, epochs):
    errors = []
    for _ in range(epochs):
        for call in _bound(steps):
            call()
            errors.append(error.copy())
    return np.array(errors)


@replay.wrong("The errors are right, but the steps are taken apart again and again, while they are done. Bind each of "
              "them once, before the first epoch: a list `calls` of `partial(function, *arguments)`. In the loops "
              "there is only `call()`.",
              when=lambda result, numbers, place, epochs: result[2] == 1 or epochs == 1)
def bound_anew_in_each_epoch(steps, error, epochs):
    errors = np.empty((epochs, *error.shape))
    for epoch in range(epochs):
        for call in _bound(steps):
            call()
        errors[epoch] = error
    return errors


@replay.wrong("The errors are right, but `steps` is another list than it was: whoever replays it again finds something "
              "else, or nothing. Read it, `for function, *arguments in steps`, and put the calls into a list of your "
              "own.",
              when=lambda result, numbers, place, epochs: result[2] == 2)
def list_used_up(steps, error, epochs):
    calls = []
    while steps:
        calls.append(partial(*steps.pop(0)))
    return _kept(steps, error, epochs, calls)


@replay.wrong("`range(…)` is missing: `epochs` is a number, and a loop goes through something: "
              "`for epoch in range(epochs)`.")
def range_forgotten_there(steps, error, epochs):
    for _ in epochs:
        pass


@replay.wrong("`error.shape` is a tuple, and stands inside another here. The star takes it apart: "
              "`np.empty((epochs, *error.shape))`.")
def star_before_the_shape_forgotten(steps, error, epochs):
    return np.empty((epochs, error.shape))


@replay.wrong("A dictionary has one place for each key: where a function comes twice in `steps`, one of its calls is "
              "lost. A list keeps them all, in their order: `calls = [partial(function, *arguments) for function, "
              "*arguments in steps]`.")
def calls_in_a_dictionary(steps, error, epochs):
    calls = {function: partial(function, *arguments) for function, *arguments in steps}
    return _kept(steps, error, epochs, calls.values())


@replay.wrong("One call stands where a list of calls is needed. Put each into a list: `calls = []` above the loop, and "
              "in it `calls.append(partial(function, *arguments))`.")
def one_call_for_a_list(steps, error, epochs):
    for call in partial(*steps[-1]):
        call()


@replay.wrong("`error` is a table, and the place of an epoch is a row of `error.size` numbers. Make room for a table: "
              "`np.empty((epochs, *error.shape))`.")
def row_of_all_its_numbers(steps, error, epochs):
    errors = np.empty((epochs, error.size))
    for call in _bound(steps):
        call()
    errors[0] = error
    return errors


@replay.wrong("Each epoch has one place only, and `error` is an array. Make room for all of it: "
              "`np.empty((epochs, *error.shape))`.")
def one_place_for_each_epoch(steps, error, epochs):
    errors = np.empty(epochs)
    for call in _bound(steps):
        call()
    errors[0] = error
    return errors


@replay.wrong("`calls` is a list, and a list cannot be called; the calls in it can: `for call in calls:` with `call()` "
              "inside.")
def list_called(steps, error, epochs):
    calls = _bound(steps)
    return calls()


@replay.wrong("What is kept is what the last call gives back, and not `error`: that is the array which the last step "
              "writes. Write `call()` by itself, and after the inner loop `errors[epoch] = error`.")
def result_of_the_last_call(steps, error, epochs):
    errors = np.empty((epochs, *error.shape))
    for epoch in range(epochs):
        for call in _bound(steps):
            errors[epoch] = call()
    return errors


@replay.wrong("The loops are the wrong way round: each call is made `epochs` times before the next has its turn. The "
              "epochs are outside, the calls inside.")
def loops_swapped_there(steps, error, epochs):
    errors = np.empty((epochs, *error.shape))
    for call in _bound(steps):
        for epoch in range(epochs):
            call()
            errors[epoch] = error
    return errors


def _return_after_one_call(steps, error, epochs):
    partial(*steps[0])()
    return np.empty((epochs, *error.shape))


def _right_end_alone(result, numbers, place, epochs):
    right, after, _ = _run(_replay, numbers, place, epochs)
    return (np.shape(result[0]) == right.shape and np.allclose(result[1], after)
            and np.allclose(result[0][-1], right[-1]) and (epochs == 1 or not np.allclose(result[0][:-1], right[:-1])))


@replay.wrong("Only the last epoch is in its place; those before it were never written. If `errors[epoch] = error` "
              "stands in the column of the outer `for`, it is done once, after the loop: move it one level to the "
              "right.",
              when=_right_end_alone)
def kept_after_the_loop(steps, error, epochs):
    errors = 0 * _replay(steps, error, epochs)
    errors[-1] = error
    return errors


def _untouched(errors):
    """Whether nothing was written there since `np.empty` or `np.zeros` made it."""
    return np.isnan(errors).all() or not np.any(errors)


def _place_0_alone(result, numbers, place, epochs):
    right, after, _ = _run(_replay, numbers, place, epochs)
    return (np.shape(result[0]) == right.shape and np.allclose(result[1], after)
            and np.allclose(result[0][0], right[-1]) and _untouched(result[0][1:]))


@replay.wrong("Only place 0 is written, and in the end it holds the last `error`. Each epoch has a place of its own: "
              "`errors[epoch] = error`, at the end of each.",
              when=_place_0_alone)
def always_place_0(steps, error, epochs):
    errors = np.empty((epochs, *error.shape))
    for _ in range(epochs):
        for call in _bound(steps):
            call()
        errors[0] = error
    return errors


def _calls_made_once(result, numbers, place, epochs):
    right, after, _ = _run(_replay, numbers, place, 1)
    return (np.shape(result[0]) == (epochs, *right[0].shape) and np.allclose(result[1], after)
            and np.allclose(result[0], right[0]))


@replay.wrong("Each place holds the error of the first epoch: the calls are made once, and never again. If their loop "
              "stands above the loop over the epochs, put it inside, in front of `errors[epoch] = error`. (If it is "
              "inside: what `iter(…)` makes can be gone through once only; a list, as often as you like.)",
              when=_calls_made_once)
def calls_above_the_epochs(steps, error, epochs):
    errors = np.empty((epochs, *error.shape))
    for call in _bound(steps):
        call()
    for epoch in range(epochs):
        errors[epoch] = error
    return errors


def _left_early(result, numbers, place, epochs):
    right, after, _ = _run(_replay, numbers, place, 1)
    return (np.shape(result[0]) == (epochs, *right[0].shape) and np.allclose(result[1], after)
            and np.allclose(result[0][0], right[0]) and _untouched(result[0][1:]))


@replay.wrong("The first epoch is done and kept, and nothing after it. If `return` stands inside the loop over the "
              "epochs, it ends the loop in its first round: move it to the left, to the column of the outer `for`.",
              when=_left_early)
def return_after_one_epoch(steps, error, epochs):
    errors = np.empty((epochs, *error.shape))
    errors[0] = _replay(steps, error, 1)
    return errors


@replay.wrong("One call is made, the first, and then it is over. If `return` stands inside the inner loop, it ends "
              "everything in its first round: move it to the left, to the column of the outer `for`.",
              when=lambda result, numbers, place, epochs: np.allclose(
                  result[1], _run(_return_after_one_call, numbers, place, epochs)[1]))
def return_after_one_call(steps, error, epochs):
    return _return_after_one_call(steps, error, epochs)


@replay.wrong("There is one epoch too few: `range(1, epochs)` and `range(epochs - 1)` make one round less. It is "
              "`range(epochs)`.",
              when=lambda result, numbers, place, epochs: np.allclose(
                  result[1], _run(_replay, numbers, place, epochs - 1)[1]))
def one_epoch_too_few(steps, error, epochs):
    errors = np.zeros((epochs, *error.shape))
    for epoch in range(1, epochs):
        for call in _bound(steps):
            call()
        errors[epoch] = error
    return errors


@replay.right
def a_place_for_each_row_and_column(steps, error, epochs):
    calls, (rows, columns) = _bound(steps), error.shape
    errors = np.empty((epochs, rows, columns))
    for epoch in range(epochs):
        for call in calls:
            call()
        errors[epoch, :, :] = error
    return errors


@replay.right
def errors_in_a_list(steps, error, epochs):
    calls, errors = [], []
    for function, *arguments in steps:
        calls.append(partial(function, *arguments))
    for _ in range(epochs):
        for call in calls:
            call()
        errors.append(error.copy())
    return np.array(errors)


@replay.right
def with_lambdas_that_keep(steps, error, epochs):
    calls = [lambda function=step[0], arguments=step[1:]: function(*arguments) for step in steps]
    errors = np.zeros([epochs, *error.shape])
    for kept in errors:
        for call in calls:
            call()
        kept[:] = error
    return errors


@replay.right
def a_list_of_copies(steps, error, epochs):
    calls, errors = [partial(*step) for step in steps], []
    for _ in range(epochs):
        [call() for call in calls]
        errors.append(1 * error)
    return np.stack(errors)


# One axis more --------------------------------------------------------------------------------------------------------


def _slopes_of_many(a, dz):
    return a.mT @ dz, dz.sum(axis=1, keepdims=True)


slopes_of_many = Exercise(
    "11.slopes_of_many", course=_slopes_of_many, returns=("dW", "db"), minutes=6, difficulty=2,
    hints=("Write `layer_backward` of 03 for one network first. Then ask of each of its two pieces what the new axis "
           "in front does to it.",
           "`@` multiplies the last two axes, network by network, by itself. But `.T` turns round all axes, and what "
           "was axis 0, the rows, is now axis 1.",
           "`return a.mT @ dz, dz.sum(axis=…, keepdims=True)`."))


@slopes_of_many.cases
def _(rng):
    for label, s, n, n_in, n_out in (("three networks, five rows, 2 → 4", 3, 5, 2, 4),
                                     ("two networks, six rows, 4 → 3", 2, 6, 4, 3),
                                     ("seven networks, a single row, 3 → 2", 7, 1, 3, 2)):
        yield label, (rng.normal(size=(s, n, n_in)), rng.normal(size=(s, n, n_out)))


@slopes_of_many.wrong("`@` found the networks in the place of the rows. `.T` does that: it turns round all three axes. "
                      "`.mT` swaps the last two alone, for each network: `a.mT @ dz`. (The sum for db needs no `@`.)")
def all_axes_turned(a, dz):
    return a.T @ dz, dz.sum(axis=1, keepdims=True)


@slopes_of_many.wrong("The last two axes of `a` are not swapped, so the shapes do not fit: dW is `a.mT @ dz`, for each "
                      "network (n_in, n) @ (n, n_out). (`transpose(1, 0, 2)` swaps the first two.)")
def not_turned(a, dz):
    return a @ dz, dz.sum(axis=1, keepdims=True)


def _biases(sentence):
    """Right slopes for the weights, and something else for the biases."""
    def add(of_biases):
        def code(a, dz):
            return a.mT @ dz, of_biases(a, dz)
        code.__name__ = of_biases.__name__
        slopes_of_many.wrong(sentence)(code)
        return of_biases
    return add


@_biases("dW is right. For db the sum goes over the networks: axis 0 is theirs now, and the rows are axis 1. Write "
         "`dz.sum(axis=1, keepdims=True)`.")
def added_over_networks(a, dz):
    return dz.sum(axis=0, keepdims=True)


@_biases("dW is right. For db the sum goes over the networks, and `keepdims` is missing. The rows are axis 1 now: "
         "`dz.sum(axis=1, keepdims=True)`.")
def added_over_networks_without_axis(a, dz):
    return dz.sum(axis=0)


@_biases("dW is right. For db the sum goes over the units: each has a bias of its own. The rows are axis 1: "
         "`dz.sum(axis=1, keepdims=True)`.")
def added_over_units(a, dz):
    return dz.sum(axis=2, keepdims=True)


@_biases("dW is right. For db the sum goes over the units, and `keepdims` is missing. The rows are axis 1: "
         "`dz.sum(axis=1, keepdims=True)`.")
def added_over_units_without_axis(a, dz):
    return dz.sum(axis=2)


@_biases("dW is right, and so are the numbers of db; its shape is not: b1 is (s, 1, n_h), so the axis of the rows "
         "stays, with length 1. `keepdims=True` keeps it.")
def axis_not_kept(a, dz):
    return dz.sum(axis=1)


@_biases("dW is right. db is the mean over the rows, and should be the sum: the 1/n is in dz already.")
def mean_for_sum(a, dz):
    return dz.mean(axis=1, keepdims=True)


@_biases("dW is right. db is divided by the number of networks, which is what `len(…)` gives now. Each network has "
         "slopes of its own, and the 1/n is in dz already: divide by nothing.")
def divided_by_len(a, dz):
    return dz.sum(axis=1, keepdims=True) / len(dz)


@_biases("dW is right. db is not added up: all rows share one bias, so their slopes add. "
         "`dz.sum(axis=1, keepdims=True)`.")
def not_added(a, dz):
    return dz


@_biases("dW is right. db is one number for everything: the sum needs its axis, `dz.sum(axis=1, keepdims=True)`.")
def added_over_everything(a, dz):
    return dz.sum()


@_biases("dW is right. db has one number for each network: the sum goes over rows and units. Each unit has a bias of "
         "its own: `axis=1` alone.")
def added_over_rows_and_units(a, dz):
    return dz.sum(axis=(1, 2), keepdims=True)


@_biases("dW is right. db is the sum over networks and rows: every network has biases of its own. `axis=1` alone.")
def added_over_networks_and_rows(a, dz):
    return dz.sum(axis=(0, 1), keepdims=True)


@_biases("dW is right. db is the sum of the inputs; it is `dz` that is added up, `dz.sum(axis=1, keepdims=True)`.")
def inputs_added(a, dz):
    return a.sum(axis=1, keepdims=True)


@slopes_of_many.wrong("db is right. dW is that of all networks together: the sum over the networks has nothing to do "
                      "there. `a.mT @ dz` keeps them apart.")
def networks_added_up(a, dz):
    return np.einsum("sni,sno->io", a, dz), dz.sum(axis=1, keepdims=True)


@slopes_of_many.wrong("db is right. `np.dot` and `np.tensordot` pair every network with every other: the result has "
                      "four axes. `@` keeps to pairs: `a.mT @ dz`.")
def every_pair_of_networks(a, dz):
    return np.dot(a.mT, dz), dz.sum(axis=1, keepdims=True)


@slopes_of_many.wrong("db is right. dW lies on its side: it has the shape of W, (s, n_in, n_out), so it is "
                      "`a.mT @ dz`.")
def turned_slopes(a, dz):
    return dz.mT @ a, dz.sum(axis=1, keepdims=True)


@slopes_of_many.wrong("dW and db are divided by the number of rows. The 1/n is in dz already.")
def divided_by_rows(a, dz):
    return a.mT @ dz / dz.shape[1], dz.mean(axis=1, keepdims=True)


@slopes_of_many.wrong("db is right; dW is divided by the number of rows. The 1/n is in dz already.")
def weights_divided_by_rows(a, dz):
    return a.mT @ dz / dz.shape[1], dz.sum(axis=1, keepdims=True)


@slopes_of_many.wrong("db is right; dW is divided by the number of networks, which is what `len(…)` gives now. Each "
                      "network has slopes of its own, and the 1/n is in dz already: divide by nothing.")
def weights_divided_by_len(a, dz):
    return a.mT @ dz / len(a), dz.sum(axis=1, keepdims=True)


@slopes_of_many.wrong("Both are divided by the number of networks, which is what `len(…)` gives now. Each network has "
                      "slopes of its own, and the 1/n is in dz already: divide by nothing.")
def divided_by_networks(a, dz):
    return a.mT @ dz / len(a), dz.sum(axis=1, keepdims=True) / len(a)


@slopes_of_many.wrong("The two results are the wrong way round: first dW, then db.")
def swapped(a, dz):
    return _slopes_of_many(a, dz)[::-1]


@slopes_of_many.wrong("These are the slopes of the first network alone: `a[0]` and `dz[0]` leave the others out.")
def first_network(a, dz):
    return a[0].T @ dz[0], dz[0].sum(axis=0, keepdims=True)


@slopes_of_many.wrong("The letters of `.mT` count: a small m, a large T.")
def small_letters(a, dz):
    return a.mt @ dz, dz.sum(axis=1, keepdims=True)


@slopes_of_many.right
def swapped_axes(a, dz):
    return np.swapaxes(a, 1, 2) @ dz, dz.sum(axis=-2, keepdims=True)


@slopes_of_many.right
def by_einsum(a, dz):
    return np.einsum("sni,sno->sio", a, dz), np.einsum("sno->so", dz)[:, None]


@slopes_of_many.right
def by_matmul(a, dz):
    return np.matmul(a.transpose(0, 2, 1), dz), np.sum(dz, axis=1)[:, None, :]


@slopes_of_many.right
def one_network_after_the_other(a, dz):
    pairs = list(zip(a, dz, strict=True))
    return (np.stack([one.T @ two for one, two in pairs]),
            np.stack([two.sum(axis=0, keepdims=True) for _, two in pairs]))

"""Which way is down is known; how far to go, and how much to remember of the steps before, is the optimizer's.

`step(params, grads)` changes `params` in place, as its name says. It works on a plain dictionary, on `Parameters`, and
on many networks at once, each with a learning rate of its own: shape (s, 1).
"""

import numpy as np

from nnlib.parameters import Parameters, in_pairs


class Optimizer:
    """What all optimizers share; a subclass says in `direction` which way to go.

    Parameters
    ----------
    learning_rate : float, array (s, 1), or a schedule: function of the step (0, 1, 2, …) → rate
    weight_decay : float
        Shrinks each weight by learning_rate · weight_decay · weight a step. Biases are left alone.
        It is kept apart from the gradient (Loshchilov and Hutter, Decoupled weight decay regularization, 2019).
    """

    def __init__(self, learning_rate, weight_decay=0.0):
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.steps = 0

    def step(self, params, grads):
        """Move every number of `params` a step downhill, in place."""
        rate = self.learning_rate(self.steps) if callable(self.learning_rate) else self.learning_rate
        if self.weight_decay:
            for name, array in params.items():
                if not name.startswith("b"):
                    array *= 1 - self.weight_decay * rate_for(array, rate)
        for name, array, grad in _in_pairs(params, grads):
            array -= rate_for(array, rate) * self.direction(name, grad)
        self.steps += 1


class SGD(Optimizer):
    """Straight downhill: θ ← θ − η ∂θ."""

    def direction(self, name, grad):
        """The gradient itself."""
        return grad


class Momentum(Optimizer):
    """A ball that keeps rolling: v ← μ v + ∂θ, θ ← θ − η v.

    Source: Polyak, Some methods of speeding up the convergence of iteration methods, 1964.
    """

    def __init__(self, learning_rate, momentum=0.9, weight_decay=0.0):
        super().__init__(learning_rate, weight_decay)
        self.momentum = momentum
        self.velocity = {}

    def direction(self, name, grad):
        """The gradients so far, each step back counted μ times less."""
        velocity = remembered(self.velocity, name, grad)
        velocity *= self.momentum
        velocity += grad
        return velocity


class Adam(Optimizer):
    """A step of much the same length for every parameter: the mean gradient over its usual size.

    Both means are weighted: each step back counts β times less. What is kept are the sums, as Momentum keeps them.
    Source: Kingma and Ba, Adam: a method for stochastic optimization, 2015, algorithm 1.
    """

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.0):
        super().__init__(learning_rate, weight_decay)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.total, self.squares = {}, {}

    def direction(self, name, grad):
        """m̂ / (√v̂ + ε)."""
        total, squares = remembered(self.total, name, grad), remembered(self.squares, name, grad)
        total   *= self.beta1
        total   += grad
        squares *= self.beta2
        squares += grad * grad
        scale, epsilon = self.scales()
        return scale * total / (np.sqrt(squares) + epsilon)

    def scales(self):
        """Return what makes means of this step's sums, in which gradients count 1 + β + β² + …, and ε on that scale."""
        weights, weights2 = ((1 - beta ** (self.steps + 1)) / (1 - beta) for beta in (self.beta1, self.beta2))
        return weights2**0.5 / weights, weights2**0.5 * self.epsilon


# ── schedules: functions that make a function of the step ─────────────────────────────────────────────────────────────

def step_decay(rate, factor, every):
    """Multiply the rate by `factor` after each `every` steps."""
    return lambda step: rate * factor ** (step // every)


def cosine(rate, steps):
    """Let the rate fall from `rate` to 0 over `steps` steps, along half a wave.

    Source: Loshchilov and Hutter, SGDR, 2017.
    """
    return lambda step: rate * (1 + np.cos(np.pi * min(step / steps, 1))) / 2


def warmup(schedule, steps):
    """Let a rate, or a schedule, grow from near 0 to its full size in the first `steps` steps."""
    follow = schedule if callable(schedule) else lambda step: schedule
    return lambda step: follow(step) * min((step + 1) / steps, 1)


def remembered(memory, name, grad):
    """What an optimizer keeps beside this gradient, to be changed in place; zeros at first."""
    if name not in memory:
        memory[name] = np.zeros_like(grad)
    if memory[name].shape != grad.shape:
        raise ValueError(f"the optimizer remembers steps of the shape {memory[name].shape}, and {name} has "
                         f"{grad.shape}. It belongs to another network: make a new one for this.")
    return memory[name]


def _in_pairs(params, grads):
    """Arrays with their gradients: the whole vector at once where there is one, which is faster; else name by name."""
    if isinstance(params, Parameters):
        return [("flat", params.flat, grads.flat if isinstance(grads, Parameters) else params.lay_out(grads))]
    for name, array in params.items():
        if array.dtype.kind != "f":
            raise TypeError(f"{name} holds {array.dtype} numbers, which cannot move by fractions. "
                            f"Write {name}.astype(float), or Parameters(params).")
    return [*in_pairs(params, grads)]


def rate_for(array, rate):
    """Give rates (s, 1) the axes that they need beside W1 (s, n_in, n_out)."""
    return rate if isinstance(rate, float) else np.reshape(rate, np.shape(rate) + (1,) * (array.ndim - np.ndim(rate)))

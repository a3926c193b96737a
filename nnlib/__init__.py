"""The small shared module of the course: a neural network from scratch, in the order in which a learner meets it.

initializers → activations → losses → parameters → network → gradient_check → optimizers → plan → training → datasets

Drawings and exercises load when they are asked for: `import nnlib.plots`, `import nnlib.exercises`, `nnlib.progress()`.
"""
# ruff: noqa: F401      (nothing is used here: the names are gathered, so that nnlib.sigmoid is all one has to know)

from nnlib.activations import (
    backward_of,
    identity,
    identity_backward,
    leaky_relu,
    leaky_relu_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    softmax,
    softmax_backward,
    tanh,
    tanh_backward,
)
from nnlib.datasets import blobs, breast_cancer, circles, digits, moons, one_hot, spiral, split, standardize, xor
from nnlib.gradient_check import GradientReport, check_gradients, numerical_gradient
from nnlib.initializers import he, normal, xavier, zeros
from nnlib.losses import (
    binary_cross_entropy,
    binary_cross_entropy_backward,
    binary_cross_entropy_from_logits,
    cross_entropy,
    cross_entropy_backward,
    cross_entropy_delta,
    cross_entropy_from_logits,
    from_logits,
    identity_mse_delta,
    mse,
    mse_backward,
    mse_delta,
    output_delta,
)
from nnlib.network import NeuralNetwork, backward, forward
from nnlib.optimizers import SGD, Adam, Momentum, Optimizer, cosine, step_decay, warmup
from nnlib.parameters import Parameters, init_params
from nnlib.plan import NoPlan, Plan
from nnlib.training import History, accuracy, batches, train


def progress():
    """Draw the map of the course: what has passed, what was tried, how many minutes are left, and what comes next."""
    from nnlib.exercises.map import Map

    return Map()

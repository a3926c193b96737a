"""Where the weights start. Equal units stay equal, so weights start at random; how far apart is a law, not a taste.

A layer adds up n_in products, so its spread grows with √n_in: Var(z) = n_in · Var(w) · E[x²].
Each initializer takes the shape (n_in, n_out) and a generator, and returns the weights of one layer.
"""

import numpy as np


def zeros(shape, rng):
    """All weights 0: every unit of a layer computes the same, and learns the same. Draws nothing from `rng`."""
    return np.zeros(shape)


def normal(shape, rng, scale=1.0):
    """Weights from a normal distribution with mean 0 and standard deviation `scale`, whatever the shape."""
    return scale * rng.standard_normal(shape)


def xavier(shape, rng):
    """Weights of variance 2 / (n_in + n_out): keeps signals level both ways, as far as the activation is a line.

    Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010.
    """
    n_in, n_out = shape
    return normal(shape, rng, scale=np.sqrt(2 / (n_in + n_out)))


def he(shape, rng):
    """Weights of variance 2 / n_in: twice as large, because ReLU lets only half of the signal through.

    Source: He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015.
    """
    n_in, _ = shape
    return normal(shape, rng, scale=np.sqrt(2 / n_in))

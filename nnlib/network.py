"""Forward computes the answer and remembers every step; backward walks the steps in reverse and shares out the blame.

The same lines serve any depth, one network or many at once (a leading axis), a plain dictionary or `Parameters`.
`NeuralNetwork` only keeps the pieces together; it adds no mathematics.
"""

from itertools import product

import numpy as np

from nnlib.activations import backward_of, sigmoid
from nnlib.initializers import xavier
from nnlib.losses import from_logits, mse, output_delta
from nnlib.parameters import init_params

CHUNK = 3072    # rows whose activations, in layers of a few units, stay in the processor's cache


def forward(X, params, activations=sigmoid):
    """Compute the network's answer, layer by layer.

    Parameters
    ----------
    X : array (n, n_x)
        A row a sample.
    params : dict of arrays
        W1 (n_x, n_h), b1 (1, n_h), W2, b2, …
    activations : function, or one for each layer

    Returns
    -------
    y_hat : array (n, n_y)
    cache : dict of arrays
        Every step on the way: a0 (which is X), z1, a1, z2, a2, …
    """
    activations = _by_layer(activations, params)
    _check_input(X, params)

    a, cache = X, {"a0": X}
    for l, activation in enumerate(activations, start=1):
        cache[f"z{l}"] = z = a @ params[f"W{l}"] + params[f"b{l}"]      # a weighted sum for each unit
        cache[f"a{l}"] = a = activation(z)                              # bent
    return a, cache


def backward(y, cache, params, activations=sigmoid, *, delta):
    """Compute how the loss changes with each parameter, from the last layer to the first.

    Parameters
    ----------
    y : array (n, n_y)
        What the answers should have been.
    cache, params, activations
        As they came from, and went into, `forward`.
    delta : function (y_hat, y) → array (n, n_y)
        The gradient of the loss at the last z: `mse_delta`, `cross_entropy_delta`, …

    Returns
    -------
    grads : dict of arrays
        dW2, db2, dW1, db1 for two layers; each has the shape of its parameter.
    """
    activations = _by_layer(activations, params)
    L = len(activations)

    grads = {}
    dz = delta(cache[f"a{L}"], y)
    for l in range(L, 0, -1):
        grads[f"dW{l}"] = cache[f"a{l-1}"].mT @ dz                      # to the weights
        grads[f"db{l}"] = dz.sum(axis=-2, keepdims=True)                # to the biases
        if l > 1:
            da = dz @ params[f"W{l}"].mT                                # to the layer below
            dz = backward_of[activations[l-2]](da, cache[f"a{l-1}"])    # through its activation
    return grads


class NeuralNetwork:
    """Parameters, activations and a loss, kept together.

    Parameters
    ----------
    sizes : sequence of int
        Units a layer, input first: (2, 4, 1).
    rng : seed, numpy.random.Generator, or a list of either
        A list makes as many networks at once as it is long.
    hidden, output : functions
        The activation of all hidden layers, and of the last layer.
    loss : function (y_hat, y) → number
        The pair (output, loss) must stand in `output_delta`, which holds the way back for it.
    initializer : function (shape, rng) → array

    Attributes
    ----------
    sizes, params, activations, loss, delta
    varied : dict of arrays (s, 1), where `ensemble` made it
    """

    def __init__(self, sizes, rng=None, *, hidden=sigmoid, output=sigmoid, loss=mse, initializer=xavier):
        self.delta = output_delta[output, loss]
        self.loss = loss
        self.activations = [hidden] * (len(sizes) - 2) + [output]
        self.params = init_params(sizes, rng, initializer)
        self.sizes = self.params.sizes

    @classmethod
    def ensemble(cls, sizes, seeds=range(1000), *, learning_rates=(None,), scales=(1.0,), **options):
        """Make many networks that learn at once: one for each seed, with each learning rate and each scale.

        A scale multiplies all weights of the start. The networks are in the order of three loops: seeds outside, scales
        inside. `net.varied` tells which is which, a column (s, 1) each: train with
        `learning_rate=net.varied["learning_rate"]`.
        """
        columns = zip(*product(seeds, learning_rates, scales), strict=True)
        seeds, rates, scales = (np.array(column)[:, None] for column in columns)
        net = cls(sizes, seeds[:, 0].tolist(), **options)
        for name, array in net.params.items():
            array *= scales[..., None] if name.startswith("W") else 1.0
        net.varied = {"seed": seeds, "learning_rate": rates, "scale": scales}
        return net

    def forward(self, X):
        """Return the answers (n, n_y), and the cache of every step."""
        return forward(X, self.params, self.activations)

    def backward(self, y, cache):
        """Return the gradient of the loss for each parameter: dW1, db1, …"""
        return backward(y, cache, self.params, self.activations, delta=self.delta)

    def predict(self, X):
        """Return the answers alone; many rows a chunk at a time, which is several times faster than all at once."""
        if np.ndim(X) != 2 or len(X) <= CHUNK:
            return self.forward(X)[0]
        return np.concatenate([self._answers(X[i:i + CHUNK]) for i in range(0, len(X), CHUNK)], axis=-2)

    def _answers(self, a):
        """Go forward without a cache. In memory the numbers of a unit lie side by side, and NumPy walks along them."""
        _check_input(a, self.params)
        for l, activation in enumerate(self.activations, start=1):
            a = activation((self.params[f"W{l}"].mT @ a.mT).mT + self.params[f"b{l}"])
        return a

    def measure(self, X, y):
        """Return the loss on these samples: a number, or one for each network."""
        return self.loss_from(y, self.forward(X)[1])

    def loss_from(self, y, cache):
        """Return the loss of a forward pass that was done already, from the logits where the loss has such a form."""
        L = len(self.activations)
        if self.loss in from_logits:
            return from_logits[self.loss](cache[f"z{L}"], y)
        return self.loss(cache[f"a{L}"], y)

    def train(self, X, y, **options):
        """Learn from these samples; see `nnlib.train` for the options. Returns a `History`."""
        from nnlib.training import train  # here, because it stands below this file in the order of the story

        return train(self, X, y, **options)

    def __repr__(self):
        names = [f.__name__ for f in (*self.activations[:1], *self.activations[1:][-1:], self.loss)]
        many = f"{len(self.params.flat)} networks of " if self.params.flat.ndim == 2 else ""
        return (f"<NeuralNetwork {'-'.join(map(str, self.sizes))}, {', '.join(names)}: "
                f"{many}{self.params.flat.shape[-1]} parameters>")


def _by_layer(activations, params):
    """One activation for each layer, first to last."""
    layers = len(params) // 2
    if callable(activations):
        return [activations] * layers
    if len(activations) != layers:
        raise ValueError(f"found {len(activations)} activations for {layers} layers. "
                         "Pass one function for all layers, or a list with one for each.")
    return activations


def _check_input(X, params):
    n_x = params["W1"].shape[-2]
    if not isinstance(X, np.ndarray):
        raise TypeError(f"X is a {type(X).__name__}. Expected an array of rows: write np.array(X, dtype=float).")
    if X.ndim < 2 or X.shape[-1] != n_x:
        cure = "X.reshape(1, -1), a single row" if X.shape == (n_x,) else f"an X with {n_x} columns, or other sizes"
        raise ValueError(f"X has the shape {X.shape}, and W1 expects rows of {n_x} numbers, (n, {n_x}). Pass {cure}.")

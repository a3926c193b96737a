"""All that a network knows is a vector of numbers. `Parameters` gives its parts their names: W1, b1, W2, b2, …

The arrays are views of `flat`, one vector: change either, and the other has changed. Code that thinks in layers uses
the names; code that thinks in directions, as a step downhill does, uses the vector.
With a leading axis, `Parameters` holds many networks: W1 (s, n_in, n_out), b1 (s, 1, n_out), flat (s, P).
"""

from itertools import pairwise
from math import prod

import numpy as np

from nnlib.initializers import xavier


class Parameters(dict):
    """A dictionary of named arrays that share one vector.

    Parameters
    ----------
    arrays : mapping of str to array
        Copied. All (rows, columns) for one network, or all (s, rows, columns) for s networks at once.
    order : "C" or "F"
        With "F", many networks lie side by side in memory: their first numbers, then their second numbers, …

    Assigning to a name writes into the vector, and refuses another shape. Names can be neither added nor removed.
    """

    def __init__(self, arrays, order="C"):
        arrays = {name: np.asarray(array) for name, array in arrays.items()}
        lead = _leading_axis(arrays)
        dtype = np.result_type(np.float32, *arrays.values())     # integers become floats; float32 stays
        self._flat = np.empty((*lead, sum(prod(a.shape[len(lead):]) for a in arrays.values())), dtype, order)
        start = 0
        for name, array in arrays.items():
            stop = start + prod(array.shape[len(lead):])
            super().__setitem__(name, self._flat[..., start:stop].reshape(array.shape))      # a view
            self[name] = array
            start = stop

    @property
    def flat(self):
        """All numbers as one vector: (P,), or (s, P) for s networks. Assigning to it writes into the arrays."""
        return self._flat

    @flat.setter
    def flat(self, values):
        if np.shape(values) != self._flat.shape:
            raise ValueError(f"flat has the shape {self._flat.shape}, found {np.shape(values)}. "
                             f"Pass one number for each of the {self._flat.shape[-1]} parameters.")
        self._flat[...] = values

    @property
    def sizes(self):
        """Units a layer, input first: (2, 4, 1)."""
        weights = [array for name, array in self.items() if name.startswith("W")]
        return tuple(W.shape[-2] for W in weights) + tuple(W.shape[-1] for W in weights[-1:])

    def __setitem__(self, name, array):
        if name not in self:
            raise KeyError(f"there is no {name!r} here: the names are {', '.join(self)}. "
                           "To add an array, make new ones: Parameters({**params, name: array}).")
        if np.shape(array) != self[name].shape:
            raise ValueError(f"{name} has the shape {self[name].shape}, found {np.shape(array)}. "
                             "Reshape the new values, or make new Parameters for another network.")
        self[name][...] = array

    def update(self, *others, **arrays):
        """Write several arrays, as `params[name] = array` does."""
        for name, array in dict(*others, **arrays).items():
            self[name] = array

    def __ior__(self, others):
        self.update(others)
        return self

    def _keep_names(self, *_):
        raise TypeError("Parameters keep their names: their vector has no gaps. dict(params) makes a plain dictionary.")

    __delitem__ = pop = popitem = clear = setdefault = _keep_names

    def lay_out(self, grads):
        """Return the gradients dW1, db1, … as one vector, in the order of `flat`."""
        lead = self._flat.shape[:-1]
        return np.concatenate([grad.reshape(*lead, -1) for _, _, grad in in_pairs(self, grads)], axis=-1)

    def copy(self):
        """The same numbers in a vector of their own."""
        return Parameters(self)

    def __reduce__(self):       # copy, deepcopy and pickle rebuild the vector, so that the views stay tied to it
        return Parameters, (dict(self),)

    def __repr__(self):
        many = f"{len(self.flat)} networks " if self.flat.ndim == 2 else ""
        arrays = ", ".join(f"{name} {array.shape}" for name, array in self.items())
        return f"<Parameters {many}{'-'.join(map(str, self.sizes))}: {arrays}; {self.flat.shape[-1]} numbers>"


def init_params(sizes, rng, initializer=xavier):
    """Draw the parameters of a network: random weights, biases of zero.

    Parameters
    ----------
    sizes : sequence of int
        Units a layer, input first: (2, 4, 1) has W1 (2, 4), b1 (1, 4), W2 (4, 1), b2 (1, 1).
    rng : seed, numpy.random.Generator, or a list of either
        W1 is drawn first, then W2, … From a list, as many networks at once as it is long; network i gets the numbers
        that its seed or generator would give it alone.
    initializer : function (shape, rng) → array
        One of `zeros`, `normal`, `xavier`, `he`, or your own.
    """
    if isinstance(rng, list | tuple | range):
        networks = [init_params(sizes, one, initializer) for one in rng]
        return Parameters({name: np.stack([params[name] for params in networks]) for name in networks[0]})

    if len(sizes) < 2 or any(size != int(size) or size < 1 for size in sizes):
        raise ValueError(f"sizes is {sizes}. Expected whole numbers of units, from the input to the output, "
                         "at least two of them: (2, 4, 1).")
    params, rng = {}, np.random.default_rng(rng)
    for l, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        params[f"W{l}"] = initializer((n_in, n_out), rng)
        params[f"b{l}"] = np.zeros((1, n_out))
    return Parameters(params)


def in_pairs(params, grads):
    """Yield (name, array, gradient) for each parameter; say what is wrong with the first that does not fit."""
    for name, array in params.items():
        grad = grads.get(f"d{name}")
        if grad is None:
            raise ValueError(f"there is no d{name} among the gradients ({', '.join(grads)}). "
                             f"Expected one for each parameter: d{name} for {name}.")
        if grad.shape != array.shape:
            raise ValueError(f"d{name} has the shape {grad.shape}, and {name} has {array.shape}. A gradient has the "
                             "shape of its parameter: look for a sum without keepdims, or a transpose.")
        yield name, array, grad


def _leading_axis(arrays):
    """Return () for one network, (s,) for s of them."""
    shapes = {name: array.shape for name, array in arrays.items()}
    one = all(len(shape) == 2 for shape in shapes.values())
    many = all(len(shape) == 3 for shape in shapes.values()) and len({shape[0] for shape in shapes.values()}) == 1
    if not shapes or not (one or many):
        raise ValueError(f"found the shapes {shapes}. Parameters are all (rows, columns), a bias (1, n_out); "
                         "or, for s networks at once, all (s, rows, columns). Write b1.reshape(1, -1) for a flat bias.")
    return () if one else next(iter(shapes.values()))[:1]
